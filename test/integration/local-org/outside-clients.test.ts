import { AuthInfo, Connection, Lifecycle } from '@salesforce/core';
import * as oauth from 'oauth4webapi';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LocalOrg, LocalOrgInfo } from '../../../src/local-org/index.js';
import { exchange, readCredentials, startWithBilling } from './billing-app.js';
import type { Credentials } from './billing-app.js';
import { deploySet } from './deploy-zip.js';
import { soap } from './soap.js';
import { sourceSet } from './sources.js';

let org: LocalOrg;
let info: LocalOrgInfo;
let credentials: Credentials;

beforeAll(async () => {
  Lifecycle.getInstance().onWarning(() => Promise.resolve());
  ({ org, info } = await startWithBilling({ assume: { 'same-token': 'no' } }));
  credentials = await readCredentials(info);
});
afterAll(() => org.stop());

describe('oauth4webapi', () => {
  // eslint-disable-next-line @typescript-eslint/no-deprecated -- marked so to stand out; the local org has no TLS
  const insecure = { [oauth.allowInsecureRequests]: true };
  let server: oauth.AuthorizationServer;
  let client: oauth.Client;

  beforeAll(async () => {
    const issuer = new URL(info.instanceUrl);
    const response = await oauth.discoveryRequest(issuer, { ...insecure, algorithm: 'oidc' });
    server = await oauth.processDiscoveryResponse(issuer, response).catch(() => discovered());
    client = { client_id: credentials.key };
  });

  // The issuer of an org has no trailing slash, which the URL of a bare host always gets.
  async function discovered(): Promise<oauth.AuthorizationServer> {
    const response = await fetch(`${info.instanceUrl}/.well-known/openid-configuration`);
    return (await response.json()) as oauth.AuthorizationServer;
  }

  async function grant(auth: oauth.ClientAuth, by = client): Promise<oauth.TokenEndpointResponse> {
    const response = await oauth.clientCredentialsGrantRequest(server, by, auth, new URLSearchParams(), insecure);
    return oauth.processClientCredentialsResponse(server, by, response);
  }

  it('discovers the endpoints and the 36 scopes of the org', () => {
    expect(server.token_endpoint).toBe(`${info.instanceUrl}/services/oauth2/token`);
    expect(server.scopes_supported).toHaveLength(36);
  });

  it('gets a bearer token with the secret in the body', async () => {
    const token = await grant(oauth.ClientSecretPost(credentials.secret));
    expect(token).toMatchObject({ token_type: 'bearer', scope: 'api', instance_url: info.instanceUrl });
  });

  it('gets neither expiry nor refresh token nor id token', async () => {
    const token = await grant(oauth.ClientSecretPost(credentials.secret));
    expect([token.expires_in, token.refresh_token, token.id_token]).toEqual([undefined, undefined, undefined]);
  });

  it('gets a token with its percent-encoding Basic header from an org that decodes it', async () => {
    const decoding = await startWithBilling({ assume: { 'basic-header': 'decoded' } });
    const pair = await readCredentials(decoding.info);
    const there = { ...server, token_endpoint: `${decoding.info.instanceUrl}/services/oauth2/token` };
    const by = { client_id: pair.key };
    const auth = oauth.ClientSecretBasic(pair.secret);
    const response = await oauth.clientCredentialsGrantRequest(there, by, auth, new URLSearchParams(), insecure);
    expect(await oauth.processClientCredentialsResponse(there, by, response)).toMatchObject({ token_type: 'bearer' });
    await decoding.org.stop();
  });

  it('reads the error of a wrong secret', async () => {
    await expect(grant(oauth.ClientSecretPost('wrong'))).rejects.toMatchObject({
      error: 'invalid_client',
      error_description: 'invalid client credentials',
      status: 400,
    });
  });

  it('reads the error of an unknown key', async () => {
    const stranger = { client_id: '3MVG9unknown' };
    await expect(grant(oauth.ClientSecretPost(credentials.secret), stranger)).rejects.toMatchObject({
      error: 'invalid_client_id',
    });
  });

  it('reads who the token is', async () => {
    const token = await grant(oauth.ClientSecretPost(credentials.secret));
    const response = await oauth.userInfoRequest(server, client, token.access_token, insecure);
    const userinfo = await oauth.processUserInfoResponse(server, client, oauth.skipSubjectCheck, response);
    expect(userinfo).toMatchObject({ organization_id: info.orgId, preferred_username: 'billing.sync@acme.example' });
  });

  it('introspects and revokes', async () => {
    const token = await grant(oauth.ClientSecretPost(credentials.secret));
    const auth = oauth.ClientSecretPost(credentials.secret);
    const introspect = async (): Promise<oauth.IntrospectionResponse> => {
      const response = await oauth.introspectionRequest(server, client, auth, token.access_token, insecure);
      return oauth.processIntrospectionResponse(server, client, response);
    };
    expect(await introspect()).toMatchObject({ active: true, scope: 'api', client_id: credentials.key });
    await oauth.processRevocationResponse(
      await oauth.revocationRequest(server, client, auth, token.access_token, insecure),
    );
    expect(await introspect()).toMatchObject({ active: false });
  });

  it('uses the token on the API', async () => {
    const token = await grant(oauth.ClientSecretPost(credentials.secret));
    const url = new URL(`${info.instanceUrl}/services/data/v66.0/`);
    const response = await oauth.protectedResourceRequest(
      token.access_token,
      'GET',
      url,
      undefined,
      undefined,
      insecure,
    );
    expect(await response.json()).toHaveProperty('sobjects');
  });
});

