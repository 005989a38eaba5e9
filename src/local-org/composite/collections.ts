import type { Call } from '../calls/route.js';
import { recordBody, rowById } from '../rest/record.js';
import { visibleTable } from '../rest/query.js';
import type { Answer } from '../wire/answer.js';
import { json, notFound, restError } from '../wire/answer.js';
import { jsonOf } from '../wire/request.js';
import { allOrNone } from './all-or-none.js';
import { bodyOf, isDone, isPlain, listOf, textOf } from './plain.js';
import type { Plain } from './plain.js';

/** Records of a collection. [C] */
const MOST_RECORDS = 200;
/** Ids of a collection that is read. [C] */
const MOST_READ = 2000;

/** What a write of one record ended with. [C] the keys */
interface Outcome {
  readonly id?: string | undefined;
  readonly success: boolean;
  readonly errors: readonly Plain[];
  readonly created?: boolean | undefined;
}

/** One write of a collection. */
interface Write {
  readonly method: string;
  readonly path: string;
  readonly body?: Plain | undefined;
  readonly id?: string | undefined;
  /** Why it cannot be tried. */
  readonly refusal?: Answer | undefined;
}

/** Creates records. */
export function createAll(call: Call): Promise<Answer> | Answer {
  return ofBody(call, (record) => {
    const { attributes, ...body } = record;
    const type = typeOf(attributes);
    return { method: 'POST', path: type, body, refusal: wrongType(type) };
  });
}

/** Changes records. */
export function updateAll(call: Call): Promise<Answer> | Answer {
  return ofBody(call, (record) => {
    const { attributes, ...rest } = record;
    const given = textOf(rest['id'] ?? rest['Id']);
    const id = given === '' ? undefined : given;
    const body = Object.fromEntries(Object.entries(rest).filter(([name]) => name.toLowerCase() !== 'id'));
    const type = typeOf(attributes);
    return { method: 'PATCH', path: `${type}/${given}`, body, id, refusal: wrongType(type) ?? wrongId(id) };
  });
}

/** Creates or changes records by an external id. */
export function upsertAll(call: Call): Promise<Answer> | Answer {
  const [type = '', field = ''] = call.params;
  return ofBody(call, (record) => {
    const value = Object.entries(record).find(([name]) => name.toLowerCase() === field.toLowerCase())?.[1];
    const rest = Object.entries(record).filter(
      ([name]) => name !== 'attributes' && name.toLowerCase() !== field.toLowerCase(),
    );
    const key = ['string', 'number', 'boolean'].includes(typeof value) ? String(value) : '';
    const path = `${type}/${field}/${encodeURIComponent(key)}`;
    const refusal = key === '' ? missing(`${field} not specified`) : undefined;
    return { method: 'PATCH', path, body: Object.fromEntries(rest), refusal };
  });
}

/** Deletes records. */
export function deleteAll(call: Call): Promise<Answer> | Answer {
  const ids = namesOf(call.request.query.get('ids'));
  if (ids === undefined) return missing('The ids of the records must be specified.');
  if (ids.length > MOST_RECORDS) return tooMany(MOST_RECORDS);
  const writes = ids.map((id) => ({
    method: 'DELETE',
    path: `${objectOf(call, id)}/${id}`,
    id,
    refusal: wrongId(id),
  }));
  return run(call, writes, call.request.query.get('allOrNone') === 'true');
}

/** Reads records of an object by their ids; null stands for one that is not there. [C] */
export function readAll(call: Call): Answer {
  const { query } = call.request;
  const body = jsonOf(call.request);
  const ids = namesOf(body?.['ids'] ?? query.get('ids') ?? undefined);
  const fields = namesOf(body?.['fields'] ?? query.get('fields') ?? undefined);
  if (ids === undefined || fields === undefined) {
    return missing('The ids and the fields of the records must be specified as lists of texts.');
  }
  if (ids.length > MOST_READ) return tooMany(MOST_READ);
  const table = visibleTable(call, call.params[0] ?? '', false);
  if (table === undefined) return notFound();
  const columns = Object.keys(table.columns).map((name) => name.toLowerCase());
  const unknown = fields.find((name) => !columns.includes(name.toLowerCase()));
  if (unknown !== undefined) {
    return restError(400, 'INVALID_FIELD', `No such column '${unknown}' on sobject of type ${table.name}`);
  }
  const names = [...fields, 'Id']; // [C] the id comes along
  return json(
    200,
    ids.map((id) => {
      const row = rowById(call, table, id);
      return row === undefined ? null : recordBody(call, table, row, { names, tooling: false });
    }),
  );
}

