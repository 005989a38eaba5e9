import { spawn, type ChildProcess } from 'node:child_process';
import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import type { LocalOrg } from '../../src/local-org/index.js';
import { deploy } from '../../src/verbs/deploy.js';
import { ECA, testEnvironment } from '../cli/run-eca.js';
import { connectTo, resolved } from '../integration/project.js';
import { testWork } from '../work.js';
import { Front, type Passing } from './front.js';
import { CONFIG, journalsIn, newFolder, startOrg } from './story.js';

const SETTING = 'enableClientSecretInRestApiAccess';
const all = process.env.MODE === 'faults';

/** A request at which the org falls silent: the step of the command that waits for it. */
interface Step {
  readonly step: string;
  readonly words: readonly string[];
  readonly is: (passing: Passing) => boolean;
  /** Which such request, counted from 1. */
  readonly nth: number;
  /** The app is there already, and the org's switch is off and is turned on for the moment. */
  readonly switches: boolean;
}

const SENDING = ({ method, path }: Passing): boolean => method === 'POST' && path.includes('metadata/deployRequest');
const WATCHING = ({ method, path }: Passing): boolean => method === 'GET' && path.includes('metadata/deployRequest/');
const RETRIEVING = ({ body }: Passing): boolean => /<(?:\w+:)?retrieve[ >]/.test(body);
const READING_KEYS = ({ path }: Passing): boolean => path.includes('apps/oauth/credentials/');
const ASKING_TOKEN = ({ path }: Passing): boolean => path.endsWith('/services/oauth2/token');

const DEPLOY = ['deploy'];
const STORE = ['credentials', 'store', '--allow-secret-access', '--sink', 'file:billing.json'];
const STEPS: readonly Step[] = [
  { step: 'connecting', words: DEPLOY, is: () => true, nth: 1, switches: false },
  { step: 'reading', words: DEPLOY, is: RETRIEVING, nth: 1, switches: false },
  { step: 'sending the check', words: DEPLOY, is: SENDING, nth: 1, switches: false },
  { step: 'watching the check', words: DEPLOY, is: WATCHING, nth: 1, switches: false },
  { step: 'sending the deploy', words: DEPLOY, is: SENDING, nth: 2, switches: false },
  { step: 'reading back', words: DEPLOY, is: RETRIEVING, nth: 2, switches: false },
  { step: 'asking for a token', words: DEPLOY, is: ASKING_TOKEN, nth: 1, switches: false },
  { step: 'turning the switch on', words: STORE, is: SENDING, nth: 1, switches: true },
  { step: 'reading keys with the switch on', words: STORE, is: READING_KEYS, nth: 1, switches: true },
  {
    step: 'deploying with the switch on',
    words: [...DEPLOY, '--allow-secret-access'],
    is: READING_KEYS,
    nth: 1,
    switches: true,
  },
];

/** What ends the run, and with which exit code. */
interface Way {
  readonly way: string;
  readonly end: (child: ChildProcess) => void;
  readonly code: number;
}

const signalled = (way: NodeJS.Signals, code: number): Way => ({ way, end: (child) => void child.kill(way), code });
const WAYS: readonly Way[] = [
  signalled('SIGINT', 130),
  signalled('SIGTERM', 143),
  signalled('SIGHUP', 129),
  signalled('SIGQUIT', 131),
  {
    way: 'a second Ctrl-C',
    end: (child) => {
      child.kill('SIGINT');
      setTimeout(() => child.kill('SIGINT'), 150);
      setTimeout(() => child.kill('SIGTERM'), 300);
    },
    code: 130,
  },
];

/** Cells of the sample that `npm test` runs. */
const SAMPLE = new Set([
  'SIGHUP while reading',
  'SIGINT while sending the deploy',
  'SIGQUIT while reading keys with the switch on',
  'a second Ctrl-C while deploying with the switch on',
]);

let localOrg: LocalOrg;
let front: Front;
let folder: string;
let instanceUrl: string;

async function begin({ switches }: Pick<Step, 'switches'>): Promise<void> {
  localOrg = await startOrg();
  folder = newFolder();
  writeFileSync(join(folder, 'eca.config.json'), JSON.stringify(CONFIG));
  if (switches) {
    const org = await connectTo(localOrg.info);
    await deploy(org, resolved(CONFIG), testWork(), { verify: false });
    localOrg.changeSetting(SETTING, false);
  }
  front = new Front(localOrg.info.instanceUrl);
  instanceUrl = await front.start();
}
afterEach(async () => {
  front.stop();
  await localOrg.stop();
});

