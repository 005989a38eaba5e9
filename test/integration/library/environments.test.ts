import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { EcaConfig } from '../../../src/config/model.js';
import { EcaError, inEnvironments, joinReports, readConfig, type EnvironmentsOptions } from '../../../src/index.js';
import { environmentOf, startFleet, type LocalFleet } from '../fleet.js';
import { countOf } from '../project.js';

let fleet: LocalFleet;
let common: EnvironmentsOptions;

/** Two sandboxes, each with a sink of its own, and an environment that nobody can log in to. */
const start = async (change: Partial<EcaConfig> = {}): Promise<void> => {
  fleet = await startFleet(['uat', 'qa'], {
    environments: { uat: environmentOf('uat'), dead: environmentOf('dead'), qa: environmentOf('qa') },
    sink: { file: 'secrets/{environment}.json' },
    ...change,
  });
  for (const { org } of fleet.orgs) org.changeSetting('enableClientSecretInRestApiAccess', true);
  const { config, folder } = await readConfig({ folder: fleet.folder, env: fleet.env });
  const env = { ...fleet.env, FLEET_DEAD_TOKEN: '00D000000000009!dead', FLEET_DEAD_URL: 'http://127.0.0.1:2' };
  common = { config, folder, env };
};
const requests = (): number => fleet.orgs.reduce((sum, { org }) => sum + org.requests.length, 0);
const refused = async (run: Promise<unknown>): Promise<EcaError> => {
  const error = await run.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof EcaError)) throw new Error(`Not refused: ${String(error)}`);
  return error;
};

beforeEach(() => start());
afterEach(() => fleet.stop());

describe('a verb in several environments, by the library', () => {
  it('tells of each what came of it, reports, and goes on with what is left', async () => {
    const told = new Set<string | undefined>();
    const first = await inEnvironments('deploy', {
      ...common,
      reportDir: 'reports',
      onProgress: (_event, environment) => told.add(environment),
    });
    expect(first.environments).toMatchObject([
      { name: 'uat', ok: true, exitCode: 0, report: { readBack: { inSync: true }, verify: [{ ok: true }] } },
      { name: 'dead', ok: false, exitCode: 1, error: { name: 'OrgUnreachableError' } },
      { name: 'qa', ok: true, exitCode: 0 },
    ]);
    const [, dead] = first.environments;
    expect(dead?.error).toBeInstanceOf(EcaError);
    expect(dead?.report).toBeUndefined();
    expect(dead?.cause).toContain(dead?.error?.message);
    expect(first.recap).toMatchObject({ total: 3, done: 2, notDone: 1, exitCode: 1 });
    expect([...told].sort()).toEqual(expect.arrayContaining(['dead', 'qa', 'uat']));
    for (const name of ['uat', 'qa']) expect(existsSync(join(fleet.folder, `secrets/${name}.json`))).toBe(true);

    const deploys = countOf(fleet.orgOf('uat'), 'deploy');
    const again = await inEnvironments('deploy', { ...common, reportDir: 'reports', resume: true });
    expect(again.environments).toMatchObject([
      { name: 'uat', ok: true, skipped: true },
      { ok: false },
      { skipped: true },
    ]);
    expect(countOf(fleet.orgOf('uat'), 'deploy')).toBe(deploys);
    const other = inEnvironments('deploy', { ...common, dryRun: true, reportDir: 'reports', resume: true });
    expect((await refused(other)).name).toBe('ReportMismatchError');

    const joined = await joinReports({ folder: fleet.folder, reports: ['reports'], reportDir: 'all' });
    expect(joined.recap.lines.map(({ name, result }) => `${name} ${result}`)).toEqual([
      ...['uat skipped', 'dead failed', 'qa skipped'],
    ]);
    expect(joined.run.environments.map(({ org }) => org?.name)).toEqual(['Acme uat', undefined, 'Acme qa']);
    expect(readFileSync(join(fleet.folder, 'all/summary.md'), 'utf8')).toContain('dead');
  });

  it('deploys the plans that were approved, one file for each environment', async () => {
    const two = { ...common, environments: ['uat', 'qa'], verify: false };
    const planned = await inEnvironments('plan', { ...two, exitCode: true, out: 'plans/{environment}.json' });
    expect(planned.environments.map(({ exitCode, report }) => [exitCode, report?.inSync])).toEqual([
      [2, false],
      [2, false],
    ]);
    expect(planned.recap.exitCode).toBe(2);
    const deployed = await inEnvironments('deploy', { ...two, plan: 'plans/{environment}.json' });
    expect(deployed.environments.map(({ ok }) => ok)).toEqual([true, true]);
    const drift = await inEnvironments('plan', { ...two, exitCode: true });
    expect(drift.recap.exitCode).toBe(0);
    const { Billing_Sync: app } = common.config.apps;
    const config = { ...common.config, apps: { Billing_Sync: { ...app, label: 'Other' } } } as EcaConfig;
    const outdated = await inEnvironments('deploy', { ...two, config, plan: 'plans/{environment}.json' });
    expect(outdated.environments.map(({ error }) => error?.name)).toEqual(['PlanOutdatedError', 'PlanOutdatedError']);
  });

  it('ends with the signal of its caller, tells whom it ended, and leaves a report', async () => {
    for (const { org } of fleet.orgs) org.always('retrieve', { kind: 'latency', milliseconds: 60_000 });
    const abort = new AbortController();
    const reason = new Error('No longer wanted.');
    setTimeout(() => {
      abort.abort(reason);
    }, 500);
    const { environments, recap } = await inEnvironments('plan', {
      ...{ ...common, environments: ['uat', 'qa'], concurrency: 1, signal: abort.signal, reportDir: 'reports' },
    });
    expect(environments.map(({ ok, error }) => [ok, error?.name, error?.cause])).toEqual([
      [false, 'InterruptedError', reason],
      [false, 'InterruptedError', reason],
    ]);
    expect(recap).toMatchObject({ exitCode: 130, lines: [{ result: 'interrupted' }, { result: 'not begun' }] });
    const run = JSON.parse(readFileSync(join(fleet.folder, 'reports/run.json'), 'utf8')) as { exitCode: number };
    expect(run.exitCode).toBe(130);
  });

  it.each([
    ['an environment that is not there', { environments: ['nowhere'] }, 'ConfigInvalidError', /nowhere/],
    ['one file for several plans', { out: 'plan.json' }, 'UsageError', /plan\.json would be one file/],
    ['half an environment at a time', { concurrency: 0.5 }, 'UsageError', /whole number/],
    ['a negative time', { wait: -1 }, 'UsageError', /minutes, 0 or more/],
    ['a report that is not there', { resume: 'nothing.json' }, 'NothingToResumeError', /nothing\.json/],
    ['to go on with what nobody named', { resume: true }, 'UsageError', /which run/],
    ['a name that is no list', { environments: 'uat' as never }, 'UsageError', /takes a list/],
    ['no config', { config: undefined as never }, 'UsageError', /`config` takes/],
  ])('refuses %s before the first login', async (_what, options, name, message) => {
    const error = await refused(inEnvironments('plan', { ...common, ...options }));
    expect(error.name).toBe(name);
    expect(error.message).toMatch(message);
    expect(requests()).toBe(0);
  });

  it('refuses a verb that works in one environment only', async () => {
    const error = await refused(inEnvironments('destroy' as 'plan', common));
    expect(error.message).toContain('"destroy" does not work in several environments');
    expect(error.actions.join()).toContain('rotateCredentials');
  });
});

