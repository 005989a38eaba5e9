import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readConsumer, readCredentials } from '../../src/credentials/read-pair.js';
import { readStaged } from '../../src/credentials/staged.js';
import { LocalOrg, type Seed } from '../../src/local-org/index.js';
import type { Org } from '../../src/org/org.js';
import { readEntry } from '../../src/project/credentials-journal.js';
import { showCredentials, storeCredentials } from '../../src/verbs/credentials.js';
import { takeOver } from '../../src/compose/take-over.js';
import { findConfigTarget } from '../../src/project/config-target.js';
import { importApps } from '../../src/verbs/import.js';
import { readImportedOrg } from '../../src/verbs/import-org.js';
import { deploy } from '../../src/verbs/deploy.js';
import { doctor } from '../../src/verbs/doctor.js';
import { plan } from '../../src/verbs/plan.js';
import { rotate } from '../../src/verbs/rotate.js';
import { verify } from '../../src/verbs/verify.js';
import { testWork } from '../work.js';
import { BILLING_SYNC, connectTo, resolved } from './project.js';

const config = resolved({ ...BILLING_SYNC, environments: { uat: { runAsUserSuffix: '.uat' } } }, 'uat');
const SANDBOX: Seed = {
  org: { id: '00D000000000042AAA', name: 'Acme UAT', isSandbox: true, sandboxName: 'uat' },
  users: [
    { username: 'admin@acme.example.uat', profile: 'System Administrator' },
    { username: 'billing.sync@acme.example.uat' },
  ],
  settings: { enableClientSecretInRestApiAccess: true },
};
const LOST = 'exists in the org without ExtlClntAppGlobalOauthSettings, ExtlClntAppOauthSettings';
const NEW_PAIR = 'Key and secret will be new';

// As a refresh was reported to leave packaged apps: header and policies are there, OAuth settings, key and secret are not.
describe('an app that lost its OAuth settings', () => {
  let localOrg: LocalOrg;
  let org: Org;
  beforeEach(async () => {
    localOrg = new LocalOrg({ seed: SANDBOX });
    await deploy(await connectTo(await localOrg.start()), config, testWork());
    localOrg.refresh({ apps: 'half-broken' });
    org = await connectTo(localOrg.info);
  });
  afterEach(() => localOrg.stop());

  it('is told at once with --allow-secret-access, and not after half a minute of waiting', async () => {
    localOrg.changeSetting('enableClientSecretInRestApiAccess', false);
    const folder = mkdtempSync(join(tmpdir(), 'eca-half-broken-'));
    const options = { allowSecretAccess: true, sink: { file: 'pair.json' } };
    const started = performance.now();
    await expect(storeCredentials(org, config, testWork({ folder, waitMs: 60_000 }), options)).rejects.toMatchObject({
      name: 'AppIncompleteError',
    });
    expect(performance.now() - started).toBeLessThan(10_000);
    expect(localOrg.snapshot().settings.enableClientSecretInRestApiAccess).toBe(false);
  });

  it('is said by verify, which sends nobody to the settings of the org', async () => {
    const [report] = await verify(org, config, testWork());
    expect(report?.diagnosis).toMatchObject({
      layer: 'app',
      reason: 'app has lost parts',
      evidence: expect.stringContaining(LOST) as string,
      fix: expect.stringContaining(NEW_PAIR) as string,
      command: 'eca deploy --app Billing_Sync',
    });
    expect(report?.diagnosis?.fix).not.toContain('Setup');
  });

  it('is said by the doctor, in a line of the app', async () => {
    const { checks } = await doctor(org, config, testWork());
    expect(checks.find(({ name }) => name === 'parts')).toMatchObject({
      app: 'Billing_Sync',
      level: 'warning',
      detail: expect.stringContaining(LOST) as string,
      action: expect.stringContaining(NEW_PAIR) as string,
    });
  });

  it.each([
    ['show', () => showCredentials(org, config, testWork(), { reveal: false })],
    ['store', () => storeCredentials(org, config, testWork(), { sink: { file: join(tmpdir(), 'eca-never.json') } })],
  ])('is said by credentials %s', async (_command, run) => {
    await expect(run()).rejects.toMatchObject({
      name: 'AppIncompleteError',
      message: expect.stringContaining(LOST) as string,
      actions: [expect.stringContaining(NEW_PAIR) as string],
    });
  });

  it('is said by plan, and mended by deploy', async () => {
    expect((await plan(org, config, testWork())).notes).toEqual([expect.stringContaining(LOST)]);
    const report = await deploy(org, config, testWork());
    expect(report.verify).toMatchObject([{ ok: true }]);
    expect((await doctor(org, config, testWork())).checks.find(({ name }) => name === 'parts')?.level).toBe('ok');
  });
});

