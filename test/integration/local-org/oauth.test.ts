import { request as httpRequest } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { LocalOrg, LocalOrgInfo, LocalOrgOptions } from '../../../src/local-org/index.js';
import type { Credentials } from './billing-app.js';
import { exchange, readCredentials, requestToken, seedWith, startWithBilling } from './billing-app.js';
import { call, deploySet } from './deploy-zip.js';
import { edited, sourceSet } from './sources.js';

const POLICY = 'ExtlClntAppOauthConfigurablePolicies';
const POLICY_NAME = 'Billing_Sync_oauth_defaultPolicy';
const GLOBAL = 'ExtlClntAppGlobalOauthSettings';
const GLOBAL_NAME = 'Billing_Sync_glbloauth';

let org: LocalOrg;
let info: LocalOrgInfo;

async function startWithApp(options: LocalOrgOptions = {}): Promise<Credentials> {
  ({ org, info } = await startWithBilling(options));
  return readCredentials(info);
}

async function expectError(
  credentials: Pick<Credentials, 'key' | 'secret'>,
  error: string,
  description: string,
): Promise<void> {
  expect(await exchange(info, credentials)).toEqual({ status: 400, body: { error, error_description: description } });
}

afterEach(() => org.stop());

describe('a successful exchange', () => {
  let credentials: Credentials;
  beforeEach(async () => {
    credentials = await startWithApp();
  });

  it('gives a token of the run-as user without expires_in and without a refresh token', async () => {
    const { status, body } = await exchange(info, credentials);
    expect(status).toBe(200);
    expect(Object.keys(body).sort()).toEqual([
      ...['access_token', 'id', 'instance_url', 'issued_at', 'scope', 'signature', 'token_type'],
    ]);
    expect(body['access_token']).toMatch(/^00D000000000042![.\w]+$/);
    expect(body['id']).toBe(`${info.instanceUrl}/id/${info.orgId}/005000000000002AAA`);
    expect(body['scope']).toBe('api');
  });

  it('takes key and secret in a Basic header too', async () => {
    const header = Buffer.from(`${credentials.key}:${credentials.secret}`).toString('base64');
    expect((await requestToken(info, {}, { Authorization: `Basic ${header}` })).status).toBe(200);
  });

  it('gives the same token to a second holder', async () => {
    const [first, second] = [await exchange(info, credentials), await exchange(info, credentials)];
    expect(second.body['access_token']).toBe(first.body['access_token']);
  });

  it('ends the session of every holder when one of them revokes', async () => {
    const token = (await exchange(info, credentials)).body['access_token'] ?? '';
    const userinfo = (): Promise<Response> =>
      fetch(`${info.instanceUrl}/services/oauth2/userinfo`, { headers: { Authorization: `Bearer ${token}` } });
    expect(await (await userinfo()).json()).toMatchObject({ preferred_username: 'billing.sync@acme.example' });
    const revoke = await fetch(`${info.instanceUrl}/services/oauth2/revoke`, {
      method: 'POST',
      body: new URLSearchParams({ token }),
    });
    expect(revoke.status).toBe(200);
    expect((await userinfo()).status).toBe(403);
  });

  it('introspects a living and a dead token', async () => {
    const token = (await exchange(info, credentials)).body['access_token'] ?? '';
    const introspect = async (): Promise<unknown> => {
      const response = await fetch(`${info.instanceUrl}/services/oauth2/introspect`, {
        method: 'POST',
        body: new URLSearchParams({ token, client_id: credentials.key, client_secret: credentials.secret }),
      });
      return response.json();
    };
    expect(await introspect()).toMatchObject({ active: true, scope: 'api', username: 'billing.sync@acme.example' });
    org.expireSessions();
    expect(await introspect()).toEqual({ active: false });
  });

  it('keeps the run-as user away from the limits, and lets them query what they may read', async () => {
    const token = (await exchange(info, credentials)).body['access_token'] ?? '';
    const get = (path: string): Promise<Response> => call({ ...info, accessToken: token }, 'GET', path);
    expect((await get('limits')).status).toBe(403);
    expect((await get('query?q=SELECT+Id+FROM+Account')).status).toBe(200);
    expect((await get('query?q=SELECT+Id+FROM+Contact')).status).toBe(400);
  });

  it('lists an app in the usage once it was used', async () => {
    const usage = async (): Promise<unknown> =>
      ((await (await call(info, 'GET', 'apps/oauth/usage')).json()) as { apps: unknown }).apps;
    expect(await usage()).toEqual([]);
    await exchange(info, credentials);
    expect(await usage()).toMatchObject([{ developerName: 'Billing_Sync', label: 'Billing Sync' }]);
  });

  it('issues a JWT when the app says so, which SOAP refuses and REST takes', async () => {
    org.changeField(GLOBAL, GLOBAL_NAME, 'isNamedUserJwtEnabled', true);
    const { body } = await exchange(info, credentials);
    expect(body['token_format']).toBe('jwt');
    expect(body['access_token']).toMatch(/^eyJ[\w-]+\.[\w-]+\.[\w-]+$/);
    const token = org.login(info.username, { jwt: true });
    const soap = await fetch(`${info.instanceUrl}/services/Soap/m/66.0`, {
      method: 'POST',
      body: `<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Header><SessionHeader><sessionId>${token}</sessionId></SessionHeader></e:Header><e:Body><describeMetadata><asOfVersion>66.0</asOfVersion></describeMetadata></e:Body></e:Envelope>`,
    });
    expect(soap.status).toBe(500);
    expect(await soap.text()).toContain('SOAP API does not support JWT-based access tokens');
    expect((await call({ ...info, accessToken: token }, 'GET', 'limits')).status).toBe(200);
  });

  it('names the same scopes inside a JWT as beside it', async () => {
    org.changeField(GLOBAL, GLOBAL_NAME, 'isNamedUserJwtEnabled', true);
    const { body } = await exchange(info, credentials);
    const [header, claims] = (body['access_token'] ?? '').split('.').map((part) => {
      const text = Buffer.from(part, 'base64url').toString();
      return text.startsWith('{') ? (JSON.parse(text) as Readonly<Record<string, unknown>>) : {};
    });
    expect([claims?.['scp'], body['scope']]).toEqual(['api', 'api']);
    // As a JWT of 2024 has them, which Salesforce's mobile SDK holds as a test.
    expect(Object.keys(header ?? {})).toEqual(['tnk', 'ver', 'kid', 'tty', 'typ', 'alg']);
    expect(Object.keys(claims ?? {}).toSorted()).toEqual(
      ['aud', 'client_id', 'exp', 'hsc', 'iat', 'iss', 'mty', 'nbf', 'roles', 'scp', 'sfi', 'sub'].toSorted(),
    );
    expect(Number(claims?.['iat']) - Number(claims?.['nbf'])).toBe(15);
  });

  it('issues a JWT that SOAP takes from v68 on', async () => {
    const token = org.login(info.username, { jwt: true });
    const session = `<SessionHeader><sessionId>${token}</sessionId></SessionHeader>`;
    const body = `<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Header>${session}</e:Header><e:Body><describeMetadata/></e:Body></e:Envelope>`;
    const statuses = await Promise.all(
      [67, 68].map(
        async (version) =>
          (await fetch(`${info.instanceUrl}/services/Soap/m/${version}.0`, { method: 'POST', body })).status,
      ),
    );
    expect(statuses).toEqual([500, 200]);
  });

  it('lets a JWT live as long as the policy says', async () => {
    org.changeField(GLOBAL, GLOBAL_NAME, 'isNamedUserJwtEnabled', true);
    const minutes = async (): Promise<number> => {
      const { body } = await exchange(info, credentials);
      const [, claims = ''] = (body['access_token'] ?? '').split('.');
      const { exp, iat } = JSON.parse(Buffer.from(claims, 'base64url').toString()) as { exp: number; iat: number };
      org.expireSessions();
      return (exp - iat) / 60;
    };
    expect(await minutes()).toBe(120);
    org.changeField(POLICY, POLICY_NAME, 'namedUserJwtTimeout', 15);
    expect(await minutes()).toBe(15);
    org.changeField(POLICY, POLICY_NAME, 'namedUserJwtSessionTimeoutType', 'UserSession');
    expect(await minutes()).toBe(120);
  });
});

