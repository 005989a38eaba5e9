import { spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { EcaConfig } from '../../src/config/model.js';
import { readCredentials } from '../../src/credentials/read-pair.js';
import type { Run } from '../../src/report/run.js';
import { environmentOf, loginOf, startFleet, writeConfig, type LocalFleet } from '../integration/fleet.js';
import { BILLING_SYNC, connectTo, countOf } from '../integration/project.js';
import { ECA, emptyFolder, giveToUnprivileged, runEca, testEnvironment } from './run-eca.js';

const SETTING = 'enableClientSecretInRestApiAccess';
const NAMES = ['uat', 'qa', 'dev', 'int'];
/** A program that takes its time with key and secret, and says for which environment. */
const SLOW: Partial<EcaConfig> = { sink: { command: ['./slow.sh', '{environment}'] } };

let fleet: LocalFleet;
afterEach(() => fleet.stop());

const runJson = (folder = fleet.folder): Run =>
  JSON.parse(readFileSync(join(folder, 'reports', 'run.json'), 'utf8')) as Run;
const reports = (): readonly string[] => readdirSync(join(fleet.folder, 'reports')).sort();
const statusOf = ({ environments }: Run) => environments.map(({ name, status, ok }) => [name, status, ok]);
const settings = () => fleet.orgs.map(({ org }) => org.snapshot().settings[SETTING]);
const eca = (...words: readonly string[]) => runEca(words, { cwd: fleet.folder, env: fleet.env });

/** Starts a fleet whose apps are deployed, and a rotation that waits in a sink of the environments whose names are given. */
async function rotating(slow: readonly string[], words: readonly string[] = []) {
  fleet = await startFleet(NAMES, {
    ...SLOW,
    environments: Object.fromEntries(NAMES.map((name) => [name, environmentOf(name)])),
  });
  writeFileSync(
    join(fleet.folder, 'slow.sh'),
    `#!/bin/sh\ncat > /dev/null\necho begun > "begun.$1"\ncase " ${slow.join(' ')} " in *" $1 "*) sleep 60 ;; esac\n`,
    { mode: 0o755 },
  );
  expect((await eca('deploy', '--all', '--no-verify', '--sink', 'file:{environment}.json')).code).toBeLessThan(4);
  for (const { org } of fleet.orgs) org.changeSetting(SETTING, false);
  const argv = ['credentials', 'rotate', '--all', '--allow-secret-access', '--report-dir', 'reports', ...words];
  const child = spawn(process.execPath, [ECA, ...argv], {
    cwd: fleet.folder,
    env: testEnvironment(fleet.env),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  const ended = new Promise<number | string | null>((done) =>
    child.once('exit', (code, signal) => {
      done(code ?? signal);
    }),
  );
  await expect
    .poll(() => slow.every((name) => existsSync(join(fleet.folder, `begun.${name}`))), {
      timeout: 20_000,
      interval: 50,
    })
    .toBe(true);
  return { child, ended, argv, said: () => ({ stdout, stderr }) };
}

describe('a fleet that is ended', () => {
  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)(
    'by %s puts every switch back within two seconds, says what was not done, and leaves a true report',
    async (signal, code) => {
      const { child, ended, said } = await rotating(NAMES, ['--json']);
      expect(settings()).toEqual([true, true, true, true]);
      const hit = performance.now();
      child.kill(signal);
      expect(await ended).toBe(code);
      expect(performance.now() - hit).toBeLessThan(2000);
      expect(settings()).toEqual([false, false, false, false]);
      const { status, result } = JSON.parse(said().stdout) as {
        readonly status: number;
        readonly result: { readonly environments: readonly { readonly name: string; readonly ok: boolean }[] };
      };
      expect(status).toBe(code);
      expect(result.environments.map(({ name, ok }) => [name, ok])).toEqual(NAMES.map((name) => [name, false]));
      expect(statusOf(runJson())).toEqual(NAMES.map((name) => [name, 'ended', false]));
      expect(runJson().environments.every(({ cause = '' }) => cause !== '')).toBe(true);
      expect(runJson().exitCode).toBe(code);
      expect(reports()).toEqual(['junit.xml', 'report.html', 'run.json', 'summary.md']);
      expect(readFileSync(join(fleet.folder, 'reports', 'junit.xml'), 'utf8')).toContain(
        'tests="4" failures="0" errors="4"',
      );
    },
  );

  it('by SIGKILL leaves a true report; --resume does what is left, and puts back what was left on', async () => {
    const { child, ended, argv } = await rotating(['qa', 'int']);
    const isDone = () =>
      runJson()
        .environments.filter(({ ok }) => ok)
        .map(({ name }) => name);
    await expect.poll(isDone, { timeout: 20_000, interval: 50 }).toEqual(['uat', 'dev']);
    child.kill('SIGKILL');
    await ended;
    expect(statusOf(runJson())).toEqual([
      ['uat', 'ended', true],
      ['qa', 'running', false],
      ['dev', 'ended', true],
      ['int', 'running', false],
    ]);
    expect(runJson().ended).toBeUndefined();
    expect(reports()).toEqual(['run.json']);
    expect(settings()).toEqual([false, true, false, true]);
    writeFileSync(join(fleet.folder, 'slow.sh'), '#!/bin/sh\ncat > /dev/null\n', { mode: 0o755 });
    const before = fleet.orgs.map(({ org }) => org.requests.length);
    const resumed = await eca(...argv, '--resume', '--json');
    expect(resumed.code).toBe(0);
    expect(settings()).toEqual([false, false, false, false]);
    const { result } = JSON.parse(resumed.stdout) as {
      readonly result: { readonly environments: readonly unknown[]; readonly recap: unknown };
    };
    expect(result.environments).toMatchObject([
      { name: 'uat', ok: true, exitCode: 0, skipped: true },
      { name: 'qa', ok: true, exitCode: 0, result: [{ resumed: true }] },
      { name: 'dev', ok: true, exitCode: 0, skipped: true },
      { name: 'int', ok: true, exitCode: 0, result: [{ resumed: true }] },
    ]);
    expect(result.recap).toMatchObject({ total: 4, done: 4, skipped: 2, exitCode: 0 });
    const asked = fleet.orgs.map(({ org }, index) => org.requests.length > (before[index] ?? 0));
    expect(asked).toEqual([false, true, false, true]);
    expect(statusOf(runJson())).toEqual([
      ['uat', 'skipped', true],
      ['qa', 'ended', true],
      ['dev', 'skipped', true],
      ['int', 'ended', true],
    ]);
    // Once more there is nothing left, whoever did it.
    const again = await eca(...argv, '--resume');
    expect(again.code).toBe(0);
    expect(again.stdout).toMatch(/4 of 4 environments done, 4 of them by the run before/);
    expect((await eca('verify', '--all', '--report-dir', 'reports', '--resume', '--json')).stdout).toContain(
      'ReportMismatchError',
    );
  }, 60_000);

  it('by --wait ends the slow ones alone, and by --wait-all all of them', async () => {
    const waited = await rotating(['qa'], ['--wait', '0.12', '--json']);
    expect(await waited.ended).toBe(3);
    expect(settings()).toEqual([false, false, false, false]);
    const { result } = JSON.parse(waited.said().stdout) as {
      readonly result: { readonly environments: readonly unknown[] };
    };
    expect(result.environments).toMatchObject([
      { name: 'uat', ok: true },
      { name: 'qa', ok: false, exitCode: 3, error: { name: 'RotationUnfinishedError' } },
      { name: 'dev', ok: true },
      { name: 'int', ok: true },
    ]);
    for (const { org } of fleet.orgs) org.always('retrieve', { kind: 'latency', milliseconds: 60_000 });
    const hit = performance.now();
    const all = await eca('plan', '--all', '--concurrency', '2', '--wait-all', '0.05', '--json');
    expect(performance.now() - hit).toBeLessThan(9000);
    expect(all.code).toBe(1);
    const { environments } = (
      JSON.parse(all.stdout) as { readonly result: { readonly environments: readonly unknown[] } }
    ).result;
    expect(environments).toMatchObject(NAMES.map(() => ({ ok: false, error: { name: 'WaitOverError' } })));
  }, 60_000);
});

describe('the surroundings of a fleet', () => {
  it('may be a read-only folder but for .eca and reports, an empty home, and no terminal', async () => {
    fleet = await startFleet(NAMES, {
      environments: Object.fromEntries(NAMES.map((name) => [name, environmentOf(name)])),
    });
    const home = emptyFolder();
    for (const name of ['.eca', 'reports']) mkdirSync(join(fleet.folder, name));
    for (const folder of ['.eca', 'reports']) giveToUnprivileged(join(fleet.folder, folder));
    giveToUnprivileged(home);
    chmodSync(fleet.folder, 0o555);
    const ran = await runEca(['deploy', '--all', '--allow-secret-access', '--report-dir', 'reports'], {
      cwd: fleet.folder,
      env: { ...fleet.env, HOME: home, USERPROFILE: home, TMPDIR: home },
      unprivileged: true,
    });
    chmodSync(fleet.folder, 0o755);
    expect([ran.code, ran.stderr]).toEqual([0, expect.not.stringContaining('Error') as string]);
    expect(readdirSync(fleet.folder).sort()).toEqual(['.eca', 'eca.config.json', 'reports']);
    expect(statusOf(runJson())).toEqual(NAMES.map((name) => [name, 'ended', true]));
    expect(statSync(join(fleet.folder, 'reports', 'run.json')).mode & 0o004).not.toBe(0);
  });

  it('that cannot take the report end the run before anything is asked', async () => {
    fleet = await startFleet(['uat', 'qa']);
    writeFileSync(join(fleet.folder, 'reports'), 'a file');
    const { code, stderr } = await eca('deploy', '--all', '--report-dir', 'reports');
    expect([code, stderr]).toEqual([4, expect.stringContaining('WriteFailedError')]);
    expect(fleet.orgs.flatMap(({ org }) => org.requests)).toEqual([]);
  });
});

describe('the report of a run', () => {
  it('holds org, changes, proofs and errors of each, and no secret', async () => {
    fleet = await startFleet(['uat', 'qa'], {
      environments: { uat: environmentOf('uat'), qa: environmentOf('qa'), gone: { targetOrg: 'nobody-knows-this' } },
    });
    const env = {
      ...fleet.env,
      GITLAB_CI: 'true',
      GITLAB_USER_LOGIN: 'mia',
      CI_JOB_URL: 'https://gitlab.acme/jobs/42',
    };
    const words = ['deploy', '--all', '--allow-secret-access', '--report-dir', 'reports', '--debug'];
    const ran = await runEca(words, { cwd: fleet.folder, env });
    expect(ran.code).toBe(1);
    const run = runJson();
    expect(run).toMatchObject({
      verb: 'deploy',
      exitCode: 1,
      ci: { system: 'gitlab', actor: 'mia', runUrl: 'https://gitlab.acme/jobs/42' },
      environments: [
        { name: 'uat', ok: true, exitCode: 0, changes: 5, org: { id: '00D000000000001EAA', isSandbox: true } },
        { name: 'qa', ok: true, proofs: [{ app: 'Billing_Sync', ok: true }] },
        { name: 'gone', ok: false, exitCode: 4, error: { name: 'TargetOrgNotFoundError' } },
      ],
    });
    expect(run.environments[0]?.proofs[0]?.checks.map(({ name }) => name)).toContain('run-as-user');
    const secrets = await Promise.all(
      fleet.orgs.map(async ({ org, info }) => {
        org.changeSetting(SETTING, true);
        const pair = await readCredentials(await connectTo(info), 'Billing_Sync');
        return [pair.consumerSecret.reveal(), info.accessToken];
      }),
    );
    const written = reports().map((name) => readFileSync(join(fleet.folder, 'reports', name), 'utf8'));
    expect(written).toHaveLength(6);
    for (const secret of secrets.flat()) {
      expect(secret.length).toBeGreaterThan(20);
      for (const text of [...written, ran.stdout, ran.stderr]) expect(text.includes(secret)).toBe(false);
    }
  });

  it('is written of one environment, too, and of a run that failed', async () => {
    fleet = await startFleet(['uat', 'qa']);
    expect((await eca('deploy', '-e', 'uat', '--no-verify', '--report-dir', 'reports')).code).toBe(0);
    expect(runJson()).toMatchObject({
      verb: 'deploy',
      exitCode: 0,
      environments: [{ name: 'uat', ok: true, changes: 5 }],
    });
    expect((await eca('verify', '-e', 'qa', '--report-dir', 'reports')).code).toBe(1);
    const run = runJson();
    expect(run).toMatchObject({
      verb: 'verify',
      exitCode: 1,
      environments: [{ name: 'qa', ok: false, status: 'ended' }],
    });
    expect(run.environments[0]?.cause).not.toBe('');
    expect((await eca('destroy', '-e', 'uat', '--yes', '--report-dir', 'reports')).code).toBe(0);
    expect(runJson()).toMatchObject({ verb: 'destroy', environments: [{ name: 'uat', ok: true }] });
  });

  it('does each environment once, and what a run was killed at, however the report of --resume was put together', async () => {
    fleet = await startFleet(['uat', 'qa']);
    const words = ['deploy', '--no-verify', '--report-dir', 'reports'];
    expect((await eca(...words, '--all')).code).toBe(0);
    const [uat, qa] = runJson().environments;
    const joined = {
      ...runJson(),
      environments: [uat, qa, { ...uat, status: 'running' }, { ...qa, status: 'running' }],
    };
    const running = { ...joined, environments: joined.environments.slice(2) };
    for (const [report, results] of [
      [
        joined,
        [
          ['uat', 'skipped'],
          ['qa', 'skipped'],
        ],
      ],
      [
        running,
        [
          ['uat', 'done'],
          ['qa', 'done'],
        ],
      ],
    ] as const) {
      writeFileSync(join(fleet.folder, 'joined.json'), JSON.stringify(report));
      const { stdout } = await eca(...words, '--resume', 'joined.json', '--json');
      const { result } = JSON.parse(stdout) as {
        readonly result: {
          readonly recap: { readonly lines: readonly { readonly name: string; readonly result: string }[] };
        };
      };
      expect(result.recap.lines.map((line) => [line.name, line.result])).toEqual(results);
    }
  });

  it('goes on by --resume once the config of the environment that failed was put right', async () => {
    fleet = await startFleet(['uat', 'qa']);
    const words = ['deploy', '--all', '--no-verify', '--report-dir', 'reports'];
    const write = (runAsUser: string): void => {
      const qa = { ...environmentOf('qa'), apps: { Billing_Sync: { runAsUser } } };
      writeConfig(fleet.folder, { ...BILLING_SYNC, environments: { uat: environmentOf('uat'), qa } });
    };
    write('nobody@acme.example');
    expect((await eca(...words)).code).toBe(1);
    write(BILLING_SYNC.apps.Billing_Sync?.runAsUser ?? '');
    const { code, stdout } = await eca(...words, '--resume', '--json');
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      result: {
        environments: [
          { name: 'uat', ok: true, skipped: true },
          { name: 'qa', ok: true },
        ],
      },
    });
  });

  it('is refused by --resume after the config, the flags or the file became another', async () => {
    fleet = await startFleet(['uat', 'qa']);
    const words = ['deploy', '--all', '--no-verify', '--report-dir', 'reports'];
    expect((await eca(...words, '--dry-run')).code).toBe(0);
    const refusal = async (): Promise<unknown> =>
      JSON.parse((await eca(...words, '--resume', '--json')).stdout) as unknown;
    // A check is no deploy.
    const named = (name: string, why: string) => ({
      name,
      exitCode: 4,
      message: expect.stringContaining(why) as string,
    });
    expect(await refusal()).toMatchObject(named('ReportMismatchError', 'it ran with other flags'));
    expect((await eca(...words)).code).toBe(0);
    expect((await eca(...words, '--resume', '--concurrency', '1', '--wait', '5')).code).toBe(0);
    const environments = { uat: environmentOf('uat'), qa: environmentOf('qa') };
    writeConfig(fleet.folder, { ...BILLING_SYNC, apiVersion: '65.0', environments });
    expect(await refusal()).toMatchObject(named('ReportMismatchError', 'uat, qa was done by another config'));
    const path = join(fleet.folder, 'reports', 'run.json');
    writeFileSync(path, readFileSync(path, 'utf8').slice(0, 200));
    expect(await refusal()).toMatchObject(named('ReportUnreadableError', 'was cut off'));
  });
});

describe('twenty environments', () => {
  it('take no more than a few times as long as one', async () => {
    const names = Array.from({ length: 20 }, (_, index) => `s${index}`);
    fleet = await startFleet(names.slice(0, 1));
    const [only] = fleet.orgs;
    if (only === undefined) throw new Error('There is no org.');
    // A plan changes nothing: they may all be one org, which answers as slowly as an org far away.
    only.org.always('*', { kind: 'latency', milliseconds: 200 });
    writeConfig(fleet.folder, {
      ...BILLING_SYNC,
      environments: Object.fromEntries(names.map((name) => [name, environmentOf(name)])),
    });
    const env = Object.assign({}, ...names.map((name) => loginOf(name, only.info))) as Record<string, string>;
    const timed = async (words: readonly string[]): Promise<number> => {
      const started = performance.now();
      expect((await runEca(words, { cwd: fleet.folder, env })).code).toBe(0);
      return performance.now() - started;
    };
    const one = await timed(['plan', '-e', 's0', '--json']);
    const all = await timed(['plan', '--all', '--json']);
    expect(countOf(only.org, 'query')).toBeGreaterThan(20);
    expect(all / one).toBeLessThan(6);
  });
});