interface Ended {
  readonly code: number | null;
  readonly stderr: string;
  readonly stdout: string;
}

function start(words: readonly string[]): { readonly child: ChildProcess; readonly ended: Promise<Ended> } {
  const env = testEnvironment({ SF_ACCESS_TOKEN: localOrg.info.accessToken, ECA_INSTANCE_URL: instanceUrl });
  const child = spawn(process.execPath, [ECA, ...words], { cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe'] });
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  const ended = new Promise<Ended>((done) => {
    child.once('exit', (code) => {
      done({ code, stdout, stderr });
    });
  });
  return { child, ended };
}

/** Makes the org silent at a request, and tells when it has arrived. */
function silentAt({ is, nth }: Pick<Step, 'is' | 'nth'>): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<undefined>();
  let seen = 0;
  front.onRequest = (passing) => {
    if (!is(passing)) return 'pass';
    seen += 1;
    if (seen !== nth) return 'pass';
    resolve(undefined);
    return 'silent';
  };
  return promise;
}

const isSwitchOn = (): boolean => localOrg.snapshot().settings[SETTING] === true;
const since = (started: number): number => performance.now() - started;

describe('a run that the org keeps waiting', () => {
  const cells = STEPS.flatMap((step) => WAYS.map((way) => [`${way.way} while ${step.step}`, step, way] as const));
  it.each(cells.filter(([title]) => all || SAMPLE.has(title)))('ends at %s', async (_title, step, way) => {
    await begin(step);
    const arrived = silentAt(step);
    const { child, ended } = start(step.words);
    await arrived;
    await sleep(50);
    const hit = performance.now();
    way.end(child);
    const { code, stderr } = await ended;
    // What is put back takes some requests more.
    expect(since(hit)).toBeLessThan(step.switches ? 8000 : 2500);
    expect(code).toBe(way.code);
    expect(stderr).toMatch(/Error \((?:Interrupted|Terminated|Hangup|Quit|DeployCanceled)Error\)/);
    if (step.switches) expect(isSwitchOn()).toBe(false);
    journalsIn(folder);
    front.onRequest = () => 'pass';
    const again = await start([...step.words, '--json']).ended;
    expect(JSON.parse(again.stdout)).toMatchObject({ status: 0 });
    expect(journalsIn(folder)).toEqual([]);
  });

  it('ends without a word when standard output is closed, also where only standard error tells so', async () => {
    await begin({ switches: true });
    const arrived = silentAt({ is: READING_KEYS, nth: 1 });
    const env = testEnvironment({ SF_ACCESS_TOKEN: localOrg.info.accessToken, ECA_INSTANCE_URL: instanceUrl });
    const words = [process.execPath, ECA, ...STORE, '--debug'];
    const script = `"$@" 2>&1 | grep -m1 moment; echo "\${PIPESTATUS[0]}"`;
    const shell = spawn('bash', ['-c', script, 'bash', ...words], { cwd: folder, env });
    let printed = '';
    shell.stdout.on('data', (chunk: Buffer) => (printed += chunk.toString()));
    const ended = new Promise((done) => shell.once('close', done));
    await Promise.race([arrived, ended]);
    const hit = performance.now();
    await ended;
    expect(since(hit)).toBeLessThan(8000);
    expect(printed.trim().split('\n').at(-1)).toBe('141');
    expect(isSwitchOn()).toBe(false);
  });

  it('tells when the switch could not be turned off, and the next run turns it off', async () => {
    await begin({ switches: true });
    const arrived = silentAt({ is: READING_KEYS, nth: 1 });
    const { child, ended } = start(STORE);
    await arrived;
    front.onRequest = () => 'silent';
    const hit = performance.now();
    child.kill('SIGINT');
    const { code, stderr } = await ended;
    expect(since(hit)).toBeLessThan(13_000);
    expect(code).toBe(130);
    expect(stderr).toContain('SecretAccessNotRestoredError');
    expect(isSwitchOn()).toBe(true);
    front.onRequest = () => 'pass';
    expect((await start(['credentials', 'show', '--json']).ended).code).toBe(0);
    expect(isSwitchOn()).toBe(false);
  });
});

describe('the time of --wait', () => {
  const bounded = STEPS.filter(({ words }) => words !== STORE).filter(
    ({ step }) => all || /^(?:connecting|watching the check|reading back)/.test(step),
  );
  it.each(bounded.map((step) => [step.step, step] as const))('is over while %s', async (name, step) => {
    await begin(step);
    void silentAt(step);
    const started = performance.now();
    const { ended } = start([...step.words, '--wait', '0.1', '--json']);
    const { code, stdout } = await ended;
    expect(since(started)).toBeLessThan(step.switches ? 16_000 : 10_000);
    const answer = JSON.parse(stdout) as { readonly name: string; readonly actions: readonly string[] };
    const expected = /^sending the deploy/.test(name)
      ? { code: 69, name: 'DeployTimeoutError' }
      : /^reading back|^asking/.test(name)
        ? { code: 3 }
        : { code: 1, name: 'WaitOverError' };
    expect({ ...answer, code }).toMatchObject(expected);
    expect(isSwitchOn()).toBe(!step.switches);
  });

  it.each(['silent', 'drip'] as const)('bounds a run against a %s org', async (manner) => {
    await begin({ switches: false });
    front.onRequest = () => manner;
    const started = performance.now();
    const { code, stdout } = await start(['plan', '--wait', '0.05', '--json']).ended;
    expect(since(started)).toBeLessThan(8000);
    expect(code).toBe(1);
    // A run can work in several orgs: which of them it waited for is said.
    const message = expect.stringMatching(/no answer had come yet to [A-Z]+ http:|http:\S+ had not answered/) as string;
    expect(JSON.parse(stdout)).toMatchObject({ name: 'WaitOverError', message });
  });

  it('ends with 69 and the command that goes on when the status of a deploy gets no answer', async () => {
    await begin({ switches: false });
    let sent = 0;
    front.onRequest = (passing) => {
      if (SENDING(passing)) sent += 1;
      return sent === 2 && WATCHING(passing) ? 'silent' : 'pass';
    };
    const { code, stdout } = await start(['deploy', '--wait', '0.15', '--json']).ended;
    expect(code).toBe(69);
    expect(JSON.parse(stdout)).toMatchObject({
      name: 'DeployTimeoutError',
      actions: [expect.stringMatching(/resume 0Af/)],
    });
    front.onRequest = () => 'pass';
    expect((await start(['deploy', 'resume', '--json']).ended).code).toBe(0);
  });

  it.each(['-1', 'NaN', '1e999', 'soon'])('is refused as %s before anything is contacted', async (wait) => {
    await begin({ switches: false });
    let asked = 0;
    front.onRequest = () => {
      asked += 1;
      return 'pass';
    };
    const { code } = await start(['plan', `--wait=${wait}`]).ended;
    expect(code).toBe(4);
    expect(asked).toBe(0);
  });
});

describe('a sink', () => {
  /** A program that ends, and leaves another one behind that keeps its pipes; or that never ends, and starts another. */
  const program = (text: string): string => {
    const path = join(folder, 'sink.sh');
    writeFileSync(path, `#!/bin/sh\n${text}\n`);
    chmodSync(path, 0o755);
    return path;
  };

  it('is done when its program has ended, whatever that left running', async () => {
    await begin({ switches: true });
    const path = program('sleep 60 & echo $! > left; exit 0');
    const started = performance.now();
    const words = ['credentials', 'store', '--allow-secret-access', '--sink', `command:${path}`, '--json'];
    const { code } = await start(words).ended;
    expect(code).toBe(0);
    expect(since(started)).toBeLessThan(20_000);
    process.kill(Number(readFileSync(join(folder, 'left'), 'utf8')));
    expect(isSwitchOn()).toBe(false);
  });

  it('that never returns is ended with all that it started, and key and secret are kept', async () => {
    await begin({ switches: true });
    const path = program('(sleep 61; touch late) & sleep 62');
    const { child, ended } = start(['credentials', 'store', '--allow-secret-access', '--sink', `command:${path}`]);
    const until = performance.now() + 30_000;
    while (!isSwitchOn() && performance.now() < until) await sleep(50);
    await sleep(1500);
    const hit = performance.now();
    child.kill('SIGTERM');
    expect((await ended).code).toBe(143);
    expect(since(hit)).toBeLessThan(8000);
    expect(isSwitchOn()).toBe(false);
    expect(existsSync(join(folder, '.eca', 'recovery'))).toBe(true);
  });
});
