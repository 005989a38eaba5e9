import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { AppConfig } from '../../src/config/model.js';
import { deploy } from '../../src/verbs/deploy.js';
import { doctor } from '../../src/verbs/doctor.js';
import type { DoctorCheck } from '../../src/doctor/check.js';
import { LocalOrg, type LocalOrgInfo, type Seed } from '../../src/local-org/index.js';
import type { Org } from '../../src/org/org.js';
import { BILLING_SYNC, connectTo, countOf, resolved } from './project.js';
import { testWork } from '../work.js';

const config = resolved(BILLING_SYNC);
const USERNAME = 'billing.sync@acme.example';

describe('the doctor', () => {
  let localOrg: LocalOrg;
  let info: LocalOrgInfo;
  let org: Org;
  const start = async (seed?: Seed): Promise<void> => {
    await localOrg.stop();
    localOrg = new LocalOrg(seed === undefined ? {} : { seed });
    info = await localOrg.start();
    org = await connectTo(info);
  };
  const check = async (name: string, of = org): Promise<DoctorCheck | undefined> =>
    (await doctor(of, config, testWork())).checks.find((one) => one.name === name);
  beforeEach(async () => {
    localOrg = new LocalOrg();
    info = await localOrg.start();
    org = await connectTo(info);
  });
  afterEach(() => localOrg.stop());

  it('finds nothing wrong where nothing is, says what it could not ask, and changes nothing', async () => {
    const before = localOrg.snapshot();
    const { checks } = await doctor(org, config, testWork());
    // The local org begins with the setting on, so that everything can be tried.
    expect(checks.filter(({ ok }) => !ok).map(({ name }) => name)).toEqual(['secrets-left-open']);
    expect(checks.filter(({ level }) => level === 'ok').map(({ name }) => name)).toEqual(
      expect.arrayContaining(['org', 'host', 'metadata-permission', 'secret-access', 'run-as-user', 'licence']),
    );
    for (const { level, detail } of checks) {
      if (level === 'unknown') expect(detail).toMatch(/^Could not be asked: /);
    }
    expect(localOrg.snapshot()).toEqual(before);
  });

  it.each([
    ['inactive', { active: false }, /is inactive\.$/],
    ['frozen', { frozen: true }, /is frozen\.$/],
  ])('notices a run-as user that is %s', async (_state, change, detail) => {
    localOrg.changeUser(USERNAME, change);
    expect(await check('run-as-user')).toMatchObject({
      ok: false,
      level: 'blocker',
      app: 'Billing_Sync',
      detail: expect.stringMatching(detail) as string,
      configPath: 'apps.Billing_Sync.runAsUser',
    });
    await expect(deploy(org, config, testWork())).rejects.toMatchObject({ name: 'RunAsUserInactiveError' });
    expect(countOf(localOrg, 'deploy')).toBe(0);
  });

  it('warns of a run-as user that may not use the API by profile or permission sets', async () => {
    await start({
      users: [
        { username: 'admin@acme.example', profile: 'System Administrator' },
        { username: USERNAME, profile: 'Minimum Access - Salesforce' },
      ],
    });
    expect(await check('api-access')).toMatchObject({
      ok: false,
      level: 'warning',
      configPath: 'apps.Billing_Sync.assign',
    });
    await start({
      users: [
        { username: 'admin@acme.example', profile: 'System Administrator' },
        { username: USERNAME, profile: 'Minimum Access - Salesforce', permissionSets: ['Billing_API'] },
      ],
      permissionSets: [{ name: 'Billing_API', permissions: ['ApiEnabled'] }],
    });
    expect(await check('api-access')).toMatchObject({ ok: true, level: 'ok' });
  });

  it('counts the free seats of the permission set licence that an integration user lacks', async () => {
    await start({
      users: [
        { username: 'admin@acme.example', profile: 'System Administrator' },
        { username: USERNAME, licence: 'Salesforce Integration' },
      ],
      permissionSetLicenses: [
        { name: 'SalesforceAPIIntegrationPsl', label: 'Salesforce API Integration', total: 5, used: 2 },
      ],
    });
    expect(await check('licence')).toMatchObject({
      level: 'warning',
      detail: expect.stringContaining('(3 free)') as string,
    });
  });

  it('warns that secrets cannot be read, by setting and by permission, and how to change that', async () => {
    localOrg.changeSetting('enableClientSecretInRestApiAccess', false);
    expect(await check('secret-access')).toMatchObject({
      level: 'warning',
      action: expect.stringMatching(/^Use --allow-secret-access, as in/) as string,
    });
  });

  it('judges the deploying user by API names of permissions', async () => {
    await start({
      users: [
        {
          username: 'release@acme.example',
          profile: 'Minimum Access - Salesforce',
          permissions: ['ApiEnabled', 'ModifyMetadata'],
        },
        { username: USERNAME, licence: 'Salesforce Integration' },
      ],
    });
    const { checks } = await doctor(org, config, testWork());
    const level = (name: string) => checks.find((one) => one.name === name)?.level;
    expect(level('metadata-permission')).toBe('ok');
    expect(checks.find(({ name }) => name === 'app-permissions')).toMatchObject({
      level: 'warning',
      detail: expect.stringContaining('ExternalClientAppViewer and ExternalClientAppAdmin') as string,
    });
    expect(level('secret-access')).toBe('warning');
  });

  it('stops a deploying user who may not use the Metadata API', async () => {
    await start({
      users: [
        { username: 'release@acme.example', profile: 'Standard User' },
        { username: USERNAME, licence: 'Salesforce Integration' },
      ],
    });
    expect(await check('metadata-permission')).toMatchObject({ level: 'blocker' });
  });

  it('notices a pre-authorisation that the run-as user does not hold', async () => {
    const apps = Object.entries(BILLING_SYNC.apps).map(([name, app]): [string, AppConfig] => [
      name,
      { ...app, profiles: ['System Administrator'] },
    ]);
    const strict = resolved({ ...BILLING_SYNC, apps: Object.fromEntries(apps) });
    const { checks } = await doctor(org, strict, testWork());
    expect(checks.find(({ name }) => name === 'pre-authorisation')).toMatchObject({ level: 'warning' });
  });

  it('says of a JWT session that SOAP refuses it, and asks nothing else', async () => {
    const jwt = { ...org, sessionIsJwt: true };
    const seen = localOrg.requests.length;
    expect((await doctor(jwt, config, testWork())).checks).toMatchObject([{ name: 'session', level: 'blocker' }]);
    expect(localOrg.requests.length).toBe(seen);
  });
});