describe('errors of the token endpoint', () => {
  it('does not know a wrong key', async () => {
    const { secret } = await startWithApp();
    await expectError({ key: '3MVG9unknown', secret }, 'invalid_client_id', 'client identifier invalid');
  });

  it('refuses a wrong secret', async () => {
    const { key } = await startWithApp();
    await expectError({ key, secret: 'wrong' }, 'invalid_client', 'invalid client credentials');
  });

  it('refuses the flow on a login host', async () => {
    const { key, secret } = await startWithApp();
    const form = new URLSearchParams({ grant_type: 'client_credentials', client_id: key, client_secret: secret });
    const answer = await new Promise<string>((resolve, reject) => {
      const { hostname, port } = new URL(info.instanceUrl);
      const headers = { Host: 'login.salesforce.com', 'Content-Type': 'application/x-www-form-urlencoded' };
      httpRequest({ hostname, port, method: 'POST', path: '/services/oauth2/token', headers }, (response) => {
        response.setEncoding('utf8').on('data', resolve);
      })
        .on('error', reject)
        .end(form.toString());
    });
    expect(JSON.parse(answer)).toEqual({
      error: 'invalid_grant',
      error_description: 'request not supported on this domain',
    });
  });

  it('says that no user is set when the policy has the flow off or names nobody', async () => {
    const credentials = await startWithApp();
    org.changeField(POLICY, POLICY_NAME, 'isClientCredentialsFlowEnabled', false);
    await expectError(credentials, 'invalid_grant', 'no client credentials user enabled');
    org.changeField(POLICY, POLICY_NAME, 'isClientCredentialsFlowEnabled', true);
    org.changeField(POLICY, POLICY_NAME, 'clientCredentialsFlowUser', undefined);
    await expectError(credentials, 'invalid_grant', 'no client credentials user enabled');
  });

  it('refuses an inactive run-as user', async () => {
    const credentials = await startWithApp();
    org.changeUser('billing.sync@acme.example', { active: false });
    await expectError(credentials, 'inactive_user', 'user is inactive');
  });

  it('refuses a user whom the admin has not approved, and takes one who holds the permission set', async () => {
    const credentials = await startWithApp({ seed: seedWith({}) });
    org.changeField(POLICY, POLICY_NAME, 'permittedUsersPolicyType', 'AdminApprovedPreAuthorized');
    org.changeField(POLICY, POLICY_NAME, 'commaSeparatedPermissionSet', 'Billing_Access');
    await expectError(credentials, 'invalid_app_access', 'user is not admin approved to access this app');
    org.changeField(POLICY, POLICY_NAME, 'commaSeparatedPermissionSet', 'Billing_Access, Billing_API');
    expect((await exchange(info, credentials)).status).toBe(200);
    org.changeField(POLICY, POLICY_NAME, 'commaSeparatedPermissionSet', undefined);
    org.changeField(POLICY, POLICY_NAME, 'commaSeparatedProfile', 'Minimum Access - API Only Integrations');
    expect((await exchange(info, credentials)).status).toBe(200);
  });

  it('lets a user with Use Any API Client around the approval', async () => {
    const credentials = await startWithApp({ seed: seedWith({ permissions: ['UseAnyApiClient'] }) });
    org.changeField(POLICY, POLICY_NAME, 'permittedUsersPolicyType', 'AdminApprovedPreAuthorized');
    expect((await exchange(info, credentials)).status).toBe(200);
  });

  it('keeps a user to their login addresses unless the policy relaxes them', async () => {
    const credentials = await startWithApp({ seed: seedWith({ loginIpRanges: ['203.0.113.0-203.0.113.255'] }) });
    await expectError(credentials, 'invalid_grant', 'ip restricted or invalid login hours');
    org.changeField(POLICY, POLICY_NAME, 'ipRelaxationPolicyType', 'Bypass');
    expect((await exchange(info, credentials)).status).toBe(200);
  });

  it('keeps a user to their login hours', async () => {
    const today = new Date().getUTCDay();
    const other = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'][(today + 3) % 7] ?? '';
    const credentials = await startWithApp({ seed: seedWith({ loginHours: [`${other} 08:00-18:00`] }) });
    await expectError(credentials, 'invalid_grant', 'ip restricted or invalid login hours');
  });

  it('cannot reach a high assurance session', async () => {
    const credentials = await startWithApp();
    org.changeField(POLICY, POLICY_NAME, 'requiredSessionLevel', 'HIGH_ASSURANCE');
    await expectError(credentials, 'invalid_grant', 'authentication failure');
  });

  it('refuses too many Data Cloud scopes', async () => {
    const credentials = await startWithApp();
    const scopes = 'Api, CDPIngest, CDPProfile, CDPQuery, CDPSegment, CDPIdentityResolution, CDPCalculatedInsight';
    org.changeField('ExtlClntAppOauthSettings', 'Billing_Sync_oauth', 'commaSeparatedOauthScopes', scopes);
    await expectError(credentials, 'invalid_scope', 'too many scopes requested');
  });

  it('refuses an unknown grant', async () => {
    const credentials = await startWithApp();
    expect(await exchange(info, credentials, { grant_type: 'password' })).toMatchObject({
      body: { error: 'unsupported_grant_type', error_description: 'grant type not supported' },
    });
  });

  it('writes the reason into the login history', async () => {
    const credentials = await startWithApp();
    await exchange(info, credentials);
    org.changeUser('billing.sync@acme.example', { frozen: true });
    await exchange(info, credentials);
    const soql = "SELECT Status, Application FROM LoginHistory WHERE LoginType LIKE '%Client Credentials'";
    const response = await call(info, 'GET', `query?q=${encodeURIComponent(soql)}`);
    expect(((await response.json()) as { records: unknown }).records).toMatchObject([
      { Status: 'Success', Application: 'Billing_Sync' },
      { Status: 'User is frozen', Application: 'Billing_Sync' },
    ]);
  });
});

