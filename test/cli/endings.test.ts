import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { deploy, EcaError } from '../../src/index.js';
import { LocalOrg, type LocalOrgInfo } from '../../src/local-org/index.js';
import { writeEntry } from '../../src/project/credentials-journal.js';
import { BILLING_SYNC } from '../integration/project.js';
import { ECA, emptyFolder, runEca, testEnvironment } from './run-eca.js';

const SETTING = 'enableClientSecretInRestApiAccess';
let localOrg: LocalOrg;
let info: LocalOrgInfo;
let folder: string;
let env: Readonly<Record<string, string>>;

beforeEach(async () => {
  localOrg = new LocalOrg({});
  info = await localOrg.start();
  folder = emptyFolder();
  writeFileSync(join(folder, 'eca.config.json'), JSON.stringify(BILLING_SYNC));
  env = { SF_ACCESS_TOKEN: info.accessToken, ECA_INSTANCE_URL: info.instanceUrl };
});
afterEach(() => localOrg.stop());

describe('a command in a folder below that of the config', () => {
  const below = (): string => {
    const path = join(folder, 'docs', 'deep');
    mkdirSync(path, { recursive: true });
    return path;
  };

  it.each([
    ['verify'],
    ['credentials', 'show'],
    ['token'],
    ['query', 'SELECT Id FROM Account LIMIT 1'],
    ['request', 'GET', 'sobjects/Account/describe'],
  ])('works in the folder of the config: %s', async (...words) => {
    expect((await runEca(['deploy', '--no-verify'], { cwd: folder, env })).code).toBe(0);
    // What a killed run left: the switch on, and a note of it in the folder of the config.
    await writeEntry(folder, { kind: 'secret-access', orgId: info.orgId, since: new Date().toISOString() });
    const cwd = below();
    await runEca(words, { cwd, env });
    expect(localOrg.snapshot().settings[SETTING]).toBe(false);
    expect(readdirSync(cwd)).toEqual([]);
  });

  it('keeps the token of given credentials there, too', async () => {
    expect((await runEca(['deploy', '--no-verify'], { cwd: folder, env })).code).toBe(0);
    const shown = await runEca(['credentials', 'show', '--reveal', '--json'], { cwd: folder, env });
    const [pair] = (JSON.parse(shown.stdout) as { result: { consumerKey: string; consumerSecret: string }[] }).result;
    const given = { CLIENT_ID: pair?.consumerKey, CLIENT_SECRET: pair?.consumerSecret };
    const cwd = below();
    const words = ['request', 'GET', 'sobjects/Account/describe', '--my-domain', info.instanceUrl];
    expect((await runEca(words, { cwd, env: given })).code).toBe(0);
    expect(readdirSync(cwd)).toEqual([]);
    expect(existsSync(join(folder, '.eca', 'tokens'))).toBe(true);
  });
});

describe('Ctrl-C', () => {
  it.each([
    ['spins', 'for (;;);'],
    ['never ends to load', 'await new Promise(() => setInterval(() => undefined, 1000));'],
  ])('ends a config that %s', async (_what, text) => {
    const cwd = emptyFolder();
    writeFileSync(join(cwd, 'eca.config.ts'), `${text}\nexport default {};\n`);
    const child = spawn(process.execPath, [ECA, 'plan'], { cwd, env: testEnvironment(env), stdio: 'ignore' });
    const ended = new Promise((done) =>
      child.once('exit', (code, signal) => {
        done(signal ?? code);
      }),
    );
    await sleep(1500);
    const hit = performance.now();
    child.kill('SIGINT');
    expect(await ended).toBe('SIGINT');
    expect(performance.now() - hit).toBeLessThan(2000);
  });
});

