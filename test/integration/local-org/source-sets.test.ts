import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import JSZip from 'jszip';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { LocalOrg, LocalOrgInfo } from '../../../src/local-org/index.js';
import { requestToken, seedWith, startOrg } from './billing-app.js';
import { call, deploySet } from './deploy-zip.js';
import { certificateFor, signedAssertion } from './certificate.js';
import { soap, soapText } from './soap.js';
import type { SourceSet } from './sources.js';
import { edited, sourceSet } from './sources.js';

let org: LocalOrg;
let info: LocalOrgInfo;

beforeEach(async () => {
  ({ org, info } = await startOrg());
});
afterEach(() => org.stop());

/** Retrieves everything of some types, as a source set. */
async function retrieve(types: readonly string[], version = 66): Promise<SourceSet> {
  const blocks = types.map((name) => `<types><members>*</members><name>${name}</name></types>`).join('');
  const unpackaged = `<unpackaged>${blocks}<version>${version}.0</version></unpackaged>`;
  const started = await soap(
    info,
    `<retrieve><request><apiVersion>${version}.0</apiVersion>${unpackaged}</request></retrieve>`,
  );
  const id = soapText(started, 'id');
  const done = await soap(info, `<checkRetrieveStatus><asyncProcessId>${id}</asyncProcessId></checkRetrieveStatus>`);
  const zip = await JSZip.loadAsync(soapText(done, 'zipFile'), { base64: true });
  const files = Object.values(zip.files).filter((file) => !file.dir && file.name !== 'unpackaged/package.xml');
  const texts = await Promise.all(
    files.map(async (file) => [`${file.name.replace('unpackaged/', '')}-meta.xml`, await file.async('string')]),
  );
  return Object.fromEntries(texts) as SourceSet;
}

const APP_TYPES = [
  'ExternalClientApplication',
  'ExtlClntAppConfigurablePolicies',
  'ExtlClntAppGlobalOauthSettings',
  'ExtlClntAppOauthConfigurablePolicies',
  'ExtlClntAppOauthSettings',
];

const serverOwned = /^ {4}<(consumerKey|oauthLink|orgScopedExternalApp)>.*\n/gm;

describe('an app as Setup makes it', () => {
  it('comes back byte for byte, but for what the server owns', async () => {
    const set = sourceSet('setup-made');
    expect((await deploySet(info, set)).problems).toEqual([]);
    const retrieved = await retrieve(APP_TYPES);
    const stripped = Object.entries(retrieved).map(([path, text]) => [path, text.replace(serverOwned, '')]);
    expect(Object.fromEntries(stripped)).toEqual(set);
  });

  it('comes back with 18 elements in the global settings and 11 in the policies', async () => {
    await deploySet(info, sourceSet('setup-made'));
    const count = (set: SourceSet, suffix: string): number => {
      const text = Object.entries(set).find(([path]) => path.endsWith(`.${suffix}-meta.xml`))?.[1] ?? '';
      return [...text.matchAll(/^ {4}<\w/gm)].length;
    };
    const current = await retrieve(APP_TYPES);
    expect([count(current, 'ecaGlblOauth'), count(current, 'ecaOauthPlcy')]).toEqual([18, 11]);
    expect(count(await retrieve(APP_TYPES, 63), 'ecaOauthPlcy')).toBe(12);
  });

  it('names no execution user while the flow is off', async () => {
    const set = edited(
      sourceSet('billing-sync'),
      '.ecaOauthPlcy',
      'CredentialsFlowEnabled>true',
      'CredentialsFlowEnabled>false',
    );
    await deploySet(info, set);
    expect(JSON.stringify(await retrieve(APP_TYPES))).not.toContain('clientCredentialsFlowUser');
  });
});

