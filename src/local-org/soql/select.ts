import type { FieldType, Query } from '@jetstreamapp/soql-parser-js';
import { SoqlError, notEvaluated, unexpected } from './error.js';
import type { Source } from './operands.js';
import { aliasOf, pathIn, selectedPath } from './operands.js';
import type { QueryScope } from './scope.js';
import { related, resolvePath, tableOf } from './scope.js';
import type { Row, Table } from './table.js';

/** Fields of a query, `FIELDS(ALL)` and `FIELDS(STANDARD)` written out. */
export function selectedFields({ table }: Source, query: Query): FieldType[] {
  return (query.fields ?? []).flatMap((field): FieldType[] => {
    if (field.type !== 'FieldFunctionExpression' || field.functionName.toUpperCase() !== 'FIELDS') return [field];
    const [kind] = field.parameters;
    if (kind !== 'ALL' && kind !== 'STANDARD') throw notEvaluated('FIELDS');
    if (kind === 'ALL' && (query.limit ?? Infinity) > 200) {
      const message = 'The SOQL FIELDS function must have a LIMIT of at most 200';
      throw new SoqlError('MALFORMED_QUERY', message, 'FIELDS');
    }
    return Object.entries(table.columns)
      .filter(([, type]) => type !== 'complexvalue')
      .map(([name]) => ({ type: 'Field', field: name }));
  });
}

/** Makes of a row the record that the fields of a query ask for. */
export function recordMaker(source: Source, fields: readonly FieldType[]): (row: Row) => Record<string, unknown> {
  const { scope, table } = source;
  const paths = fields.map((field) => {
    const alias = aliasOf(field);
    if (alias !== undefined && field.type !== 'FieldFunctionExpression') {
      throw new SoqlError('MALFORMED_QUERY', 'only aggregate expressions use field aliasing', alias);
    }
    return resolvePath(scope, table, pathIn(source, selectedPath(field)));
  });
  const names = paths.map((path) => path.join('.'));
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw new SoqlError('MALFORMED_QUERY', `duplicate field selected: ${twice}`, twice);
  return (row) => shape(scope, table, row, paths);
}

function shape(
  scope: QueryScope,
  table: Table,
  row: Row,
  paths: readonly (readonly string[])[],
): Record<string, unknown> {
  const api = scope.tooling ? 'tooling/sobjects' : 'sobjects';
  const url = `/services/data/v${scope.version}.0/${api}/${table.name}/${textId(row)}`;
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

function textId(row: Row): string {
  const id = row['Id'];
  return typeof id === 'string' ? id : '';
}

/** Times in records end in +0000, not in Z. [C] */
export function shownValue(value: Row[string]): unknown {
  return typeof value === 'string' && /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(value)
    ? value.replace('Z', '+0000')
    : (value ?? null);
}

/** Tells whether a query asks for the number of rows alone. [C] nothing may stand beside it */
export function asksForCount(query: Query): boolean {
  const isCount = (field: FieldType): boolean =>
    field.type === 'FieldFunctionExpression' &&
    field.functionName.toUpperCase() === 'COUNT' &&
    field.parameters.length === 0;
  const fields = query.fields ?? [];
  if (!fields.some(isCount)) return false;
  if (fields.length > 1) throw unexpected(',');
  if (query.groupBy !== undefined) throw unexpected('GROUP');
  if (query.orderBy !== undefined) throw unexpected('ORDER');
  return true;
}
