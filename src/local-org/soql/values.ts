import type { ColumnType } from './table.js';

/** A value of a row. */
export type CellValue = string | number | boolean | null;

/** A value read from rows, or from groups of rows. */
export interface Cell<R> {
  /** As messages name it. */
  readonly label: string;
  readonly type: ColumnType;
  readonly read: (row: R) => CellValue;
}

/** Tells whether values of a type are text, which compares without case. */
export function isText(type: ColumnType): boolean {
  return ['string', 'email', 'phone', 'url'].includes(type);
}

/** Gives what a value of a type compares by: text without case, ids by their 15 characters, times by instant. */
export function comparable(value: CellValue, type: ColumnType): CellValue {
  if (typeof value !== 'string') return value;
  if (type === 'id' || type === 'reference') return value.slice(0, 15);
  if (type === 'datetime' || type === 'date') return instant(value);
  return value.toLowerCase();
}

/** Milliseconds since 1970 of a date or a time, as records or as queries write it. */
export function instant(written: string): number {
  return Date.parse(written.replace(/([+-]\d\d)(\d\d)$/, '$1:$2'));
}

/** Orders two values of a type; null comes first. */
export function compareValues(left: CellValue, right: CellValue, type: ColumnType): number {
  const [a, b] = [comparable(left, type), comparable(right, type)];
  if (a === null || b === null) return Number(a !== null) - Number(b !== null);
  return a < b ? -1 : Number(a > b);
}
