import type { ResolvedApp } from '../config/model.js';
import { CONFIG_FIELDS } from '../config/config-fields.js';
import type { FieldOfKey, KeyRow } from '../config/key-row.js';
import { resolveApp } from '../config/resolve-app.js';
import { APP } from '../config/rows/app.js';
import { includesVersion, versionNumber } from '../metadata/api-version.js';
import { isEmpty, sameOrEmpty } from '../metadata/compare.js';
import type { Fields, FieldValue, MetadataComponent, WantedComponent } from '../metadata/component.js';
import { findField, isRequired } from '../metadata/field-table.js';
import { defaultFullName, findType, METADATA_TYPES } from '../metadata/types.js';
import type { PlainMap } from '../plain-data.js';
import { compose } from './compose.js';
import type { FoundApp } from './found-app.js';

/** Keys without which an app is described by half: what they say otherwise than it was found is named. */
const FLOW_KEYS = ['clientCredentials', 'runAsUser'];

/** How an app is to be written. */
export interface Writing {
  readonly apiVersion: string;
  /** True writes what is as it would be anyway, too. */
  readonly all: boolean;
  /** Places of the app that the config refuses, such as `scopes` or `fields.ExtlClntAppOauthSettings.label`. */
  readonly refused: ReadonlySet<string>;
}

/** Contact of an app of which nobody knows one: an address that never gets mail. */
export const NO_CONTACT = 'nobody@example.invalid';

/** Tells whether a key is written whatever it becomes: an app has to have it, or it says that the flow is off. */
function isNeeded(key: string, value: unknown): boolean {
  return ['label', 'contactEmail', 'runAsUser'].includes(key) || (key === 'clientCredentials' && value === false);
}

function readKey({ becomes = [], readBack }: KeyRow, app: FoundApp): unknown {
  const fieldsOf = (type: string): Fields | undefined => app.components.find((part) => part.type === type)?.fields;
  if (readBack !== undefined) return readBack(fieldsOf);
  const [only, ...others] = becomes.filter(({ onCreate }) => onCreate !== true);
  if (only === undefined || others.length > 0 || only.value !== undefined) return undefined;
  const value = fieldsOf(only.type)?.[only.field];
  return isEmpty(value) ? undefined : value;
}

function labelOf({ name, publishers, components }: FoundApp): string {
  const labels = [...publishers, ...components].flatMap(({ fields: { label } }) =>
    typeof label === 'string' && label !== '' ? [label] : [],
  );
  return labels[0] ?? name.replace(/_+/g, ' ');
}

function contactOf({ publishers, components }: FoundApp): string {
  const contacts = [...publishers, ...components].flatMap(({ fields: { contactEmail } }) =>
    typeof contactEmail === 'string' && contactEmail !== '' ? [contactEmail] : [],
  );
  return contacts[0] ?? NO_CONTACT;
}

/** Gives the types of the parts of an app that does not consist of those that the flow needs. */
function partsOf({ role, components }: FoundApp, apiVersion: string): readonly string[] | undefined {
  const version = versionNumber(apiVersion);
  const own = components.map(({ type }) => type).filter((type) => findType(type)?.role === 'part');
  const usual = METADATA_TYPES.filter((type) => type.role === 'part' && type.everyApp === true)
    .filter((type) => includesVersion(type, version) && (role === 'owner' || type.policy === true))
    .map(({ name }) => name);
  return usual.every((name) => own.includes(name)) ? undefined : own.filter((name) => usual.includes(name));
}

/** Gives the full names of parts that are not called as a new part would be. */
function namesOf({ name, components }: FoundApp, refused: ReadonlySet<string>): Readonly<Record<string, string>> {
  return components.reduce<Record<string, string>>((names, { type, fullName }) => {
    const row = findType(type);
    if (row?.role !== 'part' || refused.has(`names.${type}`)) return names;
    return defaultFullName(row, name, names) === fullName ? names : { ...names, [type]: fullName };
  }, {});
}

function keysOf(app: FoundApp, { apiVersion, refused }: Writing): PlainMap {
  const names = namesOf(app, refused);
  // Without a user that the config takes, or without its parts, the flow is off.
  const isOff = ['runAsUser', 'clientCredentials', 'parts'].some((key) => refused.has(key));
  const given: Readonly<Record<string, unknown>> = {
    label: refused.has('label') ? app.name : labelOf(app),
    contactEmail: app.role === 'subscriber' ? undefined : refused.has('contactEmail') ? NO_CONTACT : contactOf(app),
    role: app.role === 'subscriber' ? app.role : undefined,
    parts: partsOf(app, apiVersion),
    names: Object.keys(names).length === 0 ? undefined : names,
    ...(isOff ? { clientCredentials: false, runAsUser: undefined } : {}),
  };
  const entries = Object.entries(APP.keys).map(([key, row]) => {
    if (Object.hasOwn(given, key)) return [key, given[key]] as const;
    return [key, refused.has(key) ? undefined : readKey(row, app)] as const;
  });
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined));
}

/** Composes an app that was not checked: every value in it was read from a field. */
function composeWritten(name: string, keys: PlainMap, apiVersion: string): readonly WantedComponent[] {
  const app: ResolvedApp = resolveApp(name, keys, { runAsUserSuffix: '' });
  return compose({ apiVersion, settings: {}, apps: [app] });
}

