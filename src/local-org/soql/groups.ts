import type { FieldType, FunctionExp, Query } from '@jetstreamapp/soql-parser-js';
import { isDateFunction } from './date-functions.js';
import { SoqlError, notEvaluated, unexpected } from './error.js';
import type { Operand, Source } from './operands.js';
import { aliasOf, isAggregate, parameterOf, rowCell, selectedOperand } from './operands.js';
import { shownValue } from './select.js';
import type { Row } from './table.js';
import type { Cell, CellValue } from './values.js';
import { comparable, compareValues } from './values.js';

/** Rows that are one in a grouped query, with the values that they share. */
export interface Group {
  readonly keys: readonly CellValue[];
  readonly rows: readonly Row[];
}

/** What a grouped query groups by. */
export interface Grouping {
  readonly source: Source;
  readonly keys: readonly Cell<Row>[];
}

/** Tells whether a query gives groups instead of records. */
export function isGrouped(query: Query, fields: readonly FieldType[]): boolean {
  const groups = (field: FieldType): boolean =>
    field.type === 'FieldFunctionExpression' && (isAggregate(field.functionName) || isDateFunction(field.functionName));
  return query.groupBy !== undefined || fields.some(groups);
}

/** Reads what a query groups by, and refuses what cannot be beside it. */
export function groupingOf(source: Source, query: Query): Grouping {
  const keys = [query.groupBy ?? []].flat().map((group) => {
    const operand: Operand = group;
    const name = operand.fn?.functionName ?? '';
    if (/^(ROLLUP|CUBE)$/i.test(name)) throw notEvaluated(name);
    return rowCell(source, operand);
  });
  if (keys.length > 0) return { source, keys };
  if (query.having !== undefined) throw unexpected('HAVING');
  const bound = query.limit === undefined ? 'OFFSET' : 'LIMIT';
  if (query.limit !== undefined || query.offset !== undefined) {
    const message = `Non-grouped query that uses overall aggregate functions cannot also use ${bound}`; // [P] for LIMIT
    throw new SoqlError('MALFORMED_QUERY', message, bound);
  }
  return { source, keys };
}

/** Puts rows into groups; without a key all rows are one, also when there are none. */
export function groupRows({ keys }: Grouping, rows: readonly Row[]): Group[] {
  const groups = new Map<string, { keys: CellValue[]; rows: Row[] }>();
  if (keys.length === 0) groups.set('[]', { keys: [], rows: [] });
  for (const row of rows) {
    const values = keys.map((cell) => cell.read(row));
    const id = JSON.stringify(keys.map((cell, index) => comparable(values[index] ?? null, cell.type)));
    const group = groups.get(id);
    if (group === undefined) groups.set(id, { keys: values, rows: [row] });
    else group.rows.push(row);
  }
  return [...groups.values()];
}

/** Makes a cell of an aggregate, or of what the query groups by. */
export function groupCell(grouping: Grouping, operand: Operand, lead = 'Field'): Cell<Group> {
  if (operand.fn !== undefined && isAggregate(operand.fn.functionName)) {
    return aggregateCell(grouping.source, operand.fn);
  }
  const cell = rowCell(grouping.source, operand);
  const index = grouping.keys.findIndex((key) => key.label === cell.label);
  if (index >= 0) return { ...cell, read: (group) => group.keys[index] ?? null };
  const message = `${lead} must be grouped or aggregated: ${cell.label}`;
  throw new SoqlError('MALFORMED_QUERY', message, operand.fn?.functionName ?? operand.field);
}

function aggregateCell(source: Source, fn: FunctionExp): Cell<Group> {
  const name = (fn.functionName ?? '').toUpperCase();
  if ((fn.parameters ?? []).length === 0) throw unexpected(')');
  const inner = rowCell(source, { field: parameterOf(fn) });
  const numbers = inner.type === 'int' || inner.type === 'double';
  const fits = name === 'SUM' || name === 'AVG' ? numbers : !['boolean', 'complexvalue'].includes(inner.type);
  if (!fits) {
    const message = `field ${inner.label} does not support aggregate operator ${name}`; // [P]
    throw new SoqlError('MALFORMED_QUERY', message, fn.functionName);
  }
  const type = name.startsWith('COUNT') ? 'int' : name === 'AVG' ? 'double' : inner.type;
  const read = ({ rows }: Group): CellValue => {
    const values = rows.map((row) => inner.read(row)).filter((value) => value !== null);
    return aggregate(name, values, inner);
  };
  return { label: `${name}(${inner.label})`, type, read };
}

function aggregate(name: string, values: readonly Exclude<CellValue, null>[], { type }: Cell<Row>): CellValue {
  if (name === 'COUNT') return values.length;
  if (name === 'COUNT_DISTINCT') return new Set(values.map((value) => comparable(value, type))).size;
  if (values.length === 0) return null;
  if (name === 'MIN' || name === 'MAX') {
    const sign = name === 'MIN' ? 1 : -1;
    return values.reduce((best, value) => (compareValues(value, best, type) * sign < 0 ? value : best));
  }
  const sum = values.reduce<number>((total, value) => total + Number(value), 0);
  return name === 'SUM' ? sum : sum / values.length;
}

/** Names of the columns of a grouped query: the alias, the field, or `expr0` and on for what has none. [C] */
export function groupColumns(fields: readonly FieldType[]): string[] {
  let expressions = 0;
  return fields.map((field) => {
    const alias = aliasOf(field);
    if (alias !== undefined) return alias;
    if (field.type === 'FieldFunctionExpression') return `expr${expressions++}`;
    return selectedOperand(field).field?.split('.').at(-1) ?? '';
  });
}

/** Makes of a group the record that the fields of a query ask for. */
export function groupMaker(
  grouping: Grouping,
  fields: readonly FieldType[],
): (group: Group) => Record<string, unknown> {
  const cells = fields.map((field) => groupCell(grouping, selectedOperand(field)));
  const names = groupColumns(fields).map((name, index) => {
    const label = cells[index]?.label.split('.').at(-1) ?? '';
    return label.toLowerCase() === name.toLowerCase() ? label : name;
  });
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw new SoqlError('MALFORMED_QUERY', `duplicate alias: ${twice}`, twice);
  return (group) => ({
    attributes: { type: 'AggregateResult' },
    ...Object.fromEntries(cells.map((cell, index) => [names[index] ?? '', shownValue(cell.read(group))])),
  });
}