describe('propagation', () => {
  it('does not know a new app before its settings have arrived, nor its secret before that has', async () => {
    const credentials = await startWithApp({ propagation: { settingsSeconds: 60, secretsSeconds: 120 } });
    await expectError(credentials, 'invalid_client_id', 'client identifier invalid');
    org.advance(61);
    await expectError(credentials, 'invalid_client', 'invalid client credentials');
    org.advance(60);
    expect((await exchange(info, credentials)).status).toBe(200);
  });

  it('keeps old settings in effect for as long', async () => {
    const credentials = await startWithApp({ propagation: { settingsSeconds: 60 } });
    org.advance(61);
    org.changeField(POLICY, POLICY_NAME, 'isClientCredentialsFlowEnabled', false);
    expect((await exchange(info, credentials)).status).toBe(200);
    org.advance(61);
    await expectError(credentials, 'invalid_grant', 'no client credentials user enabled');
  });

  it('takes the old secret after a rotation until the new one has arrived', async () => {
    const old = await startWithApp({ propagation: { secretsSeconds: 30 } });
    org.advance(31);
    const rotating = edited(
      sourceSet('billing-sync'),
      '.ecaGlblOauth',
      '<shouldRotateConsumerSecret>false',
      '<shouldRotateConsumerSecret>true',
    );
    expect((await deploySet(info, rotating, { ignoreWarnings: true })).success).toBe(true);
    const fresh = await readCredentials(info);
    expect(fresh.key).toBe(old.key);
    expect((await exchange(info, old)).status).toBe(200);
    await expectError(fresh, 'invalid_client', 'invalid client credentials');
    org.advance(31);
    expect((await exchange(info, fresh)).status).toBe(200);
    await expectError(old, 'invalid_client', 'invalid client credentials');
  });
});
