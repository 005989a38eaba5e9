import * as z from 'zod/mini';

/** What is to be known about a key of the config beside its type. */
export interface KeyDocumentation {
  /** One or two sentences for the reader of the reference and for completion in editors. */
  readonly description: string;
  /** Value when the key is not written. Absent when there is none. */
  readonly default?: unknown;
  /** Metadata fields that the key becomes, such as `ExternalClientApplication.label`. */
  readonly fields?: readonly string[];
  /** Believable values. */
  readonly examples?: readonly unknown[];
}

/** Documentation of every key, by schema. */
export const KEYS = z.registry<KeyDocumentation>();

/** Attaches its documentation to the schema of a key. */
export function documented<T extends z.ZodMiniType>(schema: T, documentation: KeyDocumentation): T {
  KEYS.add(schema, documentation);
  return schema;
}

/** Makes a key that may be left out. */
export function optional<T extends z.ZodMiniType>(
  schema: T,
  documentation: KeyDocumentation,
): z.ZodMiniExactOptional<T> {
  return z.exactOptional(documented(schema, documentation));
}

/** Makes a list of texts. */
export const texts = (): z.ZodMiniArray<z.ZodMiniString<string>> => z.array(z.string());

/** Makes a map with any keys. */
export const mapOf = <T extends z.ZodMiniType>(value: T): z.ZodMiniRecord<z.ZodMiniString<string>, T> =>
  z.record(z.string(), value);
