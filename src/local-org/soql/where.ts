import type { HavingClause, Query, WhereClause } from '@jetstreamapp/soql-parser-js';
import { conditionTest } from './condition.js';
import type { Comparison } from './condition.js';
import type { LiteralReading } from './literals.js';
import { SoqlError, unexpected } from './error.js';
import type { Operand } from './operands.js';
import type { Cell, CellValue } from './values.js';

/** Tells whether a row fits a condition. */
export type Test<R> = (row: R) => boolean;

/** What conditions need to know about rows. */
export interface Reading<R> {
  /** Makes a cell of a field path such as `Profile.Name`, or of a function. */
  readonly cell: (operand: Operand) => Cell<R>;
  /** Runs a query inside a condition and gives the values of its only field. */
  readonly inner: (query: Query) => readonly CellValue[];
  readonly clock: LiteralReading;
}

/** A test, and whether it asks a query of its own. */
interface Node<R> {
  readonly test: Test<R>;
  readonly semiJoin: boolean;
}

type Token<R> = '(' | ')' | 'AND' | 'OR' | 'NOT' | Node<R>;

/**
 * Makes a test of a WHERE or HAVING clause.
 *
 * [C] AND beside OR needs parentheses, and so does NOT beside either.
 *
 * @throws SoqlError
 */
export function whereTest<R>(where: WhereClause | HavingClause | undefined, reading: Reading<R>): Test<R> {
  if (where === undefined) return () => true;
  const tokens: Token<R>[] = [];
  flatten(where, reading, tokens);
  const cursor: Cursor<R> = { tokens, at: 0 };
  const { test } = expression(cursor);
  const rest = tokens[cursor.at];
  if (rest !== undefined) throw misplaced(rest);
  return test;
}

interface Cursor<R> {
  readonly tokens: readonly Token<R>[];
  at: number;
}

const misplaced = <R>(token: Token<R> | undefined): SoqlError =>
  unexpected(typeof token === 'string' ? token : '<EOF>');

function expression<R>(cursor: Cursor<R>): Node<R> {
  if (cursor.tokens[cursor.at] === 'NOT') {
    cursor.at += 1;
    const { test, semiJoin } = simple(cursor);
    return { test: (row) => !test(row), semiJoin };
  }
  const nodes = [simple(cursor)];
  const joint = cursor.tokens[cursor.at];
  if (joint !== 'AND' && joint !== 'OR') return nodes[0] ?? { test: () => true, semiJoin: false };
  while (cursor.tokens[cursor.at] === joint) {
    cursor.at += 1;
    nodes.push(simple(cursor));
  }
  const semiJoin = nodes.some((node) => node.semiJoin);
  if (joint === 'AND') return { test: (row) => nodes.every(({ test }) => test(row)), semiJoin };
  if (semiJoin) {
    throw new SoqlError('MALFORMED_QUERY', "Semi join sub-selects are not allowed with the 'OR' operator", 'OR');
  }
  return { test: (row) => nodes.some(({ test }) => test(row)), semiJoin };
}

function simple<R>(cursor: Cursor<R>): Node<R> {
  const token = cursor.tokens[cursor.at];
  cursor.at += 1;
  if (token !== '(') {
    if (typeof token === 'object') return token;
    throw misplaced(token);
  }
  const inside = expression(cursor);
  const end = cursor.tokens[cursor.at];
  if (end !== ')') throw misplaced(end);
  cursor.at += 1;
  return inside;
}

function flatten<R>(where: WhereClause, reading: Reading<R>, tokens: Token<R>[]): void {
  const { left } = where;
  const parentheses = (count: number | undefined, token: '(' | ')'): void => {
    for (let index = 0; index < (count ?? 0); index += 1) tokens.push(token);
  };
  if (left !== null) {
    parentheses(left.openParen, '(');
    if ('operator' in left) {
      tokens.push({ test: conditionTest(left as Comparison, reading), semiJoin: 'valueQuery' in left });
      parentheses(left.closeParen, ')');
    }
  }
  if (!('operator' in where)) return;
  tokens.push(where.operator);
  flatten(where.right, reading, tokens);
}
