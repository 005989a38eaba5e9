import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { deploy } from '../../src/verbs/deploy.js';
import { destroy, type DestroyPlan } from '../../src/verbs/destroy.js';
import { LocalOrg, type LocalOrgInfo } from '../../src/local-org/index.js';
import type { Org } from '../../src/org/org.js';
import { plan } from '../../src/verbs/plan.js';
import { consumerKeyOf, differentFromDefaults, OWNER } from './existing-app.js';
import { BILLING_SYNC, connectTo, countOf, resolved } from './project.js';
import { testWork } from '../work.js';

const QUICK = { verify: false } as const;
const config = resolved(BILLING_SYNC);
const yes = { confirm: () => Promise.resolve(true) } as const;

describe('destroying an app', () => {
  let localOrg: LocalOrg;
  let info: LocalOrgInfo;
  let org: Org;
  beforeEach(async () => {
    localOrg = new LocalOrg();
    info = await localOrg.start();
    org = await connectTo(info);
  });
  afterEach(() => localOrg.stop());

  it('shows every part, deletes all of them, proves that they are gone, and leaves other apps alone', async () => {
    differentFromDefaults(localOrg, 'Billing_Sync');
    differentFromDefaults(localOrg, 'Billing_Sync_Archive');
    const others = localOrg.snapshot().components.filter(({ fullName }) => fullName.startsWith('Billing_Sync_Archive'));
    const asked: DestroyPlan[] = [];
    const report = await destroy(org, config, testWork(), {
      confirm: (shown) => {
        asked.push(shown);
        return Promise.resolve(true);
      },
    });
    expect(asked[0]).toMatchObject({ production: [] });
    expect(report).toMatchObject({ gone: true, deploy: { status: 'Succeeded' }, missing: [] });
    expect(report.deleted.map(({ fullName }) => fullName)).toEqual([
      'Billing_Sync_oauthPlcy',
      'Billing_Sync_plcy',
      'Billing_Sync_oauth',
      'Billing_Sync_glbloauth',
      'Billing_Sync',
    ]);
    const left = localOrg.snapshot().components;
    expect(
      left.filter(({ fields, fullName }) => fullName === 'Billing_Sync' || fields[OWNER] === 'Billing_Sync'),
    ).toEqual([]);
    expect(left).toEqual(expect.arrayContaining(others));
    expect((await plan(org, config, testWork())).changes).toHaveLength(5);
  });

  it('sends nothing for an app that is not there, and says so', async () => {
    const report = await destroy(org, config, testWork(), yes);
    expect(report).toMatchObject({ deleted: [], missing: ['Billing_Sync'], gone: true });
    expect(countOf(localOrg, 'deploy')).toBe(0);
  });

  it('deletes nothing after a no, nor in a dry run', async () => {
    await deploy(org, config, testWork(), QUICK);
    const before = localOrg.snapshot();
    const no = { confirm: () => Promise.resolve(false) };
    await expect(destroy(org, config, testWork(), no)).rejects.toMatchObject({
      name: 'NotConfirmedError',
      exitCode: 4,
    });
    const report = await destroy(org, config, testWork(), { ...no, dryRun: true });
    expect(report.deploy).toMatchObject({ checkOnly: true, status: 'Succeeded' });
    expect(report).not.toHaveProperty('gone');
    expect({ ...localOrg.snapshot(), validationCount: before.validationCount }).toEqual(before);
  });

  it.each([
    ['true', true, /is production: pass --yes-org-id/],
    ['another org id', '00D000000000099AAA', /production/],
  ])('does not take %s for an answer in production', async (_title, answer, action) => {
    await deploy(org, config, testWork(), QUICK);
    const production = { ...config, production: true };
    const confirm = () => Promise.resolve(answer);
    await expect(destroy(org, production, testWork(), { confirm })).rejects.toMatchObject({
      name: 'NotConfirmedError',
      actions: [expect.stringMatching(action) as string],
    });
    expect(localOrg.snapshot().deployCount).toBe(1);
    const report = await destroy(org, production, testWork(), { confirm: () => Promise.resolve(info.orgId) });
    expect(report.gone).toBe(true);
  });

  it('refuses to delete the app that the session is logged in with', async () => {
    await deploy(org, config, testWork(), QUICK);
    await expect(
      destroy({ ...org, clientId: consumerKeyOf(localOrg, 'Billing_Sync') }, config, testWork(), yes),
    ).rejects.toMatchObject({
      name: 'SessionAppError',
    });
    expect(localOrg.snapshot().deployCount).toBe(1);
  });

  it('is not fooled by an answer that was lost', async () => {
    await deploy(org, config, testWork(), QUICK);
    const startDeploy: Org['startDeploy'] = (zip, mode) => {
      if (!mode.checkOnly) localOrg.once('deploy', { kind: 'half-answer' });
      return org.startDeploy(zip, mode);
    };
    const report = await destroy({ ...org, startDeploy }, config, testWork(), yes);
    expect(report.gone).toBe(true);
    expect(localOrg.snapshot().deployCount).toBe(2);
  });
});
