import { readFile } from 'node:fs/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { readCredentials } from '../../src/credentials/read-pair.js';
import { LocalOrg } from '../../src/local-org/index.js';
import type { Org } from '../../src/org/org.js';
import type { OnProgress } from '../../src/progress.js';
import { Secret } from '../../src/secret.js';
import { connect } from '../../src/org/connect.js';
import { deploy } from '../../src/verbs/deploy.js';
import { doctor } from '../../src/verbs/doctor.js';
import { prepareRefresh } from '../../src/verbs/prepare-refresh.js';
import { refresh } from '../../src/verbs/refresh.js';
import { connectTo, BILLING_SYNC, resolved } from './project.js';
import { startWorld, type RefreshWorld } from './refresh-world.js';
import { testWork } from '../work.js';

const config = resolved({
  ...BILLING_SYNC,
  apps: Object.fromEntries(
    Object.entries(BILLING_SYNC.apps).map(([name, app]) => [name, { ...app, assign: ['Billing_API'] }]),
  ),
});
const MINIMUM = 'Minimum Access - Salesforce';

/** Deploys a permission set of the docs to an org, and gives it to a user who has nothing else; gives the user's token. */
async function userWith(name: string, localOrg: LocalOrg, username: string): Promise<string> {
  const admin = await connectTo(localOrg.info);
  const file = `${name}.permissionset-meta.xml`;
  const text = await readFile(`docs/examples/permissionsets/${file}`, 'utf8');
  const id = await admin.startDeploy(await admin.pack([{ path: `permissionsets/${file}`, text }]), {
    checkOnly: false,
  });
  expect(await admin.watchDeploy(id, testWork(), () => undefined)).toMatchObject({ success: true });
  const [user] = await admin.query<{ Id: string; Profile: { Name: string } }>(
    `SELECT Id, Profile.Name FROM User WHERE Username = '${username}'`,
  );
  expect(user?.Profile.Name).toBe(MINIMUM);
  const [set] = await admin.query<{ Id: string }>(`SELECT Id FROM PermissionSet WHERE Name = '${name}'`);
  await admin.request({
    method: 'POST',
    path: 'sobjects/PermissionSetAssignment',
    body: { AssigneeId: user?.Id, PermissionSetId: set?.Id },
  });
  return localOrg.login(username);
}

function connectWith(token: string, { info: { instanceUrl } }: LocalOrg): Promise<Org> {
  const login = { kind: 'access-token', token: new Secret(token), instanceUrl } as const;
  return connect({ login, apiVersion: '66.0', work: testWork() });
}

describe('the permission set for deploying', () => {
  it('lets a user who has nothing else do the whole main job', async () => {
    const localOrg = new LocalOrg({
      seed: {
        users: [
          { username: 'admin@acme.example', profile: 'System Administrator' },
          { username: 'billing.sync@acme.example', licence: 'Salesforce Integration' },
          { username: 'release@acme.example', profile: MINIMUM },
        ],
        permissionSets: [{ name: 'Billing_API', permissions: ['ApiEnabled'], objects: { Account: ['read'] } }],
        permissionSetLicenses: [{ name: 'SalesforceAPIIntegrationPsl', label: 'Salesforce API Integration', total: 5 }],
        settings: { enableClientSecretInRestApiAccess: true },
      },
    });
    await localOrg.start();
    const token = await userWith('External_Client_App_Deployer', localOrg, 'release@acme.example');
    const release = await connectWith(token, localOrg);
    const { checks } = await doctor(release, config, testWork());
    // The setting stays on in this story, which the doctor says.
    expect(checks.filter(({ ok }) => !ok).map(({ name }) => name)).toEqual(['secrets-left-open']);
    const report = await deploy(release, config, testWork());
    expect(report).toMatchObject({ org: { username: 'release@acme.example' }, verify: [{ ok: true }] });
    await localOrg.stop();
  });
});