describe('jsforce', () => {
  let connection: Connection;
  beforeAll(async () => {
    const { accessToken, instanceUrl } = info;
    const accessTokenOptions = { accessToken, instanceUrl, loginUrl: instanceUrl };
    connection = await Connection.create({
      authInfo: await AuthInfo.create({ username: accessToken, accessTokenOptions }),
    });
    connection.setApiVersion('66.0');
  });

  const app = { fullName: 'Stock_Feed', contactEmail: 'stock@acme.example', label: 'Stock Feed' };
  const metadata = (): Connection['metadata'] => connection.metadata;
  type AnyType = Parameters<Connection['metadata']['read']>[0];
  const APP = 'ExternalClientApplication' as AnyType;

  it('describes the metadata types, without those of later versions', async () => {
    const { metadataObjects } = await metadata().describe('66.0');
    const names = metadataObjects.map(({ xmlName }) => xmlName);
    expect(names).toContain('ExtlClntAppOauthConfigurablePolicies');
    expect(names).not.toContain('ExtlClntAppOauthSecuritySettings');
  });

  it('lists an empty type as nothing', async () => {
    expect(await metadata().list({ type: 'NamedCredential' }, '66.0')).toEqual([]);
  });

  it('creates a component once', async () => {
    expect(await metadata().create(APP, app)).toMatchObject({ fullName: 'Stock_Feed', success: true });
    const again = await metadata().create(APP, app);
    expect(again).toMatchObject({ success: false, errors: [{ statusCode: 'DUPLICATE_DEVELOPER_NAME' }] });
  });

  it('reads a component with the fields of the server', async () => {
    expect(await metadata().read(APP, 'Stock_Feed')).toMatchObject({
      fullName: 'Stock_Feed',
      distributionState: 'Local',
      orgScopedExternalApp: '00D000000000042:Stock_Feed',
    });
  });

  it('updates a component and loses the fields that it leaves out', async () => {
    await metadata().update(APP, { ...app, description: 'Prices and stock' });
    expect(await metadata().read(APP, 'Stock_Feed')).toMatchObject({ description: 'Prices and stock' });
    await metadata().update(APP, app);
    expect(await metadata().read(APP, 'Stock_Feed')).not.toHaveProperty('description');
  });

  it('upserts, and hears whether it was created', async () => {
    expect(await metadata().upsert(APP, app)).toMatchObject({ created: false, success: true });
    expect(await metadata().upsert(APP, { ...app, fullName: 'Badge_Reader' })).toMatchObject({ created: true });
  });

  it('hears what is wrong with a component', async () => {
    expect(await metadata().create(APP, { fullName: 'Time_Tracking', label: 'Time' })).toMatchObject({
      success: false,
      errors: [{ message: 'Required field is missing: contactEmail' }],
    });
  });

  it('deletes components', async () => {
    const [first, second] = await metadata().delete(APP, ['Stock_Feed', 'Time_Tracking']);
    expect([first?.success, second?.success]).toEqual([true, false]);
    await metadata().delete(APP, ['Badge_Reader']);
    expect(
      (await metadata().list({ type: 'ExternalClientApplication' }, '66.0')).map(({ fullName }) => fullName),
    ).toEqual(['Billing_Sync']);
  });

  it('queries, creates and describes records', async () => {
    const created = await connection.sobject('Account').create({ Name: 'Initech' });
    expect(created.success).toBe(true);
    const { records } = await connection.query("SELECT Name FROM Account WHERE Name = 'Initech'");
    expect(records).toMatchObject([{ Name: 'Initech' }]);
    expect((await connection.sobject('Account').describe()).createable).toBe(true);
  });

  it('gets a new session with its refresh token when the old one has expired', async () => {
    const refreshToken = org.issueRefreshToken(info.username);
    const authInfo = await AuthInfo.create({
      oauth2Options: { refreshToken, loginUrl: info.instanceUrl, clientId: 'PlatformCLI' },
    });
    const lasting = await Connection.create({ authInfo });
    org.expireSessions();
    expect((await lasting.query('SELECT Id FROM Organization')).records).toMatchObject([{ Id: info.orgId }]);
    info = { ...info, accessToken: org.login(info.username) };
  });
});

