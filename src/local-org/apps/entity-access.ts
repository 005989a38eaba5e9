import type { Call } from '../calls/route.js';
import type { StoredComponent } from '../state/components.js';
import { componentKey, partOf, putComponent } from '../state/components.js';
import type { Context } from '../state/context.js';
import type { ComponentFields, FieldValue } from '../state/fields.js';
import { groupsOf, isOn, ownerOf, textOf } from '../state/fields.js';
import { derivedId, id15 } from '../state/ids.js';
import type { World } from '../state/world.js';
import { mayAssign } from '../users/assignments.js';
import type { Answer } from '../wire/answer.js';
import { created, noContent, notFound, restError } from '../wire/answer.js';
import { refreshOauthViews } from './oauth-view.js';
import { commaSeparated } from './scopes.js';

/** What a permission set, or the one of a profile, gives access to. */
export interface EntityAccess {
  readonly id: string;
  readonly parentId: string;
  readonly entityId: string;
  readonly entityType: 'ExternalClientApplication' | 'ConnectedApplication' | 'ExternalCredentialParameter';
  /** Name of the app, or `Credential-Principal`. */
  readonly name: string;
}

const OBJECT = 'SetupEntityAccess';

/**
 * Lists what permission sets give access to. [C] a pre-authorisation by permission set is such a row; [U] that policy
 * and rows always say the same.
 */
export function entityAccesses(world: World): EntityAccess[] {
  const components = Object.values(world.components);
  return [
    ...components.flatMap((component) => accessesOfApp(world, component)),
    ...components
      .filter((component) => component.type === 'PermissionSet')
      .flatMap((component) => {
        const parent = setId(world, component.fullName);
        return parent === undefined ? [] : principalsOf(component.fields).map((name) => principalAccess(parent, name));
      }),
  ];
}

function access(
  parentId: string,
  entityId: string,
  entityType: EntityAccess['entityType'],
  name: string,
): EntityAccess {
  return { id: derivedId('0J0', `${parentId}/${entityId}`), parentId, entityId, entityType, name };
}

const principalAccess = (parentId: string, name: string): EntityAccess =>
  access(parentId, derivedId('0pp', name), 'ExternalCredentialParameter', name);

function accessesOfApp(world: World, { type, fullName, id, fields }: StoredComponent): EntityAccess[] {
  if (type === 'ConnectedApp') {
    const names = [textsOf(fields['permissionSetName']), textsOf(fields['profileName'])] as const;
    return parentsOf(world, ...names).map((parent) => access(parent, id, 'ConnectedApplication', fullName));
  }
  if (type !== 'ExtlClntAppOauthConfigurablePolicies') return [];
  const app = world.components[componentKey('ExternalClientApplication', ownerOf(fields))];
  if (app === undefined) return [];
  return parentsOf(world, listOf(fields, 'commaSeparatedPermissionSet'), listOf(fields, 'commaSeparatedProfile')).map(
    (parent) => access(parent, app.id, 'ExternalClientApplication', app.fullName),
  );
}

const listOf = (fields: ComponentFields, name: string): string[] => commaSeparated(textOf(fields, name));

function textsOf(value: FieldValue | undefined): string[] {
  return [value ?? []].flat().filter((text): text is string => typeof text === 'string');
}

function setId(world: World, name: string): string | undefined {
  return world.permissionSets.find((set) => set.name === name)?.id;
}

function parentsOf(world: World, sets: readonly string[], profiles: readonly string[]): string[] {
  return [
    ...sets.map((name) => setId(world, name)),
    ...profiles.map((name) => world.profiles.find((profile) => profile.name === name)?.permissionSetId),
  ].filter((id) => id !== undefined);
}

function principalsOf(fields: ComponentFields): string[] {
  return groupsOf(fields, 'externalCredentialPrincipalAccesses')
    .filter((group) => isOn(group, 'enabled'))
    .map((group) => textOf(group, 'externalCredentialPrincipal'));
}

