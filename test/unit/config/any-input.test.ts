import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { resolve } from '../../../src/config/resolve.js';
import { compose } from '../../../src/compose/compose.js';
import { render } from '../../../src/metadata/render.js';
import { BILLING_SYNC } from '../../fixtures/config/billing-sync.js';

const range = { startIpAddress: '203.0.113.1', endIpAddress: '203.0.113.9', description: 'Office' };

/** A config that writes every key. */
const EVERYTHING = {
  apiVersion: '66.0',
  settings: { enableClientSecretInRestApiAccess: true },
  sink: { file: 'billing.json', format: 'json' },
  apps: {
    Billing_Sync: {
      ...BILLING_SYNC,
      description: 'Nightly invoices',
      iconUrl: 'https://acme.example/icon.png',
      logoUrl: 'https://acme.example/logo.png',
      distribution: 'Local',
      role: 'owner',
      scopes: ['api'],
      clientCredentials: true,
      callbackUrls: ['https://acme.example/callback'],
      tokenFormat: 'opaque',
      permissionSets: ['Billing_API'],
      profiles: ['Integration'],
      assign: ['Billing_Data'],
      ipRelaxation: 'Enforce',
      trustedIpRanges: [range],
      sessionTimeoutMinutes: 30,
      names: { ExtlClntAppOauthSettings: 'Billing_OAuth' },
      fields: {
        ExtlClntAppGlobalOauthSettings: { isIntrospectAllTokens: true, consumerSecret: '${env:BILLING_SECRET}' },
        ExtlClntAppOauthSettings: { customAttributes: [{ key: 'dept', formula: '$User.Department' }] },
      },
      verify: { query: 'SELECT Id FROM Account', access: { Account: ['read'] }, expectScopes: ['api'] },
      namedCredential: { name: 'Billing', url: 'https://acme.example', variant: 'ClientCredentialsClientSecret' },
      sink: { github: { key: 'BILLING_KEY', secret: 'BILLING_SECRET' } },
    },
  },
  environments: {
    uat: {
      targetOrg: '${env:UAT_ORG}',
      sandbox: { production: 'acme', name: 'uat' },
      runAsUserSuffix: '.uat',
      production: false,
      sink: { command: ['gh', 'secret', 'set'] },
      apps: { Billing_Sync: { description: null, sink: { exec: ['node', 'store.mjs'] } } },
    },
    ci: { auth: { jwt: { clientId: 'CI_ID', username: 'CI_USER', key: 'CI_KEY' } } },
  },
};

type Path = readonly (string | number)[];

/** Lists the paths of all values inside a value. */
function pathsOf(value: unknown, path: Path = []): readonly Path[] {
  if (typeof value !== 'object' || value === null) return [path];
  const entries: [string | number, unknown][] = Array.isArray(value)
    ? value.map((item: unknown, index) => [index, item])
    : Object.entries(value);
  return [path, ...entries.flatMap(([key, inner]) => pathsOf(inner, [...path, key]))];
}

/** Gives a copy of a value with something else at a path. */
function replaced(value: unknown, [step, ...rest]: Path, by: unknown): unknown {
  if (step === undefined) return by;
  const copy = (Array.isArray(value) ? [...(value as unknown[])] : { ...(value as object) }) as Record<string, unknown>;
  copy[step] = replaced(copy[step], rest, by);
  return copy;
}

const env = { UAT_ORG: 'acme-uat' };

/** Expects a config that can be composed and rendered, or problems in words. */
function expectSound(written: unknown, environment?: string): void {
  const { config, problems } = resolve(written, { env, ...(environment === undefined ? {} : { environment }) });
  expect(config === undefined).toBe(problems.length > 0);
  for (const component of config === undefined ? [] : compose(config)) {
    expect(component.fullName).toMatch(/^[A-Za-z][A-Za-z0-9_]*$/);
    expect(render(component)).toContain(component.type);
  }
  for (const { message, action } of problems) expect([message, action]).not.toContain('');
}

describe('resolve, given anything', () => {
  it.each([undefined, 'uat', 'ci'])(
    'finds nothing wrong with a config that writes every key, in environment %s',
    (environment) => {
      expect(resolve(EVERYTHING, { env, ...(environment === undefined ? {} : { environment }) }).problems).toEqual([]);
    },
  );

  it('gives a config or problems, and never throws', () => {
    fc.assert(
      fc.property(
        fc.anything({ withBigInt: true, withDate: true, withMap: true, withNullPrototype: true }),
        (value) => {
          expectSound(value);
        },
      ),
    );
  });

  it('says what is wrong, wherever a value is replaced by something else', () => {
    const wrong = fc.oneof(
      fc.anything(),
      fc.constantFrom(null, '', ' ', '${env:', '${env:NOT_SET}', [], {}, [null], -1, 'x'.repeat(5000), '\u0000'),
    );
    const cases = fc.tuple(fc.constantFrom(...pathsOf(EVERYTHING)), wrong, fc.constantFrom(undefined, 'uat', 'ci'));
    fc.assert(
      fc.property(cases, ([path, value, environment]) => {
        expectSound(replaced(EVERYTHING, path, value), environment);
      }),
      { numRuns: 1500 },
    );
  });
});