describe('a closed output', () => {
  it.each([['--help'], ['schema'], ['fields']])('of %s ends with 141, without a word', async (...words) => {
    const script = `{ sleep 1; "$@"; echo $? >&3; } 3>&2 2>err | :; cat err >&2`;
    const shell = spawn('bash', ['-c', script, 'bash', process.execPath, ECA, ...words], {
      cwd: folder,
      env: testEnvironment(env),
    });
    let printed = '';
    shell.stderr.on('data', (chunk: Buffer) => (printed += chunk.toString()));
    await new Promise((done) => shell.once('close', done));
    expect(printed).toBe('141\n');
  });

  it('of standard error ends nothing', async () => {
    const script = `"$@" 2> >(:); echo $?`;
    const shell = spawn('bash', ['-c', script, 'bash', process.execPath, ECA, 'deploy', '--json'], {
      cwd: folder,
      env: testEnvironment(env),
    });
    let printed = '';
    shell.stdout.on('data', (chunk: Buffer) => (printed += chunk.toString()));
    await new Promise((done) => shell.once('close', done));
    expect(printed.trim().split('\n').at(-1)).toBe('0');
  });
});

describe('a run that waits', () => {
  /** A sink that no gentle signal ends, and what it started neither. It leaves its id. */
  const stubborn = (): void => {
    const text = "#!/bin/bash\ntrap '' TERM\necho $$ > sink.pid\nwhile :; do sleep 0.2; done\n";
    writeFileSync(join(folder, 'stub.sh'), text, { mode: 0o755 });
    localOrg.changeSetting(SETTING, false);
  };
  const STORE = ['credentials', 'store', '--allow-secret-access', '--json', '--sink', 'command:./stub.sh'];

  function start(words: readonly string[], script: string) {
    const shell = script === '' ? [] : ['bash', '-c', script, 'bash'];
    const [program = '', ...rest] = [...shell, process.execPath, ECA, ...words];
    const child = spawn(program, rest, { cwd: folder, env: testEnvironment(env), stdio: ['ignore', 'pipe', 'pipe'] });
    let complaint = '';
    child.stderr.on('data', (chunk: Buffer) => (complaint += chunk.toString()));
    const ended = new Promise<number | string | null>((done) =>
      child.once('exit', (code, signal) => {
        done(code ?? signal);
      }),
    );
    return { child, ended, said: () => complaint };
  }

  const sinkStarted = () =>
    expect.poll(() => existsSync(join(folder, 'sink.pid')), { timeout: 15_000, interval: 50 }).toBe(true);

  function isSinkAlive(): boolean {
    try {
      return process.kill(Number(readFileSync(join(folder, 'sink.pid'), 'utf8')), 0);
    } catch {
      return false;
    }
  }

  it('ends with 141 when its socket of a standard output closes', async () => {
    expect((await runEca(['deploy', '--no-verify'], { cwd: folder, env })).code).toBe(0);
    stubborn();
    const { child, ended } = start(STORE, '');
    await sinkStarted();
    expect(localOrg.snapshot().settings[SETTING]).toBe(true);
    const hit = performance.now();
    child.stdout.destroy();
    expect(await ended).toBe(141);
    expect(performance.now() - hit).toBeLessThan(2000);
    expect(localOrg.snapshot().settings[SETTING]).toBe(false);
    expect(isSinkAlive()).toBe(false);
  });

  it.runIf(process.platform === 'linux').each([['plan'], STORE])(
    'ends with 141 when its pipe of a standard output closes: %s',
    async (...words) => {
      expect((await runEca(['deploy', '--no-verify'], { cwd: folder, env })).code).toBe(0);
      stubborn();
      if (words.includes('plan')) localOrg.always('retrieve', { kind: 'latency', milliseconds: 60_000 });
      const { ended, said } = start(words, '"$@" 2>/dev/null | sleep 4; echo "${PIPESTATUS[0]}" >&2');
      await sleep(4000);
      const hit = performance.now();
      await ended;
      expect(performance.now() - hit).toBeLessThan(2500);
      expect(said().trim()).toBe('141');
      expect(localOrg.snapshot().settings[SETTING]).toBe(false);
    },
  );

  it('takes a sink that ignores SIGTERM along', async () => {
    expect((await runEca(['deploy', '--no-verify'], { cwd: folder, env })).code).toBe(0);
    stubborn();
    const { child, ended } = start(STORE, '');
    await sinkStarted();
    expect(localOrg.snapshot().settings[SETTING]).toBe(true);
    const hit = performance.now();
    child.kill('SIGTERM');
    expect(await ended).toBe(143);
    expect(localOrg.snapshot().settings[SETTING]).toBe(false);
    expect(performance.now() - hit).toBeLessThan(2000);
    expect(isSinkAlive()).toBe(false);
  });
});

