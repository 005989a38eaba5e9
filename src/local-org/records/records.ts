import type { Answer } from '../wire/answer.js';
import { created, json, noContent, notFound, restError } from '../wire/answer.js';
import { jsonOf } from '../wire/request.js';
import { shownValue } from '../soql/select.js';
import { createEntityAccess, deleteEntityAccess } from '../apps/entity-access.js';
import type { Call } from '../calls/route.js';
import type { DataRecord } from '../state/world.js';
import { id15 } from '../state/ids.js';
import type { Context } from '../state/context.js';
import type { ObjectAccess } from '../state/users.js';
import type { DataObject } from './objects.js';
import { dataObject } from './objects.js';
import { createAssignment, deleteAssignment } from '../users/assignments.js';
import { updateUser } from '../users/change.js';
import { createUser } from '../users/create.js';
import { readUser } from '../users/read.js';
import { hasObjectAccess } from '../users/access.js';

const MORE_RECORDS = 50_000;
/** Ids of records that were there. */
const deleted = new WeakMap<Context, Set<string>>();

/** [U] codes of a write that the user's object permissions do not allow. */
function accessRefusal(call: Call, object: DataObject, access: ObjectAccess): Answer | undefined {
  const { context, user } = call;
  if (!hasObjectAccess(context.world, user, object.name, 'read')) return notFound();
  if (hasObjectAccess(context.world, user, object.name, access)) return undefined;
  return access === 'create'
    ? restError(400, 'CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY', `entity type cannot be inserted: ${object.name}`)
    : restError(403, 'INSUFFICIENT_ACCESS_OR_READONLY', 'insufficient access rights on object id');
}

type Cells = Record<string, string | number | boolean | null>;

/** Reads the cells of a body, or says what is wrong with them. */
function readCells(object: DataObject, body: Readonly<Record<string, unknown>>): Cells | Answer {
  const cells: Cells = {};
  for (const [name, value] of Object.entries(body)) {
    const field = object.fields.find((candidate) => candidate.name.toLowerCase() === name.toLowerCase());
    if (name === 'attributes') continue;
    if (field === undefined) {
      return restError(400, 'INVALID_FIELD', `No such column '${name}' on sobject of type ${object.name}`);
    }
    if (field.readOnly === true) {
      const message = `Unable to create/update fields: ${field.name}. Please check the security settings of this field and verify that it is read/write for your profile or permission set.`;
      return restError(400, 'INVALID_FIELD_FOR_INSERT_UPDATE', message, [field.name]);
    }
    if (value !== null && !['string', 'number', 'boolean'].includes(typeof value)) {
      return restError(400, 'JSON_PARSER_ERROR', `Cannot deserialize the value of ${field.name}`);
    }
    cells[field.name] = value as string | number | boolean | null;
  }
  const missing = object.fields.filter((field) => field.required === true && cells[field.name] === '');
  return missing.length === 0 ? cells : requiredMissing(missing.map((field) => field.name));
}

function requiredMissing(names: string[]): Answer {
  return restError(400, 'REQUIRED_FIELD_MISSING', `Required fields are missing: [${names.join(', ')}]`, names);
}

const isAnswer = (value: Cells | Answer): value is Answer => typeof value['headers'] === 'object';

/** Creates a record. */
export function createRecord(call: Call): Answer {
  const { context, params, request, user } = call;
  const body = jsonOf(request);
  if (body === undefined) return restError(400, 'JSON_PARSER_ERROR', 'The request body is no JSON object.');
  const type = params[0] ?? '';
  const setup =
    createAssignment(call, type, body) ?? createEntityAccess(call, type, body) ?? createUser(call, type, body);
  if (setup !== undefined) return setup;
  const object = dataObject(params[0] ?? '');
  if (object === undefined) return notFound();
  const refusal = accessRefusal(call, object, 'create');
  if (refusal !== undefined) return refusal;
  const cells = readCells(object, body);
  if (isAnswer(cells)) return cells;
  const missing = object.fields.filter((field) => field.required === true && (cells[field.name] ?? null) === null);
  if (missing.length > 0) return requiredMissing(missing.map((field) => field.name));
  const records = (context.world.records[object.name] ??= []);
  if (records.length >= MORE_RECORDS) return restError(400, 'STORAGE_LIMIT_EXCEEDED', 'storage limit exceeded');
  const now = context.timestamp();
  const empty = Object.fromEntries(object.fields.map((field) => [field.name, null]));
  const Id = context.nextId(object.keyPrefix);
  const made: DataRecord = {
    ...empty,
    OwnerId: user.id,
    ...cells,
    Id,
    CreatedById: user.id,
    CreatedDate: now,
    LastModifiedDate: now,
  };
  records.push(made);
  return created(call.version, object.name, Id);
}