describe('a set with elements in any order', () => {
  it("comes back in the order of the schema, with the org's defaults", async () => {
    const moved = Object.fromEntries(
      Object.entries(sourceSet('unordered')).map(([path, text]) => [
        path.replace('OauthConfigurablePolicies/', 'OauthPolicies/'),
        text,
      ]),
    );
    expect((await deploySet(info, moved)).problems).toEqual([]);
    const retrieved = await retrieve(APP_TYPES);
    expect(retrieved['externalClientApps/Stock_Feed.eca-meta.xml']).toBe(`<?xml version="1.0" encoding="UTF-8"?>
<ExternalClientApplication xmlns="http://soap.sforce.com/2006/04/metadata">
    <contactEmail>stock@acme.example</contactEmail>
    <description>Prices &lt; 10 &amp; stock</description>
    <distributionState>Local</distributionState>
    <isProtected>false</isProtected>
    <label>Stock Feed &amp; Prices</label>
    <orgScopedExternalApp>00D000000000042:Stock_Feed</orgScopedExternalApp>
</ExternalClientApplication>
`);
    expect(retrieved['extlClntAppGlobalOauthSets/Stock_Feed_global.ecaGlblOauth-meta.xml']).toContain(
      '<isClientCredentialsFlowEnabled>true</isClientCredentialsFlowEnabled>',
    );
    expect(retrieved['extlClntAppOauthSettings/Stock_Feed_settings.ecaOauth-meta.xml'])
      .toContain(`    <customAttributes>
        <formula>&apos;EMEA&apos;</formula>
        <key>region</key>
    </customAttributes>
    <customAttributes>
        <formula>$Organization.Id</formula>
        <key>system</key>
    </customAttributes>
`);
  });
});

describe('a packaged app', () => {
  it('keeps the link that it was given', async () => {
    expect((await deploySet(info, sourceSet('packaged'))).problems).toEqual([]);
    const retrieved = await retrieve(['ExtlClntAppOauthSettings']);
    expect(Object.values(retrieved).join()).toContain('<oauthLink>00D000000000042:888000000000777</oauthLink>');
  });
});

