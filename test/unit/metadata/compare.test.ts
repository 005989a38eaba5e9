import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FieldValue } from '../../../src/metadata/component.js';
import { isServerOwned, sameValue } from '../../../src/metadata/compare.js';
import { Secret } from '../../../src/secret.js';

const GLOBAL = 'ExtlClntAppGlobalOauthSettings';
const SETTINGS = 'ExtlClntAppOauthSettings';
const POLICIES = 'ExtlClntAppOauthConfigurablePolicies';
const PEM = '-----BEGIN CERTIFICATE-----\nMIIB\nkTCC\n-----END CERTIFICATE-----\n';
const range = { startIpAddress: '203.0.113.1', endIpAddress: '203.0.113.9' };
const office = { startIpAddress: '198.51.100.1', endIpAddress: '198.51.100.9', description: 'Office' };

const same: readonly [string, string, string, FieldValue, FieldValue][] = [
  [
    'usernames without case',
    POLICIES,
    'clientCredentialsFlowUser',
    'Billing.Sync@Acme.example',
    'billing.sync@acme.example',
  ],
  ['scopes in any order', SETTINGS, 'commaSeparatedOauthScopes', 'Api, RefreshToken', 'RefreshToken,Api'],
  ['permission sets in any order', POLICIES, 'commaSeparatedPermissionSet', 'A_Set,B_Set', ' B_Set , A_Set '],
  [
    'callback URLs line by line',
    GLOBAL,
    'callbackUrl',
    'https://a.example\nhttps://b.example',
    '\r\n https://a.example\r\nhttps://b.example\r\n',
  ],
  ['certificates without armour', GLOBAL, 'certificate', PEM, 'MIIBkTCC'],
  [
    'ranges in any order',
    SETTINGS,
    'trustedIpRanges',
    [range, office],
    [{ ...office }, { endIpAddress: range.endIpAddress, startIpAddress: range.startIpAddress }],
  ],
  [
    'ranges with and without an empty description',
    SETTINGS,
    'trustedIpRanges',
    [range],
    [{ ...range, description: '' }],
  ],
  ['IP policies without case', POLICIES, 'ipRelaxationPolicyType', 'Enforce_RelaxRefresh', 'Enforce_relaxrefresh'],
  [
    'groups without their secrets',
    'ExtlClntAppPushSettings',
    'applePushConfig',
    { environment: 'Sandbox', password: new Secret('x') },
    { environment: 'Sandbox' },
  ],
];

const different: readonly [string, string, string, FieldValue, FieldValue][] = [
  ['labels of another case', GLOBAL, 'label', 'Billing Sync', 'billing sync'],
  ['scopes of another case', SETTINGS, 'commaSeparatedOauthScopes', 'Api', 'api'],
  ['a scope more', SETTINGS, 'commaSeparatedOauthScopes', 'Api', 'Api, Web'],
  [
    'callback URLs in another order',
    GLOBAL,
    'callbackUrl',
    'https://a.example\nhttps://b.example',
    'https://b.example\nhttps://a.example',
  ],
  ['a range twice', SETTINGS, 'trustedIpRanges', [range], [range, range]],
  ['other ends of a range', SETTINGS, 'trustedIpRanges', [range], [{ ...range, endIpAddress: '203.0.113.8' }]],
  ['certificates', GLOBAL, 'certificate', PEM, PEM.replace('MIIB', 'MIIC')],
  ['switches', GLOBAL, 'isPkceRequired', true, false],
];

describe('sameValue', () => {
  it.each(same)('holds equal %s', (_, type, field, a, b) => {
    expect(sameValue(type, field, a, b)).toBe(true);
    expect(sameValue(type, field, b, a)).toBe(true);
  });

  it.each(different)('tells apart %s', (_, type, field, a, b) => {
    expect(sameValue(type, field, a, b)).toBe(false);
  });

  it('holds any value equal to itself', () => {
    fc.assert(fc.property(fc.string(), (text) => sameValue(GLOBAL, 'callbackUrl', text, text)));
    fc.assert(fc.property(fc.string(), (text) => sameValue(SETTINGS, 'commaSeparatedOauthScopes', text, text)));
  });
});

describe('isServerOwned', () => {
  it('knows what the org makes up', () => {
    expect(isServerOwned(GLOBAL, 'consumerKey')).toBe(true);
    expect(isServerOwned(SETTINGS, 'oauthLink')).toBe(true);
    expect(isServerOwned('ExternalClientApplication', 'orgScopedExternalApp')).toBe(true);
    expect(isServerOwned(GLOBAL, 'callbackUrl')).toBe(false);
  });
});
