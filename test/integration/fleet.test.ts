import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { EcaConfig } from '../../src/config/model.js';
import { runEca, type Finished } from '../cli/run-eca.js';
import { environmentOf, startFleet, writeConfig, type LocalFleet } from './fleet.js';
import { BILLING_SYNC, countOf } from './project.js';

const SETTING = 'enableClientSecretInRestApiAccess';

interface EnvironmentResult {
  readonly name: string;
  readonly ok: boolean;
  readonly exitCode: number;
  readonly result?: unknown;
  readonly error?: { readonly name: string; readonly message: string; readonly actions: readonly string[] };
  readonly skipped?: true;
}

interface FleetResult {
  readonly environments: readonly EnvironmentResult[];
  readonly recap: {
    readonly exitCode: number;
    readonly lines: readonly { readonly name: string; readonly result: string; readonly cause?: string }[];
  };
}

function resultOf({ stdout }: Finished): FleetResult {
  return (JSON.parse(stdout) as { readonly result: FleetResult }).result;
}

/** Four orgs that work, and three environments that fail, each in its own way. */
const GOOD = ['uat', 'dev', 'perf', 'eu'];
const ENVIRONMENTS: EcaConfig['environments'] = {
  uat: environmentOf('uat'),
  dead: environmentOf('dead'),
  dev: environmentOf('dev'),
  unknown: { targetOrg: 'nobody-knows-this' },
  broken: environmentOf('broken'),
  perf: environmentOf('perf'),
  eu: environmentOf('eu'),
};
const NAMES = Object.keys(ENVIRONMENTS);
const CAUSES: Readonly<Record<string, string>> = {
  dead: 'OrgUnreachableError',
  unknown: 'TargetOrgNotFoundError',
  broken: 'OrgAuthInvalidError',
};