describe('an app with a certificate', () => {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const certificate = certificateFor(publicKey, privateKey);

  async function deployWithCertificate(): Promise<string> {
    const set = edited(
      sourceSet('billing-sync'),
      '.ecaGlblOauth',
      '</callbackUrl>',
      `</callbackUrl><certificate>${certificate}</certificate>`,
    );
    const approved = edited(
      edited(set, '.ecaOauthPlcy', 'AllSelfAuthorized', 'AdminApprovedPreAuthorized'),
      '.ecaOauthPlcy',
      '<externalClientApplication>',
      '<commaSeparatedPermissionSet>Billing_API</commaSeparatedPermissionSet><externalClientApplication>',
    );
    expect((await deploySet(info, approved)).problems).toEqual([]);
    const { fields } = org.snapshot().components.find(({ type }) => type === 'ExtlClntAppGlobalOauthSettings') ?? {};
    const key = fields?.['consumerKey'];
    return typeof key === 'string' ? key : '';
  }

  const bearer = (assertion: string): ReturnType<typeof requestToken> =>
    requestToken(info, { grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer', assertion });

  const sign = (iss: string, sub: string, signer: KeyObject = privateKey, more: Record<string, unknown> = {}): string =>
    signedAssertion({ iss, sub, aud: `${info.instanceUrl}/`, ...more }, signer);

  it.each([
    ['https://acme.my.salesforce.com', 'audience is invalid'],
    ['', 'audience is invalid'],
    ['https://login.salesforce.com', 'External client app is not installed in this org'],
    ['https://test.salesforce.com/', 'External client app is not installed in this org'],
  ])('refuses an audience that is not its own with "%s"', async (aud, description) => {
    const key = await deployWithCertificate();
    const assertion = sign(key, 'billing.sync@acme.example', privateKey, { aud });
    expect((await bearer(assertion)).body['error_description']).toBe(description);
  });

  it.each([Math.floor(Date.now() / 1000) - 10, 'soon', undefined])(
    'refuses an assertion that has expired or never does',
    async (exp) => {
      const key = await deployWithCertificate();
      const { body } = await bearer(sign(key, 'billing.sync@acme.example', privateKey, { exp }));
      expect(body['error_description']).toBe('token validity expired');
    },
  );

  it('keeps a user to their login addresses though the policy relaxes them', async () => {
    await org.stop();
    ({ org, info } = await startOrg({ seed: seedWith({ loginIpRanges: ['203.0.113.0-203.0.113.255'] }) }));
    const key = await deployWithCertificate();
    org.changeField(
      'ExtlClntAppOauthConfigurablePolicies',
      'Billing_Sync_oauth_defaultPolicy',
      'ipRelaxationPolicyType',
      'Bypass',
    );
    const { body } = await bearer(sign(key, 'billing.sync@acme.example'));
    expect(body['error_description']).toBe('ip restricted or invalid login hours');
  });

  it('shows its app in the usage afterwards', async () => {
    const key = await deployWithCertificate();
    const usage = async (): Promise<unknown> => (await call(info, 'GET', 'apps/oauth/usage')).json();
    expect(await usage()).toMatchObject({ apps: [] });
    await bearer(sign(key, 'billing.sync@acme.example'));
    expect(await usage()).toMatchObject({ apps: [{ developerName: 'Billing_Sync' }] });
  });

  it('gives a token for an assertion that its key signed', async () => {
    const key = await deployWithCertificate();
    const { status, body } = await bearer(sign(key, 'billing.sync@acme.example', privateKey));
    expect([status, body['scope']]).toEqual([200, 'api']);
  });

  it('refuses another key, an unknown app and a user who is not approved', async () => {
    const key = await deployWithCertificate();
    const stranger = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
    expect((await bearer(sign(key, 'billing.sync@acme.example', stranger))).body).toMatchObject({
      error: 'invalid_grant',
      error_description: 'invalid assertion',
    });
    expect((await bearer(sign('none', 'a@b.cc', privateKey))).body['error']).toBe('invalid_client_id');
    expect((await bearer(sign(key, 'admin@acme.example', privateKey))).body['error']).toBe('invalid_app_access');
    org.changeField(
      'ExtlClntAppOauthConfigurablePolicies',
      'Billing_Sync_oauth_defaultPolicy',
      'permittedUsersPolicyType',
      'AllSelfAuthorized',
    );
    expect((await bearer(sign(key, 'admin@acme.example', privateKey))).body['error_description']).toBe(
      "user hasn't approved this consumer",
    );
  });
});

describe('two apps, one without OAuth', () => {
  it('get policies for the one with OAuth only', async () => {
    expect((await deploySet(info, sourceSet('two-apps'))).problems).toEqual([]);
    expect(Object.keys(await retrieve(APP_TYPES)).sort()).toEqual([
      'externalClientApps/Badge_Reader.eca-meta.xml',
      'externalClientApps/Time_Tracking.eca-meta.xml',
      'extlClntAppGlobalOauthSets/Time_Tracking_glbloauth.ecaGlblOauth-meta.xml',
      'extlClntAppOauthPolicies/Time_Tracking_oauth_defaultPolicy.ecaOauthPlcy-meta.xml',
      'extlClntAppOauthSettings/Time_Tracking_oauth.ecaOauth-meta.xml',
      'extlClntAppPolicies/Time_Tracking_defaultPolicy.ecaPlcy-meta.xml',
    ]);
  });
});

describe('a named credential', () => {
  it('comes back as it was deployed', async () => {
    const set = sourceSet('named-credential');
    expect((await deploySet(info, set)).problems).toEqual([]);
    const retrieved = await retrieve(['ExternalCredential', 'NamedCredential', 'PermissionSet']);
    for (const [path, text] of Object.entries(set)) expect(retrieved[path]).toBe(text);
  });
});

describe('the secret in metadata', () => {
  it('is retrieved only with the old org setting', async () => {
    await deploySet(info, sourceSet('billing-sync'));
    const global = async (): Promise<string> =>
      Object.values(await retrieve(['ExtlClntAppGlobalOauthSettings'])).join();
    expect(await global()).not.toContain('consumerSecret');
    org.changeSetting('enableConsumerSecretApiAccess', true);
    expect(await global()).toMatch(/<consumerSecret>[0-9A-F]{64}<\/consumerSecret>/);
  });

  it('and the key can be given on create, and a key of another app cannot', async () => {
    const pair = '<consumerKey>3MVG9restored.key</consumerKey><consumerSecret>restored</consumerSecret>';
    const set = edited(sourceSet('billing-sync'), '.ecaGlblOauth', '<externalClient', `${pair}<externalClient`);
    expect((await deploySet(info, set)).problems).toEqual([]);
    expect((await requestToken(info, { client_id: '3MVG9restored.key', client_secret: 'restored' })).status).toBe(200);
    const other = Object.fromEntries(
      Object.entries(set).map(([path, text]) => [
        path.replace('Billing_Sync', 'Ledger'),
        text.replaceAll('Billing_Sync', 'Ledger'),
      ]),
    );
    expect((await deploySet(info, other)).problems).toEqual(['The consumer key is already taken']);
  });
});
