import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { EcaConfig } from '../../src/config/model.js';
import { deploy, resume } from '../../src/verbs/deploy.js';
import { LocalOrg, type LocalOrgInfo, type LocalOrgOptions } from '../../src/local-org/index.js';
import type { Org } from '../../src/org/org.js';
import { plan } from '../../src/verbs/plan.js';
import { OWNER } from './existing-app.js';
import { BILLING_SYNC, connectTo, countOf, resolved } from './project.js';
import { testWork } from '../work.js';
import type { OnProgress } from '../../src/progress.js';

const QUICK = { verify: false } as const;
const config = resolved(BILLING_SYNC);

/** The example app with some keys changed. */
function withKeys(keys: Partial<EcaConfig['apps'][string]>): EcaConfig {
  const apps = Object.entries(BILLING_SYNC.apps).map(([name, app]) => [name, { ...app, ...keys }] as const);
  return { ...BILLING_SYNC, apps: Object.fromEntries(apps) };
}

describe('a deploy', () => {
  let localOrg: LocalOrg;
  let info: LocalOrgInfo;
  let org: Org;
  const start = async (options: LocalOrgOptions = {}): Promise<void> => {
    await localOrg.stop();
    localOrg = new LocalOrg(options);
    info = await localOrg.start();
    org = await connectTo(info);
  };
  const appComponents = () => localOrg.snapshot().components.filter(({ type }) => type !== 'PermissionSet');
  beforeEach(async () => {
    localOrg = new LocalOrg();
    info = await localOrg.start();
    org = await connectTo(info);
  });
  afterEach(() => localOrg.stop());

  it('asks the org to check before anything is changed', async () => {
    await deploy(org, config, testWork(), QUICK);
    expect(localOrg.snapshot()).toMatchObject({ validationCount: 1, deployCount: 1 });
  });

  it('tells which field the org did not take, what was wanted, and what the org has', async () => {
    let isChanged = false;
    const log: LocalOrgOptions['log'] = ({ operation }) => {
      if (isChanged || operation !== 'checkDeployStatus' || localOrg.snapshot().deployCount === 0) return;
      isChanged = true;
      localOrg.changeField('ExtlClntAppOauthSettings', 'Billing_Sync_oauth', 'commaSeparatedOauthScopes', 'Web');
    };
    await start({ log });
    const { readBack } = await deploy(org, config, testWork(), QUICK);
    expect(readBack).toEqual({
      inSync: false,
      differences: [
        {
          app: 'Billing_Sync',
          type: 'ExtlClntAppOauthSettings',
          fullName: 'Billing_Sync_oauth',
          path: 'commaSeparatedOauthScopes',
          wanted: 'Api',
          got: 'Web',
        },
      ],
    });
  });

  it.each([
    ['runAsUser', 'Enter a valid execution user for the OAuth client credentials flow.', /username \(not the e-mail\)/],
    ['scopes', "There's a problem with your scope: Api", /does not offer it/],
  ])('leads what the org rejects back to %s of the config', async (key, problem, action) => {
    const component = key === 'scopes' ? 'ExtlClntAppOauthSettings' : 'ExtlClntAppOauthConfigurablePolicies';
    const watch: Org['watchDeploy'] = async (id, wait, onStatus) => {
      const status = await org.watchDeploy(id, wait, onStatus);
      const fullName = key === 'scopes' ? 'Billing_Sync_oauth' : 'Billing_Sync_oauth_defaultPolicy';
      return { ...status, success: false, status: 'Failed', failures: [{ type: component, fullName, problem }] };
    };
    const error = await deploy({ ...org, watchDeploy: watch }, config, testWork(), QUICK).catch(
      (reason: unknown) => reason,
    );
    expect(error).toMatchObject({
      name: 'DeployFailedError',
      problems: [{ path: `apps.Billing_Sync.${key}`, action: expect.stringMatching(action) as string }],
    });
    expect(appComponents()).toEqual([]);
  });

  it('tells what the org rejects as soon as it is known', async () => {
    const told: string[] = [];
    await start({ assume: { 'execution-user-api-only': 'required' } });
    const running = deploy(
      org,
      resolved(withKeys({ runAsUser: 'admin@acme.example' })),
      testWork({
        onProgress: (event) => {
          if (event.kind === 'components') told.push(event.status);
        },
      }),
      QUICK,
    );
    await expect(running).rejects.toMatchObject({
      name: 'DeployFailedError',
      problems: [{ path: 'apps.Billing_Sync.runAsUser' }],
    });
    expect(told.at(-1)).toMatch(
      /^Failed, 1 rejected \(ExtlClntAppOauthConfigurablePolicies Billing_Sync_.*: Enter a valid/,
    );
  });

  it('gives up after its time with the command that resumes, and the resumed deploy proves the app', async () => {
    await start({ slowDeploys: { seconds: 1 } });
    const early = await deploy(org, config, testWork({ waitMs: 500 }), QUICK).catch((reason: unknown) => reason);
    expect(early).toMatchObject({ name: 'WaitOverError', exitCode: 1 });
    expect(String(early)).toContain('Nothing was deployed');
    const error = await deploy(org, config, testWork({ waitMs: 0 }), QUICK).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ name: 'DeployTimeoutError', exitCode: 69 });
    const id = String((error as { data: Readonly<Record<string, unknown>> }).data.id);
    expect(error).toMatchObject({ actions: [expect.stringContaining(`eca deploy resume ${id}`) as string] });
    const report = await resume(org, config, testWork(), { id });
    expect(report).toMatchObject({ readBack: { inSync: true }, verify: [{ ok: true }] });
  });

  it('cancels in the org when it is interrupted, and says that nothing was taken', async () => {
    await start({ slowDeploys: { seconds: 30 } });
    const abort = new AbortController();
    const running = deploy(
      org,
      config,
      testWork({
        signal: abort.signal,
        onProgress: ({ kind }) => {
          if (kind === 'components') abort.abort(new Error('Interrupted.'));
        },
      }),
      QUICK,
    );
    await expect(running).rejects.toMatchObject({
      name: 'DeployCanceledError',
      message: expect.stringContaining('nothing of it was taken') as string,
    });
    expect(countOf(localOrg, 'cancelDeploy')).toBe(1);
    expect(appComponents()).toEqual([]);
  });

  it('looks a deploy up whose answer was lost, and does not send it twice', async () => {
    const warnings: string[] = [];
    const sent: string[] = [];
    const startDeploy: Org['startDeploy'] = (zip, mode) => {
      if (!mode.checkOnly) localOrg.once('deploy', { kind: 'reset-after' });
      sent.push(mode.checkOnly ? 'check' : 'deploy');
      return org.startDeploy(zip, mode);
    };
    const report = await deploy(
      { ...org, startDeploy },
      config,
      testWork({
        onProgress: (event) => {
          if (event.kind === 'warning') warnings.push(event.message);
        },
      }),
      QUICK,
    );
    expect(report).toMatchObject({ deploy: { status: 'Succeeded' }, readBack: { inSync: true } });
    expect(sent).toEqual(['check', 'deploy']);
    expect(localOrg.snapshot().deployCount).toBe(1);
    expect(warnings).toEqual(['The answer to the deploy was lost', expect.stringMatching(/^The org took it as 0Af/)]);
  });

  it.each([
    ['the session may not list deploys', 'tooling'],
    ['nobody knows who the session is', 'user'],
  ])('sends a lost deploy no second time when %s', async (_title, what) => {
    const sent: boolean[] = [];
    const startDeploy: Org['startDeploy'] = (zip, mode) => {
      if (!mode.checkOnly) localOrg.once('deploy', { kind: 'reset-before' });
      sent.push(mode.checkOnly);
      return org.startDeploy(zip, mode);
    };
    const request: Org['request'] = (asked) =>
      what === 'tooling' && asked.path.startsWith('tooling/query')
        ? org.request({ ...asked, path: 'tooling/nothing' })
        : org.request(asked);
    const identity = { ...org.identity, ...(what === 'user' ? { username: 'unknown' } : {}) };
    await expect(deploy({ ...org, identity, request, startDeploy }, config, testWork(), QUICK)).rejects.toMatchObject({
      name: 'DeployLostError',
      exitCode: 1,
    });
    expect(sent).toEqual([true, false]);
    expect((await deploy(org, config, testWork(), QUICK)).readBack?.inSync).toBe(true);
  });

  it('sends a deploy again that the org never took', async () => {
    let isBroken = false;
    const startDeploy: Org['startDeploy'] = (zip, mode) => {
      if (!mode.checkOnly && !isBroken) localOrg.once('deploy', { kind: 'reset-before' });
      isBroken = !mode.checkOnly;
      return org.startDeploy(zip, mode);
    };
    const report = await deploy({ ...org, startDeploy }, config, testWork(), QUICK);
    expect(report).toMatchObject({ deploy: { status: 'Succeeded' }, readBack: { inSync: true } });
    expect(localOrg.snapshot().deployCount).toBe(1);
  });

  it('asks first when it is told to, and deploys nothing after a no', async () => {
    const asked: number[] = [];
    const confirm = (answer: boolean) => (report: { readonly changes: readonly unknown[] }) => {
      asked.push(report.changes.length);
      return Promise.resolve(answer);
    };
    await expect(deploy(org, config, testWork(), { ...QUICK, confirm: confirm(false) })).rejects.toMatchObject({
      name: 'NotConfirmedError',
    });
    expect(localOrg.snapshot()).toMatchObject({ deployCount: 0, validationCount: 0 });
    await deploy(org, config, testWork(), { ...QUICK, confirm: confirm(true) });
    await deploy(org, config, testWork(), { ...QUICK, confirm: confirm(false) });
    expect(asked).toEqual([5, 5]);
  });
});

