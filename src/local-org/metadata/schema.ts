import published from './published-schema.json' with { type: 'json' };
import { CONNECTED_APP_TYPES } from './schema-connected-app.js';
import { own } from '../wire/own.js';

/** One field of a metadata type as an API version publishes it. */
export interface PublishedField {
  readonly name: string;
  /** `string`, `boolean`, `int`, the name of an enum, or the name of a complex type. */
  readonly type: string;
  readonly required: boolean;
  readonly repeated: boolean;
}

type FieldRow = readonly [name: string, type: string, required: number, repeated: number, first: number, last: number];
type ValueRow = readonly [value: string, first: number, last: number];

const types = published.types as unknown as Readonly<Record<string, readonly FieldRow[] | undefined>>;
const enums = published.enums as unknown as Readonly<Record<string, readonly ValueRow[] | undefined>>;

/** API versions of the published schema, oldest first. The local org offers the same. */
export const PUBLISHED_VERSIONS: readonly number[] = published.versions;

/**
 * Lists the fields that a metadata type or complex type has in an API version, in the schema's order.
 *
 * @returns `undefined` when the version does not have the type.
 */
export function publishedFields(type: string, version: number): readonly PublishedField[] | undefined {
  const connectedApp = own(CONNECTED_APP_TYPES, type)?.map((row) => [...row, 0, Infinity] as const);
  const rows =
    (own(types, type) ?? connectedApp)?.filter(([, , , , first, last]) => first <= version && version <= last) ?? [];
  if (rows.length === 0) return undefined;
  return rows.map(([name, kind, required, repeated]) => ({
    name,
    type: kind,
    required: required === 1,
    repeated: repeated === 1,
  }));
}

/** Lists the values that an enum has in an API version; `undefined` when the name is no enum. */
export function publishedEnum(name: string, version: number): readonly string[] | undefined {
  return own(enums, name)
    ?.filter(([, first, last]) => first <= version && version <= last)
    .map(([value]) => value);
}
