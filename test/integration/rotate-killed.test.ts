import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { deploy } from '../../src/verbs/deploy.js';
import { LocalOrg, type LocalOrgInfo, type LoggedRequest } from '../../src/local-org/index.js';
import { registerSession } from '../../src/org/auth-store.js';
import { readConsumer, readCredentials } from '../../src/credentials/read-pair.js';
import type { Credentials } from '../../src/oauth/key-pair.js';
import type { Org } from '../../src/org/org.js';
import { readStaged } from '../../src/credentials/staged.js';
import { requestToken } from '../../src/oauth/token.js';
import { httpOfTest } from '../unit/http-of-test.js';
import { ECA, runEca, testEnvironment } from '../cli/run-eca.js';
import { BILLING_SYNC, connectTo, resolved } from './project.js';
import { testWork } from '../work.js';

const SETTING = 'enableClientSecretInRestApiAccess';

describe('a process that is killed', () => {
  let localOrg: LocalOrg;
  let info: LocalOrgInfo;
  let org: Org;
  let old: Credentials;
  let cwd: string;
  let unregister: () => Promise<void>;
  let onRequest: (request: LoggedRequest) => void;

  beforeEach(async () => {
    onRequest = () => undefined;
    localOrg = new LocalOrg({
      log: (request) => {
        onRequest(request);
      },
    });
    info = await localOrg.start();
    org = await connectTo(info);
    unregister = await registerSession({ ...info, alias: 'acme-killed' });
    await deploy(org, resolved(BILLING_SYNC), testWork(), { verify: false });
    old = await readCredentials(org, 'Billing_Sync');
    cwd = mkdtempSync(join(tmpdir(), 'eca-killed-'));
    writeFileSync(join(cwd, 'eca.config.json'), JSON.stringify({ ...BILLING_SYNC, sink: { file: 'billing.json' } }));
  });
  afterEach(async () => {
    await unregister();
    await localOrg.stop();
  });

  interface Running {
    readonly kill: () => void;
    readonly ended: Promise<NodeJS.Signals | null>;
  }

  function start(argv: readonly string[]): Running {
    const child = spawn(process.execPath, [ECA, ...argv], { cwd, env: testEnvironment(), stdio: 'ignore' });
    const ended = new Promise<NodeJS.Signals | null>((done) => {
      child.once('exit', (_code, signal) => {
        done(signal);
      });
    });
    return { kill: () => void child.kill('SIGKILL'), ended };
  }

  /** Runs a command, kills it when the org has answered its n-th request of a kind, and gives what ended it. */
  async function killAt(argv: readonly string[], operation: string, nth: number): Promise<NodeJS.Signals | null> {
    let seen = 0;
    const running = start(argv);
    onRequest = (request) => {
      if (request.operation !== operation) return;
      seen += 1;
      if (seen === nth) running.kill();
    };
    const signal = await running.ended;
    onRequest = () => undefined;
    return signal;
  }

  const works = async (pair: Credentials): Promise<boolean> => {
    const token = `${info.instanceUrl}/services/oauth2/token`;
    return (
      (await requestToken(httpOfTest(), { kind: 'endpoints', issuer: info.instanceUrl, token }, pair)).kind === 'token'
    );
  };
  const storedKey = (): string | undefined => {
    const file = join(cwd, 'billing.json');
    if (!existsSync(file)) return undefined;
    return (JSON.parse(readFileSync(file, 'utf8')) as { Billing_Sync: { consumerKey: string } }).Billing_Sync
      .consumerKey;
  };

  /** What is seen of the command when it is killed: the answer to its request, counted from 1. */
  const moments: readonly (readonly [string, string, number])[] = [
    ['before it stages', 'stagedCredentials', 2],
    ['while staging', 'stageCredentials', 1],
    ['while proving the staged pair', 'token', 1],
    ['while swapping', 'rotateCredentials', 1],
    ['while proving the new pair', 'token', 2],
    ['before it revokes', 'stagedCredentials', 3],
    ['while revoking', 'deleteStagedCredentials', 1],
  ];

  /** What holds after a kill at any moment: nobody is left without a pair that works. */
  async function expectSound(): Promise<void> {
    const current = await readCredentials(org, 'Billing_Sync');
    expect(await works(current)).toBe(true);
    // Whoever reads the sink has a pair that works; before it was written, everybody has the old one.
    if (storedKey() === undefined) expect(await works(old)).toBe(true);
    else expect(storedKey()).toBe(current.consumerKey);
  }

  async function expectFinished(): Promise<void> {
    const final = await readCredentials(org, 'Billing_Sync');
    expect(storedKey()).toBe(final.consumerKey);
    expect(await works(final)).toBe(true);
    expect(await works(old)).toBe(false);
    expect(await readStaged(org, await readConsumer(org, 'Billing_Sync'))).toBeUndefined();
    expect(readdirSync(join(cwd, '.eca')).filter((name) => /^rotation\.|tmp$/.test(name))).toEqual([]);
  }

  it.each(moments)('%s leaves a pair that works, and the rerun finishes (%s, %d)', async (_what, operation, nth) => {
    const argv = ['credentials', 'rotate', '-o', 'acme-killed', '--revoke-old'];
    expect(await killAt(argv, operation, nth)).toBe('SIGKILL');
    await expectSound();
    expect(await runEca([...argv, '--json'], { cwd })).toMatchObject({ code: 0 });
    await expectFinished();
  });

  it('while its sink takes the new pair leaves a pair that works, and the rerun finishes', async () => {
    const sink = join(cwd, 'kills.mjs');
    writeFileSync(sink, 'process.kill(process.ppid, "SIGKILL");');
    const argv = ['credentials', 'rotate', '-o', 'acme-killed', '--revoke-old'];
    const broken = start([...argv, '--sink', `command:${process.execPath} ${sink}`]);
    expect(await broken.ended).toBe('SIGKILL');
    await expectSound();
    expect(await runEca([...argv, '--json'], { cwd })).toMatchObject({ code: 0 });
    await expectFinished();
  });

  it('while it may read secrets leaves the switch on, and the next run turns it off', async () => {
    localOrg.changeSetting(SETTING, false);
    const argv = ['credentials', 'show', '-o', 'acme-killed', '--allow-secret-access'];
    expect(await killAt(argv, 'deploy', 1)).toBe('SIGKILL');
    // Whether the org had taken it when the process died or not: the journal asks for the restore.
    localOrg.changeSetting(SETTING, true);
    const next = await runEca(['credentials', 'show', '-o', 'acme-killed', '--allow-secret-access', '--json'], { cwd });
    expect(next).toMatchObject({ code: 0 });
    expect(next.stdout).toContain('is turned off now');
    expect(localOrg.snapshot().settings[SETTING]).toBe(false);
    expect(readdirSync(join(cwd, '.eca')).filter((name) => name.startsWith('secret-access'))).toEqual([]);
  });

  it('by SIGTERM turns the switch off before it ends', async () => {
    localOrg.changeSetting(SETTING, false);
    localOrg.always('usage', { kind: 'latency', milliseconds: 1500 });
    const child = spawn(process.execPath, [ECA, 'credentials', 'show', '-o', 'acme-killed', '--allow-secret-access'], {
      cwd,
      env: testEnvironment(),
      stdio: 'ignore',
    });
    const code = new Promise<number | null>((done) => child.once('exit', done));
    while (localOrg.snapshot().settings[SETTING] !== true) await sleep(20);
    child.kill('SIGTERM');
    expect(await code).toBe(143);
    expect(localOrg.snapshot().settings[SETTING]).toBe(false);
  });
});
