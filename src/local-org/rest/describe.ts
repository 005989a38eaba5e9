import type { Answer } from '../wire/answer.js';
import { json, notFound } from '../wire/answer.js';
import type { Call } from '../calls/route.js';
import type { DataField, DataObject } from '../records/objects.js';
import { DATA_OBJECTS, dataObject } from '../records/objects.js';
import type { FieldFacts } from './describe-field.js';
import { fieldDescribe } from './describe-field.js';
import { DESCRIBE_CONSTANTS, KEY_PREFIXES, SUMMARY_CONSTANTS } from './describe-constants.js';
import { visibleTable } from './query.js';
import type { Table } from '../soql/table.js';
import { TABLES } from './tables.js';
import { hasObjectAccess } from '../users/access.js';

/** Objects of setup that can be created or deleted through the REST API. */
const WRITABLE_SETUP = ['PermissionSetAssignment', 'PermissionSetLicenseAssign', 'SetupEntityAccess'];

/** Objects that a query knows and the list of objects does not. [P] */
const NOT_LISTED = ['DeployRequest'];

/** Lists the objects that the user may see. */
export function describeGlobal(call: Call): Answer {
  const { context } = call;
  // Objects of the Tooling API alone can share the name of one that is listed.
  const sobjects = TABLES.filter((table) => visibleTable(call, table.name, false) === table)
    .filter(({ name }) => !NOT_LISTED.includes(name))
    .map(({ name }) => summary(call, name));
  return json(200, { encoding: 'UTF-8', maxBatchSize: 200, sobjects, instance: context.world.org.instanceName });
}

/** Tells what the user may do with an object. */
export function describeObject(call: Call): Answer {
  const table = visibleTable(call, call.params[0] ?? '', false);
  if (table === undefined) return notFound();
  const object = dataObject(table.name);
  const fields = Object.entries(table.columns).map(([name, type]) => {
    const field = object?.fields.find((candidate) => candidate.name === name);
    const plain =
      object === undefined || field === undefined ? undefined : { ...field, ...rights(call, object, field) };
    return fieldDescribe({ name, type, relation: relationOf(table, name), ...plain });
  });
  return json(200, { ...summary(call, table.name), ...DESCRIBE_CONSTANTS, fields });
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
  const label = object?.label ?? name;
  const sobject = `/services/data/v${version}.0/sobjects/${name}`;
  return {
    ...SUMMARY_CONSTANTS,
    name,
    label,
    labelPlural: `${label}s`,
    keyPrefix: object?.keyPrefix ?? KEY_PREFIXES[name] ?? null,
    createable: may('create'),
    deletable: may('delete'),
    updateable: may('edit'),
    urls: { sobject, describe: `${sobject}/describe`, rowTemplate: `${sobject}/{ID}` },
  };
}

function rights(
  { context, user }: Call,
  object: DataObject,
  field: DataField,
): { readonly createable: boolean; readonly updateable: boolean } {
  const writable = field.readOnly !== true;
  return {
    createable: writable && hasObjectAccess(context.world, user, object.name, 'create'),
    updateable: writable && hasObjectAccess(context.world, user, object.name, 'edit'),
  };
}

/** Name and object of the relationship that a column is the key of. */
function relationOf(table: Table, column: string): FieldFacts['relation'] {
  const found = Object.entries(table.relations ?? {}).find(([, { key }]) => key === column);
  return found === undefined ? undefined : { name: found[0], object: found[1].table };
}
