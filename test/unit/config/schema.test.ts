import { describe, expect, expectTypeOf, it } from 'vitest';
import type * as z from 'zod/mini';
import type { AppConfig, EcaConfig, EnvironmentConfig, SinkConfig } from '../../../src/config/model.js';
import { definitionOf, unwrap } from '../../../src/config/overlay-schema.js';
import type { appSchema, sinkShape } from '../../../src/config/schema-app.js';
import { KEYS } from '../../../src/config/schema-keys.js';
import { configSchema, type environmentSchema } from '../../../src/config/schema.js';
import { findField } from '../../../src/metadata/field-table.js';

/** A type without `readonly`, so that only keys and values are compared. */
type Plain<T> = T extends readonly (infer Item)[]
  ? Plain<Item>[]
  : T extends object
    ? { -readonly [Key in keyof T]: Plain<T[Key]> }
    : T;
type KeyOfUnion<T> = T extends unknown ? keyof T : never;

/** Lists every key below a schema with its schema, such as `auth.jwt.key`. */
function keysBelow(schema: z.ZodMiniType, path = ''): readonly (readonly [string, z.ZodMiniType])[] {
  const { shape, valueType, element } = definitionOf(unwrap(schema));
  if (shape === undefined) {
    const inner = valueType ?? element;
    return inner === undefined ? [] : keysBelow(inner, `${path}[]`);
  }
  return Object.entries(shape).flatMap(([key, value]) => {
    const inner = unwrap(value);
    const at = path === '' ? key : `${path}.${key}`;
    return [[at, inner] as const, ...keysBelow(inner, at)];
  });
}

describe('the schema of the config', () => {
  it('describes the same types as the hand-written model', () => {
    expectTypeOf<Plain<z.input<typeof appSchema>>>().toEqualTypeOf<Plain<AppConfig>>();
    expectTypeOf<Plain<z.input<typeof environmentSchema>>>().toEqualTypeOf<Plain<EnvironmentConfig>>();
    expectTypeOf<Plain<z.input<typeof configSchema>>>().toEqualTypeOf<Plain<EcaConfig>>();
    expectTypeOf<keyof z.input<typeof sinkShape>>().toEqualTypeOf<KeyOfUnion<SinkConfig>>();
  });

  it('describes every key', () => {
    const silent = keysBelow(configSchema).filter(([, schema]) => (KEYS.get(schema)?.description ?? '') === '');
    expect(silent.map(([path]) => path)).toEqual([]);
    expect(keysBelow(configSchema).length).toBeGreaterThan(100);
  });

  it('names only metadata fields that the field table knows', () => {
    const fields = keysBelow(configSchema).flatMap(([, schema]) => KEYS.get(schema)?.fields ?? []);
    const unknown = fields.filter((field) => {
      const [type = '', name = ''] = field.split('.');
      return findField(type, name) === undefined;
    });
    expect(unknown).toEqual([]);
    expect(fields).toContain('ExternalClientApplication.contactEmail');
  });
});
