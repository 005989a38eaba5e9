import { unwrap } from './overlay-schema.js';
import { appSchema } from './schema-app.js';
import { KEYS } from './schema-keys.js';

/** What a key of an app becomes: metadata fields by type and name, such as `ExternalClientApplication.label`. */
const FIELDS_OF_KEYS: ReadonlyMap<string, readonly string[]> = new Map(
  Object.entries(appSchema.shape).map(([key, schema]) => [key, KEYS.get(unwrap(schema))?.fields ?? []]),
);

/** Gives the metadata fields that a key of an app becomes; an empty list for any other key. */
export function fieldsOfKey(key: string): readonly string[] {
  return FIELDS_OF_KEYS.get(key) ?? [];
}

/** Gives the keys of an app that decide a metadata field, in the order of the reference. */
export function keysOfField(type: string, field: string): readonly string[] {
  return [...FIELDS_OF_KEYS].filter(([, fields]) => fields.includes(`${type}.${field}`)).map(([key]) => key);
}

/** Gives the key of an app that becomes a field of this name, whatever the type. */
export function keyOfFieldName(field: string): string | undefined {
  return [...FIELDS_OF_KEYS].find(([, fields]) => fields.some((name) => name.endsWith(`.${field}`)))?.[0];
}
