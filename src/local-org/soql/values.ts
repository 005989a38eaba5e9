/** A value of a row. */
export type CellValue = string | number | boolean | null;

/** A value of a condition: a literal or a span of time. */
export type Literal = CellValue | { readonly from: number; readonly to: number };

const DAY = 86_400_000;

/** Reads a literal of a condition as the parser gives it. */
export function readLiteral(written: string, literalType: string | undefined, now: number): Literal {
  if (written.startsWith("'")) return unquote(written);
  if (literalType === 'BOOLEAN') return written.toUpperCase() === 'TRUE';
  if (literalType === 'NULL' || /^null$/i.test(written)) return null;
  if (literalType === 'DATE_LITERAL' || literalType === 'DATE_N_LITERAL') return readSpan(written, now);
  if (literalType === 'DATE' || literalType === 'DATETIME') return new Date(written).toISOString();
  return Number(written);
}

function unquote(written: string): string {
  return written
    .slice(1, -1)
    .replace(/\\(.)/g, (_, letter: string) => ({ n: '\n', r: '\r', t: '\t' })[letter] ?? letter);
}

/** Days before or after today that a literal covers. */
function readSpan(written: string, now: number): { from: number; to: number } {
  const [name = '', count = '1'] = written.toUpperCase().split(':');
  const today = Math.floor(now / DAY) * DAY;
  const days = Number(count);
  const spans: Readonly<Record<string, readonly [number, number]>> = {
    TODAY: [0, 1],
    YESTERDAY: [-1, 0],
    TOMORROW: [1, 2],
    LAST_WEEK: [-7, 0],
    LAST_MONTH: [-30, 0],
    LAST_90_DAYS: [-90, 1],
    LAST_N_DAYS: [-days, 1],
    NEXT_N_DAYS: [0, days + 1],
    N_DAYS_AGO: [-days, 1 - days],
  };
  const [first, last] = spans[name] ?? [-365, 365];
  return { from: today + first * DAY, to: today + last * DAY };
}

/** Orders two values: null first, text without case, times by instant. */
export function compareValues(left: CellValue, right: CellValue): number {
  if (left === null || right === null) return Number(left !== null) - Number(right !== null);
  if (typeof left === 'string' && typeof right === 'string') {
    const [a, b] = [comparable(left), comparable(right)];
    return a < b ? -1 : Number(a > b);
  }
  return Number(left) - Number(right);
}

function comparable(text: string): string {
  if (/^\d{4}-\d\d-\d\dT[\d:.]+(Z|[+-]\d\d:?\d\d)$/.test(text)) {
    const time = Date.parse(text.replace(/([+-]\d\d)(\d\d)$/, '$1:$2'));
    if (!Number.isNaN(time)) return new Date(time).toISOString();
  }
  // Ids compare by their first 15 characters, which tell case apart; all else compares without case.
  if (/^[a-zA-Z0-9]{18}$/.test(text) && /^[0-9a-zA-Z]{5}0/.test(text)) return text.slice(0, 15);
  return /^[a-zA-Z0-9]{15}$/.test(text) && /\d/.test(text) ? text : text.toLowerCase();
}

/** Tells whether a text fits a LIKE pattern. */
export function isLike(value: CellValue, pattern: string): boolean {
  const expression = pattern
    .replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
    .replace(/%/g, '[\\s\\S]*')
    .replace(/_/g, '[\\s\\S]');
  return typeof value === 'string' && new RegExp(`^${expression}$`, 'i').test(value);
}
