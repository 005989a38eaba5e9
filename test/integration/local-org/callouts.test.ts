import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { LocalOrg, LocalOrgInfo } from '../../../src/local-org/index.js';
import { getJson, readCredentials, seedWith, startWithBilling } from './billing-app.js';
import { call, deploySet } from './deploy-zip.js';
import { edited, sourceSet } from './sources.js';

const HOST = 'https://acme.my.salesforce.com';
const APEX = `HttpRequest request = new HttpRequest();
request.setEndpoint('callout:Billing_Api/services/data/');
request.setMethod('GET');
HttpResponse response = new Http().send(request);
if (response.getStatusCode() < 200 || response.getStatusCode() > 299) {
    throw new CalloutException('Status ' + response.getStatusCode());
}`;

interface ApexResult {
  readonly success: boolean;
  readonly exceptionMessage: string | null;
}

let org: LocalOrg;
let info: LocalOrgInfo;

const caller = 'caller@acme.example';

beforeEach(async () => {
  const seed = seedWith();
  const calls = { name: 'Calls', permissions: ['ApiEnabled', 'AuthorApex'] };
  ({ org, info } = await startWithBilling({
    seed: {
      ...seed,
      users: [
        { username: 'admin@acme.example', profile: 'System Administrator', permissionSets: ['Billing_Callout'] },
        ...(seed.users ?? []).slice(1),
        { username: caller, profile: 'Minimum Access - Salesforce', permissionSets: ['Calls', 'Billing_Callout'] },
      ],
      permissionSets: [...(seed.permissionSets ?? []), calls, { name: 'Billing_Callout', permissions: [] }],
    },
  }));
});
afterEach(() => org.stop());

async function connected(variant = 'ClientCredentialsClientSecretBasic'): Promise<void> {
  const here = edited(sourceSet('named-credential'), '.namedCredential', HOST, info.instanceUrl);
  const both = edited(here, '.externalCredential', HOST, info.instanceUrl);
  const set = edited(both, '.externalCredential', 'ClientCredentialsClientSecretBasic', variant);
  expect((await deploySet(info, set)).problems).toEqual([]);
}

async function store(clientSecret?: string): Promise<void> {
  const { key, secret } = await readCredentials(info);
  const body = {
    externalCredential: 'Billing_Api',
    principalName: 'Principal1',
    principalType: 'NamedPrincipal',
    credentials: { clientId: { value: key }, clientSecret: { value: clientSecret ?? secret, encrypted: true } },
  };
  expect((await call(info, 'POST', 'named-credentials/credential', body)).status).toBe(201);
}

const run = (apex = APEX, as: LocalOrgInfo = info): Promise<ApexResult> =>
  getJson<ApexResult>(as, `tooling/executeAnonymous/?anonymousBody=${encodeURIComponent(apex)}`);

describe('callouts', () => {
  it.each(['ClientCredentialsClientSecretBasic', 'ClientCredentialsClientSecret'])(
    'use a token got by %s',
    async (variant) => {
      await connected(variant);
      await store();
      expect(await run()).toEqual({
        line: -1,
        column: -1,
        compiled: true,
        success: true,
        compileProblem: null,
        exceptionMessage: null,
        exceptionStackTrace: null,
      });
    },
  );

  it('are all that anonymous Apex can do here', async () => {
    expect(await run("System.debug('Hello');")).toEqual({
      line: 1,
      column: 1,
      compiled: false,
      success: false,
      compileProblem: 'The local org runs callouts only: one request to callout:NAME, and nothing else.',
      exceptionMessage: null,
      exceptionStackTrace: null,
    });
    expect((await call(info, 'GET', 'tooling/executeAnonymous')).status).toBe(400);
  });

  it('need the permission to run Apex', async () => {
    const as = { ...info, accessToken: org.login('billing.sync@acme.example') };
    expect((await call(as, 'GET', 'tooling/executeAnonymous?anonymousBody=x')).status).toBe(403);
  });

  it('throw what the Apex throws when the endpoint refuses', async () => {
    await connected();
    await store();
    expect(await run(APEX.replace('/services/data/', '/services/nowhere'))).toMatchObject({
      line: 6,
      compiled: true,
      success: false,
      exceptionMessage: 'System.CalloutException: Status 404',
      exceptionStackTrace: 'AnonymousBlock: line 6, column 1',
    });
    const [unguarded = ''] = APEX.replace('/services/data/', '/services/nowhere').split('if (');
    expect((await run(unguarded)).success).toBe(true);
  });

  it('name a credential that is not there or not enabled for callouts', async () => {
    const message = expect.stringContaining('the named credential "Billing_Api" might not exist') as string;
    expect(await run()).toMatchObject({ line: 4, exceptionMessage: message });
    await connected();
    await store();
    org.changeField('NamedCredential', 'Billing_Api', 'calloutStatus', 'Disabled');
    expect((await run()).exceptionMessage).toEqual(message);
  });

  it('need access to the principal by a permission set', async () => {
    await connected();
    await store();
    org.changeField('PermissionSet', 'Billing_Callout', 'externalCredentialPrincipalAccesses', [
      { enabled: 'false', externalCredentialPrincipal: 'Billing_Api-Principal1' },
    ]);
    expect((await run()).exceptionMessage).toBe(
      'System.CalloutException: We couldn\'t access the credential(s). You might not have the required permissions, or the external credential "Billing_Api" might not exist.',
    );
  });

  it('need read access to User External Credentials', async () => {
    await connected();
    await store();
    const as = { ...info, accessToken: org.login(caller) };
    expect((await run(APEX, as)).exceptionMessage).toContain("couldn't access the credential(s)");
    const [path = ''] = Object.keys(sourceSet('named-credential')).filter((file) => file.includes('permissionset'));
    const read = `<label>Billing Callout</label><objectPermissions><allowCreate>false</allowCreate><allowDelete>false</allowDelete><allowEdit>false</allowEdit><allowRead>true</allowRead><modifyAllRecords>false</modifyAllRecords><object>UserExternalCredential</object><viewAllRecords>false</viewAllRecords></objectPermissions>`;
    const set = edited(sourceSet('named-credential'), '.permissionset', '<label>Billing Callout</label>', read);
    expect((await deploySet(info, { [path]: set[path] ?? '' })).problems).toEqual([]);
    expect((await run(APEX, as)).success).toBe(true);
  });

  it('need values in the principal', async () => {
    await connected();
    expect((await run()).exceptionMessage).toBe(
      "System.CalloutException: The external credential isn't fully configured.",
    );
  });

  it('say why the provider gave no token', async () => {
    await connected();
    await store('of-last-year');
    expect((await run()).exceptionMessage).toMatch(
      /^System.CalloutException: Unable to fetch the OAuth token. Error: invalid_client. Error description: .+\.$/,
    );
  });

  it('never leave this machine', async () => {
    expect((await deploySet(info, sourceSet('named-credential'))).problems).toEqual([]);
    await store();
    expect((await run()).exceptionMessage).toContain(`to http://127.0.0.1 only, not to ${HOST}`);
  });
});
