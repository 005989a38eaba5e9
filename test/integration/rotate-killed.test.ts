import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { deploy } from '../../src/verbs/deploy.js';
import { LocalOrg, type LocalOrgInfo } from '../../src/local-org/index.js';
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

  beforeEach(async () => {
    localOrg = new LocalOrg();
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

  /** Runs a command and kills it a moment after it said something; gives false when it had ended before. */
  async function killAfter(argv: readonly string[], message: RegExp, delay: number): Promise<boolean> {
    const child = spawn(process.execPath, [ECA, ...argv], {
      cwd,
      env: testEnvironment(),
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    const ended = new Promise<NodeJS.Signals | null>((done) => {
      child.once('exit', (_code, signal) => {
        done(signal);
      });
    });
    let said = '';
    await new Promise<void>((done) => {
      child.stderr.on('data', (chunk: Buffer) => {
        said += chunk.toString();
        if (message.test(said)) done();
      });
      void ended.then(() => {
        done();
      });
    });
    await sleep(delay);
    child.kill('SIGKILL');
    return (await ended) === 'SIGKILL';
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

  const moments: readonly (readonly [string, RegExp, string])[] = [
    ['staging', /Staging a new pair/, 'stageCredentials'],
    ['swapping', /Swapping the new pair/, 'rotateCredentials'],
    ['proving', /Proving the new pair/, 'token'],
    ['handing over', /Handing over the new pair/, 'usage'],
    ['revoking', /Revoking the old pair/, 'deleteStagedCredentials'],
  ];
  const cases = moments.flatMap((moment) => [0, 250].map((delay) => [...moment, delay] as const));

  it.each(cases)(
    'while %s leaves a pair that works, and the rerun finishes (%s, %s, %d ms later)',
    async (_what, message, operation, delay) => {
      localOrg.always(operation, { kind: 'latency', milliseconds: 200 });
      const argv = ['credentials', 'rotate', '-o', 'acme-killed'];
      const killed = await killAfter(argv, message, delay);
      localOrg.clearFaults();
      const current = await readCredentials(org, 'Billing_Sync');
      expect(await works(current)).toBe(true);
      // Whoever reads the sink has a pair that works; before it was written, everybody has the old one.
      if (storedKey() === undefined) expect(await works(old)).toBe(true);
      else expect(storedKey()).toBe(current.consumerKey);
      if (!killed) return;
      const rerun = await runEca([...argv, '--json'], { cwd });
      expect(rerun).toMatchObject({ code: 0 });
      const final = await readCredentials(org, 'Billing_Sync');
      expect(storedKey()).toBe(final.consumerKey);
      expect(await works(final)).toBe(true);
      expect(await works(old)).toBe(false);
      expect(await readStaged(org, await readConsumer(org, 'Billing_Sync'))).toBeUndefined();
      expect(readdirSync(join(cwd, '.eca')).filter((name) => /^rotation\.|tmp$/.test(name))).toEqual([]);
    },
  );

  it('while it may read secrets leaves the switch on, and the next run turns it off', async () => {
    localOrg.changeSetting(SETTING, false);
    localOrg.always('usage', { kind: 'latency', milliseconds: 5000 });
    const argv = ['credentials', 'show', '-o', 'acme-killed', '--allow-secret-access'];
    expect(await killAfter(argv, /Letting REST read/, 300)).toBe(true);
    localOrg.clearFaults();
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
