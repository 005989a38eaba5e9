import { parseQuery } from '@jetstreamapp/soql-parser-js';
import type { Context } from '../state/context.js';
import type { Answer } from '../wire/answer.js';
import { json, restError } from '../wire/answer.js';
import type { Call } from '../calls/route.js';
import { TABLES } from './tables.js';
import type { QueryResult } from '../soql/run.js';
import { SoqlError, runQuery } from '../soql/run.js';
import type { Table } from '../soql/table.js';

const BATCH = 2000;
const KEPT_CURSORS = 50;
const cursors = new WeakMap<Context, Map<string, QueryResult>>();

/** Finds an object that the caller may query. */
export function visibleTable(call: Call, name: string, tooling: boolean): Table | undefined {
  const { context, user, session, version } = call;
  return TABLES.find((table) => {
    if (table.name.toLowerCase() !== name.toLowerCase() || version < (table.since ?? 0)) return false;
    if (table.allowed !== undefined && !table.allowed(context, { user, session })) return false;
    if (tooling) return table.tooling !== undefined || table.name === 'User' || table.name === 'Organization';
    // [C] documented for the Tooling API; [U] whether the data API knows it
    return (
      table.tooling === undefined || (table.tooling === 'both' && context.assumed('deploy-request-object') === 'both')
    );
  });
}

/** Answers a query of the data API. */
export function query(call: Call): Answer {
  return answerQuery(call, false);
}

/** Answers a query of the Tooling API. */
export function toolingQuery(call: Call): Answer {
  return answerQuery(call, true);
}

function answerQuery(call: Call, tooling: boolean): Answer {
  const { context, user, session, version } = call;
  const soql = call.request.query.get('q') ?? '';
  try {
    const scope = {
      context,
      version,
      asker: { user, session },
      table: (name: string) => visibleTable(call, name, tooling),
    };
    const result = runQuery(scope, soql);
    if (call.request.query.get('columns') === 'true') return json(200, columnsOf(soql));
    return batch(call, result, 0, undefined);
  } catch (error) {
    if (!(error instanceof SoqlError)) throw error;
    return restError(400, error.code, error.message);
  }
}

/** Answers 2000 records and where to ask for the next. [C] */
function batch(call: Call, result: QueryResult, start: number, known: string | undefined): Answer {
  const records = result.records.slice(start, start + BATCH);
  const done = start + BATCH >= result.records.length;
  if (done) return json(200, { totalSize: result.totalSize, done, records });
  const kept = cursors.get(call.context) ?? new Map<string, QueryResult>();
  cursors.set(call.context, kept);
  const locator = known ?? call.context.nextId('01g');
  kept.set(locator, result);
  const [oldest] = kept.keys();
  if (kept.size > KEPT_CURSORS && oldest !== undefined) kept.delete(oldest);
  const nextRecordsUrl = `/services/data/v${call.version}.0/query/${locator}-${start + BATCH}`;
  return json(200, { totalSize: result.totalSize, done, nextRecordsUrl, records });
}

/** Answers the next records of a query. */
export function queryMore(call: Call): Answer {
  const [locator = '', start = ''] = call.params;
  const result = cursors.get(call.context)?.get(locator);
  if (result === undefined) return restError(400, 'INVALID_QUERY_LOCATOR', 'invalid query locator');
  return batch(call, result, Number(start), locator);
}

interface Column {
  readonly columnName: string;
  readonly displayName: string;
  readonly aggregate: boolean;
  readonly apexType: string;
  readonly booleanType: boolean;
  readonly textType: boolean;
  readonly numberType: boolean;
  readonly joinColumns: Column[];
}

function column(name: string, aggregate: boolean, joinColumns: Column[] = []): Column {
  const apexType = /^(Is|Permissions)[A-Z]/.test(name) ? 'Boolean' : aggregate ? 'Integer' : 'String';
  return {
    columnName: name,
    displayName: name,
    aggregate,
    apexType: joinColumns.length > 0 ? '' : apexType,
    booleanType: apexType === 'Boolean',
    textType: apexType === 'String' && joinColumns.length === 0,
    numberType: apexType === 'Integer',
    joinColumns,
  };
}

/** Describes the columns of a query, which the `sf` command line asks for before it prints. */
function columnsOf(soql: string): Record<string, unknown> {
  const parsed = parseQuery(soql);
  const columns: Column[] = [];
  (parsed.fields ?? []).forEach((field, index) => {
    if (field.type === 'Field') columns.push(column(field.field, false));
    if (field.type === 'FieldFunctionExpression') columns.push(column(field.alias ?? `expr${index}`, true));
    if (field.type === 'FieldRelationship') {
      let level = columns;
      for (const name of field.relationships) {
        const found = level.find((candidate) => candidate.columnName === name) ?? column(name, false, []);
        if (!level.includes(found)) level.push(found);
        level = found.joinColumns;
      }
      level.push(column(field.field, false));
    }
  });
  return {
    columnMetadata: columns,
    entityName: parsed.sObject ?? '',
    groupBy: parsed.groupBy !== undefined,
    idSelected: true,
  };
}