/** Finds a record, or answers that there is none. */
function withRecord(
  call: Call,
  access: ObjectAccess,
  handle: (object: DataObject, record: DataRecord) => Answer,
): Answer {
  const { context, params } = call;
  const object = dataObject(params[0] ?? '');
  if (object === undefined) return notFound();
  const refusal = accessRefusal(call, object, access);
  if (refusal !== undefined) return refusal;
  const id = params[1] ?? '';
  const record = context.world.records[object.name]?.find(
    (candidate) => candidate.Id === id || candidate.Id.slice(0, 15) === id,
  );
  if (record !== undefined) return handle(object, record);
  if (deleted.get(context)?.has(id15(id)) === true) return restError(404, 'ENTITY_IS_DELETED', 'entity is deleted', []);
  if (id.startsWith(object.keyPrefix) && [15, 18].includes(id.length)) return notFound();
  const message = `Provided external ID field does not exist or is not accessible: ${id}`;
  return restError(404, 'NOT_FOUND', message);
}

/** Gives a record. */
export function readRecord(call: Call): Answer {
  const setup = readUser(call);
  if (setup !== undefined) return setup;
  return withRecord(call, 'read', (object, record) => {
    const wanted = call.request.query.get('fields')?.split(',') ?? Object.keys(record);
    const unknown = wanted.find((name) => !object.fields.some((field) => field.name === name.trim()));
    if (unknown !== undefined) {
      return restError(400, 'INVALID_FIELD', `No such column '${unknown.trim()}' on sobject of type ${object.name}`);
    }
    const cells = Object.fromEntries(wanted.map((name) => [name.trim(), shownValue(record[name.trim()])]));
    const url = `/services/data/v${call.version}.0/sobjects/${object.name}/${record.Id}`;
    return json(200, { attributes: { type: object.name, url }, ...cells });
  });
}

/** Changes a record. */
export function updateRecord(call: Call): Answer {
  const body = jsonOf(call.request);
  if (body === undefined) return restError(400, 'JSON_PARSER_ERROR', 'The request body is no JSON object.');
  const setup = updateUser(call, body);
  if (setup !== undefined) return setup;
  return withRecord(call, 'edit', (object, record) => {
    const cells = readCells(object, body);
    if (isAnswer(cells)) return cells;
    const changed: DataRecord = { ...record, ...cells, LastModifiedDate: call.context.timestamp() };
    replaceRecord(call, object, record, [changed]);
    return noContent();
  });
}

/** Deletes a record. */
export function deleteRecord(call: Call): Answer {
  const [name = '', id = ''] = call.params;
  const setup = deleteAssignment(call, name, id) ?? deleteEntityAccess(call, name, id);
  if (setup !== undefined) return setup;
  return withRecord(call, 'delete', (object, record) => {
    replaceRecord(call, object, record, []);
    const ids = deleted.get(call.context) ?? new Set<string>();
    deleted.set(call.context, ids.add(id15(record.Id)));
    return noContent();
  });
}

function replaceRecord({ context }: Call, object: DataObject, record: DataRecord, by: readonly DataRecord[]): void {
  const records = context.world.records[object.name] ?? [];
  context.world.records[object.name] = records.flatMap((other) => (other === record ? by : [other]));
}
