import type { Query } from '@jetstreamapp/soql-parser-js';
import { SoqlError, unexpected } from './error.js';
import type { Literal, Written } from './literals.js';
import { likeTest, readLiteral } from './literals.js';
import type { Operand } from './operands.js';
import type { Cell, CellValue } from './values.js';
import { compareValues, instant, isText } from './values.js';
import type { Reading, Test } from './where.js';

/** A condition as the parser gives it. */
export interface Comparison extends Operand {
  readonly operator: string;
  readonly value?: string | readonly string[] | undefined;
  readonly literalType?: string | readonly string[] | undefined;
  readonly valueQuery?: Query | undefined;
}

const EQUALITY = ['=', '!=', '<>', 'IN', 'NOT IN'];

/** Makes the test of one condition. */
export function conditionTest<R>(condition: Comparison, reading: Reading<R>): Test<R> {
  const cell = reading.cell(condition);
  const operator = condition.operator.toUpperCase();
  if (operator === 'LIKE') return likeCondition(condition, cell);
  refuseOperator(cell, operator);
  const literals =
    condition.valueQuery === undefined
      ? writtenOf(condition).map((written) => readLiteral(written, cell.type, cell.label, reading.clock))
      : reading.inner(condition.valueQuery);
  const isOneOf = (row: R): boolean => literals.some((literal) => isEqual(cell, cell.read(row), literal));
  if (operator === 'IN' || operator === '=') return isOneOf;
  if (EQUALITY.includes(operator)) return (row) => !isOneOf(row);
  const [literal = null] = literals;
  return (row) => isOrdered(cell, cell.read(row), operator, literal);
}

function refuseOperator<R>({ type, label }: Cell<R>, operator: string): void {
  const fits = EQUALITY.includes(operator) || (/^[<>]=?$/.test(operator) && type !== 'boolean');
  if (fits && type !== 'complexvalue') return;
  throw new SoqlError('INVALID_QUERY_FILTER_OPERATOR', `invalid operator on ${type} field`, label);
}

function likeCondition<R>(condition: Comparison, cell: Cell<R>): Test<R> {
  if (!isText(cell.type)) refuseOperator(cell, 'LIKE');
  const [written, second] = writtenOf(condition);
  if (written === undefined || second !== undefined) throw unexpected('(');
  readLiteral(written, cell.type, cell.label, { now: 0, checksIds: true });
  if (written.kind !== 'STRING') return () => false;
  const isLike = likeTest(written.text);
  return (row) => isLike(cell.read(row));
}

function writtenOf({ value, literalType }: Comparison): Written[] {
  return [value ?? []].flat().map((text, index) => ({
    text,
    kind: (typeof literalType === 'string' ? literalType : literalType?.[index]) ?? '',
  }));
}

function isEqual<R>({ type }: Cell<R>, value: CellValue, literal: Literal): boolean {
  if (typeof literal !== 'object' || literal === null) return compareValues(value, literal, type) === 0;
  if (value === null) return false;
  const time = instant(String(value));
  return literal.from <= time && time < literal.to;
}

function isOrdered<R>({ type }: Cell<R>, value: CellValue, operator: string, literal: Literal): boolean {
  if (value === null || literal === null) return false;
  if (typeof literal === 'object') {
    const time = instant(String(value));
    if (operator === '<') return time < literal.from;
    if (operator === '<=') return time < literal.to;
    return operator === '>' ? time >= literal.to : time >= literal.from;
  }
  const order = compareValues(value, literal, type);
  if (operator === '<') return order < 0;
  if (operator === '<=') return order <= 0;
  return operator === '>' ? order > 0 : order >= 0;
}