function sameComponents(a: readonly WantedComponent[], b: readonly WantedComponent[]): boolean {
  if (a.length !== b.length) return false;
  return a.every((component, index) => {
    const other = b[index];
    if (other?.type !== component.type || other.fullName !== component.fullName) return false;
    const fields = new Set([...Object.keys(component.fields), ...Object.keys(other.fields)]);
    return [...fields].every((field) =>
      sameOrEmpty(component.type, field, component.fields[field], other.fields[field]),
    );
  });
}

/** Takes away each key that decides several fields at once which were found at odds: `fields` says each of them. */
function withoutUntrue({ name, components }: FoundApp, keys: PlainMap, apiVersion: string): PlainMap {
  const composed = composeWritten(name, keys, apiVersion);
  const isTrue = ({ type, field }: Pick<FieldOfKey, 'type' | 'field'>): boolean => {
    const [found, made] = [components, composed].map((parts) => parts.find((part) => part.type === type));
    return (
      found === undefined || made === undefined || sameOrEmpty(type, field, found.fields[field], made.fields[field])
    );
  };
  const isKept = (key: string): boolean => {
    const fields = (APP.keys[key]?.becomes ?? []).filter(({ onCreate }) => onCreate !== true);
    return FLOW_KEYS.includes(key) || fields.length < 2 || fields.every(isTrue);
  };
  return Object.fromEntries(Object.entries(keys).filter(([key]) => isKept(key)));
}

/** Takes away each key without which the same components come out. */
function withoutDefaults(name: string, keys: PlainMap, apiVersion: string): PlainMap {
  // What is left composes to the same at every step.
  const whole = composeWritten(name, keys, apiVersion);
  return Object.keys(keys)
    .filter((key) => !isNeeded(key, keys[key]) && APP.keys[key]?.becomes !== undefined)
    .reduce<PlainMap>((kept, key) => {
      const rest = Object.fromEntries(Object.entries(kept).filter(([name]) => name !== key));
      return sameComponents(whole, composeWritten(name, rest, apiVersion)) ? rest : kept;
    }, keys);
}

function fieldsOfPart(
  part: MetadataComponent,
  composed: readonly WantedComponent[],
  keys: PlainMap,
  { all, apiVersion, refused }: Writing,
): readonly (readonly [string, FieldValue])[] {
  const made = composed.find(({ type }) => type === part.type);
  const isExtra = findType(part.type)?.everyApp !== true;
  const needed = (field: string): boolean => {
    const row = findField(part.type, field);
    return isExtra && row !== undefined && isRequired(row, versionNumber(apiVersion));
  };
  const isSaid = (field: string): boolean =>
    CONFIG_FIELDS.some(
      (row) => row.type === part.type && row.field === field && row.keys.some((key) => Object.hasOwn(keys, key)),
    );
  return Object.entries(part.fields)
    .filter(([field, value]) => all || needed(field) || !sameOrEmpty(part.type, field, value, made?.fields[field]))
    .filter(([field]) => !isSaid(field) && !refused.has(`fields.${part.type}.${field}`));
}

/** Gives the fields that no key of an app says, by type. A part that only some apps have is named in any case. */
function extraFields(app: FoundApp, keys: PlainMap, writing: Writing): PlainMap {
  const extra = app.components.filter(({ type }) => findType(type)?.everyApp !== true);
  // A part that only some apps have is composed as soon as `fields` names it.
  const bare = { ...keys, fields: Object.fromEntries(extra.map(({ type }) => [type, {}])) };
  const composed = composeWritten(app.name, bare, writing.apiVersion);
  const parts = app.components
    .filter(({ type }) => !writing.refused.has(`fields.${type}`))
    .map((part) => [part.type, Object.fromEntries(fieldsOfPart(part, composed, keys, writing))] as const)
    .filter(([type, fields]) => Object.keys(fields).length > 0 || findType(type)?.everyApp !== true);
  return Object.fromEntries(parts);
}

/** Text in which `${env:…}` means itself. */
function escaped(value: unknown): unknown {
  if (typeof value === 'string') return value.replace(/\$\{env:[^}]*(?:\}|$)/g, (placeholder) => `$${placeholder}`);
  if (Array.isArray(value)) return value.map(escaped);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, escaped(inner)]));
}

/**
 * Writes an app as a person would: by keys where there are any, by `fields` and `names` else, and nothing that would be so
 * anyway.
 *
 * @param app - Holds nothing that a config never holds.
 */
export function writtenApp(app: FoundApp, writing: Writing): PlainMap {
  const every = withoutUntrue(app, keysOf(app, writing), writing.apiVersion);
  const keys = writing.all ? every : withoutDefaults(app.name, every, writing.apiVersion);
  const fields = extraFields(app, keys, writing);
  const inOrder = Object.keys(APP.keys).flatMap((key) => {
    const value = key === 'fields' && Object.keys(fields).length > 0 ? fields : keys[key];
    return value === undefined ? [] : [[key, value] as const];
  });
  return escaped(Object.fromEntries(inOrder)) as PlainMap;
}
