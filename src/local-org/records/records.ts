import type { Answer } from '../wire/answer.js';
import { created, json, noContent, noJson, notFound, restError } from '../wire/answer.js';
import { jsonOf } from '../wire/request.js';
import { createEntityAccess, deleteEntityAccess } from '../apps/entity-access.js';
import type { Call } from '../calls/route.js';
import type { DataRecord } from '../state/world.js';
import { id15 } from '../state/ids.js';
import type { Context } from '../state/context.js';
import type { ObjectAccess } from '../state/users.js';
import type { DataObject } from './objects.js';
import { dataObject } from './objects.js';
import type { Cell } from './values.js';
import { readValue } from './values.js';
import { createAssignment, deleteAssignment } from '../users/assignments.js';
import { updateUser } from '../users/change.js';
import { createUser } from '../users/create.js';
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

type Cells = Record<string, Cell>;

/** Reads the cells of a body, or says what is wrong with them. */
function readCells({ context }: Call, object: DataObject, body: Readonly<Record<string, unknown>>): Cells | Answer {
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
    const read = readValue({ context, field, value });
    if (typeof read === 'object' && read !== null) return read.refusal;
    cells[field.name] = read;
  }
  const missing = object.fields.filter((field) => field.required === true && cells[field.name] === null);
  return missing.length === 0 ? cells : requiredMissing(missing.map((field) => field.name));
}

function requiredMissing(names: string[]): Answer {
  return restError(400, 'REQUIRED_FIELD_MISSING', `Required fields are missing: [${names.join(', ')}]`, names);
}

const isAnswer = (value: Cells | Answer): value is Answer => typeof value['headers'] === 'object';

/** Creates a record. */
export function createRecord(call: Call): Answer {
  const body = jsonOf(call.request);
  return body === undefined ? noJson() : insert(call, call.params[0] ?? '', body);
}

/** Creates a record of an object. */
function insert(call: Call, type: string, body: Readonly<Record<string, unknown>>): Answer {
  const setup =
    createAssignment(call, type, body) ?? createEntityAccess(call, type, body) ?? createUser(call, type, body);
  if (setup !== undefined) return setup;
  const object = dataObject(type);
  if (object === undefined) return notFound();
  const refusal = accessRefusal(call, object, 'create');
  if (refusal !== undefined) return refusal;
  const cells = readCells(call, object, body);
  return isAnswer(cells) ? cells : (valuesRefusal(call, object, cells) ?? put(call, object, cells));
}

function valuesRefusal({ context }: Call, object: DataObject, cells: Cells, own?: DataRecord): Answer | undefined {
  const value = (name: string): Cells[string] => (name in cells ? cells[name] : own?.[name]) ?? null;
  const missing = object.fields.filter((field) => field.required === true && value(field.name) === null);
  if (missing.length > 0) return requiredMissing(missing.map((field) => field.name));
  for (const { name } of object.fields.filter((field) => field.externalId === true)) {
    const given = value(name);
    const other = given === null ? undefined : recordWith(context, object, name, String(given));
    if (other === undefined || other === own) continue;
    const message = `duplicate value found: ${name} duplicates value on record with id: ${id15(other.Id)}`; // [P] the words
    return restError(400, 'DUPLICATE_VALUE', message, []);
  }
  return undefined;
}

