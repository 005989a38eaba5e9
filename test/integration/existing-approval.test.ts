import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { DoctorCheck } from '../../src/doctor/check.js';
import { LocalOrg } from '../../src/local-org/index.js';
import type { Org } from '../../src/org/org.js';
import { deploy } from '../../src/verbs/deploy.js';
import { doctor } from '../../src/verbs/doctor.js';
import { plan } from '../../src/verbs/plan.js';
import { verify } from '../../src/verbs/verify.js';
import { testWork } from '../work.js';
import { adopted, differentFromDefaults } from './existing-app.js';
import { BILLING_SYNC, connectTo, resolved } from './project.js';

const POLICY = ['ExtlClntAppOauthConfigurablePolicies', 'Billing_Sync_oauthPlcy'] as const;
const GLOBAL = ['ExtlClntAppGlobalOauthSettings', 'Billing_Sync_glbloauth'] as const;
const LINES = 'permissionSets: [Billing_API, Billing_Data] and assign: [Billing_API]';
const USER = 'billing.sync@acme.example';

// The commonest app that is there already: approved users only, and a config that says nothing of it.
describe('an existing app that admits approved users only', () => {
  let localOrg: LocalOrg;
  let org: Org;
  beforeEach(async () => {
    localOrg = new LocalOrg({
      seed: {
        users: [
          { username: 'admin@acme.example', profile: 'System Administrator' },
          {
            username: USER,
            profile: 'Voice Profile',
            licence: 'Salesforce',
            permissions: ['ApiEnabled'],
            loginIpRanges: ['203.0.113.0-203.0.113.255'],
          },
        ],
        permissionSets: [{ name: 'Billing_API' }, { name: 'Billing_Data' }],
        settings: { enableClientSecretInRestApiAccess: true },
      },
    });
    org = await connectTo(await localOrg.start());
    differentFromDefaults(localOrg, 'Billing_Sync');
    localOrg.changeField(...POLICY, 'commaSeparatedPermissionSet', '\n  Billing_API,\n  Billing_Data\n');
  });
  afterEach(() => localOrg.stop());
  const check = async (name: string): Promise<DoctorCheck | undefined> =>
    (await doctor(org, adopted, testWork())).checks.find((one) => one.name === name);

  it('is seen by the doctor, with the lines to write', async () => {
    expect(await check('pre-authorisation')).toMatchObject({
      level: 'warning',
      detail: expect.stringContaining('permission sets Billing_API, Billing_Data') as string,
      action: expect.stringContaining(LINES) as string,
    });
  });

  it('is seen by plan and by the checks before a deploy', async () => {
    expect((await plan(org, adopted, testWork())).notes.join()).toContain(LINES);
    const warnings: string[] = [];
    const work = testWork({
      onProgress: (event) => {
        if (event.kind === 'warning') warnings.push(event.message);
      },
    });
    await deploy(org, adopted, work, { dryRun: true });
    expect(warnings.join()).toContain(LINES);
  });

  it('is named by verify, when it refuses the token', async () => {
    for (const { type, fullName } of localOrg.snapshot().components) {
      if (fullName.startsWith('Billing_Sync')) localOrg.removeComponent(type, fullName);
    }
    await deploy(org, adopted, testWork(), { verify: false });
    const [type] = POLICY;
    const set = (field: string, value: string) => {
      localOrg.changeField(type, 'Billing_Sync_oauth_defaultPolicy', field, value);
    };
    set('permittedUsersPolicyType', 'AdminApprovedPreAuthorized');
    set('commaSeparatedPermissionSet', 'Billing_API, Billing_Data');
    const [report] = await verify(org, adopted, testWork());
    expect(report?.diagnosis).toMatchObject({
      layer: 'pre-authorisation',
      evidence: expect.stringMatching(
        /permission sets Billing_API, Billing_Data; ".*" has no permission set and the profile Voice Profile/,
      ) as string,
      fix: expect.stringContaining(LINES) as string,
    });
  });

  it('is taken for right where the user is approved by the table of accesses alone', async () => {
    localOrg.changeField(...POLICY, 'commaSeparatedPermissionSet', 'Billing_Data');
    const [set] = await org.query<{ readonly Id: string }>("SELECT Id FROM PermissionSet WHERE Name = 'Billing_API'");
    const [app] = await org.query<{ readonly Id: string }>(
      "SELECT Id FROM ExternalClientApplication WHERE DeveloperName = 'Billing_Sync'",
    );
    const [user] = await org.query<{ readonly Id: string }>(`SELECT Id FROM User WHERE Username = '${USER}'`);
    const create = (object: string, body: object) => org.request({ method: 'POST', path: `sobjects/${object}`, body });
    await create('SetupEntityAccess', { ParentId: set?.Id, SetupEntityId: app?.Id });
    await create('PermissionSetAssignment', { AssigneeId: user?.Id, PermissionSetId: set?.Id });
    expect(await check('pre-authorisation')).toMatchObject({ level: 'ok', detail: `${USER} holds Billing_API` });
  });

  it('by a profile is answered with a permission set, since nobody assigns a profile', async () => {
    localOrg.changeField(...POLICY, 'commaSeparatedPermissionSet', undefined);
    localOrg.changeField(...POLICY, 'commaSeparatedProfile', 'System Administrator');
    expect(await check('pre-authorisation')).toMatchObject({
      level: 'warning',
      detail: expect.stringContaining('profiles System Administrator') as string,
      action: expect.stringMatching(
        /permissionSets: \[NAME\] and assign: \[NAME\].*profile System Administrator/,
      ) as string,
    });
    localOrg.changeField(...POLICY, 'commaSeparatedProfile', 'Voice Profile');
    expect(await check('pre-authorisation')).toMatchObject({ level: 'ok' });
  });

  it('that relaxes addresses is not warned of for a key that the config does not write', async () => {
    expect(await check('login-ip-ranges')).not.toMatchObject({ level: 'warning' });
  });

  it.each([
    ['ExtlClntAppConfigurablePolicies', 'Billing_Sync_plcy', 'isEnabled', false],
    ['ExtlClntAppConfigurablePolicies', 'Billing_Sync_plcy', 'isOauthPluginEnabled', false],
    [...POLICY, 'requiredSessionLevel', 'HIGH_ASSURANCE'],
  ] as const)(
    'is warned of when %s of %s has set %s otherwise than the flow needs',
    async (type, name, field, value) => {
      expect(await check('switches')).toBeUndefined();
      localOrg.changeField(type, name, field, value);
      expect(await check('switches')).toMatchObject({
        level: 'warning',
        action: expect.stringContaining(`${type}: { ${field}:`) as string,
      });
      expect((await plan(org, adopted, testWork())).notes.join('\n')).toContain(`${type}: { ${field}:`);
    },
  );

  it('is warned of when its tokens are bound to a key of the client, by an API version that has the switch', async () => {
    const newest = { ...adopted, apiVersion: '68.0' };
    const there = await connectTo(localOrg.info, '68.0');
    const asked = async () =>
      (await doctor(there, newest, testWork())).checks.find(({ name }) => name === 'token-type');
    expect(await asked()).toBeUndefined();
    localOrg.changeField(...GLOBAL, 'isDPopEnabled', true);
    expect(await asked()).toMatchObject({
      level: 'warning',
      action: expect.stringContaining('ExtlClntAppGlobalOauthSettings: { isDPopEnabled: false }') as string,
    });
    expect((await plan(there, newest, testWork())).notes.join('\n')).toContain('isDPopEnabled on');
  });

  it('is no matter of assigning while a permission set that the config admits is not there', async () => {
    const app = { ...BILLING_SYNC.apps.Billing_Sync, runAsUser: USER, permissionSets: ['No_Such_Set'] };
    const { notes } = await plan(org, resolved({ ...BILLING_SYNC, apps: { Billing_Sync: app } }), testWork());
    expect(notes.join('\n')).toContain('no permission set "No_Such_Set"');
    expect(notes.join('\n')).not.toContain('assign: [No_Such_Set]');
  });

  it('is none of our business where the config writes that everybody may', async () => {
    const open = resolved({
      apiVersion: '66.0',
      apps: {
        Billing_Sync: {
          label: 'Billing Sync',
          contactEmail: 'somebody@acme.example',
          runAsUser: USER,
          permissionSets: [],
        },
      },
    });
    const { checks } = await doctor(org, open, testWork());
    expect(checks.find(({ name }) => name === 'pre-authorisation')).toBeUndefined();
  });
});

describe('plan', () => {
  it('says what a deploy would refuse: a user and a permission set that are not there', async () => {
    const localOrg = new LocalOrg();
    const org = await connectTo(await localOrg.start());
    const config = resolved({
      apiVersion: '66.0',
      apps: {
        Billing_Sync: {
          label: 'Billing Sync',
          contactEmail: 'platform@acme.example',
          runAsUser: 'nobody@acme.example',
          permissionSets: ['Not_There'],
          assign: ['Not_There'],
        },
      },
    });
    const { notes } = await plan(org, config, testWork());
    await localOrg.stop();
    expect(notes).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^A deploy would refuse this: No user .* "nobody@acme.example"/),
        expect.stringMatching(/^A deploy would refuse this: .* no permission set "Not_There"/),
      ]),
    );
  });
});
