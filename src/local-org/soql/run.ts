import type { FieldType, OrderByClause, Query } from '@jetstreamapp/soql-parser-js';
import { parseQuery } from '@jetstreamapp/soql-parser-js';
import type { Context } from '../state/context.js';
import type { Asker, Row, Table } from './table.js';
import type { CellValue } from './values.js';
import { compareValues } from './values.js';
import { whereTest } from './where.js';

/** Raised for a query that the org refuses. */
export class SoqlError extends Error {
  override readonly name = 'SoqlError';
  readonly code: 'MALFORMED_QUERY' | 'INVALID_FIELD' | 'INVALID_TYPE';

  constructor(code: SoqlError['code'], message: string) {
    super(message);
    this.code = code;
  }
}

/** What a query runs against. */
export interface QueryScope {
  readonly context: Context;
  readonly asker: Asker;
  readonly version: number;
  /** Finds an object by name, without regard to case, among those that the asker may see. */
  readonly table: (name: string) => Table | undefined;
}

/** Result of a query as the REST API gives it. */
export interface QueryResult {
  readonly totalSize: number;
  readonly done: true;
  readonly records: readonly Readonly<Record<string, unknown>>[];
}

/**
 * Runs a query.
 *
 * @throws SoqlError
 */
export function runQuery(scope: QueryScope, soql: string): QueryResult {
  const query = parse(soql);
  const table = tableOf(scope, query.sObject ?? '');
  const rows = filtered(scope, table, query);
  const fields = query.fields ?? [];
  // [C] metadata comes for one record at a time
  if (rows.length > 1 && fields.some((field) => field.type === 'Field' && field.field === 'Metadata')) {
    throw new SoqlError('MALFORMED_QUERY', ONE_ROW);
  }
  const aggregate = fields.some((field) => field.type === 'FieldFunctionExpression' && field.isAggregateFn === true);
  const onlyCount = fields[0]?.type === 'FieldFunctionExpression' && fields[0].rawValue?.toUpperCase() === 'COUNT()';
  if (onlyCount) return { totalSize: rows.length, done: true, records: [] };
  const records =
    aggregate || query.groupBy !== undefined
      ? grouped(scope, table, query, rows)
      : rows.map(shaper(scope, table, fields));
  return { totalSize: records.length, done: true, records };
}

const ONE_ROW =
  'When retrieving results with Metadata or FullName fields, the query qualifications must specify no more than one row for retrieval.';

function parse(soql: string): Query {
  try {
    return parseQuery(soql);
  } catch (error) {
    throw new SoqlError('MALFORMED_QUERY', error instanceof Error ? error.message : 'unexpected token');
  }
}

function tableOf(scope: QueryScope, name: string): Table {
  const table = scope.table(name);
  if (table !== undefined) return table;
  const message = `sObject type '${name}' is not supported. If you are attempting to use a custom object, be sure to append the '__c' after the entity name. Please reference your WSDL or the describe call for the appropriate names.`;
  throw new SoqlError('INVALID_TYPE', message);
}

function filtered(scope: QueryScope, table: Table, query: Query): readonly Row[] {
  const test = whereTest<Row>(query.where, {
    cell: (path) => cellReader(scope, table, path),
    inner: (inner) => innerValues(scope, inner),
    now: scope.context.now(),
  });
  const rows = rowsOf(scope, table).filter(test);
  const orders = [query.orderBy ?? []].flat().filter((order) => 'field' in order);
  for (const order of orders.reverse())
    sortBy(rows, order, cellReader(scope, table, 'field' in order ? order.field : ''));
  const start = query.offset ?? 0;
  return query.limit === undefined ? rows.slice(start) : rows.slice(start, start + query.limit);
}

function sortBy(rows: Row[], order: OrderByClause, cell: (row: Row) => CellValue): void {
  const direction = order.order === 'DESC' ? -1 : 1;
  const nulls = order.nulls === 'LAST' ? 1 : -1;
  rows.sort((left, right) => {
    const [a, b] = [cell(left), cell(right)];
    if (a === null || b === null) return (Number(a === null) - Number(b === null)) * nulls;
    return compareValues(a, b) * direction;
  });
}

function innerValues(scope: QueryScope, query: Query): readonly CellValue[] {
  const table = tableOf(scope, query.sObject ?? '');
  const field = query.fields?.[0];
  const cell = cellReader(scope, table, field === undefined ? 'Id' : pathOf(field).join('.'));
  return filtered(scope, table, query).map(cell);
}

const rowCache = new WeakMap<QueryScope, Map<string, readonly Row[]>>();

