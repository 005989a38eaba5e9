import type { Answer } from '../wire/answer.js';
import { json, notFound } from '../wire/answer.js';
import type { Call } from '../calls/route.js';
import type { DataField, DataObject } from '../records/objects.js';
import { DATA_OBJECTS, dataObject } from '../records/objects.js';
import { visibleTable } from './query.js';
import type { Table } from '../soql/table.js';
import { TABLES } from './tables.js';
import { hasObjectAccess } from '../users/access.js';

/** Objects of setup that can be created or deleted through the REST API. */
const WRITABLE_SETUP = ['PermissionSetAssignment', 'PermissionSetLicenseAssign', 'SetupEntityAccess'];

/** Lists the objects that the user may see. */
export function describeGlobal(call: Call): Answer {
  const { context } = call;
  const names = TABLES.filter((table) => visibleTable(call, table.name, false) !== undefined).map(
    (table) => table.name,
  );
  const sobjects = names.map((name) => summary(call, name));
  return json(200, { encoding: 'UTF-8', maxBatchSize: 200, sobjects, instance: context.world.org.instanceName });
}

/** Tells what the user may do with an object. */
export function describeObject(call: Call): Answer {
  const table = visibleTable(call, call.params[0] ?? '', false);
  if (table === undefined) return notFound();
  const object = dataObject(table.name);
  const fields =
    object === undefined ? setupFields(table) : object.fields.map((field) => fieldDescribe(call, object, field));
  return json(200, { ...summary(call, table.name), fields });
}

/** Gives the short form of a describe. */
export function objectInfo(call: Call): Answer {
  const table = visibleTable(call, call.params[0] ?? '', false);
  return table === undefined ? notFound() : json(200, { objectDescribe: summary(call, table.name), recentItems: [] });
}

function summary(call: Call, name: string): Record<string, unknown> {
  const { context, user, version } = call;
  const object = DATA_OBJECTS.find((candidate) => candidate.name === name);
  const may = (access: 'create' | 'edit' | 'delete'): boolean =>
    object === undefined
      ? access !== 'edit' && WRITABLE_SETUP.includes(name)
      : hasObjectAccess(context.world, user, name, access);
  return {
    name,
    label: object?.label ?? name,
    keyPrefix: object?.keyPrefix ?? null,
    custom: false,
    createable: may('create'),
    deletable: may('delete'),
    queryable: true,
    retrieveable: true,
    updateable: may('edit'),
    urls: {
      sobject: `/services/data/v${version}.0/sobjects/${name}`,
      describe: `/services/data/v${version}.0/sobjects/${name}/describe`,
      rowTemplate: `/services/data/v${version}.0/sobjects/${name}/{ID}`,
    },
  };
}

function fieldDescribe({ context, user }: Call, object: DataObject, field: DataField): Record<string, unknown> {
  const writable = field.readOnly !== true;
  return {
    name: field.name,
    label: field.label,
    type: field.type,
    createable: writable && hasObjectAccess(context.world, user, object.name, 'create'),
    updateable: writable && hasObjectAccess(context.world, user, object.name, 'edit'),
    nillable: field.required !== true && writable,
    custom: false,
  };
}

function setupFields(table: Table): Record<string, unknown>[] {
  return Object.entries(table.columns).map(([name, type]) => ({ name, label: name, type, custom: false }));
}
