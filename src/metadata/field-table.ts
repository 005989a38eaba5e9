import { includesVersion, OLDEST_API_VERSION, type VersionSpan } from './api-version.js';
import type { Fields } from './component.js';
import { APPLICATION_FIELDS } from './fields/application.js';
import { CREDENTIALS_FIELDS } from './fields/credentials.js';
import { ENUMS, type EnumValue } from './fields/enums.js';
import { OAUTH_SETTINGS_FIELDS } from './fields/oauth-settings.js';
import { PERMISSION_SET_FIELDS } from './fields/permission-set.js';
import { PLUGINS_FIELDS } from './fields/plugins.js';
import { POLICIES_FIELDS } from './fields/policies.js';
import type { FieldRow } from './fields/row.js';
import { findType } from './types.js';

/** The field table: every field of every type and of every group of fields, by schema name. */
export const FIELD_TABLE: Readonly<Record<string, readonly FieldRow[]>> = {
  ...APPLICATION_FIELDS,
  ...OAUTH_SETTINGS_FIELDS,
  ...POLICIES_FIELDS,
  ...PLUGINS_FIELDS,
  ...CREDENTIALS_FIELDS,
  ...PERMISSION_SET_FIELDS,
};

const enums: Readonly<Record<string, readonly EnumValue[]>> = ENUMS;
const index = new Map(
  Object.entries(FIELD_TABLE).map(([type, rows]) => [type, new Map(rows.map((row) => [row.field, row]))]),
);

/** Gives the schema name of a type: `ExternalClientAppSettings` for `Settings`, else the name itself. */
export function schemaName(type: string): string {
  return findType(type)?.root ?? type;
}

/** Gives the rows of a type or group, alphabetical; an empty list for one that the table does not know. */
export function fieldsOf(type: string): readonly FieldRow[] {
  const name = schemaName(type);
  return Object.hasOwn(FIELD_TABLE, name) ? (FIELD_TABLE[name] ?? []) : [];
}

/** Gives the fields with which a new component of a type begins. */
export function initialFields(type: string): Fields {
  return Object.fromEntries(
    fieldsOf(type).flatMap(({ field, initial }) => (initial === undefined ? [] : [[field, initial] as const])),
  );
}

/** Finds the row of one field of a type or group. */
export function findField(type: string, field: string): FieldRow | undefined {
  return index.get(schemaName(type))?.get(field);
}

/** Tells whether a kind names a group of fields. */
export function isGroupKind(kind: string): boolean {
  return index.has(kind);
}

/** Gives the values of an enum in one API version, or undefined when the kind is no enum. */
export function enumValues(kind: string, version: number): readonly string[] | undefined {
  return enums[kind]
    ?.filter((value) => typeof value === 'string' || includesVersion({ since: OLDEST_API_VERSION, ...value }, version))
    .map((value) => (typeof value === 'string' ? value : value.value));
}

/** Gives the values of an enum in all API versions; undefined for a kind that is no enum. */
export function everyEnumValue(kind: string): readonly string[] | undefined {
  return enums[kind]?.map((value) => (typeof value === 'string' ? value : value.value));
}

/** Gives the API versions that have an enum's value, or undefined when none has it. */
export function enumValueVersions(kind: string, name: string): VersionSpan | undefined {
  const found = enums[kind]?.find((value) => (typeof value === 'string' ? value : value.value) === name);
  if (found === undefined) return undefined;
  return typeof found === 'string' ? { since: OLDEST_API_VERSION } : { since: OLDEST_API_VERSION, ...found };
}

/** Gives the API versions that have a field, which are never more than those that have its type. */
export function fieldVersions(type: string, row: FieldRow): VersionSpan {
  const owner = findType(type);
  const until = row.until ?? owner?.until;
  return { since: row.since ?? owner?.since ?? OLDEST_API_VERSION, until };
}

/** Tells whether the schema demands a field in one API version. */
export function isRequired(row: FieldRow, version: number): boolean {
  return row.required === true || version <= (row.requiredUntil ?? 0);
}

/** Gives the names of the types that have a field, app and parts first, in deploy order. */
export function typesWithField(field: string): readonly string[] {
  const owners = [...index].filter(([, rows]) => rows.has(field)).flatMap(([type]) => findType(type) ?? []);
  const rank = (role: string): number => (role === 'other' ? 1 : 0);
  return owners.sort((a, b) => rank(a.role) - rank(b.role) || a.deployOrder - b.deployOrder).map((type) => type.name);
}