/** Reads a list of names, written as JSON or with commas between them; `undefined` when it is none. */
function namesOf(value: unknown): string[] | undefined {
  const names: unknown = typeof value === 'string' ? value.split(',') : value;
  if (!Array.isArray(names) || !names.every((name) => typeof name === 'string')) return undefined;
  return names.map((name) => name.trim()).filter((name) => name !== '');
}

function typeOf(attributes: unknown): string {
  return isPlain(attributes) ? textOf(attributes['type']) : '';
}

/** A type is a part of a path; what is no name would lead elsewhere. [U] */
function wrongType(type: string): Answer | undefined {
  if (/^\w+$/.test(type)) return undefined;
  return restError(400, 'INVALID_TYPE', 'Each record of a collection needs attributes with the type of its object.');
}

/** [P] */
function wrongId(id: string | undefined): Answer | undefined {
  if (id === undefined) return missing('Id not specified in an update call');
  return /^\w+$/.test(id) ? undefined : restError(400, 'MALFORMED_ID', `malformed id ${id}`);
}

/** [P] */
function missing(message: string): Answer {
  return restError(400, 'MISSING_ARGUMENT', message);
}

/** Name of the object that has a record; what no object has is looked for among accounts. */
function objectOf(call: Call, id: string): string {
  const names = ['Account', 'Contact', 'PermissionSetAssignment', 'PermissionSetLicenseAssign', 'SetupEntityAccess'];
  const found = names.find((name) => {
    const table = visibleTable(call, name, false);
    return table !== undefined && rowById(call, table, id) !== undefined;
  });
  return found ?? (id.startsWith('003') ? 'Contact' : 'Account');
}

function ofBody(call: Call, writeOf: (record: Plain) => Write): Promise<Answer> | Answer {
  const body = jsonOf(call.request);
  const records = listOf(body?.['records']);
  if (records === undefined) return restError(400, 'JSON_PARSER_ERROR', 'The request body has no list "records".');
  if (records.length > MOST_RECORDS) return tooMany(MOST_RECORDS);
  return run(call, records.map(writeOf), body?.['allOrNone'] === true);
}

/** [C] the limit; [P] code and words */
function tooMany(most: number): Answer {
  const message = `record limit reached. cannot submit more than ${most} records into this call`;
  return restError(400, 'EXCEEDED_ID_LIMIT', message);
}

async function run(call: Call, writes: readonly Write[], all: boolean): Promise<Answer> {
  const runAll = async (): Promise<Outcome[]> => {
    const outcomes: Outcome[] = [];
    for (const write of writes) outcomes.push(await written(call, write));
    return outcomes;
  };
  if (!all) return json(200, await runAll());
  const failed = (outcomes: readonly Outcome[]): boolean => outcomes.some(({ success }) => !success);
  const { result, rolledBack } = await allOrNone(call.context, runAll, failed);
  return json(200, rolledBack ? result.map((outcome) => (outcome.success ? ROLLED_BACK : outcome)) : result);
}

/** [C] */
const ROLLED_BACK: Outcome = {
  success: false,
  errors: [
    {
      statusCode: 'ALL_OR_NONE_OPERATION_ROLLED_BACK',
      message: 'Record rolled back because not all records were valid and the request was using AllOrNone header',
      fields: [],
    },
  ],
};

async function written(call: Call, { method, path, body, id, refusal }: Write): Promise<Outcome> {
  const url = `/services/data/v${call.version}.0/sobjects/${path}`;
  const answer = refusal ?? (await call.inner({ method, url, body })) ?? notFound();
  if (isDone(answer)) return { id, success: true, errors: [], ...(bodyOf(answer) as Partial<Outcome> | null) };
  return { id, success: false, errors: errorsOf(answer) };
}

/** Errors of REST as a collection lists them: `statusCode` in place of `errorCode`. [C] */
export function errorsOf(answer: Answer): Plain[] {
  return (listOf(bodyOf(answer)) ?? []).map(({ errorCode, message, fields }) => ({
    statusCode: errorCode,
    message,
    fields: fields ?? [],
  }));
}
