import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { LoggedRequest, RefreshOptions } from '../../src/local-org/index.js';
import { ECA, testEnvironment } from '../cli/run-eca.js';
import { appIn, startWorld, type RefreshWorld } from '../integration/refresh-world.js';
import { journalsIn } from './story.js';

interface Ended {
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
}

/** What the refresh leaves: a copy of production's app, and a run-as user that is frozen. */
const REFRESHED: RefreshOptions = { apps: 'foreign-link', accessGroup: ['admin@acme.example.uat'] };

let world: RefreshWorld;
let onRequest: (request: LoggedRequest) => void = () => undefined;
afterEach(async () => {
  onRequest = () => undefined;
  await world.stop();
});

async function start(): Promise<unknown> {
  const log = (request: LoggedRequest): void => {
    onRequest(request);
  };
  world = await startWorld({ sandbox: { log, slowDeploys: { polls: 1 } } });
  writeFileSync(join(world.folder, 'eca.config.json'), JSON.stringify(world.written()));
  world.refreshed(REFRESHED);
  return appIn(world.production);
}

/** Runs `eca refresh` without a home folder that knows any login; `hit` kills it. */
function run(): { readonly hit: () => void; readonly end: Promise<Ended> } {
  const HOME = mkdtempSync(join(tmpdir(), 'eca-empty-home-'));
  const env = testEnvironment({ ...world.env(), HOME, USERPROFILE: HOME });
  const argv = [ECA, 'refresh', '-e', 'uat', '--unfreeze', '--json'];
  const child = spawn(process.execPath, argv, { cwd: world.folder, env, stdio: ['ignore', 'pipe', 'ignore'] });
  let stdout = '';
  child.stdout.on('data', (chunk: Buffer) => {
    stdout += chunk.toString();
  });
  const end = new Promise<Ended>((done) => {
    child.once('close', (_code, signal) => {
      done({ signal, stdout });
    });
  });
  return { hit: () => void child.kill('SIGKILL'), end };
}

/** Kills a run when the sandbox has answered the n-th request that counts; false when it ended before. */
async function killAt(counts: (request: LoggedRequest) => boolean, nth: number): Promise<boolean> {
  let seen = 0;
  const running = run();
  onRequest = (request) => {
    if (!counts(request)) return;
    seen += 1;
    if (seen === nth) running.hit();
  };
  const { signal } = await running.end;
  onRequest = () => undefined;
  return signal === 'SIGKILL';
}

async function expectConverged(production: unknown): Promise<void> {
  const { stdout } = await run().end;
  const answer = JSON.parse(stdout) as { readonly status: number; readonly result: { readonly causes: unknown } };
  expect([answer.status, answer.result.causes]).toEqual([0, []]);
  expect(appIn(world.sandbox)).toHaveLength(5);
  expect(world.sandbox.snapshot().users.map(({ frozen }) => frozen)).toEqual([false, false]);
  expect(readFileSync(join(world.folder, 'billing.json'), 'utf8')).toContain('consumerSecret');
  expect(journalsIn(world.folder)).toEqual([]);
  expect(appIn(world.production)).toEqual(production);
  const again = JSON.parse((await run().end).stdout) as { readonly result: object };
  expect(again.result).toMatchObject({ ok: true, changed: false });
}

/** Steps of a refresh, each told by a request to the sandbox, counted from 1. */
const STEPS: readonly (readonly [step: string, operation: string, nth: number, sample?: 'sample'])[] = [
  ['logging in', 'token', 1],
  ['unfreezing', 'update', 1, 'sample'],
  ['looking at the copy', 'retrieve', 1],
  ['sending the check of the removal', 'deploy', 1],
  ['sending the removal', 'deploy', 2, 'sample'],
  ['sending the check of the deploy', 'deploy', 3, 'sample'],
  ['sending the deploy', 'deploy', 4, 'sample'],
  ['watching the deploy', 'checkDeployStatus', 7],
  ['reading the new pair', 'consumer', 1, 'sample'],
  ['proving it', 'token', 2],
];
const steps = STEPS.filter(([, , , sample]) => sample !== undefined || process.env.MODE === 'faults').map(
  ([step, operation, nth]) => [step, operation, nth] as const,
);

describe('a refresh that is killed', () => {
  it.each(steps)('while %s is finished by the next run (%s, %d)', async (_title, operation, nth) => {
    const production = await start();
    expect(await killAt((request) => request.operation === operation, nth)).toBe(true);
    await expectConverged(production);
  });

  it.runIf(process.env.MODE === 'faults')(
    'at any request is finished by the next run',
    async () => {
      for (let nth = 1; ; nth += 1) {
        const production = await start();
        const isKilled = await killAt(() => true, nth);
        if (!isKilled) break;
        await expectConverged(production);
        await world.stop();
      }
    },
    1_800_000,
  );
});

describe('a secret that a refresh makes', () => {
  it('is in the sink, and in no line, report or state file', async () => {
    await start();
    const HOME = mkdtempSync(join(tmpdir(), 'eca-empty-home-'));
    const env = testEnvironment({ ...world.env(), HOME, USERPROFILE: HOME });
    const child = spawn(process.execPath, [ECA, 'refresh', '-e', 'uat', '--unfreeze', '--debug'], {
      cwd: world.folder,
      env,
    });
    let text = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (text += chunk.toString()));
    expect(await new Promise((done) => child.once('close', done))).toBe(0);
    const stored = readFileSync(join(world.folder, 'billing.json'), 'utf8');
    const { consumerSecret } = (JSON.parse(stored) as { Billing_Sync: { consumerSecret: string } }).Billing_Sync;
    const { instanceUrl, accessToken } = world.production.info;
    expect(text).toContain('Every integration works again');
    expect(text).toContain(instanceUrl);
    const state = journalFiles(world.folder);
    for (const secret of [consumerSecret, accessToken, world.env().UAT_KEY?.split('\n')[1] ?? '']) {
      expect(secret.length).toBeGreaterThan(20);
      expect(text + state).not.toContain(secret);
    }
  });
});

function journalFiles(folder: string): string {
  return readFileSync(join(folder, '.eca', 'refreshed.uat.json'), 'utf8');
}
