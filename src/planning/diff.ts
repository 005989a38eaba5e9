import { linksOf, orgInLink } from '../metadata/app-link.js';
import { appOf, namesOwner } from '../metadata/parts.js';
import { isServerOwned, sameOrEmpty } from '../metadata/compare.js';
import type { FieldValue, Fields, MetadataComponent, WantedComponent } from '../metadata/component.js';
import { fieldsOf, findField, isGroupKind } from '../metadata/field-table.js';
import { findType } from '../metadata/types.js';
import type { Change, FieldChange, NameConflict, Plan, UnreadableValue } from './plan.js';
import { repairsOf } from './repairs.js';

/**
 * Compares the components a config asks for with those an org holds.
 *
 * A part is found by the app that owns it, never by its name, and keeps the name that the org gave it. Of a component
 * that exists only the managed fields count; what is deployed keeps every other field as it was read.
 *
 * @param wanted - Components composed from the config, in deploy order.
 * @param found - Components retrieved from the org, of any app.
 * @param appNames - Every app of the org. Default: those that were found.
 */
export function diff(
  wanted: readonly WantedComponent[],
  found: readonly MetadataComponent[],
  appNames: readonly string[] = found.filter(({ type }) => isApp(type)).map(({ fullName }) => fullName),
): Plan {
  const existing = new Map(found.map((component) => [identityOf(component), component]));
  const steps = wanted.map((component) => step(component, existing.get(identityOf(component))));
  const changed = steps.filter(({ change }) => change !== undefined);
  const apps = new Set(wanted.map(({ app }) => app));
  const changes = changed.flatMap(({ change }) => change ?? []);
  return {
    inSync: changed.length === 0,
    changes,
    components: changed.map(({ component }) => component),
    conflicts: steps.flatMap(({ conflict }) => conflict ?? []),
    unreadable: changed.flatMap(({ unreadable }) => unreadable ?? []),
    repairs: repairsOf(changes, found),
    linked: linkedTo(wanted, found),
    otherApps: appNames.filter((name) => !apps.has(name)),
  };
}

/** Gives what a deploy would leave behind: what the config asks for, over what the org holds where it is silent. */
export function inEffect(
  wanted: readonly WantedComponent[],
  found: readonly MetadataComponent[],
): readonly MetadataComponent[] {
  const existing = new Map(found.map((component) => [identityOf(component), component]));
  return wanted.map((component) => step(component, existing.get(identityOf(component))).component);
}

/** An app that came with a package is its publisher's, and of it nothing but the policies is wanted. */
function linkedTo(wanted: readonly WantedComponent[], found: readonly MetadataComponent[]): Plan['linked'] {
  return wanted
    .filter(({ type }) => isApp(type))
    .map(({ fullName: app }) => ({ app, orgIds: linksOf(app, found).flatMap((link) => orgInLink(link) ?? []) }));
}

interface Step {
  readonly component: MetadataComponent;
  readonly change?: Change | undefined;
  readonly conflict?: NameConflict | undefined;
  readonly unreadable?: readonly UnreadableValue[] | undefined;
}

const isApp = (type: string): boolean => findType(type)?.role === 'app';

/** Gives what makes two components the same: type and owner for the parts of an app, else type and full name. */
function identityOf(component: MetadataComponent): string {
  return `${component.type}#${appOf(component) ?? component.fullName}`;
}

function step(wanted: WantedComponent, found: MetadataComponent | undefined): Step {
  const { type, fullName, app } = wanted;
  const owner = isOwned(type) ? { app } : {};
  if (found === undefined) {
    const component = { type, fullName, fields: wanted.fields };
    const fields = newFields(wanted);
    return { component, change: { action: 'create', ...owner, type, fullName, fields } };
  }
  const fields = changedFields(wanted, found);
  const component = { type, fullName: found.fullName, fields: merged(wanted, found) };
  const conflict =
    wanted.named && found.fullName !== fullName
      ? { conflict: { app, type, wanted: fullName, found: found.fullName } }
      : {};
  if (fields.length === 0) return { component, ...conflict };
  const change: Change = { action: 'update', ...owner, type, fullName: found.fullName, fields };
  return { component, change, unreadable: unreadableIn(wanted, found), ...conflict };
}

/** Groups with a secret inside come back from the org without it, and a deploy would write them so. */
function unreadableIn({ app, type, managed }: WantedComponent, found: MetadataComponent): readonly UnreadableValue[] {
  return Object.keys(found.fields)
    .filter((field) => !managed.includes(field) && lacksSecret(findField(type, field)?.kind, found.fields[field]))
    .map((field) => ({ app, type, fullName: found.fullName, field }));
}

function lacksSecret(kind: string | undefined, value: FieldValue | undefined): boolean {
  if (kind === undefined || !isGroupKind(kind) || typeof value !== 'object') return false;
  const secrets = fieldsOf(kind).filter((row) => row.secret === true);
  return secrets.length > 0 && !secrets.some(({ field }) => Object.hasOwn(value, field));
}

/** Every field that is sent but the owner, which the full name tells already; alphabetical, as in the file. */
function newFields({ type, fields }: WantedComponent): FieldChange[] {
  return Object.entries(fields)
    .filter(([path]) => !namesOwner(type, path))
    .map(([path, to]) => ({ path, to }))
    .sort((a, b) => (a.path < b.path ? -1 : 1));
}

function isOwned(type: string): boolean {
  return findType(type)?.role !== 'other';
}

function changedFields(wanted: WantedComponent, found: MetadataComponent): FieldChange[] {
  return wanted.managed
    .filter((field) => !isUnreadable(wanted.type, field))
    .filter((field) => !sameOrEmpty(wanted.type, field, found.fields[field], wanted.fields[field]))
    .map((field) => fieldChange(field, found.fields[field], wanted.fields[field]));
}

/** A secret never comes back from the org, so it cannot tell whether anything changed. */
function isUnreadable(type: string, field: string): boolean {
  return findField(type, field)?.secret === true;
}

function fieldChange(path: string, from: FieldValue | undefined, to: FieldValue | undefined): FieldChange {
  return { path, from, to };
}

/** What Salesforce fills in or keeps to itself stays there, and an order to rotate is not given again. */
function travelsAlong(type: string, field: string): boolean {
  const row = findField(type, field);
  return !isServerOwned(type, field) && row?.never !== true && row?.action !== true;
}

/** A deploy is declarative: what it leaves out goes back to its default, so unmanaged fields travel along as read. */
function merged(wanted: WantedComponent, found: MetadataComponent): Fields {
  const kept = Object.entries(found.fields).filter(
    ([field]) => !wanted.managed.includes(field) && travelsAlong(wanted.type, field),
  );
  const managed = wanted.managed.flatMap((field) => {
    const value = wanted.fields[field];
    return value === undefined ? [] : [[field, value] as const];
  });
  const owner = findType(wanted.type)?.owner;
  const identity = owner === undefined ? [] : [[owner, wanted.fields[owner] ?? wanted.app] as const];
  return Object.fromEntries([...kept, ...identity, ...managed]);
}
