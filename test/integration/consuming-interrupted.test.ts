import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ResolvedConfig } from '../../src/config/model.js';
import { LocalOrg, type LocalOrgInfo } from '../../src/local-org/index.js';
import { registerSession } from '../../src/org/auth-store.js';
import type { Org } from '../../src/org/org.js';
import type { ApprovedPlan } from '../../src/planning/approved-plan.js';
import type { OnProgress, ProgressEvent } from '../../src/progress.js';
import type { JournalEntry } from '../../src/project/journal.js';
import { deploy, resume } from '../../src/verbs/deploy.js';
import { destroy } from '../../src/verbs/destroy.js';
import { plan } from '../../src/verbs/plan.js';
import { testWork } from '../work.js';
import { connectTo, countOf, withConsumer } from './project.js';

const CALLING_ORG = '00D000000000088AAA';
const ADMIN = { username: 'admin@sales.acme.example', profile: 'System Administrator' };
const callingOrg = (id = CALLING_ORG, name = 'Acme Sales'): LocalOrg =>
  new LocalOrg({ seed: { org: { id, name }, users: [ADMIN] } });

describe('a run that ends while it works in a calling org', () => {
  let provider: LocalOrg;
  let calling: LocalOrg;
  let info: LocalOrgInfo;
  let org: Org;
  let folder: string;
  let config: ResolvedConfig;
  let unregister: () => Promise<void>;

  beforeEach(async () => {
    provider = new LocalOrg();
    info = await provider.start();
    calling = callingOrg();
    unregister = await registerSession({ ...(await calling.start()), alias: 'acme-sales' });
    org = await connectTo(info);
    folder = mkdtempSync(join(tmpdir(), 'eca-interrupted-'));
    config = withConsumer(info.instanceUrl, { targetOrg: 'acme-sales' });
  });
  afterEach(async () => {
    await unregister();
    await provider.stop();
    await calling.stop();
  });

  const journals = (): JournalEntry[] =>
    readdirSync(join(folder, '.eca'))
      .filter((name) => name.startsWith('journal-'))
      .map((name) => JSON.parse(readFileSync(join(folder, '.eca', name), 'utf8')) as JournalEntry);
  const deploys = () => [countOf(provider, 'deploy'), countOf(calling, 'deploy')];
  const warningsTo =
    (warnings: string[]): OnProgress =>
    (event) => {
      if (event.kind === 'warning') warnings.push(event.message);
    };
  /** A run whose time is over while the calling org still works. */
  const leaveRunning = async (): Promise<string> => {
    let waits = true;
    const onProgress: OnProgress = (event) => {
      if (event.kind !== 'stage' || !event.message.startsWith('Deploying 3 components to acme-sales')) return;
      calling.once('deploy', { kind: 'slow-deploy', polls: 3 });
      waits = false;
    };
    const work = Object.defineProperty({ ...testWork({ folder, onProgress }) }, 'waits', { get: () => waits });
    const error: unknown = await deploy(org, config, work).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ name: 'DeployTimeoutError' });
    return (error as { data: { id: string } }).data.id;
  };

  it('leaves a journal of the deploy there, which the next run waits for and does not send again', async () => {
    const id = await leaveRunning();
    expect(journals()).toContainEqual(
      expect.objectContaining({ orgId: CALLING_ORG, work: 'deploy', step: 'deploy', deployId: id }),
    );
    const before = deploys();
    const warnings: string[] = [];
    const report = await deploy(org, config, testWork({ folder, onProgress: warningsTo(warnings) }));
    expect(warnings.join('\n')).toContain(`its deploy ${id} ended as Succeeded`);
    expect(report).toMatchObject({ changes: [], readBack: { inSync: true }, verify: [{ ok: true }] });
    expect([deploys(), journals()]).toEqual([before, []]);
  });

  it.each([['without an id', false] as const, ['by its id', true] as const])(
    'is known to deploy resume, %s',
    async (_how, byId) => {
      const id = await leaveRunning();
      const before = deploys();
      const said: ProgressEvent[] = [];
      const work = testWork({ folder, onProgress: (event) => said.push(event) });
      const report = await resume(org, config, work, { id: byId ? id.slice(0, 15) : undefined });
      expect(JSON.stringify(said)).toMatch(new RegExp(`Waiting for the deploy ${id.slice(0, 15)}\\w* in acme-sales`));
      expect(report).toMatchObject({ changes: [], readBack: { inSync: true }, verify: [{ ok: true }] });
      expect([deploys(), journals()]).toEqual([before, []]);
    },
  );

  it.each(['a signal', 'a crash'])('comes to the same end after %s at each of its steps', async (how) => {
    let ended = false;
    for (let step = 1; !ended && step < 60; step += 1) {
      const abort = new AbortController();
      let events = 0;
      const onProgress: OnProgress = () => {
        events += 1;
        if (events !== step) return;
        if (how === 'a crash') throw new Error('crashed');
        abort.abort(new Error('Ctrl-C'));
      };
      const run = deploy(org, config, { ...testWork({ folder, onProgress }), signal: abort.signal });
      ended = await run.then(
        () => events < step,
        () => false,
      );
    }
    expect(ended).toBe(true);
    expect(await plan(org, config, testWork())).toMatchObject({ inSync: true });
    expect(await deploy(org, config, testWork({ folder }))).toMatchObject({ changes: [], verify: [{ ok: true }] });
    expect(journals()).toEqual([]);
  });

  it('that deletes is settled in the calling org too', async () => {
    await deploy(org, config, testWork({ folder }));
    const seen: JournalEntry[] = [];
    const onProgress: OnProgress = (event) => {
      if (event.kind === 'components') seen.push(...journals());
    };
    const confirm = () => Promise.resolve(true);
    await destroy(org, config, testWork({ folder, onProgress }), { withNamedCredentials: true, confirm });
    expect(seen).toContainEqual(expect.objectContaining({ orgId: CALLING_ORG, work: 'destroy', step: 'deploy' }));
    expect(journals()).toEqual([]);
  });

  it('takes no plan for approved in another org that now has the alias', async () => {
    let approved: ApprovedPlan | undefined;
    await plan(org, config, testWork(), { save: (saved) => Promise.resolve(void (approved = saved)) });
    await unregister();
    const other = callingOrg('00D000000000099AAA', 'Acme Service');
    unregister = await registerSession({ ...(await other.start()), alias: 'acme-sales' });
    await expect(deploy(org, config, testWork({ folder }), { approved })).rejects.toMatchObject({
      name: 'PlanOutdatedError',
      message: expect.stringMatching(/"acme-sales" was Acme Sales \(00D\w+\) then, and is Acme Service/) as string,
    });
    expect(countOf(other, 'deploy', 'checkDeploy')).toBe(0);
    await other.stop();
  });

  it('compares again when somebody else deployed to the calling org since the plan', async () => {
    await deploy(org, config, testWork({ folder }));
    calling.removeComponent('NamedCredential', 'Billing_API');
    const warnings: string[] = [];
    const confirm = async () => {
      // While the question waits for its answer.
      const elsewhere = withConsumer(info.instanceUrl, { targetOrg: 'acme-sales', label: 'By a colleague' });
      await deploy(await connectTo(info), elsewhere, testWork());
      return true;
    };
    await deploy(org, config, testWork({ folder, onProgress: warningsTo(warnings) }), { confirm });
    expect(warnings.join('\n')).toMatch(/Somebody else deploys to acme-sales \(0Af\w+\); comparing again/);
    const named = calling.snapshot().components.find(({ type }) => type === 'NamedCredential');
    expect(named?.fields.label).toBe('By a colleague');
  });
});