describe('key and secret that cannot be read since the org fails', () => {
  it('are no matter of settings or permissions: try again', async () => {
    const localOrg = new LocalOrg();
    const org = await connectTo(await localOrg.start());
    const config = resolved(BILLING_SYNC);
    await deploy(org, config, testWork());
    localOrg.always('credentials', { kind: 'status', status: 500 });
    const [report] = await verify(org, config, testWork());
    await localOrg.stop();
    expect(report?.diagnosis).toMatchObject({ layer: 'service', fix: expect.stringMatching(/^Try again/) as string });
  });
});

describe('an app that lost one part, and keeps key and secret', () => {
  let localOrg: LocalOrg;
  let org: Org;
  const config = resolved(BILLING_SYNC);
  beforeEach(async () => {
    localOrg = new LocalOrg();
    org = await connectTo(await localOrg.start());
    await deploy(org, config, testWork());
  });
  afterEach(() => localOrg.stop());

  it.each([
    ['ExtlClntAppGlobalOauthSettings', 'Billing_Sync_glbloauth'],
    ['ExtlClntAppOauthSettings', 'Billing_Sync_oauth'],
    ['ExtlClntAppConfigurablePolicies', 'Billing_Sync_defaultPolicy'],
    ['ExtlClntAppOauthConfigurablePolicies', 'Billing_Sync_oauth_defaultPolicy'],
  ])('is not rotated without its %s, and nothing is left of the attempt', async (type, fullName) => {
    const { consumerKey } = await readCredentials(org, 'Billing_Sync');
    localOrg.removeComponent(type, fullName);
    const folder = mkdtempSync(join(tmpdir(), 'eca-not-rotated-'));
    await expect(rotate(org, config, testWork({ folder }))).rejects.toMatchObject({
      name: 'AppIncompleteError',
      message: expect.stringContaining(`exists in the org without ${type}`) as string,
      actions: [expect.stringContaining('`eca deploy` creates it again') as string, 'Then rotate.'],
    });
    expect((await readCredentials(org, 'Billing_Sync')).consumerKey).toBe(consumerKey);
    expect(await readStaged(org, await readConsumer(org, 'Billing_Sync'))).toBeUndefined();
    expect(
      await readEntry(testWork({ folder }), { kind: 'rotation', orgId: org.identity.orgId, app: 'Billing_Sync' }),
    ).toBeUndefined();
  });

  it.each([
    ['ExtlClntAppGlobalOauthSettings', 'Billing_Sync_glbloauth'],
    ['ExtlClntAppConfigurablePolicies', 'Billing_Sync_defaultPolicy'],
  ])('is not taken over in silence without its %s', async (type, fullName) => {
    const taken = async () => {
      const { components, apiVersion, orgId } = await readImportedOrg(org, testWork());
      return takeOver(components, { apiVersion, orgId });
    };
    expect((await taken()).lost).toEqual([]);
    localOrg.removeComponent(type, fullName);
    const { lost, notes } = await taken();
    expect(lost).toEqual([expect.stringContaining(`"Billing_Sync" exists in the org without ${type}`)]);
    expect(notes).toEqual(expect.arrayContaining([...lost]));
  });

  it('is named where an import is refused, before the ways out', async () => {
    localOrg.removeComponent('ExtlClntAppOauthConfigurablePolicies', 'Billing_Sync_oauth_defaultPolicy');
    const target = await findConfigTarget({ cwd: mkdtempSync(join(tmpdir(), 'eca-half-import-')) });
    const options = { imported: await readImportedOrg(org, testWork()), target, env: {} };
    await expect(importApps(options)).rejects.toMatchObject({
      name: 'ImportIncompleteError',
      actions: expect.arrayContaining([
        expect.stringContaining('exists in the org without ExtlClntAppOauthConfigurablePolicies'),
      ]) as string[],
    });
  });
});