function put(call: Call, object: DataObject, cells: Cells): Answer {
  const { context, user } = call;
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

function recordWith(context: Context, object: DataObject, field: string, value: string): DataRecord | undefined {
  return context.world.records[object.name]?.find((record) => String(record[field] ?? '') === value);
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
  const record = context.world.records[object.name]?.find((candidate) => id15(candidate.Id) === id15(id));
  return record === undefined ? missingRecord(call, object.keyPrefix) : handle(object, record);
}

/** Answers that no record has the id of the path. [C] */
export function missingRecord({ context, params }: Call, keyPrefix: string | undefined): Answer {
  const id = params[1] ?? '';
  if (deleted.get(context)?.has(id15(id)) === true) return restError(404, 'ENTITY_IS_DELETED', 'entity is deleted', []);
  if ([15, 18].includes(id.length) && (keyPrefix === undefined || id.startsWith(keyPrefix))) return notFound();
  return noExternalId(id);
}

function noExternalId(name: string): Answer {
  const message = `Provided external ID field does not exist or is not accessible: ${name}`;
  return restError(404, 'NOT_FOUND', message);
}

/** Changes a record. */
export function updateRecord(call: Call): Answer {
  const body = jsonOf(call.request);
  if (body === undefined) return noJson();
  const setup = updateUser(call, body);
  if (setup !== undefined) return setup;
  return withRecord(call, 'edit', (object, record) => change(call, object, record, body) ?? noContent());
}

/** Changes a record, or says why not. */
function change(
  call: Call,
  object: DataObject,
  record: DataRecord,
  body: Readonly<Record<string, unknown>>,
): Answer | undefined {
  const cells = readCells(call, object, body);
  if (isAnswer(cells)) return cells;
  const refusal = valuesRefusal(call, object, cells, record);
  if (refusal !== undefined) return refusal;
  const changed: DataRecord = { ...record, ...cells, LastModifiedDate: call.context.timestamp() };
  replaceRecord(call, object, record, [changed]);
  return undefined;
}

/** First version that answers an upsert of what is there with a body. [C] */
const UPSERT_ANSWERS = 46;

/** Creates or changes the record that has a value in an external id. [C] */
export function upsertRecord(call: Call): Answer {
  const [type = '', name = '', value = ''] = call.params;
  const body = jsonOf(call.request);
  if (body === undefined) return noJson();
  const found = externalIdOf(call, type, name);
  if ('status' in found) return found;
  const { object, field } = found;
  if (Object.keys(body).some((key) => key.toLowerCase() === field.toLowerCase())) {
    const message = `The ${field} field should not be specified in the sobject data.`; // [P] the words
    return restError(400, 'INVALID_FIELD', message, [field]);
  }
  const record = recordWith(call.context, object, field, value);
  if (record === undefined) return withCreated(insert(call, object.name, { ...body, [field]: value }), true);
  const refusal = accessRefusal(call, object, 'edit') ?? change(call, object, record, body);
  if (refusal !== undefined) return refusal;
  return call.version < UPSERT_ANSWERS
    ? noContent()
    : json(200, { id: record.Id, success: true, errors: [], created: false });
}

function withCreated(answer: Answer, isNew: boolean): Answer {
  if (answer.status !== 201) return answer;
  const body = { ...(JSON.parse(answer.body) as Record<string, unknown>), created: isNew };
  return { ...answer, body: JSON.stringify(body) };
}

/** Deletes the record that has a value in an external id. [C] */
export function deleteByExternalId(call: Call): Answer {
  const id = idByExternalId(call);
  return typeof id === 'string' ? deleteRecord({ ...call, params: [call.params[0] ?? '', id] }) : id;
}

/** Finds the id of the record that a path names by an external id. [C] */
export function idByExternalId(call: Call): string | Answer {
  const [type = '', name = '', value = ''] = call.params;
  const found = externalIdOf(call, type, name);
  if ('status' in found) return found;
  return recordWith(call.context, found.object, found.field, value)?.Id ?? notFound();
}

function externalIdOf(call: Call, type: string, name: string): { object: DataObject; field: string } | Answer {
  const object = dataObject(type);
  if (object === undefined || !hasObjectAccess(call.context.world, call.user, object.name, 'read')) return notFound();
  const field = object.fields.find(
    (candidate) => candidate.externalId === true && candidate.name.toLowerCase() === name.toLowerCase(),
  );
  return field === undefined ? noExternalId(name) : { object, field: field.name };
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
