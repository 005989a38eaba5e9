import type { Context } from '../state/context.js';
import { SoqlError } from './error.js';
import type { Asker, Row, Table } from './table.js';
import type { Cell, CellValue } from './values.js';

/** What a query runs against. */
export interface QueryScope {
  readonly context: Context;
  readonly asker: Asker;
  readonly version: number;
  /** True for the Tooling API. */
  readonly tooling: boolean;
  /** Finds an object by name, without regard to case, among those that the asker may see. */
  readonly table: (name: string) => Table | undefined;
}

/** Finds an object that a query names. */
export function tableOf(scope: QueryScope, name: string): Table {
  const table = scope.table(name);
  if (table !== undefined) return table;
  const message = `sObject type '${name}' is not supported. If you are attempting to use a custom object, be sure to append the '__c' after the entity name. Please reference your WSDL or the describe call for the appropriate names.`;
  throw new SoqlError('INVALID_TYPE', message, name);
}

const rowCache = new WeakMap<QueryScope, Map<string, readonly Row[]>>();

/** Rows of an object, made once in a query. */
export function rowsOf(scope: QueryScope, table: Table): readonly Row[] {
  const tables = rowCache.get(scope) ?? new Map<string, readonly Row[]>();
  rowCache.set(scope, tables);
  const rows = tables.get(table.name) ?? table.rows(scope.context);
  tables.set(table.name, rows);
  return rows;
}

const idCache = new WeakMap<readonly Row[], Map<unknown, Row>>();

function rowsById(scope: QueryScope, table: Table): Map<unknown, Row> {
  const rows = rowsOf(scope, table);
  const byId = idCache.get(rows) ?? new Map(rows.map((row) => [row['Id'], row]));
  idCache.set(rows, byId);
  return byId;
}

/** Canonical spelling of a path: relationships, then a column. */
export function resolvePath(scope: QueryScope, table: Table, path: readonly string[]): string[] {
  const [first = '', ...rest] = path;
  const same = (name: string): boolean => name.toLowerCase() === first.toLowerCase();
  if (rest.length === 0) {
    const column = Object.keys(table.columns).find(same);
    if (column !== undefined) return [column];
    throw new SoqlError(
      'INVALID_FIELD',
      `No such column '${first}' on entity '${table.name}'. If you are attempting to use a custom field, be sure to append the '__c' after the custom field name. Please reference your WSDL or the describe call for the appropriate names.`,
      first,
    );
  }
  const relation = Object.keys(table.relations ?? {}).find(same);
  const target = relation === undefined ? undefined : table.relations?.[relation];
  if (relation === undefined || target === undefined) {
    throw new SoqlError(
      'INVALID_FIELD',
      `Didn't understand relationship '${first}' in field path. If you are attempting to use a custom relationship, be sure to append the '__r' after the custom relationship name. Please reference your WSDL or the describe call for the appropriate names.`,
      path.join('.'),
    );
  }
  return [relation, ...resolvePath(scope, tableOf(scope, target.table), rest)];
}

function isRow(value: Row[string]): value is Row {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Follows a relationship of a row. */
export function related(scope: QueryScope, table: Table, row: Row, relation: string): Row | undefined {
  const own = row[relation];
  if (isRow(own)) return own;
  const target = table.relations?.[relation];
  const id = row[target?.key ?? ''];
  return target === undefined ? undefined : rowsById(scope, tableOf(scope, target.table)).get(id);
}

/** Makes a cell of a field or of a field of a related object. */
export function fieldCell(scope: QueryScope, table: Table, path: readonly string[]): Cell<Row> {
  const names = resolvePath(scope, table, path);
  const [first = '', ...rest] = names;
  if (rest.length === 0) {
    return { label: first, type: table.columns[first] ?? 'string', read: (row) => plain(row[first]) };
  }
  const inner = fieldCell(scope, tableOf(scope, table.relations?.[first]?.table ?? ''), rest);
  return {
    label: names.join('.'),
    type: inner.type,
    read: (row) => {
      const next = related(scope, table, row, first);
      return next === undefined ? null : inner.read(next);
    },
  };
}

function plain(value: Row[string]): CellValue {
  return value === undefined || typeof value === 'object' ? null : value;
}
