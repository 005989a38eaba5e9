import { join } from 'node:path';
import { AuthInfo, Connection, Lifecycle } from '@salesforce/core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { LocalOrg, LocalOrgInfo } from '../../../src/local-org/index.js';
import { getJson, queryRecords, seedWith, startOrg } from './billing-app.js';
import { call, deploySet } from './deploy-zip.js';
import { sourceSet } from './sources.js';

const source = join(import.meta.dirname, '../../fixtures/local-org/connected-app');
const legacy = sourceSet('connected-app');

let org: LocalOrg;
let info: LocalOrgInfo;

beforeEach(async () => {
  const limits = { loginIpRanges: ['203.0.113.0-203.0.113.255'], loginHours: ['Mon-Tue 08:30-18:00'] };
  ({ org, info } = await startOrg({ seed: seedWith(limits, { source }) }));
});
afterEach(() => org.stop());

describe('Connected Apps', () => {
  it('are there when the seed holds them, for queries and for a retrieve', async () => {
    expect(
      await queryRecords(info, "SELECT Name FROM ConnectedApplication WHERE Name = 'Billing Legacy'"),
    ).toHaveLength(1);
    Lifecycle.getInstance().onWarning(() => Promise.resolve());
    const { accessToken, instanceUrl } = info;
    const accessTokenOptions = { accessToken, instanceUrl, loginUrl: instanceUrl };
    const connection = await Connection.create({
      authInfo: await AuthInfo.create({ username: accessToken, accessTokenOptions }),
    });
    connection.setApiVersion('66.0');
    expect(await connection.metadata.read('ConnectedApp', 'Billing_Legacy')).toMatchObject({
      label: 'Billing Legacy',
      oauthConfig: { consumerKey: '3MVG9legacy.key', scopes: ['Api', 'RefreshToken'] },
    });
  });

  it('have every field that is published', async () => {
    const [[path, text] = ['', '']] = Object.entries(legacy);
    const more = `<canvasConfig><accessMethod>Post</accessMethod><canvasUrl>https://c.acme.example</canvasUrl><locations>Chatter</locations><locations>Aura</locations></canvasConfig>`;
    const saml = `<samlConfig><acsUrl>https://s.acme.example</acsUrl><entityUrl>https://s.acme.example</entityUrl><samlSubjectType>UserId</samlSubjectType></samlConfig>`;
    const idToken = '<idTokenConfig><idTokenValidity>5</idTokenValidity></idTokenConfig>';
    const mobile =
      '<mobileAppConfig><devicePlatform>ios</devicePlatform><privateApp>true</privateApp><version>1.0</version></mobileAppConfig>';
    const changed = text
      .replace('<contactEmail>', `${more}<contactEmail>`)
      .replace('<oauthConfig>', `${mobile}<oauthConfig>`)
      .replace('<isAdminApproved>', `${idToken}<isAdminApproved>`)
      .replace('</ConnectedApp>', `${saml}</ConnectedApp>`);
    expect((await deploySet(info, { [path]: changed })).problems).toEqual([]);
    const stored = org.snapshot().components.find(({ type }) => type === 'ConnectedApp');
    expect(stored?.fields).toMatchObject({
      canvasConfig: { accessMethod: 'Post', locations: ['Chatter', 'Aura'] },
      mobileAppConfig: { devicePlatform: 'ios', privateApp: 'true' },
      oauthConfig: { idTokenConfig: { idTokenValidity: '5' } },
      samlConfig: { samlSubjectType: 'UserId' },
    });
  });

  it('can be changed and not be created', async () => {
    expect((await deploySet(info, legacy)).problems).toEqual([]);
    const [[path, text] = ['', '']] = Object.entries(legacy);
    const other = { [path.replace('Billing_Legacy', 'Ledger_Legacy')]: text };
    expect((await deploySet(info, other)).problems[0]).toMatch(/^You can't create a connected app/);
  });

  it('keep their name from External Client Apps', async () => {
    const app =
      '<ExternalClientApplication xmlns="http://soap.sforce.com/2006/04/metadata"><contactEmail>a@b.cc</contactEmail></ExternalClientApplication>';
    const end = await deploySet(info, { 'externalClientApps/Billing_Legacy.eca-meta.xml': app });
    expect(end.problems[0]).toMatch(/^DUPLICATE_DEVELOPER_NAME/);
  });

  it('have settings of their own, which a deploy sets one by one', async () => {
    const settings = (value: boolean): Record<string, string> => ({
      'settings/ConnectedApp.settings-meta.xml': `<ConnectedAppSettings xmlns="http://soap.sforce.com/2006/04/metadata"><enableAdminApprovedAppsOnly>${String(value)}</enableAdminApprovedAppsOnly></ConnectedAppSettings>`,
    });
    expect((await deploySet(info, settings(true))).successes).toMatchObject([
      { fullName: 'ConnectedApp', changed: true },
    ]);
    expect((await deploySet(info, settings(true))).successes).toMatchObject([{ changed: false }]);
    expect(org.snapshot().settings).toMatchObject({
      enableAdminApprovedAppsOnly: true,
      enableClientSecretInRestApiAccess: true,
    });
  });
});

describe('profiles in the Tooling API', () => {
  const metadata = async (where: string): Promise<unknown> => {
    const soql = `SELECT Metadata FROM Profile WHERE ${where}`;
    return (await getJson<{ records?: { Metadata: unknown }[] }>(info, `tooling/query?q=${encodeURIComponent(soql)}`))
      .records?.[0]?.Metadata;
  };

  it('show login addresses and hours', async () => {
    expect(await metadata("Name = 'Minimum Access - API Only Integrations'")).toMatchObject({
      loginIpRanges: [{ startAddress: '203.0.113.0', endAddress: '203.0.113.255' }],
      loginHours: { mondayStart: '510', mondayEnd: '1080', tuesdayStart: '510', tuesdayEnd: '1080' },
    });
    expect(await metadata("Name = 'System Administrator'")).toMatchObject({ loginIpRanges: [], loginHours: null });
  });

  it('give metadata for one record at a time, and none to the data API', async () => {
    const all = encodeURIComponent('SELECT Metadata FROM Profile');
    expect((await call(info, 'GET', `tooling/query?q=${all}`)).status).toBe(400);
    expect((await call(info, 'GET', `query?q=${all}`)).status).toBe(400);
  });
});