describe('plain HTTP', () => {
  it.each([
    ['<deployOrder/>', 'soapenv:Client'],
    [
      '<checkDeployStatus><asyncProcessId>0Af000000000000</asyncProcessId></checkDeployStatus>',
      'sf:INVALID_CROSS_REFERENCE_KEY',
    ],
    [
      '<deployRecentValidation><validationId>0Af000000000000</validationId></deployRecentValidation>',
      'sf:INVALID_ID_FIELD',
    ],
  ])('hears a SOAP fault for %s', async (operation, code) => {
    expect(await soap(info, operation)).toContain(`<faultcode>${code}</faultcode>`);
  });

  it('hears that a session is not valid, by SOAP and by REST', async () => {
    const stranger = { ...info, accessToken: '00D000000000042!nobody' };
    expect(await soap(stranger, '<describeMetadata/>')).toContain('<faultcode>sf:INVALID_SESSION_ID</faultcode>');
    const response = await fetch(`${info.instanceUrl}/services/data/v66.0/limits`, {
      headers: { Authorization: 'Bearer 00Dx!y' },
    });
    expect([response.status, await response.json()]).toEqual([
      401,
      [{ message: 'Session expired or invalid', errorCode: 'INVALID_SESSION_ID' }],
    ]);
  });

  it('hears that deploying needs a permission', async () => {
    const user = { ...info, accessToken: org.login('billing.sync@acme.example') };
    expect(await soap(user, '<describeMetadata/>')).toContain('<faultcode>sf:INSUFFICIENT_ACCESS</faultcode>');
    await expect(deploySet(user, sourceSet('billing-sync'))).rejects.toThrow('403');
  });

  it.each([
    ['GET', '/services/data/v66.0/nothing', 404],
    ['GET', '/services/data/v99.0/limits', 404],
    ['DELETE', '/services/data/v66.0/limits', 405],
    ['GET', '/services/oauth2/token', 405],
    ['GET', '/services/data/v51.0/sobjects/User/005000000000001AAA', 200],
    ['GET', '/services/data/v66.0/tooling/sobjects/SourceMember/describe', 404],
    ['GET', '/services/data/v66.0/tooling/query?q=SELECT+Id+FROM+SandboxProcess', 200],
  ])('answers %s %s with %i', async (method, path, status) => {
    const headers = { Authorization: `Bearer ${info.accessToken}` };
    expect((await fetch(info.instanceUrl + path, { method, headers })).status).toBe(status);
  });

  it('answers 200 token requests at once', async () => {
    const answers = await Promise.all(Array.from({ length: 200 }, () => exchange(info, credentials)));
    expect(answers.every(({ status }) => status === 200)).toBe(true);
    expect(new Set(answers.map(({ body }) => body['access_token'])).size).toBe(200);
  });
});
