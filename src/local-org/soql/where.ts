import type { Condition, Query, WhereClause } from '@jetstreamapp/soql-parser-js';
import type { CellValue, Literal } from './values.js';
import { compareValues, isLike, readLiteral } from './values.js';

/** Tells whether a row fits a condition. */
export type Test<R> = (row: R) => boolean;

/** What conditions need to know about rows. */
export interface Reading<R> {
  /** Makes a reader of a field path such as `Profile.Name`. */
  readonly cell: (path: string) => (row: R) => CellValue;
  /** Runs a query inside a condition and gives the values of its only field. */
  readonly inner: (query: Query) => readonly CellValue[];
  readonly now: number;
}

type Token<R> = '(' | ')' | 'AND' | 'OR' | 'NOT' | Test<R>;

/** Makes a test of a WHERE clause. */
export function whereTest<R>(where: WhereClause | undefined, reading: Reading<R>): Test<R> {
  if (where === undefined) return () => true;
  const tokens: Token<R>[] = [];
  flatten(where, reading, tokens);
  let at = 0;
  const primary = (): Test<R> => {
    const token = tokens[at++];
    if (token === 'NOT') {
      const negated = primary();
      return (row) => !negated(row);
    }
    if (token === '(') {
      const inside = either();
      at += 1;
      return inside;
    }
    return typeof token === 'function' ? token : () => true;
  };
  const both = (): Test<R> => {
    let left = primary();
    while (tokens[at] === 'AND') {
      at += 1;
      const [before, right] = [left, primary()];
      left = (row) => before(row) && right(row);
    }
    return left;
  };
  const either = (): Test<R> => {
    let left = both();
    while (tokens[at] === 'OR') {
      at += 1;
      const [before, right] = [left, both()];
      left = (row) => before(row) || right(row);
    }
    return left;
  };
  return either();
}

function flatten<R>(where: WhereClause, reading: Reading<R>, tokens: Token<R>[]): void {
  const { left } = where;
  const parentheses = (count: number | undefined, token: '(' | ')'): void => {
    for (let index = 0; index < (count ?? 0); index += 1) tokens.push(token);
  };
  if (left !== null) {
    parentheses(left.openParen, '(');
    if ('operator' in left) {
      tokens.push(conditionTest(left, reading));
      parentheses(left.closeParen, ')');
    }
  }
  if (!('operator' in where)) return;
  tokens.push(where.operator);
  flatten(where.right, reading, tokens);
}

type Comparison = Exclude<Condition, { openParen: number; operator?: never }> | { valueQuery: Query };

function conditionTest<R>(condition: Comparison, reading: Reading<R>): Test<R> {
  const written = condition as { field?: string; operator: string; literalType?: string | string[] };
  const cell = reading.cell(written.field ?? '');
  const literals = literalsOf(condition, reading);
  const operator = written.operator.toUpperCase();
  const isOneOf = (row: R): boolean => literals.some((literal) => isEqual(cell(row), literal));
  if (operator === 'IN' || operator === '=') return isOneOf;
  if (operator === 'NOT IN' || operator === '!=') return (row) => !isOneOf(row);
  const [literal = null] = literals;
  if (operator === 'LIKE') return (row) => isLike(cell(row), typeof literal === 'string' ? literal : '');
  return (row) => isOrdered(cell(row), operator, literal);
}

function literalsOf<R>(condition: Comparison, reading: Reading<R>): readonly Literal[] {
  if ('valueQuery' in condition) return reading.inner(condition.valueQuery);
  const { value, literalType } = condition as { value: string | string[]; literalType?: string | string[] };
  const variable = (condition as { dateLiteralVariable?: number | number[] }).dateLiteralVariable;
  return [value].flat().map((written, index) => {
    const type = Array.isArray(literalType) ? literalType[index] : literalType;
    const count = Array.isArray(variable) ? variable[index] : variable;
    const complete = count === undefined || written.includes(':') ? written : `${written}:${count}`;
    return readLiteral(complete, type, reading.now);
  });
}

function isEqual(value: CellValue, literal: Literal): boolean {
  if (typeof literal === 'object' && literal !== null) {
    const time = Date.parse(String(value));
    return literal.from <= time && time < literal.to;
  }
  return compareValues(value, literal) === 0;
}

function isOrdered(value: CellValue, operator: string, literal: Literal): boolean {
  if (value === null) return false;
  if (typeof literal === 'object' && literal !== null) {
    const time = Date.parse(String(value));
    if (operator === '<') return time < literal.from;
    if (operator === '<=') return time < literal.to;
    return operator === '>' ? time >= literal.to : time >= literal.from;
  }
  const order = compareValues(value, literal);
  if (operator === '<') return order < 0;
  if (operator === '<=') return order <= 0;
  return operator === '>' ? order > 0 : order >= 0;
}
