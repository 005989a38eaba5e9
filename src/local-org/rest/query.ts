import type { Context } from '../state/context.js';
import type { Answer } from '../wire/answer.js';
import { json, notSupported, restError } from '../wire/answer.js';
import type { Call } from '../calls/route.js';
import { TABLES } from './tables.js';
import type { QueryResult } from '../soql/run.js';
import { runQuery } from '../soql/run.js';
import { SoqlError, explain } from '../soql/error.js';
import { columnsOf } from './columns.js';
import type { Table } from '../soql/table.js';

/** Records of an answer, and the fewest that a client may ask for. [C] */
const BATCH = 2000;
const LEAST = 200;
const KEPT_CURSORS = 50;

/** A result that is given out in parts. */
interface Cursor extends QueryResult {
  readonly tooling: boolean;
}

const cursors = new WeakMap<Context, Map<string, Cursor>>();

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

/** Whether the policies of apps tell whose they are: the OAuth policies do [C], and a list of 2024 has these too [P]. */
function withoutOwner({ context }: Call, table: Table | undefined): Table | undefined {
  if (table?.name !== 'ExtlClntAppPlcyCnfg' || context.assumed('policy-owner-column') === 'told') return table;
  const { ExternalClientApplicationId: owner, ...columns } = table.columns;
  const relations = Object.entries(table.relations ?? {}).filter(([, { key }]) => Object.hasOwn(columns, key));
  return owner === undefined ? table : { ...table, columns, relations: Object.fromEntries(relations) };
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
  if (call.request.query.has('explain')) return notSupported();
  if (soql === '') return restError(400, 'MALFORMED_QUERY', 'A query string has to be specified'); // [P]
  const table = (name: string): Table | undefined => withoutOwner(call, visibleTable(call, name, tooling));
  try {
    const result = runQuery({ context, version, tooling, asker: { user, session }, table }, soql);
    if (call.request.query.get('columns') === 'true') return json(200, columnsOf(soql));
    return batch(call, { ...result, tooling }, 0, undefined);
  } catch (error) {
    if (!(error instanceof SoqlError)) throw error;
    return restError(400, error.code, explain(soql, error));
  }
}

/** Number of records that a client asks for by `Sforce-Query-Options: batchSize=N`. [C] */
function batchSize({ request }: Call): number {
  const asked = /batchSize\s*=\s*(\d+)/i.exec(request.headers['sforce-query-options'] ?? '')?.[1];
  return asked === undefined ? BATCH : Math.min(BATCH, Math.max(LEAST, Number(asked)));
}

/** Answers 2000 records, or as many as are asked for, and where to ask for the next. [C] also the shape of the Tooling API */
function batch(call: Call, result: Cursor, start: number, known: string | undefined): Answer {
  const size = batchSize(call);
  const records = result.records.slice(start, start + size);
  const done = start + size >= result.records.length;
  const { totalSize, tooling } = result;
  const body = tooling
    ? { size: records.length, totalSize, done, queryLocator: null, entityTypeName: result.object, records }
    : { totalSize, done, records };
  if (done) return json(200, body);
  const kept = cursors.get(call.context) ?? new Map<string, Cursor>();
  cursors.set(call.context, kept);
  const locator = known ?? call.context.nextId('01g');
  kept.set(locator, result);
  const [oldest] = kept.keys();
  if (kept.size > KEPT_CURSORS && oldest !== undefined) kept.delete(oldest);
  const api = tooling ? 'tooling/query' : 'query';
  const nextRecordsUrl = `/services/data/v${call.version}.0/${api}/${locator}-${start + size}`;
  return json(200, { ...body, nextRecordsUrl });
}

/** Answers the next records of a query. */
export function queryMore(call: Call): Answer {
  const [locator = '', start = ''] = call.params;
  const result = cursors.get(call.context)?.get(locator);
  if (result === undefined) return restError(400, 'INVALID_QUERY_LOCATOR', 'invalid query locator');
  return batch(call, result, Number(start), locator);
}
