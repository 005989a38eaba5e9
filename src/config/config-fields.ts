import { includesVersion, versionNumber } from '../metadata/api-version.js';
import type { FieldValue } from '../metadata/component.js';
import { fieldVersions, findField } from '../metadata/field-table.js';
import type { FieldOfKey } from './key-row.js';
import type { ResolvedApp } from './model.js';
import { APP } from './rows/app.js';
import { SETTINGS } from './rows/config.js';
import type { Group } from './shape.js';

/** One metadata field that keys of an app decide. */
export interface ConfigField {
  /** Keys of the config, any of which makes the field managed once it is written. */
  readonly keys: readonly string[];
  readonly type: string;
  readonly field: string;
  /** Gives the value for an app; undefined leaves the field out. */
  readonly value: (app: ResolvedApp) => FieldValue | undefined;
  /** True when the field is managed even if no key is written. Default: never. */
  readonly alwaysManaged?: ((app: ResolvedApp) => boolean) | undefined;
  /** True when no plan and no source ever holds the field. */
  readonly onCreate?: true | undefined;
  /** What to write instead of the field, where a key does not take its value as it stands. */
  readonly instead?: string | undefined;
}

const byKey = Object.entries(APP.keys).flatMap(([key, { becomes = [] }]) =>
  becomes.map((field) => [key, field] as const),
);

function configField(field: FieldOfKey, keys: readonly string[]): ConfigField {
  const [key = ''] = keys;
  const plain = (app: ResolvedApp): FieldValue | undefined =>
    (app as unknown as Readonly<Record<string, FieldValue | undefined>>)[key];
  return { ...field, keys, value: field.value ?? plain };
}

/** Every metadata field that keys of an app decide, by the rows of the keys. */
export const CONFIG_FIELDS: readonly ConfigField[] = [
  ...Map.groupBy(byKey, ([, { type, field }]) => `${type}.${field}`).values(),
].flatMap((found) => {
  const [first] = found;
  const keys = found.map(([key]) => key);
  return first === undefined ? [] : configField(first[1], keys);
});

const becomingOf = ({ keys }: Group, key: string): readonly FieldOfKey[] =>
  Object.hasOwn(keys, key) ? (keys[key]?.becomes ?? []) : [];

/** Gives the metadata fields that a key of an app decides in any API version; an empty list for any other key. */
export function fieldsOfKey(key: string): readonly FieldOfKey[] {
  return becomingOf(APP, key);
}

/** Gives the metadata fields that an org-wide setting decides in any API version; an empty list for any other key. */
export function fieldsOfSetting(key: string): readonly FieldOfKey[] {
  return becomingOf(SETTINGS, key);
}

/** Gives the keys of an app that decide a metadata field, in the order of the reference. */
export function keysOfField(type: string, field: string): readonly string[] {
  return CONFIG_FIELDS.find((row) => row.type === type && row.field === field)?.keys ?? [];
}

/**
 * Says which key of an app to write for a field of this name, whatever the type; undefined when no key decides it in this
 * API version.
 *
 * @param content - What to write there, where it is not the value that stands beside the field. Default: that value.
 */
export function adviseKeyFor(field: string, apiVersion: string, content?: string): string | undefined {
  const row = CONFIG_FIELDS.find((candidate) => candidate.field === field && isInVersion(candidate, apiVersion));
  if (row === undefined) return undefined;
  const key = row.keys[0] ?? '';
  if (row.instead !== undefined) return row.instead;
  return content === undefined ? `Write it as "${key}".` : `Write ${content} in "${key}".`;
}

/** Tells whether an API version has a metadata field. */
export function isInVersion({ type, field }: Pick<FieldOfKey, 'type' | 'field'>, apiVersion: string): boolean {
  const row = findField(type, field);
  return row !== undefined && includesVersion(fieldVersions(type, row), versionNumber(apiVersion));
}
