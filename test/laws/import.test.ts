import { describe, expect, it } from 'vitest';
import { compose } from '../../src/compose/compose.js';
import { sayable } from '../../src/compose/left-out.js';
import { takeOver, type TakenOver } from '../../src/compose/take-over.js';
import { resolve } from '../../src/config/resolve.js';
import { sameOrEmpty } from '../../src/metadata/compare.js';
import type { MetadataComponent, WantedComponent } from '../../src/metadata/component.js';
import { parse } from '../../src/metadata/parse.js';
import { render } from '../../src/metadata/render.js';
import { findType } from '../../src/metadata/types.js';
import { diff } from '../../src/planning/diff.js';
import { readJson } from '../../src/project/config-json.js';
import { newConfigText } from '../../src/project/config-text.js';
import { readYaml } from '../../src/project/config-yaml.js';
import { publishedProblems } from '../model/published-file.js';
import { CANARY, type Found, foundApps } from './found-apps.js';
import { holds, TIMEOUT } from './law.js';

/** A config that was made of components, and what it composes to. */
interface Taken extends TakenOver {
  readonly composed: readonly WantedComponent[];
}

function taken({ version, components }: Found, all = false): Taken {
  const result = takeOver(components, { apiVersion: `${version}.0`, all });
  if (Object.keys(result.written.apps).length === 0) return { ...result, composed: [] };
  const { config, problems } = resolve(result.written, { env: {} });
  expect(problems).toEqual([]);
  return { ...result, composed: config === undefined ? [] : compose(config) };
}

/** Gives what nobody says of a component: fields that are neither in the config nor named as left out of it. */
function silentIn(component: MetadataComponent, { composed, unsaid }: Taken): readonly string[] {
  const { type, fullName } = component;
  const named = unsaid.filter((each) => each.type === type && each.fullName === fullName);
  if (named.some(({ field }) => field === undefined)) return [];
  const own = composed.find((each) => each.type === type && each.fullName === fullName);
  const fields = Object.entries(sayable(component).component.fields).filter(
    ([field, value]) =>
      !sameOrEmpty(type, field, value, own?.fields[field]) && !named.some((each) => each.field === field),
  );
  return fields.map(([field]) => `${type} ${fullName} ${field}`);
}

/** Gives the fields of some components that others have not, or have otherwise. */
function differences(some: readonly MetadataComponent[], others: readonly MetadataComponent[]): readonly string[] {
  return some.flatMap(({ type, fullName, fields }) => {
    const other = others.find((each) => each.type === type && each.fullName === fullName);
    const different = Object.entries(fields).filter(
      ([field, value]) => !sameOrEmpty(type, field, value, other?.fields[field]),
    );
    return other === undefined ? [`${type} ${fullName}`] : different.map(([field]) => `${type} ${fullName} ${field}`);
  });
}

/** Components that belong to whoever publishes an app are no subscriber's to say. */
function decidable({ found }: TakenOver, components: readonly MetadataComponent[]): readonly MetadataComponent[] {
  const publishers = new Set(
    found.flatMap(({ publishers: parts }) => parts.map(({ fullName, type }) => `${type} ${fullName}`)),
  );
  return components.filter(({ type, fullName }) => !publishers.has(`${type} ${fullName}`));
}

/** Says everything of the apps, or names what it does not say. */
function expectWhole(found: Found, result: Taken): void {
  const silent = decidable(result, found.components).flatMap((component) => silentIn(component, result));
  const renamed = result.unsaid.filter(({ field }) => field === 'fullName').map(({ type }) => type);
  expect(silent.filter((each) => !renamed.includes(each.split(' ')[0] ?? ''))).toEqual([]);
}

/** Leaves nothing to a deploy, by the plan that it would make, but what it does not say. */
function expectInSync(found: Found, { composed, unsaid }: Taken): void {
  const named = new Set(unsaid.map(({ type, field }) => `${type} ${field ?? ''}`));
  const plan = diff(composed, found.components);
  const changes = plan.changes.flatMap(({ type, fields, action }) =>
    action === 'create' ? [`created ${type}`] : fields.map(({ path }) => `${type} ${path}`),
  );
  // One switch of the flow without the other is nothing that a config says: an import compares the plan, and names it.
  const isSwitch = (change: string): boolean => change.endsWith(' isClientCredentialsFlowEnabled');
  expect(changes.filter((change) => !named.has(change) && !isSwitch(change))).toEqual([]);
  expect(plan.conflicts).toEqual([]);
}

/** Becomes files that the schema takes, and that make a config of the same components again. */
function expectSameAgain({ version }: Found, result: Taken): void {
  const read = result.composed.map((made) => {
    const xml = render(made);
    // A group that cannot be without its secret is never complete in source.
    if (result.unsaid.length === 0)
      expect(publishedProblems(xml, findType(made.type)?.root ?? '', version)).toEqual([]);
    const { component, problems } = parse(made.type, made.fullName, xml);
    expect(problems).toEqual([]);
    return component ?? [];
  });
  const again = taken({ version, components: read.flat() });
  expect(again.unsaid).toEqual([]);
  expect(differences(again.composed, result.composed)).toEqual([]);
  expect(differences(result.composed, again.composed)).toEqual([]);
}

/** Means the same when it says also what would be so anyway. */
function expectSameAtLength(found: Found, short: Taken): void {
  if (short.unsaid.length > 0) return;
  const long = taken(found, true);
  expect(differences(long.composed, short.composed)).toEqual([]);
  expect(differences(short.composed, long.composed)).toEqual([]);
}

/** Reads the same from its text, in YAML and in JSON. */
function expectSameText({ written }: Taken): void {
  expect(readYaml(newConfigText(written, 'yaml'), 'eca.config.yaml').value).toEqual(written);
  const json = readJson(newConfigText(written, 'json'), 'eca.config.json').value;
  expect(json).toEqual({ ...written, $schema: './.eca/eca-config.schema.json' });
}

describe('a config made of any apps', () => {
  it(
    'says all or names what it does not say, plans nothing, and comes back the same from files and text',
    { timeout: TIMEOUT },
    () => {
      holds(foundApps, (found) => {
        const result = taken(found);
        expect(JSON.stringify([result.written, result.notes])).not.toContain(CANARY);
        expectWhole(found, result);
        expectInSync(found, result);
        expectSameAgain(found, result);
        expectSameAtLength(found, result);
        expectSameText(result);
      });
    },
  );
});
