import type { ColumnType } from './table.js';
import type { Cell, CellValue } from './values.js';
import { instant } from './values.js';

const month = (date: Date): number => date.getUTCMonth() + 1;
const quarter = (date: Date): number => Math.ceil(month(date) / 3);
const year = (date: Date): number => date.getUTCFullYear();
const dayOfYear = (date: Date): number =>
  Math.floor((Date.UTC(year(date), date.getUTCMonth(), date.getUTCDate()) - Date.UTC(year(date), 0)) / 86_400_000) + 1;

/** [C] what they give, in UTC. The fiscal year of the local org is the calendar year. */
const FUNCTIONS: ReadonlyMap<string, (date: Date) => number | string> = new Map<
  string,
  (date: Date) => number | string
>([
  ['CALENDAR_MONTH', month],
  ['CALENDAR_QUARTER', quarter],
  ['CALENDAR_YEAR', year],
  ['DAY_IN_MONTH', (date) => date.getUTCDate()],
  ['DAY_IN_WEEK', (date) => date.getUTCDay() + 1],
  ['DAY_IN_YEAR', dayOfYear],
  ['DAY_ONLY', (date) => date.toISOString().slice(0, 10)],
  ['FISCAL_MONTH', month],
  ['FISCAL_QUARTER', quarter],
  ['FISCAL_YEAR', year],
  ['HOUR_IN_DAY', (date) => date.getUTCHours()],
  ['WEEK_IN_MONTH', (date) => Math.ceil(date.getUTCDate() / 7)],
  ['WEEK_IN_YEAR', (date) => Math.ceil(dayOfYear(date) / 7)],
]);

/** Tells whether a name is that of a date function. */
export function isDateFunction(name: string): boolean {
  return FUNCTIONS.has(name.toUpperCase());
}

/** Applies a date function to a cell; `undefined` when the cell holds no date. */
export function dateCell<R>(name: string, inner: Cell<R>): Cell<R> | undefined {
  const make = FUNCTIONS.get(name.toUpperCase());
  const fits: readonly ColumnType[] = /^(DAY_ONLY|HOUR_IN_DAY)$/i.test(name) ? ['datetime'] : ['date', 'datetime'];
  if (make === undefined || !fits.includes(inner.type)) return undefined;
  const read = (row: R): CellValue => {
    const value = inner.read(row);
    return typeof value === 'string' ? make(new Date(instant(value))) : null;
  };
  return { label: `${name}(${inner.label})`, type: /^DAY_ONLY$/i.test(name) ? 'date' : 'int', read };
}
