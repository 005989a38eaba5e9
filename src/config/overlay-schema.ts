import * as z from 'zod/mini';
import { documented, KEYS } from './schema-keys.js';

interface Definition {
  readonly type: string;
  readonly shape?: Readonly<Record<string, z.ZodMiniType>>;
  readonly innerType?: z.ZodMiniType;
  readonly valueType?: z.ZodMiniType;
  readonly element?: z.ZodMiniType;
}

/** Gives what a schema is made of. */
export function definitionOf(schema: z.ZodMiniType): Definition {
  return schema._zod.def;
}

/** Gives the schema inside wrappers that only say that a key may be absent or `null`. */
export function unwrap(schema: z.ZodMiniType): z.ZodMiniType {
  const { innerType } = definitionOf(schema);
  return innerType === undefined ? schema : unwrap(innerType);
}

function copyFor(schema: z.ZodMiniType): z.ZodMiniType {
  const { type, shape, valueType } = definitionOf(schema);
  if (type === 'object' && shape !== undefined) {
    const keys = Object.entries(shape).map(([key, value]) => [key, z.exactOptional(overlayOf(value))] as const);
    return z.strictObject(Object.fromEntries(keys));
  }
  if (type === 'record' && valueType !== undefined) return z.record(z.string(), overlayOf(valueType));
  return schema;
}

/**
 * Makes the schema of an overlay out of the schema of what it lies over: every key may be absent, or `null` to remove
 * what is below it. Lists stay whole, since an overlay replaces them.
 */
export function overlayOf(schema: z.ZodMiniType): z.ZodMiniType {
  const inner = unwrap(schema);
  const documentation = KEYS.get(inner);
  const copy = copyFor(inner);
  return z.nullable(documentation === undefined ? copy : documented(copy, documentation));
}