/** Gives a permission set access to an app or a principal; `undefined` when the object is another one. */
export function createEntityAccess(
  call: Call,
  object: string,
  body: Readonly<Record<string, unknown>>,
): Answer | undefined {
  if (object !== OBJECT) return undefined;
  const { context } = call;
  if (!mayAssign(call)) {
    return restError(400, 'CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY', `entity type cannot be inserted: ${object}`);
  }
  const missing = ['ParentId', 'SetupEntityId'].find((name) => typeof body[name] !== 'string');
  if (missing !== undefined) {
    return restError(400, 'REQUIRED_FIELD_MISSING', `Required fields are missing: [${missing}]`, [missing]);
  }
  const wanted = accessFor(context, String(body['ParentId']), String(body['SetupEntityId']));
  if (wanted === undefined) return restError(400, 'INVALID_CROSS_REFERENCE_KEY', 'invalid cross reference id');
  if (entityAccesses(context.world).some(({ id }) => id === wanted.id)) {
    const message = `duplicate value found: SetupEntityId duplicates value on record with id: ${wanted.id}`;
    return restError(400, 'DUPLICATE_VALUE', message);
  }
  const set = context.world.permissionSets.find(({ id }) => id === wanted.parentId);
  // [P] that such a permission set cannot hold the assignment; [U] the wording
  if (
    wanted.entityType === 'ExternalClientApplication' &&
    set?.licence === 'SalesforceAPIIntegrationPsl' &&
    context.assumed('licensed-permission-set') === 'refused'
  ) {
    const message = `The license of permission set ${set.name} doesn't allow app access`;
    return restError(400, 'FIELD_INTEGRITY_EXCEPTION', message, ['ParentId']);
  }
  write(context, wanted, 'add');
  return created(call.version, object, wanted.id);
}

/** Finds the permission set and the app or principal that a new row names. */
function accessFor({ world }: Context, parentId: string, entityId: string): EntityAccess | undefined {
  const same = (left: string, right: string): boolean => id15(left) === id15(right);
  const parent = world.permissionSets.find(({ id }) => same(id, parentId))?.id;
  if (parent === undefined) return undefined;
  for (const { type, fullName, id, fields } of Object.values(world.components)) {
    if (type === 'ExternalClientApplication' && same(id, entityId)) {
      const policy = partOf(world.components, 'ExtlClntAppOauthConfigurablePolicies', fullName);
      return policy === undefined ? undefined : access(parent, id, 'ExternalClientApplication', fullName);
    }
    if (type !== 'ExternalCredential') continue;
    const named = groupsOf(fields, 'externalCredentialParameters')
      .filter((group) => textOf(group, 'parameterType').endsWith('Principal'))
      .map((group) => principalAccess(parent, `${fullName}-${textOf(group, 'parameterName')}`))
      .find((row) => same(row.entityId, entityId));
    if (named !== undefined) return named;
  }
  return undefined;
}

/** Takes an access away; `undefined` when the object is another one. */
export function deleteEntityAccess(call: Call, object: string, id: string): Answer | undefined {
  if (object !== OBJECT) return undefined;
  if (!mayAssign(call)) {
    return restError(403, 'INSUFFICIENT_ACCESS_OR_READONLY', 'insufficient access rights on object id');
  }
  const { world } = call.context;
  const found = entityAccesses(world).find((row) => id15(row.id) === id15(id));
  const isOfSet = world.permissionSets.some((set) => set.id === found?.parentId);
  if (found === undefined || !isOfSet || found.entityType === 'ConnectedApplication') return notFound();
  write(call.context, found, 'remove');
  return noContent();
}

function write(context: Context, { parentId, entityType, name }: EntityAccess, how: 'add' | 'remove'): void {
  const { world } = context;
  const set = world.permissionSets.find(({ id }) => id === parentId)?.name ?? '';
  const changed = (names: readonly string[], one: string): string[] =>
    how === 'add' ? [...names, one] : names.filter((other) => other !== one);
  if (entityType === 'ExternalClientApplication') {
    const policy = partOf(world.components, 'ExtlClntAppOauthConfigurablePolicies', name);
    const sets = changed(listOf(policy?.fields ?? {}, 'commaSeparatedPermissionSet'), set).join(', ');
    if (policy !== undefined) setField(world, policy, 'commaSeparatedPermissionSet', sets);
    refreshOauthViews(context, world);
    return;
  }
  const component = world.components[componentKey('PermissionSet', set)];
  if (component === undefined) return;
  const principals = changed(principalsOf(component.fields), name);
  const groups = principals.map((principal) => ({ enabled: 'true', externalCredentialPrincipal: principal }));
  setField(world, component, 'externalCredentialPrincipalAccesses', groups);
}

function setField(world: World, component: StoredComponent, field: string, value: FieldValue): void {
  const rest = Object.entries(component.fields).filter(([name]) => name !== field);
  const fields = Object.fromEntries(value.length === 0 ? rest : [...rest, [field, value]]) as ComponentFields;
  putComponent(world.components, { ...component, fields });
}