describe.runIf(process.platform !== 'win32')('a named pipe that nobody is at', () => {
  beforeEach(() => {
    execFileSync('mkfifo', [join(folder, 'pipe')]);
  });

  it.each(['file:pipe', 'dotenv:pipe'])('is refused as the sink %s', async (sink) => {
    expect((await runEca(['deploy', '--no-verify'], { cwd: folder, env })).code).toBe(0);
    const words = ['credentials', 'store', '--allow-secret-access', '--json', '--sink', sink];
    const { code, stdout } = await runEca(words, { cwd: folder, env });
    expect(code).toBe(1);
    const message = expect.stringContaining('no regular file') as string;
    expect(JSON.parse(stdout)).toMatchObject({ result: [{ problem: { name: 'SinkFailedError', message } }] });
  });

  it('is refused as a body', async () => {
    const words = ['request', 'POST', 'sobjects/Account', '--body', '@pipe', '--json'];
    const { stdout } = await runEca(words, { cwd: folder, env });
    const message = expect.stringContaining('no regular file') as string;
    expect(JSON.parse(stdout)).toMatchObject({ name: 'SourceInvalidError', message });
  });

  it('is refused as a plan', async () => {
    const { stdout } = await runEca(['deploy', '--plan', 'pipe', '--json'], { cwd: folder, env });
    const message = expect.stringContaining('no regular file') as string;
    expect(JSON.parse(stdout)).toMatchObject({ name: 'PlanFileInvalidError', message });
  });

  it('is refused as a key file', async () => {
    const login = { ECA_JWT_CLIENT_ID: 'key', ECA_JWT_USERNAME: 'a@b.example', ECA_JWT_KEY_FILE: join(folder, 'pipe') };
    const words = ['plan', '--json'];
    const { stdout } = await runEca(words, { cwd: folder, env: { ...login, ECA_INSTANCE_URL: info.instanceUrl } });
    expect(JSON.parse(stdout)).toMatchObject({
      name: 'OrgAuthInvalidError',
      message: expect.stringContaining('no regular file') as string,
    });
  });
});

describe('the library', () => {
  it.each(['retrieve', 'query', 'deploy', 'checkDeployStatus', 'token'])(
    'ends within two seconds of an abort while %s gets no answer',
    async (operation) => {
      localOrg.always(operation, { kind: 'latency', milliseconds: 60_000 });
      const abort = new AbortController();
      const options = { config: BILLING_SYNC, env, folder, signal: abort.signal };
      const running = deploy(options).catch((error: unknown) => error);
      await sleep(2500);
      const hit = performance.now();
      const reason = new Error('No longer wanted.');
      abort.abort(reason);
      const error = await running;
      expect(performance.now() - hit).toBeLessThan(2000);
      expect(error === reason || (error instanceof EcaError && error.name === 'DeployCanceledError')).toBe(true);
    },
  );

  it.each([-1, Number.NaN, Number.POSITIVE_INFINITY])('refuses to wait %d minutes', async (wait) => {
    const error: unknown = await deploy({ config: BILLING_SYNC, env, folder, wait }).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ name: 'UsageError' });
    expect(localOrg.requests).toEqual([]);
  });
});

describe('what an org says', () => {
  it('is shown, and neither moves the cursor nor commands a CI system', async () => {
    localOrg.always('deploy', { kind: 'failing-deploy', problem: 'no\n::stop-commands::x\u001b[2J\u202e##[error]y' });
    const { code, stderr, stdout } = await runEca(['deploy'], { cwd: folder, env });
    expect(code).toBe(1);
    expect(stderr).toContain('stop-commands');
    expect(`${stdout}${stderr}`).not.toMatch(/^\s*::|\u001b|\u202e|##\[/m);
  });
});