describe('a verb over all environments, of which three are broken', () => {
  let fleet: LocalFleet;
  let env: Readonly<Record<string, string>>;

  beforeAll(async () => {
    fleet = await startFleet(GOOD, { environments: ENVIRONMENTS, sink: { file: '{environment}.json' } });
    const dead = { FLEET_DEAD_TOKEN: '00D000000000009!dead', FLEET_DEAD_URL: 'http://127.0.0.1:2' };
    env = { ...fleet.env, ...dead, FLEET_BROKEN_TOKEN: '00D000000000008!broken' };
  });
  afterAll(() => fleet.stop());

  const eca = (...words: readonly string[]): Promise<Finished> => runEca(words, { cwd: fleet.folder, env });

  /** Checks the shape, that the good ones are done, and that each broken one has its own cause; gives the results of the good ones. */
  function expectBroken(finished: Finished, exitCode: number): readonly EnvironmentResult[] {
    const { environments, recap } = resultOf(finished);
    expect(finished.code).toBe(exitCode);
    expect(recap.exitCode).toBe(exitCode);
    expect(environments.map(({ name }) => name)).toEqual(NAMES);
    expect(recap.lines.map(({ name }) => name)).toEqual(NAMES);
    for (const [name, error] of Object.entries(CAUSES)) {
      const found = environments.find((one) => one.name === name);
      expect(found).toMatchObject({ ok: false, error: { name: error } });
      expect(found?.result).toBeUndefined();
      const line = recap.lines.find((one) => one.name === name);
      expect(line?.result).toBe('failed');
      // The cause and the first thing to do about it.
      expect(line?.cause).toContain(found?.error?.message.split('\n')[0]);
      expect(line?.cause).toContain(found?.error?.actions[0]);
    }
    return environments.filter(({ name }) => GOOD.includes(name));
  }

  it('plans', async () => {
    for (const { ok, exitCode, result } of expectBroken(await eca('plan', '--all', '--json'), 1)) {
      expect([ok, exitCode]).toEqual([true, 0]);
      expect(result).toMatchObject({ inSync: false, org: { isSandbox: true } });
    }
  });

  it('deploys, proves and stores each pair in a sink of its own', async () => {
    const finished = await eca('deploy', '--all', '--json', '--allow-secret-access');
    for (const { ok, result } of expectBroken(finished, 1)) {
      expect(ok).toBe(true);
      expect(result).toMatchObject({
        readBack: { inSync: true },
        verify: [{ ok: true }],
        credentials: [{ stored: true }],
      });
    }
    const stored = GOOD.map((name) => JSON.parse(readFileSync(join(fleet.folder, `${name}.json`), 'utf8')) as unknown);
    const keys = stored.map((pair) => (pair as { Billing_Sync: { consumerKey: string } }).Billing_Sync.consumerKey);
    expect(new Set(keys).size).toBe(GOOD.length);
    for (const { org } of fleet.orgs) expect(org.snapshot().settings[SETTING]).toBe(false);
  });

  it('is in sync afterwards, and sends nothing', async () => {
    const before = fleet.orgs.map(({ org }) => countOf(org, 'deploy'));
    const finished = await eca('plan', '--all', '--exit-code', '--json');
    for (const { result } of expectBroken(finished, 1)) expect(result).toMatchObject({ inSync: true });
    expect(fleet.orgs.map(({ org }) => countOf(org, 'deploy'))).toEqual(before);
  });

  it('examines', async () => {
    for (const { ok, result } of expectBroken(await eca('doctor', '--all', '--json'), 1)) {
      expect(ok).toBe(true);
      expect(result).toHaveProperty('checks');
    }
  });

  it('verifies, rotates and tells the age', async () => {
    for (const { org } of fleet.orgs) org.changeSetting(SETTING, true);
    for (const { result } of expectBroken(await eca('verify', '--all', '--json'), 1)) {
      expect(result).toMatchObject([{ app: 'Billing_Sync', ok: true }]);
    }
    for (const { result } of expectBroken(await eca('credentials', 'rotate', '--all', '--json'), 1)) {
      expect(result).toMatchObject([{ app: 'Billing_Sync', stored: true, verify: { ok: true } }]);
    }
    for (const { result } of expectBroken(await eca('credentials', 'age', '--all', '--json'), 1)) {
      expect(result).toMatchObject([{ app: 'Billing_Sync', days: 0, from: 'rotation' }]);
    }
  });

  it('prints plain lines that name the environment, then a block for each in order, then the recap', async () => {
    const { stdout, stderr, code } = await eca('plan', '--all');
    expect(code).toBe(1);
    const heads = [...stdout.matchAll(/^=== (.+) ===$/gm)].map(([, name]) => name);
    expect(heads).toEqual(NAMES);
    const [, recap = ''] = stdout.split('\nRecap\n');
    const lines = recap.trimEnd().split('\n');
    expect(lines.slice(0, -1).map((line) => line.trim().split(/\s+/)[1])).toEqual(NAMES);
    expect(lines.at(-1)).toMatch(/^4 of 7 environments done, 3 not, 0 changes, in \d+\.\d s\.$/);
    const told = stderr.trimEnd().split('\n');
    expect(told.filter((line) => !NAMES.some((name) => line.startsWith(`${name}: `)))).toEqual([]);
    for (const name of GOOD) {
      expect(told).toContain(`${name}: Connecting to the org`);
      expect(told.findLast((line) => line.startsWith(`${name}: `))).toMatch(/: Done, 0 changes, \d/);
    }
    expect(stderr).not.toContain('\u001b');
  });

  it('of which one alone is asked for has the shape of one', async () => {
    const one = await eca('plan', '-e', 'uat', '--json');
    expect(one.code).toBe(0);
    expect(JSON.parse(one.stdout)).toMatchObject({ status: 0, result: { inSync: true }, warnings: [] });
    const broken = await eca('plan', '-e', 'dead', '--json');
    expect(broken.code).toBe(1);
    expect(JSON.parse(broken.stdout)).toMatchObject({ status: 1, name: 'OrgUnreachableError', exitCode: 1 });
    const two = await eca('plan', '-e', 'uat', '-e', 'dev', '-e', 'uat', '--json');
    expect(two.code).toBe(0);
    expect(resultOf(two).environments.map(({ name }) => name)).toEqual(['uat', 'dev']);
  });

  it('says a difference with 2, when nothing is worse', async () => {
    fleet.orgOf('dev').changeField('ExternalClientApplication', 'Billing_Sync', 'label', 'By hand');
    const finished = await eca('plan', '-e', 'uat', '-e', 'dev', '--exit-code', '--json');
    expect(finished.code).toBe(2);
    expect(resultOf(finished).recap.lines.map(({ result }) => result)).toEqual(['done', 'differs']);
    expect((await eca('deploy', '-e', 'dev', '--no-verify')).code).toBe(0);
  });
});