describe('two deploys of one app at once', () => {
  const one = resolved(withKeys({ label: 'Billing One', names: { ExtlClntAppConfigurablePolicies: 'Billing_one' } }));
  const two = resolved(withKeys({ label: 'Billing Two' }));

  it('leave the org with one app and one policy of each kind, and tell who lost', async () => {
    const localOrg = new LocalOrg({ slowDeploys: { polls: 2 } });
    const info = await localOrg.start();
    const orgs = await Promise.all([connectTo(info), connectTo(info)]);
    const warnings: string[] = [];
    const onProgress: OnProgress = (event) => {
      if (event.kind === 'warning') warnings.push(event.message);
    };
    const ends = await Promise.allSettled([
      deploy(orgs[0], one, testWork({ onProgress }), QUICK),
      deploy(orgs[1], two, testWork({ onProgress }), QUICK),
    ]);
    const { components } = localOrg.snapshot();
    const owned = components.filter(
      ({ fields, fullName }) => fields[OWNER] === 'Billing_Sync' || fullName === 'Billing_Sync',
    );
    expect(owned.map(({ type }) => type).sort()).toEqual([...new Set(owned.map(({ type }) => type))].sort());
    expect(owned).toHaveLength(5);
    expect(warnings.join('\n')).toMatch(/Somebody else/);
    for (const end of ends) {
      if (end.status === 'rejected') expect(end.reason).toMatchObject({ name: 'PartNameConflictError' });
    }
    expect(JSON.stringify(ends)).not.toContain('DUPLICATE_VALUE');
    const inSync = await Promise.all([plan(orgs[0], two, testWork())].map(async (report) => (await report).inSync));
    const winner = owned.find(({ fullName }) => fullName === 'Billing_Sync')?.fields.label;
    expect(['Billing One', 'Billing Two']).toContain(winner);
    expect(inSync).toEqual([winner === 'Billing Two']);
    await localOrg.stop();
  });
});
