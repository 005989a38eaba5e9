import { readSpan } from './date-literals.js';
import { SoqlError } from './error.js';
import type { ColumnType } from './table.js';
import type { CellValue } from './values.js';
import { instant, isText } from './values.js';

/** A value of a condition: a literal or a span of time. */
export type Literal = CellValue | { readonly from: number; readonly to: number };

/** How literals are read. */
export interface LiteralReading {
  /** Time that date literals count from. */
  readonly now: number;
  /** Whether a text that is no id is refused where one belongs. */
  readonly checksIds: boolean;
}

/** A literal as it is written, and what the parser takes it for. */
export interface Written {
  readonly text: string;
  readonly kind: string;
}

const KINDS: Readonly<Record<string, readonly ColumnType[]>> = {
  BOOLEAN: ['boolean'],
  INTEGER: ['int', 'double'],
  DECIMAL: ['double'],
  DATE: ['date'],
  DATETIME: ['datetime'],
  DATE_LITERAL: ['date', 'datetime'],
  DATE_N_LITERAL: ['date', 'datetime'],
};

/**
 * Reads a literal that a value of a type is compared with.
 *
 * @param label - Name of the field, for messages.
 * @throws SoqlError when the literal does not fit the type. [C] that it is refused, [P] the words
 */
export function readLiteral(written: Written, type: ColumnType, label: string, reading: LiteralReading): Literal {
  const { text, kind } = written;
  if (kind === 'NULL') return null;
  if (kind === 'STRING') return readText(text, type, label, reading);
  if (KINDS[kind]?.includes(type) !== true) throw misfit(type, label);
  if (kind === 'BOOLEAN') return text.toUpperCase() === 'TRUE';
  if (kind === 'DATE_LITERAL' || kind === 'DATE_N_LITERAL') return readSpan(text, reading.now);
  if (kind === 'INTEGER' || kind === 'DECIMAL') return Number(text);
  if (Number.isNaN(instant(text))) throw new SoqlError('MALFORMED_QUERY', `Invalid date: ${text}`, text);
  return text;
}

function readText(text: string, type: ColumnType, label: string, { checksIds }: LiteralReading): Literal {
  const value = unquote(text);
  if (value === '') return null; // [C] an empty text is no value
  if (isText(type)) return value;
  if (type !== 'id' && type !== 'reference') throw misfit(type, label);
  if (!checksIds || /^[a-zA-Z0-9]{15}(?:[a-zA-Z0-9]{3})?$/.test(value)) return value;
  throw new SoqlError('INVALID_QUERY_FILTER_OPERATOR', `invalid ID field: ${value}`, text);
}

function misfit(type: ColumnType, label: string): SoqlError {
  const name = type === 'datetime' ? 'dateTime' : isText(type) ? 'string' : type;
  const quotes = isText(type) || type === 'id' || type === 'reference' ? 'should' : 'should not';
  const message = `value of filter criterion for field '${label}' must be of type ${name} and ${quotes} be enclosed in quotes`;
  return new SoqlError('INVALID_FIELD', message, label);
}

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', b: '\b', f: '\f' };
/** An escape, or any other character. */
const PIECE = /\\u([0-9a-fA-F]{4})|\\(.)|([^\\])/gsu;

interface Piece {
  readonly text: string;
  readonly escaped: boolean;
}

/** Splits a text in quotes into characters. [C] the escapes; [P] that others are refused, and the words */
function piecesOf(written: string): Piece[] {
  return [...written.slice(1, -1).matchAll(PIECE)].map(([, code, letter, plain]) => {
    if (plain !== undefined) return { text: plain, escaped: false };
    if (code !== undefined) return { text: String.fromCharCode(Number.parseInt(code, 16)), escaped: true };
    const value = /^["'\\_%]$/.test(letter ?? '') ? letter : ESCAPES[(letter ?? '').toLowerCase()];
    if (value !== undefined) return { text: value, escaped: true };
    const message = `Invalid string literal ${written}. Illegal character sequence '\\${letter ?? ''}' in string literal.`;
    throw new SoqlError('MALFORMED_QUERY', message, written);
  });
}

/** Gives the text that a literal in quotes stands for. */
function unquote(written: string): string {
  return piecesOf(written)
    .map((piece) => piece.text)
    .join('');
}

/** Makes the test of a LIKE: `%` and `_` stand for others unless they are escaped. */
export function likeTest(written: string): (value: CellValue) => boolean {
  const expression = piecesOf(written).map(({ text, escaped }) => {
    if (!escaped && text === '%') return '[\\s\\S]*';
    if (!escaped && text === '_') return '[\\s\\S]';
    return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  });
  const pattern = new RegExp(`^${expression.join('')}$`, 'i');
  return (value) => typeof value === 'string' && pattern.test(value);
}
