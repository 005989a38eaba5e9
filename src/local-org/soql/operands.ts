import type { FieldType, FunctionExp } from '@jetstreamapp/soql-parser-js';
import { dateCell, isDateFunction } from './date-functions.js';
import { SoqlError, notEvaluated, unexpected } from './error.js';
import type { QueryScope } from './scope.js';
import { fieldCell } from './scope.js';
import type { Row, Table } from './table.js';
import type { Cell } from './values.js';

/** The object of a query, and the name that the query gives it. */
export interface Source {
  readonly scope: QueryScope;
  readonly table: Table;
  readonly alias: string | undefined;
}

/** A field or a function, as clauses hold them. */
export interface Operand {
  readonly field?: string | undefined;
  readonly fn?: FunctionExp | undefined;
}

const AGGREGATES: readonly string[] = ['COUNT', 'COUNT_DISTINCT', 'SUM', 'AVG', 'MIN', 'MAX'];

/** Tells whether a name is that of an aggregate function. */
export function isAggregate(name: string | undefined): boolean {
  return AGGREGATES.includes((name ?? '').toUpperCase());
}

/** Path of a field without the name or the alias of the query's own object. */
export function pathIn({ table, alias }: Source, names: readonly string[]): readonly string[] {
  const [first = '', ...rest] = names;
  const isOwn = [table.name, alias].some((name) => name?.toLowerCase() === first.toLowerCase());
  return isOwn && rest.length > 0 ? rest : names;
}

/** Gives the alias of a selected field. */
export function aliasOf(field: FieldType): string | undefined {
  return 'alias' in field ? field.alias : undefined;
}

/** Names of a selected field. */
export function selectedPath(field: FieldType): string[] {
  if (field.type === 'Field') return [field.field];
  if (field.type === 'FieldRelationship') return [...field.relationships, field.field];
  throw notEvaluated(field.type === 'FieldFunctionExpression' ? field.functionName : '(');
}

/** Gives the operand of a selected field. */
export function selectedOperand(field: FieldType): Operand {
  return field.type === 'FieldFunctionExpression' ? { fn: field } : { field: selectedPath(field).join('.') };
}

/** Makes a cell of a field or of a date function of one. */
export function rowCell(source: Source, { field, fn }: Operand): Cell<Row> {
  if (fn === undefined) return fieldCell(source.scope, source.table, pathIn(source, (field ?? '').split('.')));
  const name = fn.functionName ?? '';
  if (isAggregate(name)) throw unexpected(name);
  if (!isDateFunction(name)) throw notEvaluated(name);
  const inner = rowCell(source, { field: parameterOf(fn) });
  const cell = dateCell(name, inner);
  if (cell !== undefined) return cell;
  throw new SoqlError('INVALID_FIELD', `field ${inner.label} does not support the function ${name}`, name);
}

/** Gives the field that a function is applied to. */
export function parameterOf(fn: FunctionExp): string {
  const [parameter, second] = fn.parameters ?? [];
  if (typeof parameter === 'string' && second === undefined) return parameter;
  throw notEvaluated(typeof parameter === 'object' ? (parameter.functionName ?? '') : (fn.functionName ?? ''));
}
