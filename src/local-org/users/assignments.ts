import type { Answer } from '../wire/answer.js';
import { created, noContent, notFound, restError } from '../wire/answer.js';
import type { Call } from '../calls/route.js';
import type { AssignmentRecord, PermissionSetRecord, UserRecord } from '../state/users.js';
import type { World } from '../state/world.js';
import { hasPermission, profileOf, userById } from './access.js';

const INTEGRATION_LICENCE = 'Salesforce Integration';
const INTEGRATION_PSL = 'SalesforceAPIIntegrationPsl';
/** What a user of the integration licence may have without the permission set licence. */
const WITHOUT_PSL = ['ApiEnabled', 'ApiUserOnly'];

/** Creates an assignment of a permission set or licence; `undefined` when the object is another one. */
export function createAssignment(
  call: Call,
  object: string,
  body: Readonly<Record<string, unknown>>,
): Answer | undefined {
  const licence = object === 'PermissionSetLicenseAssign';
  if (!licence && object !== 'PermissionSetAssignment') return undefined;
  const { context } = call;
  if (!mayAssign(call)) {
    return restError(400, 'CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY', `entity type cannot be inserted: ${object}`);
  }
  const key = licence ? 'PermissionSetLicenseId' : 'PermissionSetId';
  const user = userById(context.world, textOf(body['AssigneeId']));
  const id = textOf(body[key]);
  if (user === undefined || id === '') {
    const missing = user === undefined ? 'AssigneeId' : key;
    return restError(400, 'REQUIRED_FIELD_MISSING', `Required fields are missing: [${missing}]`, [missing]);
  }
  const refusal = licence ? licenceRefusal(context.world, user, id) : permissionSetRefusal(context.world, user, id);
  if (refusal !== undefined) return refusal;
  const list = licence ? context.world.licenceAssignments : context.world.assignments;
  const target = targetsOf(context.world, licence).find((candidate) => sameId(candidate.id, id));
  if (target === undefined) return restError(400, 'INVALID_CROSS_REFERENCE_KEY', 'invalid cross reference id');
  const held = list.find((assignment) => assignment.userId === user.id && assignment.targetId === target.id);
  if (held !== undefined) {
    return restError(
      400,
      'DUPLICATE_VALUE',
      `duplicate value found: ${key} duplicates value on record with id: ${held.id}`,
    );
  }
  const made: AssignmentRecord = { id: context.nextId(licence ? '2LA' : '0Pa'), userId: user.id, targetId: target.id };
  list.push(made);
  return created(call.version, object, made.id);
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');
const sameId = (left: string, right: string): boolean => left.slice(0, 15) === right.slice(0, 15);

/** Tells whether the caller may give permission sets and what they hold to others. */
export function mayAssign({ context, user }: Call): boolean {
  return ['AssignPermissionSets', 'ManageUsers'].some((permission) => hasPermission(context.world, user, permission));
}

function targetsOf(world: World, licence: boolean): readonly { readonly id: string }[] {
  return licence ? world.permissionSetLicences : world.permissionSets;
}

/** Seats are limited. [C] */
function licenceRefusal(world: World, user: UserRecord, id: string): Answer | undefined {
  const licence = world.permissionSetLicences.find((candidate) => sameId(candidate.id, id));
  if (licence === undefined || holdsLicence(world, user, licence.name)) return undefined;
  const used = licence.usedElsewhere + world.licenceAssignments.filter((held) => held.targetId === licence.id).length;
  if (used < licence.total) return undefined;
  return restError(400, 'LICENSE_LIMIT_EXCEEDED', `You have reached the maximum number of ${licence.label} licenses.`); // [U]
}

/** [P] the licence comes before the permission sets that need it. */
function permissionSetRefusal(world: World, user: UserRecord, id: string): Answer | undefined {
  const set = world.permissionSets.find((candidate) => sameId(candidate.id, id));
  if (set === undefined) return undefined;
  const lacking = lackingPermission(world, user, set);
  if (lacking === undefined) return undefined;
  const message = `Can't assign permission set ${set.name} to user ${user.name}. The user license doesn't allow ${lacking}`;
  return restError(400, 'FIELD_INTEGRITY_EXCEPTION', message, ['PermissionSetId']);
}

function lackingPermission(world: World, user: UserRecord, set: PermissionSetRecord): string | undefined {
  if (set.licence !== undefined && !holdsLicence(world, user, set.licence)) return `the license ${set.licence}`;
  if (profileOf(world, user)?.licence !== INTEGRATION_LICENCE || holdsLicence(world, user, INTEGRATION_PSL))
    return undefined;
  const [object] = Object.keys(set.objects);
  if (object !== undefined) return `Read ${object}`;
  return set.permissions.find((permission) => !WITHOUT_PSL.includes(permission));
}

function holdsLicence(world: World, user: UserRecord, name: string): boolean {
  const licence = world.permissionSetLicences.find((candidate) => candidate.name === name);
  return (
    licence !== undefined &&
    world.licenceAssignments.some((held) => held.userId === user.id && held.targetId === licence.id)
  );
}

/** Takes an assignment away; `undefined` when the object is another one. */
export function deleteAssignment(call: Call, object: string, id: string): Answer | undefined {
  const { world } = call.context;
  if (object !== 'PermissionSetAssignment' && object !== 'PermissionSetLicenseAssign') return undefined;
  if (!mayAssign(call))
    return restError(403, 'INSUFFICIENT_ACCESS_OR_READONLY', 'insufficient access rights on object id');
  const name = object === 'PermissionSetAssignment' ? 'assignments' : 'licenceAssignments';
  const kept = world[name].filter((assignment) => !sameId(assignment.id, id));
  if (kept.length === world[name].length) return notFound();
  world[name] = kept;
  return noContent();
}