describe('what is wrong for all environments', () => {
  let fleet: LocalFleet;
  beforeAll(async () => {
    fleet = await startFleet(['uat', 'dev']);
  });
  afterAll(() => fleet.stop());

  async function refused(words: readonly string[], config: Partial<EcaConfig> = {}) {
    const environments = { uat: environmentOf('uat'), dev: environmentOf('dev') };
    writeConfig(fleet.folder, { ...BILLING_SYNC, environments, ...config });
    const before = fleet.orgs.map(({ org }) => org.requests.length);
    const { code, stdout } = await runEca([...words, '--json'], { cwd: fleet.folder, env: fleet.env });
    expect(code).toBe(4);
    expect(fleet.orgs.map(({ org }) => org.requests.length)).toEqual(before);
    return JSON.parse(stdout) as {
      readonly name: string;
      readonly message: string;
      readonly problems?: readonly unknown[];
    };
  }

  it.each([
    [['plan', '--all', '-o', 'acme'], '--target-org cannot stand beside several environments'],
    [['plan', '--all', '-e', 'uat'], '--environment cannot stand beside --all'],
    [['plan', '--all', '--concurrency', '0'], '--concurrency takes a whole number'],
    [['plan', '--all', '--concurrency', '1.5'], '--concurrency takes a whole number'],
    [['plan', '--all', '--wait-all', '-1'], '--wait-all takes a number of minutes'],
    [['plan', '--all', '--resume'], '--resume does not say which run'],
    [
      ['verify', '--all', '--my-domain', 'https://acme.my.salesforce.com'],
      'cannot stand beside a command that reads no config',
    ],
    [
      ['verify', '--my-domain', 'https://acme.my.salesforce.com', '--report-dir', 'reports'],
      '--report-dir cannot stand beside a command that reads no config',
    ],
  ])('%j is refused before the first login', async (words, message) => {
    expect(await refused(words)).toMatchObject({
      name: 'UsageError',
      message: expect.stringContaining(message) as string,
    });
  });

  it('is an environment that the config does not have', async () => {
    const error = await refused(['plan', '-e', 'uat', '-e', 'uta']);
    expect(error.name).toBe('ConfigInvalidError');
    expect(JSON.stringify(error.problems)).toContain('Did you mean \\"uat\\"?');
  });

  it('is a config without environments', async () => {
    expect(await refused(['plan', '--all'], { environments: undefined })).toMatchObject({ name: 'UsageError' });
  });

  it('is a config that is wrong in a place that all share', async () => {
    const apps = { Billing_Sync: { label: 'Billing Sync', contactEmail: 'nobody', runAsUser: 'x' } };
    expect(await refused(['plan', '--all'], { apps })).toMatchObject({ name: 'ConfigInvalidError' });
  });

  it('is one target of key and secret, for the verbs that write there', async () => {
    const sink = { file: 'secrets.json' };
    for (const words of [
      ['deploy', '--all'],
      ['credentials', 'rotate', '-e', 'uat', '-e', 'dev'],
    ]) {
      const error = await refused(words, { sink });
      expect(error.name).toBe('ConfigInvalidError');
      expect(error.problems).toMatchObject([{ path: 'sink', file: 'eca.config.json' }]);
      expect(JSON.stringify(error.problems)).toContain('{environment}');
    }
    expect(await refused(['deploy', '--all', '--sink', 'file:one.json'])).toMatchObject({
      name: 'ConfigInvalidError',
      problems: [{ path: '--sink' }],
    });
    const plan = await runEca(['plan', '--all'], { cwd: fleet.folder, env: fleet.env });
    expect(plan.code).toBe(0);
  });

  it('is a production environment whose id was not given', async () => {
    const environments = { uat: environmentOf('uat'), dev: { ...environmentOf('dev'), production: true } };
    const error = await refused(['deploy', '--all', '--yes'], { environments });
    expect(error).toMatchObject({ name: 'NotConfirmedError', message: expect.stringContaining('(dev)') as string });
  });
});