describe('the permission sets for a refresh', () => {
  let world: RefreshWorld;
  afterEach(() => world.stop());

  const CI = { username: 'ci@acme.example', profile: MINIMUM };
  const usersOf = (suffix: string) => [
    { username: `admin@acme.example${suffix}`, profile: 'System Administrator' },
    { username: `billing.sync@acme.example${suffix}` },
    { ...CI, username: `${CI.username}${suffix}` },
  ];

  /** A world that is entered by two users: the refresher in the sandbox, the reader in production. */
  async function enterAsCi(): Promise<Record<string, string>> {
    world = await startWorld({ seed: { users: usersOf('.uat') }, production: { users: usersOf('') } });
    world.refreshed({ apps: 'foreign-link', accessGroup: ['admin@acme.example.uat', 'ci@acme.example.uat'] });
    return {
      UAT_TOKEN: await userWith('External_Client_App_Refresher', world.sandbox, 'ci@acme.example.uat'),
      PRODUCTION_TOKEN: await userWith('External_Client_App_Reader', world.production, 'ci@acme.example'),
    };
  }
  const auth = { accessToken: 'UAT_TOKEN', instanceUrl: 'UAT_URL' };

  it('let users who have nothing else see, unfreeze, make users, repair and prove', async () => {
    const env = await enterAsCi();
    const gone = {
      runAsUser: 'ledger@acme.example',
      runAs: { create: { profile: 'Minimum Access - API Only Integrations' } },
    };
    const before = world.production.snapshot();
    const report = await refresh(world.config({ auth }), world.work(env), { unfreeze: true });
    expect(report).toMatchObject({
      ok: true,
      login: [{ way: 'auth', ok: true, target: 'ci@acme.example.uat' }],
      detection: { status: 'Completed' },
      apps: [{ fate: 'copied', done: 'made-anew' }],
      users: [{ action: 'unfreeze' }],
      verify: [{ ok: true }],
      // The reader may compare all parts of production's app, and reads no secret there.
      source: [{ unchanged: true, ok: true, tokenBefore: undefined }],
    });
    expect(world.production.snapshot()).toEqual(before);
    const made = await refresh(world.config({ auth, apps: { Billing_Sync: gone } }), world.work(env));
    expect(made).toMatchObject({ ok: true, users: [{ action: 'create' }] });
    const { checks } = await doctor(
      await connectWith(env.UAT_TOKEN ?? '', world.sandbox),
      world.config({ auth }),
      world.work(env),
    );
    expect(checks.find(({ name }) => name === 'refresh-permissions')).toMatchObject({ level: 'ok' });
  });

  it('let the day before be examined', async () => {
    const env = await enterAsCi();
    const { checks } = await prepareRefresh(world.config({ auth }), world.work(env));
    expect(checks.filter(({ level }) => level !== 'ok')).toEqual([]);
    expect(checks.map(({ name }) => name)).toEqual(['ci-user', 'app', 'run-as-user', 'sink']);
  });

  it('do not let the reader change an app or a user of production, or read a secret there', async () => {
    const { PRODUCTION_TOKEN = '' } = await enterAsCi();
    const reader = await connectWith(PRODUCTION_TOKEN, world.production);
    const changed = structuredClone(BILLING_SYNC) as { apps: Record<string, { label: string }> };
    for (const app of Object.values(changed.apps)) app.label = 'Other';
    const { components, users, settings } = world.production.snapshot();
    await expect(deploy(reader, resolved(changed as typeof BILLING_SYNC), testWork())).rejects.toMatchObject({
      name: expect.stringMatching(/^(?:DeployFailed|DeployingUser|PreflightFailed)Error$/) as string,
    });
    const [user] = await reader.query<{ Id: string }>(
      `SELECT Id FROM User WHERE Username = 'billing.sync@acme.example'`,
    );
    const path = `sobjects/User/${user?.Id ?? ''}`;
    await expect(reader.request({ method: 'PATCH', path, body: { IsActive: false } })).rejects.toThrow(/access/);
    await expect(readCredentials(reader, 'Billing_Sync')).rejects.toMatchObject({
      name: 'CredentialsUnavailableError',
    });
    expect(world.production.snapshot()).toMatchObject({ components, users, settings });
  });

  it('are enough in part: without a right to read production’s apps a warning says so, and the rest is done', async () => {
    const env = await enterAsCi();
    const weak = world.production.login('billing.sync@acme.example');
    const warnings: string[] = [];
    const onProgress: OnProgress = (event) => {
      if (event.kind === 'warning') warnings.push(event.message);
    };
    const work = { ...world.work({ ...env, PRODUCTION_TOKEN: weak }), onProgress };
    const report = await refresh(world.config({ auth }), work, { unfreeze: true });
    expect(report).toMatchObject({ ok: true, source: [] });
    expect(warnings.join('\n')).toContain('cannot be looked at before and after');
  });
});
