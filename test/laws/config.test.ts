import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compose } from '../../src/compose/compose.js';
import { resolve } from '../../src/config/resolve.js';
import { includesVersion } from '../../src/metadata/api-version.js';
import { render } from '../../src/metadata/render.js';
import { findType, METADATA_TYPES } from '../../src/metadata/types.js';
import { publishedProblems } from '../model/published-file.js';
import { PUBLISHED_VERSIONS } from '../unit/metadata/published-schema.js';
import { fieldsOfAny } from './found-apps.js';
import { textsOf, valuesOf } from './leaves.js';
import { holds, TIMEOUT } from './law.js';
import { anyText } from './texts.js';

/** A value that is right, or now and then any text in its place. */
const or = (...values: readonly unknown[]): fc.Arbitrary<unknown> =>
  fc.oneof({ weight: 14, arbitrary: fc.constantFrom(...values) }, anyText);
const listOf = (...values: readonly unknown[]) => fc.array(or(...values), { minLength: 1, maxLength: 3 });

const KEYS: Readonly<Record<string, fc.Arbitrary<unknown>>> = {
  label: fc.oneof(anyText, fc.constant('Billing Sync')),
  contactEmail: or('platform@acme.example'),
  description: anyText,
  iconUrl: or('https://acme.example/icon.png?a=1&b=2'),
  logoUrl: or('https://acme.example/logo.png'),
  distribution: or('Local', 'Packaged'),
  scopes: listOf('api', 'Api', 'openid', 'refresh_token'),
  runAsUser: or('billing.sync@acme.example'),
  callbackUrls: listOf('https://acme.example/callback', 'acme://x'),
  tokenFormat: or('jwt', 'opaque'),
  permissionSets: listOf('Billing_API', 'acme__Sales'),
  profiles: fc.array(anyText, { minLength: 1, maxLength: 2 }),
  ipRelaxation: or('Enforce', 'Bypass'),
  trustedIpRanges: fc.array(
    fc.record({ startIpAddress: or('203.0.113.1'), endIpAddress: or('203.0.113.9'), description: anyText }),
    { minLength: 1, maxLength: 2 },
  ),
  sessionTimeoutMinutes: fc.oneof(fc.integer({ min: 1, max: 1440 }), anyText),
  names: fc.record({ ExtlClntAppOauthSettings: or('Billing_oauth', 'Own_Name') }),
};

function apps(version: number): fc.Arbitrary<Readonly<Record<string, unknown>>> {
  const types = METADATA_TYPES.filter(({ role }) => role !== 'other');
  const known = types.filter((type) => includesVersion(type, version)).map(({ name }) => name);
  const needed = ['label', 'contactEmail', 'runAsUser'];
  const fields = fc
    .subarray(known, { maxLength: 2 })
    .chain((names) => fc.record(Object.fromEntries(names.map((name) => [name, fieldsOfAny(name, version)] as const))));
  return fc
    .subarray(
      Object.keys(KEYS).filter((key) => !needed.includes(key)),
      { maxLength: 6 },
    )
    .chain((keys) =>
      fc.record({
        ...Object.fromEntries([...needed, ...keys].map((key) => [key, KEYS[key] ?? anyText] as const)),
        fields,
      }),
    );
}

const configs = fc
  .constantFrom(...PUBLISHED_VERSIONS)
  .chain((version) => apps(version).map((app) => ({ apiVersion: `${version}.0`, apps: { Billing_Sync: app } })));

describe('any config', () => {
  it('becomes files with each leaf escaped once, or is refused by name', { timeout: TIMEOUT }, () => {
    let taken = 0;
    holds(configs, (written) => {
      const { config, problems } = resolve(written, { env: { HOME: '/home/<x>' } });
      expect(config === undefined).toBe(problems.length > 0);
      for (const { path, message, action } of problems) {
        expect(['apps', '--api-version']).toContain(path[0]);
        expect([message, action]).not.toContain('');
      }
      if (config === undefined) return;
      taken += 1;
      for (const component of compose(config)) {
        const xml = render(component);
        const root = findType(component.type)?.root ?? '';
        expect(publishedProblems(xml, root, Number.parseInt(config.apiVersion, 10))).toEqual([]);
        const expected = valuesOf(component.fields, '');
        expect(textsOf(xml, expected)).toEqual(expected);
      }
    });
    // A law that nothing comes under would hold as well.
    expect(taken).toBeGreaterThan(20);
  });
});