describe('orgs that may not be changed', () => {
  let fleet: LocalFleet;
  beforeAll(async () => {
    fleet = await startFleet(['uat', 'dev'], {
      environments: {
        uat: environmentOf('uat'),
        dev: { ...environmentOf('dev'), production: true },
        twin: environmentOf('uat'),
      },
    });
  });
  afterAll(() => fleet.stop());

  it('are production with another id than was given, and the twin of an org that another environment is', async () => {
    const words = ['deploy', '--all', '--no-verify', '--json', '--yes-org-id', '00D000000000007EAA'];
    const finished = await runEca(words, { cwd: fleet.folder, env: fleet.env });
    expect(finished.code).toBe(1);
    const { environments } = resultOf(finished);
    expect(environments.find(({ name }) => name === 'dev')?.error?.name).toBe('NotConfirmedError');
    expect(countOf(fleet.orgOf('dev'), 'deploy')).toBe(0);
    const twins = environments.filter(({ name }) => name !== 'dev');
    expect(twins.map(({ ok }) => ok).sort()).toEqual([false, true]);
    expect(twins.find(({ ok }) => !ok)?.error).toMatchObject({ name: 'OrgConflictError' });
    expect(twins.find(({ ok }) => !ok)?.error?.message).toMatch(/"uat".*"twin"|"twin".*"uat"/);
    // The check, and the deploy: of one of the two.
    expect(countOf(fleet.orgOf('uat'), 'deploy')).toBe(2);
  });

  it('are none once the id is right; a plan asks for none', async () => {
    const ids = ['--yes-org-id', '00D000000000002EAA'];
    const deployed = await runEca(['deploy', '-e', 'uat', '-e', 'dev', '--no-verify', ...ids], {
      cwd: fleet.folder,
      env: fleet.env,
    });
    expect(deployed.code).toBe(0);
    expect((await runEca(['plan', '--all', '--exit-code'], { cwd: fleet.folder, env: fleet.env })).code).toBe(0);
    const one = await runEca(['deploy', '-e', 'dev', '--no-verify', '--yes-org-id', '00D000000000007EAA'], {
      cwd: fleet.folder,
      env: fleet.env,
    });
    expect([one.code, one.stderr]).toEqual([4, expect.stringContaining('NotConfirmedError')]);
  });
});

describe('an environment whose own variable is not set', () => {
  it('fails alone, with the place in the config', async () => {
    const apps = (label: string) => ({ apps: { Billing_Sync: { label } } });
    const fleet = await startFleet(['uat', 'dev'], {
      environments: {
        uat: environmentOf('uat'),
        dev: { ...environmentOf('dev'), ...apps('${env:DEV_LABEL}') },
      },
    });
    const finished = await runEca(['plan', '--all', '--json'], { cwd: fleet.folder, env: fleet.env });
    await fleet.stop();
    expect(finished.code).toBe(1);
    const { environments, recap } = resultOf(finished);
    expect(environments.map(({ ok, exitCode }) => [ok, exitCode])).toEqual([
      [true, 0],
      [false, 4],
    ]);
    expect(recap.lines[1]?.cause).toContain('DEV_LABEL');
    expect(recap.lines[1]?.cause).toContain('environments.dev.apps.Billing_Sync.label');
  });
});
