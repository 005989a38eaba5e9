import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { EcaConfig } from '../../src/config/model.js';
import type { EcaError } from '../../src/errors.js';
import { LocalOrg, type LocalOrgInfo } from '../../src/local-org/index.js';
import type { Org } from '../../src/org/org.js';
import type { ApprovedPlan } from '../../src/planning/approved-plan.js';
import { readPlanFile, writePlanFile } from '../../src/planning/plan-file.js';
import { deploy } from '../../src/verbs/deploy.js';
import { plan } from '../../src/verbs/plan.js';
import { testWork } from '../work.js';
import { runEca } from '../cli/run-eca.js';
import { registerSession } from '../../src/org/auth-store.js';
import { BILLING_SYNC, connectTo, countOf, resolved } from './project.js';

const CONFIG = resolved(BILLING_SYNC);
const withApp = (more: object): EcaConfig => ({
  ...BILLING_SYNC,
  apps: { Billing_Sync: { ...BILLING_SYNC.apps.Billing_Sync, ...more } },
});

describe('a plan that was approved', () => {
  let localOrg: LocalOrg;
  let info: LocalOrgInfo;
  let org: Org;
  let folder: string;
  beforeEach(async () => {
    localOrg = new LocalOrg();
    info = await localOrg.start();
    org = await connectTo(info);
    folder = mkdtempSync(join(tmpdir(), 'eca-approved-'));
  });
  afterEach(() => localOrg.stop());

  const approved = async (config = CONFIG): Promise<ApprovedPlan> => {
    let saved: ApprovedPlan | undefined;
    const save = (one: ApprovedPlan) => {
      // As it comes back from a file, in another process.
      saved = JSON.parse(JSON.stringify(one)) as ApprovedPlan;
      return Promise.resolve();
    };
    await plan(org, config, testWork({ folder }), { save });
    if (saved === undefined) throw new Error('No plan was saved.');
    return saved;
  };
  const refusal = async (act: Promise<unknown>): Promise<EcaError> => {
    const error: unknown = await act.catch((reason: unknown) => reason);
    expect(error).toMatchObject({ name: 'PlanOutdatedError', exitCode: 4 });
    expect(countOf(localOrg, 'deploy', 'checkDeploy')).toBe(0);
    return error as EcaError;
  };

  it('is what is deployed, and proven; carried out again it sends nothing', async () => {
    const saved = await approved();
    expect(saved.changes).toHaveLength(5);
    const report = await deploy(org, CONFIG, testWork({ folder }), { approved: saved });
    expect(report).toMatchObject({ deploy: { status: 'Succeeded' }, verify: [{ ok: true }] });
    const { deployCount } = localOrg.snapshot();
    const again = await deploy(org, CONFIG, testWork({ folder }), { approved: saved });
    expect(again).toMatchObject({ changes: [], verify: [{ ok: true }] });
    expect(localOrg.snapshot().deployCount).toBe(deployCount);
  });

  it('is the same whatever order the keys of the config have', async () => {
    const { label, ...rest } = { ...BILLING_SYNC.apps.Billing_Sync } as Record<string, unknown>;
    const turned = resolved({ ...BILLING_SYNC, apps: { Billing_Sync: { ...rest, label } as never } });
    await deploy(org, turned, testWork({ folder }), { approved: await approved(), verify: false });
  });

  it('is refused for another config', async () => {
    const saved = await approved();
    const other = resolved(withApp({ description: 'Since then' }));
    expect((await refusal(deploy(org, other, testWork({ folder }), { approved: saved }))).message).toContain('config');
  });

  it('is refused for another org, and both are named', async () => {
    const saved = await approved();
    const other = new LocalOrg({ ownIdentity: true });
    const otherInfo = await other.start();
    try {
      const there = await connectTo(otherInfo);
      const { message } = await refusal(deploy(there, CONFIG, testWork({ folder }), { approved: saved }));
      expect(message).toContain(info.orgId);
      expect(message).toContain(otherInfo.orgId);
      expect(countOf(other, 'deploy', 'checkDeploy')).toBe(0);
    } finally {
      await other.stop();
    }
  });

  it('is refused where its list of changes, which is what people read, is not what would be done', async () => {
    const saved = await approved();
    const [first, ...others] = saved.changes;
    const edits = [
      others,
      [],
      [...saved.changes, { ...first, fullName: 'Other' }],
      [{ ...first, fields: [] }, ...others],
    ];
    for (const changes of edits as ApprovedPlan['changes'][]) {
      const { message } = await refusal(deploy(org, CONFIG, testWork({ folder }), { approved: { ...saved, changes } }));
      expect(message).toContain('its list of changes is not what would be done');
      expect(message).toMatch(/\(ExternalClientApplication (?:Billing_Sync|Other)/);
    }
  });

  it('is refused when somebody changed the org since, with what the plan is now', async () => {
    await deploy(org, CONFIG, testWork({ folder }), { verify: false });
    const changed = resolved(withApp({ description: 'New' }));
    const saved = await approved(changed);
    await deploy(org, resolved(withApp({ label: 'Otherwise' })), testWork({ folder }), { verify: false });
    const { deployCount } = localOrg.snapshot();
    const error: unknown = await deploy(org, changed, testWork({ folder }), { approved: saved }).catch(
      (reason: unknown) => reason,
    );
    expect(error).toMatchObject({ name: 'PlanOutdatedError' });
    expect((error as EcaError).message).toMatch(
      /has changed since, which changes the plan for ExternalClientApplication/,
    );
    expect(localOrg.snapshot().deployCount).toBe(deployCount);
  });

  it.each([
    ['no file', undefined, /cannot be read: .*does not exist|ENOENT|no such file/i],
    ['no JSON', '{"format":', /is not JSON/],
    ['something else', '{"format":"eca-plan/2"}', /no plan of the format eca-plan\/1/],
    [
      'half a plan',
      '{"format":"eca-plan/1","plannedAt":"x","org":{},"changes":[],"digests":{}}',
      /no plan of the format/,
    ],
  ])('is a named error with %s', async (_what, text, message) => {
    const path = join(folder, 'uat.plan.json');
    if (text !== undefined) writeFileSync(path, text);
    await expect(readPlanFile(path)).rejects.toMatchObject({
      name: 'PlanFileInvalidError',
      message: expect.stringMatching(message) as string,
    });
  });

  it('replaces an older plan, and nothing else', async () => {
    const saved = await approved();
    const [plan, other] = [join(folder, 'uat.plan.json'), join(folder, 'eca.config.json')];
    await writePlanFile(plan, saved);
    await writePlanFile(plan, { ...saved, plannedAt: 'later' });
    expect(await readPlanFile(plan)).toMatchObject({ plannedAt: 'later' });
    writeFileSync(other, '{}');
    await expect(writePlanFile(other, saved)).rejects.toMatchObject({ name: 'WriteFailedError' });
    expect(readFileSync(other, 'utf8')).toBe('{}');
  });

  it('comes back from its file as it was', async () => {
    const saved = await approved();
    const path = join(folder, 'uat.plan.json');
    await writePlanFile(path, saved);
    expect(await readPlanFile(path)).toEqual(saved);
    // Editors on Windows put a byte order mark before it.
    writeFileSync(path, `\uFEFF${readFileSync(path, 'utf8')}`);
    expect(await readPlanFile(path)).toEqual(saved);
  });

  it('goes through the command line, in two processes', async () => {
    await registerSession({ ...info, alias: 'acme-approved' });
    writeFileSync(join(folder, 'eca.config.json'), JSON.stringify(BILLING_SYNC));
    const planned = await runEca(['plan', '-o', 'acme-approved', '--out', 'uat.plan.json'], { cwd: folder });
    expect(planned).toMatchObject({ code: 0 });
    expect(JSON.parse(readFileSync(join(folder, 'uat.plan.json'), 'utf8'))).toMatchObject({ format: 'eca-plan/1' });
    const words = ['deploy', '-o', 'acme-approved', '--plan', 'uat.plan.json', '--json'];
    const deployed = await runEca(words, { cwd: folder });
    expect(JSON.parse(deployed.stdout)).toMatchObject({ status: 0, result: { verify: [{ ok: true }] } });
    const both = await runEca(['plan', '-o', 'acme-approved', '--source', '--out', 'x.json'], { cwd: folder });
    expect(both).toMatchObject({ code: 4, stderr: expect.stringContaining('Leave one of them out') as string });
  });
});
