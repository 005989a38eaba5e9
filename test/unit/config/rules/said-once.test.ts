import { describe, expect, it } from 'vitest';
import { CONFIG_FIELDS } from '../../../../src/config/config-fields.js';
import { APP } from '../../../../src/config/rows/app.js';
import { includesVersion, NEWEST_API_VERSION, OLDEST_API_VERSION } from '../../../../src/metadata/api-version.js';
import { fieldVersions, findField } from '../../../../src/metadata/field-table.js';
import type { FieldRow } from '../../../../src/metadata/fields/row.js';
import { configWith, resolved, spelled } from '../../../fixtures/config/billing-sync.js';

/** A value of each key that becomes a field. */
const WRITTEN: Readonly<Record<string, unknown>> = {
  label: 'Billing Sync',
  contactEmail: 'platform@acme.example',
  description: 'Nightly invoices',
  iconUrl: 'https://acme.example/icon.png',
  logoUrl: 'https://acme.example/logo.png',
  distribution: 'Packaged',
  scopes: ['api'],
  clientCredentials: true,
  runAsUser: 'billing.sync@acme.example',
  callbackUrls: ['https://acme.example/callback'],
  tokenFormat: 'jwt',
  permissionSets: ['Billing_API'],
  profiles: ['Integration'],
  ipRelaxation: 'Bypass',
  trustedIpRanges: [{ startIpAddress: '203.0.113.1', endIpAddress: '203.0.113.9' }],
  sessionTimeoutMinutes: 30,
  credentials: { key: 'A_key', secret: '${env:SECRET}' },
};

/** A value that a field takes, and that is not the one of the key. */
function otherValue({ kind, list, secret }: FieldRow): unknown {
  if (secret === true) return '${env:OTHER}';
  if (list === true) return [];
  if (kind === 'boolean') return false;
  return kind === 'int' ? 15 : 'other';
}

const VERSIONS = Array.from({ length: NEWEST_API_VERSION - OLDEST_API_VERSION + 1 }, (_, n) => OLDEST_API_VERSION + n);

/** Every key with every field that it decides, in every API version that has the field. */
const CASES = CONFIG_FIELDS.flatMap(({ keys, type, field }) => {
  const row = findField(type, field);
  if (row === undefined) throw new Error(`${type} has no ${field}.`);
  const versions = VERSIONS.filter((version) => includesVersion(fieldVersions(type, row), version));
  return keys.map((key) => ({ key, type, field, row, versions }));
});

describe('a field that a key decides as well', () => {
  it('is known for every key that becomes one', () => {
    const keys = Object.entries(APP.keys).flatMap(([key, { becomes }]) => (becomes === undefined ? [] : [key]));
    expect(keys.sort()).toEqual(Object.keys(WRITTEN).sort());
    expect(new Set(CASES.map(({ key }) => key))).toEqual(new Set(keys));
  });

  it.each(CASES)('is refused beside $key in every API version that has it: $type, $field', (one) => {
    const { key, type, field, row, versions } = one;
    expect(versions).not.toEqual([]);
    for (const version of versions) {
      const app = { [key]: WRITTEN[key], fields: { [type]: { [field]: otherValue(row) } } };
      const { problems } = resolved(configWith(app, { apiVersion: `${version}.0` }));
      const said = spelled(problems).filter((text) => /is set by the key "\w+" as well/.test(text));
      expect(said, `${version}.0`).toHaveLength(1);
      expect(said[0]).toContain(`apps.Billing_Sync.fields.${type}.${field}: `);
    }
  });

  it('is refused when an environment writes the other of the two', () => {
    const fields = { ExtlClntAppOauthConfigurablePolicies: { isNamedUserJwtEnabled: false } };
    const written = configWith(
      { tokenFormat: 'jwt' },
      { apiVersion: '62.0', environments: { uat: { apps: { Billing_Sync: { fields } } } } },
    );
    expect(spelled(resolved(written, { environment: 'uat' }).problems)).toEqual([
      'environments.uat.apps.Billing_Sync.fields.ExtlClntAppOauthConfigurablePolicies.isNamedUserJwtEnabled: fields.ExtlClntAppOauthConfigurablePolicies.isNamedUserJwtEnabled is set by the key "tokenFormat" as well.',
    ]);
  });

  it('is refused for its API version alone where the version does not have it', () => {
    const fields = { ExtlClntAppOauthConfigurablePolicies: { isNamedUserJwtEnabled: false } };
    const written = configWith({ tokenFormat: 'jwt', fields }, { apiVersion: '64.0' });
    expect(spelled(resolved(written).problems)).toEqual([
      'apps.Billing_Sync.fields.ExtlClntAppOauthConfigurablePolicies.isNamedUserJwtEnabled: isNamedUserJwtEnabled of ExtlClntAppOauthConfigurablePolicies is in API version 61.0 to 63.0, not in 64.0.',
    ]);
  });
});

describe('a key whose fields some API versions lack', () => {
  it.each([
    ['tokenFormat', 'jwt', 61],
    ['profiles', ['Integration'], 62],
  ])('is taken from its first version on: %s', (key, value, since) => {
    for (const version of VERSIONS) {
      const { problems } = resolved(configWith({ [key]: value }, { apiVersion: `${version}.0` }));
      expect(problems.map(({ path }) => path.join('.'))).toEqual(version < since ? [`apps.Billing_Sync.${key}`] : []);
    }
  });
});
