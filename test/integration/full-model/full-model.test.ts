import { afterEach, describe, expect, it } from 'vitest';
import type { ResolvedConfig } from '../../../src/config/model.js';
import { resolve } from '../../../src/config/resolve.js';
import { compose } from '../../../src/compose/compose.js';
import { takeOver } from '../../../src/compose/take-over.js';
import { LocalOrg } from '../../../src/local-org/index.js';
import {
  includesVersion,
  NEWEST_API_VERSION,
  OLDEST_API_VERSION,
  spellVersions,
} from '../../../src/metadata/api-version.js';
import { fieldsOf, fieldVersions } from '../../../src/metadata/field-table.js';
import { render } from '../../../src/metadata/render.js';
import { findType, METADATA_TYPES } from '../../../src/metadata/types.js';
import { withSecrets } from '../../../src/project/secrets.js';
import { deploy } from '../../../src/verbs/deploy.js';
import { plan } from '../../../src/verbs/plan.js';
import { publishedProblems } from '../../model/published-file.js';
import { PUBLISHED_VERSIONS } from '../../unit/metadata/published-schema.js';
import { testWork } from '../../work.js';
import { connectTo } from '../project.js';
import { fullConfig, PERMISSION_SETS, RUN_AS_USER, typesIn, writableFields } from './full-config.js';
import { declaredTypes } from './declared-types.js';

const env = { FULL_MODEL_SECRET: 'Never_shown_4711' };

function full(version: number): ResolvedConfig {
  const { config, problems } = resolve(fullConfig(version), { env });
  expect(problems).toEqual([]);
  if (config === undefined) throw new Error('no config');
  return withSecrets(config, env);
}

const rootOf = (type: string): string => findType(type)?.root ?? type;

describe.each(PUBLISHED_VERSIONS)('a config that sets every field of API version %i', (version) => {
  let localOrg: LocalOrg | undefined;
  afterEach(() => localOrg?.stop());

  it('becomes files that hold each of them, and that the published schema takes', () => {
    const components = compose(full(version));
    for (const type of typesIn(version)) {
      const own = components.find((component) => component.type === type.name);
      const supplied = ['consumerKey', 'consumerSecret'];
      const missing = writableFields(type.name, version).filter(
        ({ field }) => own?.fields[field] === undefined && !supplied.includes(field),
      );
      expect({ [type.name]: missing }).toEqual({ [type.name]: [] });
    }
    for (const component of components) {
      const xml = render(component, { secrets: 'reveal' });
      expect({ [component.type]: publishedProblems(xml, rootOf(component.type), version) }).toEqual({
        [component.type]: [],
      });
    }
  });

  it('deploys to an org that takes it, comes back as it was sent, and is taken over again as a whole', async () => {
    localOrg = new LocalOrg({
      seed: {
        users: [{ username: 'admin@acme.example', profile: 'System Administrator' }, { username: RUN_AS_USER }],
        permissionSets: PERMISSION_SETS.map((name) => ({ name })),
      },
    });
    const info = await localOrg.start();
    const config = full(version);
    const org = await connectTo(info, `${version}.0`);
    const report = await deploy(org, config, testWork({ waitMs: 60_000, env }), { verify: false });
    expect(report.deploy).toMatchObject({ status: 'Succeeded' });
    expect(report.readBack).toEqual({ inSync: true, differences: [] });
    expect(await plan(org, config, testWork())).toMatchObject({ inSync: true, changes: [] });
    const names = compose(config).map(({ type, fullName }) => `${type} ${fullName}`);
    const held = localOrg.snapshot().components.map(({ type, fullName }) => `${type} ${fullName}`);
    expect(held).toEqual(expect.arrayContaining(names.filter((name) => !name.startsWith('Settings'))));
    const taken = takeOver(compose(config), { apiVersion: `${version}.0` });
    // A group that cannot be without its secret is the one thing that only a person can say.
    expect(taken.unsaid.map(({ field }) => field)).toEqual(version >= 62 ? ['androidPushConfig'] : []);
    const again = resolve(taken.written, { env });
    expect(again.problems).toEqual([]);
  });
});

describe('a field outside its API versions', () => {
  const version = (number: number) => `${number}.0`;
  const outside = METADATA_TYPES.filter(({ role }) => role !== 'other').flatMap((type) =>
    fieldsOf(type.name)
      .filter((row) => row.never !== true && row.field !== type.owner)
      .flatMap((row) => {
        const span = fieldVersions(type.name, row);
        const before = span.since > OLDEST_API_VERSION ? [span.since - 1] : [];
        const after = span.until !== undefined && span.until < NEWEST_API_VERSION ? [span.until + 1] : [];
        return [...before, ...after].map((number) => ({ type: type.name, field: row.field, number, span }));
      }),
  );

  it('is refused, with the versions that have it', () => {
    expect(outside.length).toBeGreaterThan(50);
    for (const { type, field, number, span } of outside) {
      const app = {
        label: 'L',
        contactEmail: 'a@acme.example',
        clientCredentials: false,
        fields: { [type]: { [field]: 'x' } },
      };
      const { problems } = resolve({ apiVersion: version(number), apps: { A: app } }, { env });
      const said = problems.map(({ message }) => message).join('\n');
      // A type that the version does not have is refused as a whole.
      const owner = findType(type);
      const isTypeThere = owner !== undefined && includesVersion(owner, number);
      const versions = spellVersions(isTypeThere || owner === undefined ? span : owner);
      expect({ type, field, number, said }).toMatchObject({
        said: expect.stringContaining(isTypeThere ? field : type) as string,
      });
      const actions = problems.map(({ action }) => action).join('\n');
      expect(said + actions).toContain(versions);
      expect(said).toContain(version(number));
    }
  });
});

describe('the newest files', () => {
  it('hold what the types of Salesforce declare, and nothing else', () => {
    const declared = declaredTypes();
    for (const component of compose(full(NEWEST_API_VERSION))) {
      const type = declared.get(rootOf(component.type));
      expect({ type: component.type, isDeclared: type !== undefined }).toEqual({
        type: component.type,
        isDeclared: true,
      });
      const undeclared = Object.keys(component.fields).filter((field) => type?.has(field) !== true);
      expect({ [component.type]: undeclared }).toEqual({ [component.type]: [] });
      for (const [field, { isRequired, values }] of type ?? []) {
        const value = component.fields[field];
        if (isRequired) expect({ field, isThere: value !== undefined }).toEqual({ field, isThere: true });
        if (values !== undefined && value !== undefined) {
          for (const each of [value].flat()) expect(values).toContain(each);
        }
      }
    }
  });
});