/** Rows of an object, made once in a query. */
function rowsOf(scope: QueryScope, table: Table): readonly Row[] {
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
function resolvePath(scope: QueryScope, table: Table, path: readonly string[]): string[] {
  const [first = '', ...rest] = path;
  const same = (name: string): boolean => name.toLowerCase() === first.toLowerCase();
  if (rest.length === 0) {
    const column = table.columns.find(same);
    if (column !== undefined) return [column];
    throw new SoqlError(
      'INVALID_FIELD',
      `No such column '${first}' on entity '${table.name}'. If you are attempting to use a custom field, be sure to append the '__c' after the custom field name. Please reference your WSDL or the describe call for the appropriate names.`,
    );
  }
  if (first.toLowerCase() === table.name.toLowerCase()) return resolvePath(scope, table, rest);
  const relation = Object.keys(table.relations ?? {}).find(same);
  const target = relation === undefined ? undefined : table.relations?.[relation];
  if (relation === undefined || target === undefined) {
    throw new SoqlError(
      'INVALID_FIELD',
      `Didn't understand relationship '${first}' in field path. If you are attempting to use a custom relationship, be sure to append the '__r' after the custom relationship name. Please reference your WSDL or the describe call for the appropriate names.`,
    );
  }
  return [relation, ...resolvePath(scope, tableOf(scope, target.table), rest)];
}

function isRow(value: Row[string]): value is Row {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function related(scope: QueryScope, table: Table, row: Row, relation: string): Row | undefined {
  const own = row[relation];
  if (isRow(own)) return own;
  const target = table.relations?.[relation];
  const id = row[target?.key ?? ''];
  return target === undefined ? undefined : rowsById(scope, tableOf(scope, target.table)).get(id);
}

function cellReader(scope: QueryScope, table: Table, path: string): (row: Row) => CellValue {
  const names = resolvePath(scope, table, path.split('.'));
  return (row) => readPath(scope, table, row, names);
}

function readPath(scope: QueryScope, table: Table, row: Row, names: readonly string[]): CellValue {
  const [first = '', ...rest] = names;
  if (rest.length === 0) {
    const value = row[first];
    return value === undefined || typeof value === 'object' ? null : value;
  }
  const next = related(scope, table, row, first);
  const target = table.relations?.[first]?.table ?? '';
  return next === undefined ? null : readPath(scope, tableOf(scope, target), next, rest);
}

function pathOf(field: FieldType): string[] {
  if (field.type === 'Field') return [field.field];
  if (field.type === 'FieldRelationship') return [...field.relationships, field.field];
  throw new SoqlError('MALFORMED_QUERY', 'The local org takes fields, relationship fields and COUNT in a query.');
}

type Shaper = (row: Row) => Record<string, unknown>;

function shaper(scope: QueryScope, table: Table, fields: readonly FieldType[]): Shaper {
  const paths = fields.map((field) => resolvePath(scope, table, pathOf(field)));
  return (row) => shape(scope, table, row, paths);
}

function shape(
  scope: QueryScope,
  table: Table,
  row: Row,
  paths: readonly (readonly string[])[],
): Record<string, unknown> {
  const url = `/services/data/v${scope.version}.0/sobjects/${table.name}/${textId(row)}`;
  const record: Record<string, unknown> = { attributes: { type: table.name, url } };
  for (const [first = '', ...rest] of paths) {
    if (rest.length === 0) record[first] = shownValue(row[first]);
    else if (record[first] === undefined) {
      const next = related(scope, table, row, first);
      const below = paths.filter((path) => path.length > 1 && path[0] === first).map((path) => path.slice(1));
      const target = tableOf(scope, table.relations?.[first]?.table ?? '');
      record[first] = next === undefined ? null : shape(scope, target, next, below);
    }
  }
  return record;
}

function grouped(scope: QueryScope, table: Table, query: Query, rows: readonly Row[]): Record<string, unknown>[] {
  const keys = [query.groupBy ?? []]
    .flat()
    .flatMap((group) => ('field' in group ? [cellReader(scope, table, group.field)] : []));
  const groups = new Map<string, Row[]>();
  if (keys.length === 0) groups.set('', []);
  for (const row of rows) {
    const key = JSON.stringify(keys.map((cell) => cell(row)));
    groups.set(keys.length === 0 ? '' : key, [...(groups.get(keys.length === 0 ? '' : key) ?? []), row]);
  }
  return [...groups.values()].map((members) => {
    const record: Record<string, unknown> = { attributes: { type: 'AggregateResult' } };
    (query.fields ?? []).forEach((field, index) => {
      if (field.type !== 'FieldFunctionExpression') {
        const path = pathOf(field);
        const [first] = members;
        record[path.at(-1) ?? ''] = first === undefined ? null : cellReader(scope, table, path.join('.'))(first);
        return;
      }
      const [parameter] = field.parameters;
      const cell = typeof parameter === 'string' ? cellReader(scope, table, parameter) : undefined;
      const values = members.map((row) => (cell === undefined ? true : cell(row))).filter((value) => value !== null);
      record[field.alias ?? `expr${index}`] =
        field.functionName === 'COUNT_DISTINCT' ? new Set(values).size : values.length;
    });
    return record;
  });
}

function textId(row: Row): string {
  const id = row['Id'];
  return typeof id === 'string' ? id : '';
}

/** Times in records end in +0000, not in Z. [C] */
function shownValue(value: Row[string]): unknown {
  return typeof value === 'string' && /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(value)
    ? value.replace('Z', '+0000')
    : (value ?? null);
}
