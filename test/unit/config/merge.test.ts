import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { merge } from '../../../src/config/merge.js';

const key = fc.constantFrom('label', 'scopes', 'verify', 'names', 'fields', 'query');
const leaf = fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.array(fc.string(), { maxLength: 3 }));
const { tree } = fc.letrec<{ tree: unknown }>((tie) => ({
  tree: fc.oneof({ maxDepth: 3 }, leaf, fc.dictionary(key, tie('tree'), { maxKeys: 4 })),
}));
const map = fc.dictionary(key, tree, { maxKeys: 4 });
/** Maps of maps of leaves: at one path there is always the same kind of value, as the shape check makes sure. */
const sections = fc.dictionary(key, fc.dictionary(key, leaf, { maxKeys: 3 }), { maxKeys: 3 });

describe('merge', () => {
  it('gives a value that merged over itself stays the same', () => {
    fc.assert(
      fc.property(map, (value) => {
        expect(merge(value, value)).toEqual(value);
      }),
    );
  });

  it('changes nothing the second time', () => {
    fc.assert(
      fc.property(map, map, (base, overlay) => {
        const once = merge(base, overlay);
        expect(merge(once, overlay)).toEqual(once);
      }),
    );
  });

  it('has the empty map as its neutral element', () => {
    fc.assert(
      fc.property(map, (value) => {
        expect(merge(value, {})).toEqual(value);
        expect(merge({}, value)).toEqual(value);
      }),
    );
  });

  it('is associative where values of one path are of one kind and nothing is removed', () => {
    fc.assert(
      fc.property(sections, sections, sections, (a, b, c) => {
        expect(merge(merge(a, b), c)).toEqual(merge(a, merge(b, c)));
      }),
    );
  });

  it('removes what null stands for, whatever is below it', () => {
    fc.assert(
      fc.property(map, key, (value, name) => {
        expect(merge(value, { [name]: null })).not.toHaveProperty(name);
      }),
    );
  });

  it('leaves its arguments as they were', () => {
    fc.assert(
      fc.property(map, map, (base, overlay) => {
        const before = structuredClone([base, overlay]);
        merge(base, overlay);
        expect([base, overlay]).toEqual(before);
      }),
    );
  });

  it('merges maps, replaces lists and scalars', () => {
    const base = { label: 'Billing', scopes: ['api', 'web'], verify: { query: 'a', access: { Account: ['read'] } } };
    const overlay = { scopes: ['api'], verify: { access: { Contact: ['read'] } } };
    expect(merge(base, overlay)).toEqual({
      label: 'Billing',
      scopes: ['api'],
      verify: { query: 'a', access: { Account: ['read'], Contact: ['read'] } },
    });
  });

  it('removes a key inside a map that only the overlay has', () => {
    expect(merge({}, { verify: { query: null, access: {} } })).toEqual({ verify: { access: {} } });
  });

  it('keeps the order of the base', () => {
    expect(Object.keys(merge({ a: 1, b: 2, c: 3 }, { d: 4, b: 5 }) as object)).toEqual(['a', 'b', 'c', 'd']);
  });

  it('replaces a sink of another kind, and merges one of the same', () => {
    const base = { sink: { file: 'billing.json', format: 'dotenv' } };
    expect(merge(base, { sink: { command: ['gh'] } })).toEqual({ sink: { command: ['gh'] } });
    expect(merge(base, { sink: { file: 'uat.json' } })).toEqual({ sink: { file: 'uat.json', format: 'dotenv' } });
    expect(merge(base, { sink: { format: null } })).toEqual({ sink: { file: 'billing.json' } });
  });

  it('does not touch the prototype of anything', () => {
    const overlay: unknown = JSON.parse('{"__proto__": {"polluted": true}}');
    const merged = merge({ a: {} }, overlay) as object;
    expect(Object.getPrototypeOf(merged)).toBe(Object.prototype);
    expect({}).not.toHaveProperty('polluted');
  });
});
