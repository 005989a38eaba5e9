import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkShape } from '../../../src/config/check-shape.js';
import { configJsonSchema } from '../../../src/config/json-schema.js';
import { CONFIG } from '../../../src/config/rows/config.js';
import { type Group, overlayOf, type Shape } from '../../../src/config/shape.js';

const validate = new Ajv2020({ allowUnionTypes: true }).compile(configJsonSchema());
const FIELDS = { ExtlClntAppGlobalOauthSettings: { isPkceRequired: true } };

function groupOf({ keys, oneOf }: Group, isOverlaid: boolean): fc.Arbitrary<unknown> {
  const values = Object.entries(keys).map(([key, row]) => {
    return [key, valueOf(isOverlaid ? overlayOf(row.shape) : row.shape)] as const;
  });
  if (oneOf !== undefined && !isOverlaid) {
    return fc.oneof(
      ...values.filter(([key]) => oneOf.includes(key)).map(([key, value]) => fc.record({ [key]: value })),
    );
  }
  const requiredKeys = isOverlaid ? [] : Object.keys(keys).filter((key) => keys[key]?.required === true);
  return fc.record<Record<string, unknown>, string>(Object.fromEntries(values), { requiredKeys });
}

/** Makes values of a shape. */
function valueOf(shape: Shape, isOverlaid = false): fc.Arbitrary<unknown> {
  switch (shape.kind) {
    case 'text':
    case 'variable-name':
    case 'late-text':
    case 'metadata-field':
      return fc.constantFrom('', 'text', '${env:NAME}');
    case 'secret':
      return fc.constant('${env:SECRET}');
    case 'scope':
      return fc.constantFrom('api', 'CDPQuery', '${env:SCOPE}');
    case 'boolean':
      return fc.boolean();
    case 'whole-number':
      return fc.integer();
    case 'true-or-text':
      return fc.constantFrom(true, '/services/data/');
    case 'choice':
      return fc.constantFrom(...shape.of, '${env:WORD}');
    case 'one-or-list':
      return fc.oneof(
        valueOf(isOverlaid ? overlayOf(shape.of) : shape.of),
        fc.array(valueOf(shape.of), { maxLength: 2 }),
      );
    case 'list':
      return fc.array(valueOf(shape.item), { maxLength: 2 });
    case 'map':
      return fc.dictionary(fc.constantFrom('A', 'B'), valueOf(isOverlaid ? overlayOf(shape.value) : shape.value));
    case 'metadata-fields':
      return fc.constant(FIELDS);
    case 'overlay':
      return fc.option(valueOf(shape.of, true));
    case 'group':
      return groupOf(shape, isOverlaid);
  }
}

/** Replaces one value somewhere inside another. */
function replaceIn(value: unknown, at: number, by: unknown): unknown {
  if (typeof value !== 'object' || value === null) return by;
  const keys = Object.keys(value);
  const key = keys[at % (keys.length + 1)];
  if (key === undefined) return by;
  const inner = (value as Readonly<Record<string, unknown>>)[key];
  const copy: unknown = Array.isArray(value) ? [...(value as unknown[])] : { ...value };
  return Object.assign(copy as object, { [key]: replaceIn(inner, Math.floor(at / (keys.length + 1)), by) });
}

describe('the checker and the JSON Schema', () => {
  it('take every config that the rows describe', () => {
    fc.assert(
      fc.property(valueOf(CONFIG), (config) => {
        expect(checkShape(config)).toEqual([]);
        expect(validate(config), JSON.stringify(validate.errors)).toBe(true);
      }),
      { numRuns: 200 },
    );
  });

  it('refuse a value of another kind wherever it stands: the schema whatever the checker does', () => {
    const wrong = fc.constantFrom(null, 1.5, [[]], { A: { B: 1 } });
    let refused = 0;
    fc.assert(
      fc.property(valueOf(CONFIG), fc.nat(), wrong, (config, at, by) => {
        const changed = replaceIn(config, at, by);
        const isRefused = checkShape(changed).length > 0;
        refused += Number(isRefused);
        // The schema refuses more: it knows fields, scopes and kinds of sinks, which are up to rules in the checker.
        if (isRefused) expect(validate(changed), JSON.stringify(changed)).toBe(false);
      }),
      { numRuns: 300 },
    );
    expect(refused).toBeGreaterThan(50);
  });
});
