import {
  includesVersion,
  NEWEST_API_VERSION,
  OLDEST_API_VERSION,
  spellVersions,
  versionNumber,
} from '../metadata/api-version.js';
import { CONFIG_FIELDS } from '../config/config-fields.js';
import {
  enumValues,
  enumValueVersions,
  everyEnumValue,
  fieldsOf,
  fieldVersions,
  isGroupKind,
  isRequired,
} from '../metadata/field-table.js';
import type { FieldRow } from '../metadata/fields/row.js';
import { limitsOf } from '../metadata/limits.js';
import { findType, METADATA_TYPES, type MetadataType } from '../metadata/types.js';

/** One field in the reference. */
export interface FieldReference {
  /** Metadata type. */
  readonly type: string;
  /** Field, inside groups with its path, such as `trustedIpRanges[].startIpAddress`. */
  readonly field: string;
  /** `string`, `boolean`, `int`, `enum` or `group`. */
  readonly kind: 'string' | 'boolean' | 'int' | 'enum' | 'group';
  readonly list: boolean;
  /** Values that the field takes, where they are few; without an API version those of all, of which `limits` tells. */
  readonly values?: readonly string[] | undefined;
  /** What the field takes beyond its kind, in words, such as `0 to 720`, and which versions have a value. */
  readonly limits: readonly string[];
  /** API versions that have the field, in words. */
  readonly versions: string;
  /** First API version with the field, such as 67. */
  readonly since: number;
  /** Last API version with the field; absent where it is still there. */
  readonly until?: number | undefined;
  /** Value in a new component where the config has no say; absent where the field is left out then. */
  readonly initial?: string | boolean | undefined;
  readonly required: boolean;
  readonly secret: boolean;
  readonly serverOwned: boolean;
  /** Whether the source of a packaged app holds the value that its owning org made up. */
  readonly link: boolean;
  /** Keys of the config that decide the field; empty when only `fields` does. */
  readonly configKeys: readonly string[];
}

/** Selects what the reference tells. */
export interface FieldReferenceOptions {
  /** Metadata type. Default: the app, its parts and the org-wide settings. */
  readonly type?: string | undefined;
  /** Only the fields of this API version, such as `66.0`. Default: those of every version. */
  readonly apiVersion?: string | undefined;
}

function kindOf(row: FieldRow): FieldReference['kind'] {
  if (row.kind === 'string' || row.kind === 'boolean' || row.kind === 'int') return row.kind;
  return isGroupKind(row.kind) ? 'group' : 'enum';
}

function rowsOf(type: MetadataType, group: string, prefix: string, version: number | undefined): FieldReference[] {
  const rows = fieldsOf(group).filter((row) => row.never !== true);
  const shown = rows.filter((row) => version === undefined || includesVersion(fieldVersions(type.name, row), version));
  return shown.flatMap((row) => {
    const values = row.values ?? (version === undefined ? everyEnumValue(row.kind) : enumValues(row.kind, version));
    const keys = prefix === '' ? configKeys(type.name, row.field) : [];
    const entry: FieldReference = {
      type: type.name,
      field: prefix + row.field,
      kind: kindOf(row),
      list: row.list === true,
      values,
      limits: [...limitsOf(row, version), ...(version === undefined ? valueLimits(row.kind) : [])],
      versions: spellVersions(fieldVersions(type.name, row)),
      ...fieldVersions(type.name, row),
      initial: row.initial,
      required: isRequired(row, version ?? NEWEST_API_VERSION),
      secret: row.secret === true,
      serverOwned: row.serverOwned === true,
      link: row.link === true,
      configKeys: keys,
    };
    const inside = row.list === true ? `${prefix}${row.field}[].` : `${prefix}${row.field}.`;
    return isGroupKind(row.kind) ? [entry, ...rowsOf(type, row.kind, inside, version)] : [entry];
  });
}

/** Says of the values of an enum that some API versions do not have which ones do. */
function valueLimits(kind: string): readonly string[] {
  const spans = (everyEnumValue(kind) ?? []).flatMap((value) => {
    const span = enumValueVersions(kind, value);
    const isAlways = span === undefined || (span.since <= OLDEST_API_VERSION && span.until === undefined);
    return isAlways ? [] : [{ value, versions: spellVersions(span) }];
  });
  return [...Map.groupBy(spans, ({ versions }) => versions)].map(
    ([versions, own]) => `${own.map(({ value }) => value).join(', ')} only in ${versions}`,
  );
}

function configKeys(type: string, field: string): readonly string[] {
  return CONFIG_FIELDS.filter((row) => row.type === type && row.field === field).flatMap((row) => row.keys);
}

/**
 * Lists the fields of metadata types with all that this tool knows about them, groups followed by their fields. A type
 * that the tool or the API version does not have gives an empty list.
 */
export function fieldReference(options: FieldReferenceOptions = {}): readonly FieldReference[] {
  const version = options.apiVersion === undefined ? undefined : versionNumber(options.apiVersion);
  const chosen = options.type === undefined ? undefined : findType(options.type);
  const types = METADATA_TYPES.filter((type) =>
    options.type === undefined ? type.role !== 'other' || type.member !== undefined : type === chosen,
  );
  return types
    .filter((type) => version === undefined || includesVersion(type, version))
    .flatMap((type) => rowsOf(type, type.root, '', version));
}