describe('what several environments must not share', () => {
  it('is a sink, for verbs that hand key and secret on', async () => {
    await fleet.stop();
    await start({ sink: { file: 'secrets.json' } });
    const error = await refused(inEnvironments('rotateCredentials', { ...common, environments: ['uat', 'qa'] }));
    expect(error).toMatchObject({ name: 'ConfigInvalidError', problems: [{ path: 'apps.Billing_Sync.sink' }] });
    expect(requests()).toBe(0);
    const own = { environments: ['uat', 'qa'], sink: { file: 'secrets/{environment}.json' } };
    const rotated = await inEnvironments('rotateCredentials', { ...common, ...own });
    expect(rotated.environments.map(({ error: why }) => why?.name)).not.toContain('ConfigInvalidError');
    expect(requests()).toBeGreaterThan(0);
  });

  it('is an org that is changed', async () => {
    const environments = { uat: environmentOf('uat'), twin: environmentOf('uat') };
    const options = { ...common, config: { ...common.config, environments }, verify: false };
    const { environments: ends } = await inEnvironments('deploy', options);
    expect(ends.map(({ error }) => error?.name).sort()).toEqual(['OrgConflictError', undefined]);
  });

  it('production is changed only where its id was given', async () => {
    const environments = { uat: { ...environmentOf('uat'), production: true }, qa: environmentOf('qa') };
    const options = { ...common, config: { ...common.config, environments }, verify: false };
    expect(await refused(inEnvironments('deploy', options))).toMatchObject({ name: 'NotConfirmedError' });
    expect(requests()).toBe(0);
    const wrong = await inEnvironments('deploy', { ...options, yesOrgId: ['00D000000000099EAA'] });
    expect(wrong.environments).toMatchObject([{ error: { name: 'NotConfirmedError' } }, { ok: true }]);
    const { orgId } = fleet.orgs[0]?.info ?? { orgId: '' };
    const right = await inEnvironments('deploy', { ...options, yesOrgId: [orgId] });
    expect(right.environments.map(({ ok }) => ok)).toEqual([true, true]);
    const refresh = await inEnvironments('prepareRefresh', options);
    expect(refresh.environments.map(({ name }) => name)).toEqual(['qa']);
  });
});
