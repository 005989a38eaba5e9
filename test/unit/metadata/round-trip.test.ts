import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { includesVersion } from '../../../src/metadata/api-version.js';
import type { FieldGroup, FieldValue, Leaf, MetadataComponent } from '../../../src/metadata/component.js';
import { enumValues, fieldsOf, fieldVersions, isGroupKind } from '../../../src/metadata/field-table.js';
import type { FieldRow } from '../../../src/metadata/fields/row.js';
import { parse } from '../../../src/metadata/parse.js';
import { render } from '../../../src/metadata/render.js';
import { METADATA_TYPES } from '../../../src/metadata/types.js';
import { unsupportedCharacter } from '../../../src/metadata/xml.js';

const VERSION = 66;

const text = fc
  .oneof(
    fc.string({ unit: 'binary', maxLength: 40 }),
    fc.constantFrom(
      ' a <b> & "c" \'d\' ',
      'one\ntwo',
      'one\r\ntwo',
      ']]>',
      '&amp;',
      '&#13;',
      '<!-- no -->',
      '  ',
      '',
      'true',
      '7',
    ),
  )
  .filter((value) => unsupportedCharacter(value) === undefined);

function leaf(row: FieldRow): fc.Arbitrary<Leaf> {
  if (row.kind === 'boolean') return fc.boolean();
  if (row.kind === 'int') return fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 });
  const values = enumValues(row.kind, VERSION);
  return values === undefined ? text : fc.constantFrom(...values);
}

function value(row: FieldRow): fc.Arbitrary<FieldValue> {
  const one: fc.Arbitrary<Leaf | FieldGroup> = isGroupKind(row.kind) ? group(row.kind) : leaf(row);
  return row.list === true ? fc.array(one, { minLength: 1, maxLength: 3 }) : one;
}

/** Fields of a type or group: any subset, any order, values of the right kind. */
function group(type: string): fc.Arbitrary<FieldGroup> {
  const rows = fieldsOf(type).filter(
    (row) => row.secret !== true && includesVersion(fieldVersions(type, row), VERSION),
  );
  return fc
    .subarray([...rows])
    .chain((chosen) => fc.tuple(...chosen.map((row) => value(row).map((each) => [row.field, each] as const))))
    .map((entries) => Object.fromEntries(entries));
}

const component: fc.Arbitrary<MetadataComponent> = fc
  .constantFrom(...METADATA_TYPES.filter((type) => includesVersion(type, VERSION)))
  .chain((type) => group(type.name).map((fields) => ({ type: type.name, fullName: 'Billing_Sync', fields })));

describe('render and parse', () => {
  it('give back any component that was rendered', () => {
    fc.assert(
      fc.property(component, (each) => {
        expect(parse(each.type, each.fullName, render(each))).toEqual({ component: each, problems: [], valueless: [] });
      }),
      { numRuns: 400 },
    );
  });

  it('render the same text again after parsing', () => {
    fc.assert(
      fc.property(component, (each) => {
        const xml = render(each);
        const again = parse(each.type, each.fullName, xml).component;
        expect(again && render(again)).toBe(xml);
      }),
    );
  });

  it('put every element of a component on a line of its own, in alphabetical order', () => {
    fc.assert(
      fc.property(component, (each) => {
        const lines = render({
          ...each,
          fields: Object.fromEntries(Object.entries(each.fields).map(([name]) => [name, 'x'])),
        })
          .split('\n')
          .slice(2, -2);
        expect(lines).toEqual([...lines].sort());
        expect(lines).toHaveLength(Object.keys(each.fields).length);
      }),
    );
  });
});
