import { notEvaluated, unexpected } from './error.js';

/** A span of time in milliseconds since 1970; the end is outside. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

type Unit = 'DAY' | 'WEEK' | 'MONTH' | 'QUARTER' | 'YEAR';

/** Gives the start of the unit that lies `step` units away from a time. Weeks begin on Sunday [C, for en_US]; UTC. */
function startOf(unit: Unit, now: number, step: number): number {
  const date = new Date(now);
  const [year, month, day] = [date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate()];
  if (unit === 'DAY') return Date.UTC(year, month, day + step);
  if (unit === 'WEEK') return Date.UTC(year, month, day - date.getUTCDay() + 7 * step);
  if (unit === 'MONTH') return Date.UTC(year, month + step);
  if (unit === 'QUARTER') return Date.UTC(year, month - (month % 3) + 3 * step);
  return Date.UTC(year + step, 0);
}

const FIXED: Readonly<Record<string, readonly [Unit, number, number]>> = {
  YESTERDAY: ['DAY', -1, 0],
  TODAY: ['DAY', 0, 1],
  TOMORROW: ['DAY', 1, 2],
  LAST_90_DAYS: ['DAY', -90, 1],
  NEXT_90_DAYS: ['DAY', 1, 91],
};

const AROUND: Readonly<Record<string, readonly [number, number]>> = { LAST: [-1, 0], THIS: [0, 1], NEXT: [1, 2] };

/** First and last unit of a literal. [C] the past days end with today, all other counted units leave out the present. */
function unitsOf(name: string, count: number): readonly [Unit, number, number] | undefined {
  if (FIXED[name] !== undefined) return FIXED[name];
  // The fiscal year of the local org begins in January, as in an org that never changed it.
  const plain = name.replace('FISCAL_', '');
  const [, around = '', one] = /^(LAST|THIS|NEXT)_(WEEK|MONTH|QUARTER|YEAR)$/.exec(plain) ?? [];
  const span = AROUND[around];
  if (one !== undefined && span !== undefined) return [one as Unit, ...span];
  const [, way, many] = /^(LAST|NEXT)_N_(DAY|WEEK|MONTH|QUARTER|YEAR)S$/.exec(plain) ?? [];
  if (many !== undefined) {
    return way === 'NEXT' ? [many as Unit, 1, count + 1] : [many as Unit, -count, many === 'DAY' ? 1 : 0];
  }
  const ago = /^N_(DAY|WEEK|MONTH|QUARTER|YEAR)S_AGO$/.exec(plain)?.[1];
  return ago === undefined ? undefined : [ago as Unit, -count, 1 - count];
}

/**
 * Gives the span of a date literal such as `TODAY` or `LAST_N_DAYS:3`.
 *
 * @throws SoqlError for a literal that is not known here.
 */
export function readSpan(written: string, now: number): Span {
  const [name = '', count = '1'] = written.toUpperCase().split(':');
  const units = unitsOf(name, Number(count));
  if (units === undefined) throw notEvaluated(name);
  if (!/^\d{1,5}$/.test(count)) throw unexpected(count);
  const [unit, first, last] = units;
  return { from: startOf(unit, now, first), to: startOf(unit, now, last) };
}
