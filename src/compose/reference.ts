import { findKeys, keyNames, type KeyReference } from '../config/key-reference.js';
import { closest } from '../metadata/closest.js';
import { SCOPES, type Scope } from '../metadata/scopes.js';
import { findType, METADATA_TYPES } from '../metadata/types.js';
import { fieldReference, type FieldReference } from './field-reference.js';

/** What is known of a name: as a metadata field or type, as a key of the config, and of the scopes. */
export interface Reference {
  readonly fields: readonly FieldReference[];
  readonly keys: readonly KeyReference[];
  readonly scopes: readonly Scope[];
}

/** What to look up. */
export interface ReferenceOptions {
  /** Type, field, key of the config, or `scopes`. Default: the fields of the app, its parts and the org-wide settings. */
  readonly name?: string | undefined;
  /** Only fields of this API version, such as `66.0`. Default: those of every version. */
  readonly apiVersion?: string | undefined;
}

const PLAIN = /\[\]/g;
const below = (field: string, path: string): boolean => field === path || field.startsWith(`${path}.`);

/** Finds fields by `Type.field`, or by their names alone in every type. */
function fieldsNamed(name: string, apiVersion: string | undefined): readonly FieldReference[] {
  const [type = '', ...rest] = name.split('.');
  const path = rest.join('.').replace(PLAIN, '');
  if (findType(type) !== undefined && rest.length > 0) {
    return fieldReference({ type, apiVersion }).filter(({ field }) => below(field.replace(PLAIN, ''), path));
  }
  const types = METADATA_TYPES.flatMap((one) => fieldReference({ type: one.name, apiVersion }));
  return types.filter(({ field }) => below(field.replace(PLAIN, ''), name) || field.split('.').at(-1) === name);
}

/** Looks a name up among types, fields, keys of the config and scopes; everything is empty for one that none of them has. */
export function reference({ name, apiVersion }: ReferenceOptions): Reference {
  const none: Reference = { fields: [], keys: [], scopes: [] };
  if (name === undefined || findType(name) !== undefined) {
    return { ...none, fields: fieldReference({ type: name, apiVersion }) };
  }
  const keys = findKeys(name);
  if (name === 'scopes') return { ...none, keys, scopes: SCOPES };
  const isKeyPath = keys.length > 0 && name.includes('.');
  return { ...none, keys, fields: isKeyPath ? [] : fieldsNamed(name, apiVersion) };
}

/** Finds what a name that nothing has most likely stands for. */
export function suggestReference(name: string): string | undefined {
  const types = METADATA_TYPES.map((type) => type.name);
  const [first = '', ...rest] = name.split('.');
  const type = findType(first);
  if (type !== undefined && rest.length > 0) {
    const near = closest(
      rest.join('.'),
      fieldReference({ type: type.name }).map(({ field }) => field.replace(PLAIN, '')),
    );
    return near === undefined ? undefined : `${first}.${near}`;
  }
  const last = rest.at(-1) ?? first;
  const fields = types
    .flatMap((one) => fieldReference({ type: one }))
    .map(({ field }) => field.split('.').at(-1) ?? '');
  return closest(last, keyNames()) ?? closest(last, types) ?? closest(last, [...new Set(fields)]);
}
