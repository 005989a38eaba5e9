import { describe, expect, it } from 'vitest';
import type { AppConfig } from '../../../src/config/model.js';
import { doctor } from '../../../src/verbs/doctor.js';
import type { DoctorCheck } from '../../../src/doctor/check.js';
import { resolved } from '../compose/story.js';
import { tableOrg, type Table } from '../org/table-org.js';
import { testWork } from '../../work.js';

const USERNAME = 'billing.sync@acme.example.uat';
const PROFILE = '00e000000000003AAA';
const APP: AppConfig = { label: 'Billing Sync', contactEmail: 'platform@acme.example', runAsUser: USERNAME };
const USER = {
  Id: '005000000000007AAA',
  Username: USERNAME,
  Email: 'it@acme.example',
  IsActive: true,
  ProfileId: PROFILE,
  Profile: { Name: 'Integration', UserLicense: { Name: 'Salesforce' } },
};
const PROFILE_QUERY = `tooling/query?q=${encodeURIComponent(`SELECT Metadata FROM Profile WHERE Id = '${PROFILE}'`)}`;

/** What the local org does not know, as a real org answers it. */
const metadata = (value: unknown): NonNullable<Table['answers']> => ({
  [PROFILE_QUERY]: { records: [{ Metadata: value }] },
});
const settings = (name: string, fields: Readonly<Record<string, boolean>>): NonNullable<Table['files']> => [
  {
    path: `settings/${name}.settings`,
    text: `<${name}Settings xmlns="http://soap.sforce.com/2006/04/metadata">${Object.entries(fields)
      .map(([field, value]) => `<${field}>${String(value)}</${field}>`)
      .join('')}</${name}Settings>`,
  },
];

async function check(name: string, table: Table, app: Partial<AppConfig> = {}): Promise<DoctorCheck | undefined> {
  const { records = {}, ...rest } = table;
  const org = tableOrg({ records: { User: [USER], ...records }, ...rest });
  const report = await doctor(org, resolved({ apps: { Billing_Sync: { ...APP, ...app } } }), testWork());
  return report.checks.find((one) => one.name === name);
}

describe("login IP ranges of the run-as user's profile", () => {
  const answers = metadata({ loginIpRanges: [{ startAddress: '10.0.0.1', endAddress: '10.0.0.9' }], loginHours: null });

  it('are a warning where the app enforces them', async () => {
    expect(await check('login-ip-ranges', { answers })).toMatchObject({
      level: 'warning',
      detail: expect.stringContaining('allows logins from 10.0.0.1-10.0.0.9 only') as string,
      configPath: 'apps.Billing_Sync.ipRelaxation',
    });
  });

  it('are none where the app relaxes them, nor where there are none', async () => {
    expect(await check('login-ip-ranges', { answers }, { ipRelaxation: 'Bypass' })).toMatchObject({ level: 'ok' });
    expect(await check('login-ip-ranges', { answers: metadata({ loginIpRanges: [] }) })).toMatchObject({ level: 'ok' });
  });

  it('are unknown where they may not be asked, and that fails nothing', async () => {
    expect(await check('login-ip-ranges', {})).toMatchObject({ level: 'unknown', ok: true });
  });
});

describe('login hours', () => {
  it('are a warning', async () => {
    const hours = { loginHours: { mondayStart: '480', mondayEnd: '1080' } };
    expect(await check('login-hours', { answers: metadata(hours) })).toMatchObject({ level: 'warning' });
    expect(await check('login-hours', { answers: metadata({ loginHours: null }) })).toMatchObject({ level: 'ok' });
  });
});

describe('API Access Control', () => {
  const files = settings('ConnectedApp', { enableAdminApprovedAppsOnly: true });
  const holding = (UseAnyApiClient: boolean) => ({
    PermissionSetAssignment: [
      {
        Assignee: { Username: USERNAME },
        PermissionSet: { Name: 'X', IsOwnedByProfile: true, PermissionsUseAnyApiClient: UseAnyApiClient },
      },
    ],
  });

  it('is a warning, unless the run-as user may use any API client', async () => {
    expect(await check('api-access-control', { files, records: holding(false) })).toMatchObject({ level: 'warning' });
    expect(await check('api-access-control', { files, records: holding(true) })).toMatchObject({ level: 'ok' });
  });

  it('that is off is fine', async () => {
    const off = settings('ConnectedApp', { enableAdminApprovedAppsOnly: false });
    expect(await check('api-access-control', { files: off })).toMatchObject({ level: 'ok', detail: 'off' });
  });
});

describe('a Connected App of the same name', () => {
  const ConnectedApplication = [{ Name: 'billing sync' }];

  it('is a warning while the External Client App is still to be created', async () => {
    expect(await check('same-name-connected-app', { records: { ConnectedApplication } })).toMatchObject({
      level: 'warning',
      configPath: 'apps.Billing_Sync',
    });
  });

  it('does not matter to an app that has won its name', async () => {
    const ExternalClientApplication = [{ DeveloperName: 'Billing_Sync', NamespacePrefix: null }];
    const records = { ConnectedApplication, ExternalClientApplication };
    expect(await check('same-name-connected-app', { records })).toBeUndefined();
  });
});

describe('the Connected App that Setup made an app of', () => {
  const XMLNS = 'xmlns="http://soap.sforce.com/2006/04/metadata"';
  const ExternalClientApplication = [{ DeveloperName: 'Billing_Sync', NamespacePrefix: null }];
  const records = { ConnectedApplication: [{ Name: 'Billing Sync' }], ExternalClientApplication };
  const eca = {
    path: 'externalClientApps/Billing_Sync.eca',
    text: `<ExternalClientApplication ${XMLNS}><label>Billing Sync</label></ExternalClientApplication>`,
  };

  it('is nothing to repair, and stays where it is', async () => {
    const text = `<ConnectedApp ${XMLNS}><label>Billing Sync</label></ConnectedApp>`;
    const files = [eca, { path: 'connectedApps/Billing_Sync.connectedApp', text }];
    const found = await check('same-name-connected-app', { records, files });
    expect(found).toMatchObject({ level: 'ok', ok: true, detail: expect.stringContaining('leave that') as string });
    expect(found).not.toHaveProperty('action');
  });

  it('is none where no Connected App has the API name', async () => {
    expect(await check('same-name-connected-app', { records, files: [eca] })).toBeUndefined();
  });
});

describe('secret access', () => {
  it('is a warning where the setting is off', async () => {
    const files = settings('ExternalClientApp', { enableClientSecretInRestApiAccess: false });
    expect(await check('secret-access', { files })).toMatchObject({
      level: 'warning',
      configPath: 'settings.enableClientSecretInRestApiAccess',
    });
  });
});

describe('External Client Apps that an org must opt in to', () => {
  it('are a warning until 62.0', async () => {
    const files = settings('ExternalClientApp', { enableExternalClientApps: false });
    expect(await check('eca-settings', { files })).toMatchObject({ level: 'ok' });
  });
});
