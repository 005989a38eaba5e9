import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { LocalOrg, LocalOrgInfo } from '../../../src/local-org/index.js';
import { exchange, queryRecords, readCredentials, seedWith, startWithBilling } from './billing-app.js';
import { call, deploySet } from './deploy-zip.js';
import { edited, sourceSet } from './sources.js';

let org: LocalOrg;
let info: LocalOrgInfo;
const POLICY = ['ExtlClntAppOauthConfigurablePolicies', 'Billing_Sync_oauth_defaultPolicy'] as const;

beforeEach(async () => {
  const seed = seedWith(
    {},
    {
      permissionSets: [
        { name: 'Billing_API', permissions: ['ApiEnabled'] },
        { name: 'Billing_Data', license: 'SalesforceAPIIntegrationPsl' },
      ],
    },
  );
  ({ org, info } = await startWithBilling({ seed }));
});
afterEach(() => org.stop());

async function idOf(object: string, where: string): Promise<string> {
  const [record] = await queryRecords(info, `SELECT Id FROM ${object} WHERE ${where}`);
  return String(record?.['Id']);
}

const rows = async (): Promise<unknown[]> =>
  (await queryRecords(info, 'SELECT Parent.Name, SetupEntityType FROM SetupEntityAccess ORDER BY SetupEntityType')).map(
    ({ Parent, SetupEntityType }) => [(Parent as { Name: string }).Name, SetupEntityType],
  );

async function insert(set: string, entity: string): Promise<[number, string]> {
  const body = { ParentId: await idOf('PermissionSet', `Name = '${set}'`), SetupEntityId: entity };
  const response = await call(info, 'POST', 'sobjects/SetupEntityAccess', body);
  const answer = (await response.json()) as { id: string } | [{ errorCode: string }];
  return [response.status, Array.isArray(answer) ? answer[0].errorCode : answer.id];
}

describe('SetupEntityAccess', () => {
  it('has a row for each permission set and profile that the policy approves', async () => {
    expect(await rows()).toEqual([]);
    const policy = edited(
      sourceSet('billing-sync'),
      '.ecaOauthPlcy',
      '<externalClientApplication>',
      '<commaSeparatedPermissionSet>Billing_API</commaSeparatedPermissionSet><commaSeparatedProfile>System Administrator</commaSeparatedProfile><externalClientApplication>',
    );
    expect((await deploySet(info, policy)).problems).toEqual([]);
    expect(await rows()).toHaveLength(2);
    expect(await rows()).toContainEqual(['Billing_API', 'ExternalClientApplication']);
  });

  it('approves the run-as user by one insert, until the row is deleted', async () => {
    org.changeField(...POLICY, 'permittedUsersPolicyType', 'AdminApprovedPreAuthorized');
    const credentials = await readCredentials(info);
    const token = async (): Promise<string> => (await exchange(info, credentials)).body['error'] ?? 'token';
    expect(await token()).toBe('invalid_app_access');
    const app = await idOf('ExternalClientApplication', "DeveloperName = 'Billing_Sync'");
    const [status, id] = await insert('Billing_API', app);
    expect(status).toBe(201);
    expect(await token()).toBe('token');
    expect(await insert('Billing_API', app)).toEqual([400, 'DUPLICATE_VALUE']);
    expect((await call(info, 'DELETE', `sobjects/SetupEntityAccess/${id}`)).status).toBe(204);
    expect((await call(info, 'DELETE', `sobjects/SetupEntityAccess/${id}`)).status).toBe(404);
    org.expireSessions();
    info = { ...info, accessToken: org.login(info.username) };
    expect(await token()).toBe('invalid_app_access');
    expect(await rows()).toEqual([]);
  });

  it('refuses what is not there, and a permission set of the integration licence', async () => {
    const app = await idOf('ExternalClientApplication', "DeveloperName = 'Billing_Sync'");
    expect(await insert('Billing_Data', app)).toEqual([400, 'FIELD_INTEGRITY_EXCEPTION']);
    expect(await insert('Billing_API', '0xI000000000000AAA')).toEqual([400, 'INVALID_CROSS_REFERENCE_KEY']);
    const nothing = await call(info, 'POST', 'sobjects/SetupEntityAccess', { ParentId: app });
    expect(await nothing.text()).toContain('REQUIRED_FIELD_MISSING');
  });

  it('has a row for each principal that a permission set may use', async () => {
    expect((await deploySet(info, sourceSet('named-credential'))).problems).toEqual([]);
    const before = await rows();
    expect(before.map((row) => (row as string[])[1])).toEqual(['ExternalCredentialParameter']);
    const [{ Id: id, SetupEntityId: principal } = {}] = await queryRecords(
      info,
      'SELECT Id, SetupEntityId FROM SetupEntityAccess',
    );
    expect((await call(info, 'DELETE', `sobjects/SetupEntityAccess/${String(id)}`)).status).toBe(204);
    expect(await rows()).toEqual([]);
    expect((await insert('Billing_API', String(principal)))[0]).toBe(201);
    expect(await rows()).toEqual([['Billing_API', 'ExternalCredentialParameter']]);
  });
});

describe('ObjectPermissions', () => {
  it('has a row for each object that a permission set gives access to', async () => {
    const objects = { UserExternalCredential: ['read'] as const };
    const seed = seedWith({}, { permissionSets: [{ name: 'Billing_API' }, { name: 'Billing_Callers', objects }] });
    const other = await startWithBilling({ seed });
    try {
      const soql = 'SELECT Parent.Name, SobjectType, PermissionsRead, PermissionsEdit FROM ObjectPermissions';
      expect(await queryRecords(other.info, soql)).toMatchObject([
        {
          ...{ Parent: { Name: 'Billing_Callers' }, SobjectType: 'UserExternalCredential' },
          ...{ PermissionsRead: true, PermissionsEdit: false },
        },
      ]);
    } finally {
      await other.org.stop();
    }
  });
});
