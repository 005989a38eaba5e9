import type { Query } from '@jetstreamapp/soql-parser-js';
import { SoqlError, unexpected } from './error.js';
import { groupCell, groupMaker, groupRows, groupingOf, isGrouped } from './groups.js';
import type { Operand, Source } from './operands.js';
import { rowCell, selectedOperand } from './operands.js';
import type { LiteralReading } from './literals.js';
import { parse } from './parse.js';
import type { QueryScope } from './scope.js';
import { rowsOf, tableOf } from './scope.js';
import { asksForCount, recordMaker, selectedFields } from './select.js';
import type { Row } from './table.js';
import type { Cell, CellValue } from './values.js';
import { compareValues } from './values.js';
import { whereTest } from './where.js';

/** Result of a query as the REST API gives it. */
export interface QueryResult {
  /** Name of the object. */
  readonly object: string;
  readonly totalSize: number;
  readonly records: readonly Readonly<Record<string, unknown>>[];
}

/**
 * Runs a query.
 *
 * @throws SoqlError
 */
export function runQuery(scope: QueryScope, soql: string): QueryResult {
  const query = parse(soql);
  const source = sourceOf(scope, query);
  const object = source.table.name;
  if (asksForCount(query)) {
    return { object, totalSize: slice(filtered(source, query), query).length, records: [] };
  }
  const fields = selectedFields(source, query);
  const records = isGrouped(query, fields) ? groups(source, query) : plainRecords(source, query);
  return { object, totalSize: records.length, records };
}

function clockOf({ scope: { context } }: Source): LiteralReading {
  return { now: context.now(), checksIds: context.assumed('malformed-id-filter') === 'refused' };
}

function sourceOf(scope: QueryScope, query: Query): Source {
  return { scope, table: tableOf(scope, query.sObject ?? ''), alias: query.sObjectAlias };
}

const ONE_ROW =
  'When retrieving results with Metadata or FullName fields, the query qualifications must specify no more than one row for retrieval.';

function plainRecords(source: Source, query: Query): readonly Record<string, unknown>[] {
  if (query.having !== undefined) throw unexpected('HAVING');
  const fields = selectedFields(source, query);
  const make = recordMaker(source, fields);
  const rows = slice(
    ordered(filtered(source, query), query, (operand) => rowCell(source, operand)),
    query,
  );
  // [C] metadata comes for one record at a time
  if (rows.length > 1 && fields.some((field) => field.type === 'Field' && /^metadata$/i.test(field.field))) {
    throw new SoqlError('MALFORMED_QUERY', ONE_ROW);
  }
  return rows.map(make);
}

function groups(source: Source, query: Query): readonly Record<string, unknown>[] {
  const grouping = groupingOf(source, query);
  const make = groupMaker(grouping, selectedFields(source, query));
  const holds = whereTest(query.having, {
    cell: (operand) => groupCell(grouping, operand),
    inner: () => {
      throw unexpected('SELECT');
    },
    clock: clockOf(source),
  });
  const found = groupRows(grouping, filtered(source, query)).filter(holds);
  const cell = (operand: Operand) => groupCell(grouping, operand, 'Ordered field');
  return slice(ordered(found, query, cell), query).map(make);
}

function filtered(source: Source, query: Query): Row[] {
  const test = whereTest<Row>(query.where, {
    cell: (operand) => rowCell(source, operand),
    inner: (inner) => innerValues(source, inner),
    clock: clockOf(source),
  });
  return rowsOf(source.scope, source.table).filter(test);
}

function slice<T>(rows: readonly T[], { limit, offset = 0 }: Query): readonly T[] {
  return rows.slice(offset, limit === undefined ? undefined : offset + limit);
}

/** Sorts by every order, the first counts most; null comes first unless the query says otherwise. [C] */
function ordered<R>(rows: readonly R[], query: Query, cellOf: (operand: Operand) => Cell<R>): R[] {
  const orders = [query.orderBy ?? []].flat().map((order) => ({
    cell: cellOf(order),
    direction: order.order === 'DESC' ? -1 : 1,
    nulls: order.nulls === 'LAST' ? 1 : -1,
  }));
  const compare = (left: R, right: R): number => {
    for (const { cell, direction, nulls } of orders) {
      const [a, b] = [cell.read(left), cell.read(right)];
      const order =
        a === null || b === null
          ? (Number(a === null) - Number(b === null)) * nulls
          : compareValues(a, b, cell.type) * direction;
      if (order !== 0) return order;
    }
    return 0;
  };
  return [...rows].sort(compare);
}

/** Values that a query inside a condition gives. [C] the limits of such queries, [P] the words */
function innerValues(outer: Source, query: Query): readonly CellValue[] {
  const source = sourceOf(outer.scope, query);
  if (source.table === outer.table) {
    throw new SoqlError('MALFORMED_QUERY', 'The inner and outer selects should not be on the same object type');
  }
  const clauses: readonly (readonly [unknown, string])[] = [
    [query.orderBy, 'ORDER'],
    [query.limit, 'LIMIT'],
    [query.offset, 'OFFSET'],
    [query.groupBy, 'GROUP'],
  ];
  for (const [clause, word] of clauses) if (clause !== undefined) throw unexpected(word);
  const [field, second] = query.fields ?? [];
  if (field === undefined || second !== undefined) throw unexpected(',');
  const cell = rowCell(source, selectedOperand(field));
  if (cell.type !== 'id' && cell.type !== 'reference') {
    const message = `Invalid field '${cell.label}' in inner select: it must be an id or a reference`;
    throw new SoqlError('MALFORMED_QUERY', message, cell.label);
  }
  const test = whereTest<Row>(query.where, {
    cell: (operand) => rowCell(source, operand),
    inner: () => {
      throw new SoqlError('MALFORMED_QUERY', 'Nesting of semi join sub-selects is not supported');
    },
    clock: clockOf(outer),
  });
  return rowsOf(outer.scope, source.table)
    .filter(test)
    .map((row) => cell.read(row));
}
