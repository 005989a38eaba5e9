import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { deploy } from '../../src/verbs/deploy.js';
import { LocalOrg, type LocalOrgInfo } from '../../src/local-org/index.js';
import type { Org } from '../../src/org/org.js';
import { plan } from '../../src/verbs/plan.js';
import { verify } from '../../src/verbs/verify.js';
import { BILLING_SYNC, connectTo, resolved } from './project.js';
import { testWork } from '../work.js';

describe('the main job', () => {
  let localOrg: LocalOrg;
  let info: LocalOrgInfo;
  let org: Org;

  beforeEach(async () => {
    localOrg = new LocalOrg();
    info = await localOrg.start();
    org = await connectTo(info);
  });
  afterEach(() => localOrg.stop());

  const config = resolved(BILLING_SYNC);

  it('plans five components for a new app and changes nothing', async () => {
    const report = await plan(org, config, testWork());
    expect(report.changes.map(({ action, type, fullName }) => [action, type, fullName])).toEqual([
      ['create', 'ExternalClientApplication', 'Billing_Sync'],
      ['create', 'ExtlClntAppGlobalOauthSettings', 'Billing_Sync_glbloauth'],
      ['create', 'ExtlClntAppOauthSettings', 'Billing_Sync_oauth'],
      ['create', 'ExtlClntAppConfigurablePolicies', 'Billing_Sync_defaultPolicy'],
      ['create', 'ExtlClntAppOauthConfigurablePolicies', 'Billing_Sync_oauth_defaultPolicy'],
    ]);
    expect(localOrg.snapshot().deployCount).toBe(0);
  });

  it('deploys, reads back, and proves the token', async () => {
    const report = await deploy(org, config, testWork());
    expect(report.deploy).toMatchObject({ status: 'Succeeded', components: 5 });
    expect(report.readBack).toEqual({ inSync: true, differences: [] });
    expect(report.verify).toHaveLength(1);
    expect(report.verify[0]).toMatchObject({ app: 'Billing_Sync', ok: true });
    expect(report.verify[0]?.checks.map(({ name, ok }) => [name, ok])).toEqual([
      ['token', true],
      ['scopes', true],
      ['org', true],
      ['run-as-user', true],
      ['api', true],
      ['no-refresh-token', true],
    ]);
    expect(report.credentials[0]?.consumerKey).toMatch(/^\w/);
  });

  it('is already deployed: a second deploy sends nothing that changes the org', async () => {
    await deploy(org, config, testWork());
    const before = localOrg.snapshot();
    const seen = localOrg.requests.length;
    const report = await deploy(org, config, testWork());
    expect(report.changes).toEqual([]);
    expect(report.deploy).toBeUndefined();
    expect(report.verify[0]?.ok).toBe(true);
    const later = localOrg.requests.slice(seen);
    expect(later.filter(({ operation }) => /deploy/i.test(operation))).toEqual([]);
    expect(later.filter(({ method }) => ['PUT', 'PATCH', 'DELETE'].includes(method))).toEqual([]);
    expect(localOrg.snapshot().components).toEqual(before.components);
  });

  it('detects drift and repairs it, keeping what the config does not name', async () => {
    await deploy(org, config, testWork());
    localOrg.changeField('ExtlClntAppOauthSettings', 'Billing_Sync_oauth', 'commaSeparatedOauthScopes', 'Api, Web');
    localOrg.changeField('ExternalClientApplication', 'Billing_Sync', 'contactPhone', '+49 89 1234');
    const drift = await plan(org, config, testWork());
    expect(drift.changes).toEqual([
      {
        action: 'update',
        app: 'Billing_Sync',
        type: 'ExtlClntAppOauthSettings',
        fullName: 'Billing_Sync_oauth',
        fields: [{ path: 'commaSeparatedOauthScopes', from: 'Api, Web', to: 'Api' }],
      },
    ]);
    const report = await deploy(org, config, testWork());
    expect(report.deploy?.components).toBe(1);
    expect((await plan(org, config, testWork())).inSync).toBe(true);
    const app = localOrg.snapshot().components.find(({ fullName }) => fullName === 'Billing_Sync');
    expect(app?.fields.contactPhone).toBe('+49 89 1234');
  });

  it('leaves components, users and settings as they were in a dry run', async () => {
    const before = localOrg.snapshot();
    const report = await deploy(org, config, testWork(), { dryRun: true });
    const after = localOrg.snapshot();
    expect(report.deploy).toMatchObject({ checkOnly: true, status: 'Succeeded' });
    expect({ ...after, validationCount: 0 }).toEqual(before);
  });

  it('costs no more requests than it needs', async () => {
    const counted = async (): Promise<number> => {
      const before = localOrg.requests.length;
      await deploy(await connectTo(info), config, testWork());
      return localOrg.requests.length - before;
    };
    expect(await counted()).toBeLessThanOrEqual(36);
    expect(await counted()).toBeLessThanOrEqual(26);
  });

  it('waits until a new app has reached every server', async () => {
    const slow = new LocalOrg({ propagation: { settingsSeconds: 1, secretsSeconds: 1 } });
    const waits: string[] = [];
    const report = await deploy(
      await connectTo(await slow.start()),
      config,
      testWork({
        onProgress: (event) => {
          if (event.kind === 'waiting') waits.push(event.message);
        },
      }),
    );
    await slow.stop();
    expect(report.verify[0]?.ok).toBe(true);
    expect(waits[0]).toContain('invalid_client');
  });

  it('verifies alone what was deployed', async () => {
    await deploy(org, config, testWork());
    const [report] = await verify(org, config, testWork());
    expect(report).toMatchObject({ ok: true });
  });
});
