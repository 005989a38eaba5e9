import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { diff } from '../../../src/planning/diff.js';
import { isServerOwned } from '../../../src/metadata/compare.js';
import type { Fields, FieldValue, MetadataComponent } from '../../../src/metadata/component.js';
import { fieldsOf, findField } from '../../../src/metadata/field-table.js';
import { parse } from '../../../src/metadata/parse.js';
import { render } from '../../../src/metadata/render.js';
import { findType } from '../../../src/metadata/types.js';
import { anyFound, anyWanted } from './arbitraries.js';

const keyOf = ({ type, fullName }: MetadataComponent): string => `${type}/${fullName}`;

/** Keeps a value as Salesforce would: usernames in lower case, names in an order of its own. */
function stored(type: string, field: string, value: FieldValue): FieldValue {
  if (typeof value !== 'string') return value;
  const compare = findField(type, field)?.compare;
  if (compare === 'username') return value.toLowerCase();
  return compare === 'set' ? value.split(',').reverse().join(', ') : value;
}

/** What an org returns of a component that was deployed: files, no switches that are off, values of its own. */
function readBack(component: MetadataComponent): MetadataComponent {
  const { component: parsed } = parse(component.type, component.fullName, render(component));
  if (parsed === undefined) throw new Error(`${keyOf(component)} did not survive.`);
  const fields = Object.entries(parsed.fields)
    .filter(([, value]) => value !== false)
    .map(([field, value]) => [field, stored(component.type, field, value)] as const);
  const own = fieldsOf(component.type)
    .filter(({ serverOwned, secret }) => serverOwned === true && secret !== true)
    .map(({ field }) => [field, 'made up by the org'] as const);
  return { ...parsed, fields: Object.fromEntries([...fields, ...own]) };
}

/** An org after a deploy: what was sent replaces what had the same type and name. */
function deployed(
  found: readonly MetadataComponent[],
  sent: readonly MetadataComponent[],
): readonly MetadataComponent[] {
  const after = new Map(found.map((component) => [keyOf(component), component]));
  for (const component of sent) after.set(keyOf(component), readBack(component));
  return [...after.values()];
}

const unmanaged = (type: string, managed: readonly string[], fields: Fields): Fields =>
  Object.fromEntries(
    Object.entries(fields).filter(
      ([field]) => !managed.includes(field) && !isServerOwned(type, field) && field !== findType(type)?.owner,
    ),
  );

describe('diff, for any config and any org', () => {
  it('is empty when the org holds exactly what is asked for', () => {
    fc.assert(
      fc.property(anyWanted, (wanted) => {
        expect(diff(wanted, wanted)).toMatchObject({ inSync: true, changes: [], components: [], conflicts: [] });
      }),
    );
  });

  it('is empty after its own components were deployed and read back', () => {
    fc.assert(
      fc.property(anyWanted, anyFound, (wanted, found) => {
        const after = deployed(found, diff(wanted, found).components);
        expect(diff(wanted, after).changes).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  it('keeps every field that the config does not manage', () => {
    fc.assert(
      fc.property(anyWanted, anyFound, (wanted, found) => {
        const before = new Map(found.map((component) => [keyOf(component), component]));
        for (const sent of diff(wanted, found).components) {
          const old = before.get(keyOf(sent));
          if (old === undefined) continue;
          const owner = sent.fields['externalClientApplication'] ?? sent.fullName;
          const managed = wanted.find(({ type, app }) => type === sent.type && app === owner)?.managed ?? [];
          expect(unmanaged(sent.type, managed, sent.fields)).toEqual(unmanaged(sent.type, managed, old.fields));
        }
      }),
    );
  });

  it('sends nothing that the org makes up, and nothing of an app that is not asked for', () => {
    fc.assert(
      fc.property(anyWanted, anyFound, (wanted, found) => {
        const apps = new Set(wanted.map(({ app }) => app));
        const { components, otherApps } = diff(wanted, found);
        for (const { type, fullName, fields } of components) {
          expect(Object.keys(fields).filter((field) => isServerOwned(type, field))).toEqual([]);
          expect(apps).toContain(fields['externalClientApplication'] ?? fullName);
        }
        expect(otherApps.filter((name) => apps.has(name))).toEqual([]);
      }),
    );
  });

  it('changes a component exactly once, and only those that it lists', () => {
    fc.assert(
      fc.property(anyWanted, anyFound, (wanted, found) => {
        const { changes, components, inSync } = diff(wanted, found);
        expect(changes.map(keyOfChange)).toEqual(components.map(keyOf));
        expect(new Set(components.map(keyOf)).size).toBe(components.length);
        expect(inSync).toBe(changes.length === 0);
      }),
    );
  });
});

const keyOfChange = ({ type, fullName }: { type: string; fullName: string }): string => `${type}/${fullName}`;
