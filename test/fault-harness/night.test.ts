import { chmodSync, copyFileSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Run } from '../../src/report/run.js';
import { emptyFolder, giveToUnprivileged, runEca } from '../cli/run-eca.js';
import { countOf, expectKeyLeftAlone, expectNight, expectNoSecret, expectNoWrite } from './night-expectations.js';
import {
  control,
  filesBelow,
  freshCheckout,
  killNight,
  NIGHT_COMMAND,
  refreshAgain,
  runNight,
  snapshotOf,
  startNight,
  type Night,
  type Variant,
} from './night.js';

/** One sandbox for each kind of trouble; the one behind the dead port has no process any more. */
const SAMPLE: readonly Variant[] = [
  { title: 'a copy of production’s app, and frozen users', apps: 'foreign-link', isFrozen: true },
  { title: 'a broken app, and an altered username', apps: 'half-broken', isRenamed: true },
  { title: 'not activated', apps: 'absent', isPending: true },
  { title: 'the CI user is frozen', apps: 'kept', trouble: 'login-refused' },
  { title: 'nothing answers', apps: 'kept', trouble: 'dead-port' },
];

let night: Night;
beforeAll(async () => {
  night = await startNight(SAMPLE);
}, 90_000);
afterAll(() => night.stop(), 30_000);

const orgOf = (name: string) => {
  const org = night.orgs.find((one) => one.name === name);
  if (org === undefined) throw new Error(`The night has no ${name}.`);
  return org;
};
const runJson = (folder: string): Run => JSON.parse(readFileSync(join(folder, 'reports/run.json'), 'utf8')) as Run;

describe('the night of a refresh', () => {
  it('finishes and proves what it can, and names the others with cause and fix; production is left as it is', async () => {
    const copy = orgOf('n01');
    const [before, production] = [await countOf(copy.process), await snapshotOf(night.production)];
    const asked = await countOf(night.production);
    const waiting = await snapshotOf(orgOf('n03').process);
    const { code, answer, stderr } = await runNight(night);
    await expectNight(night, code, answer);
    expect(stderr).toBe('');
    await expectKeyLeftAlone(copy, before);
    await expectNoWrite(night.production, asked);
    expect(await snapshotOf(night.production)).toEqual(production);
    expect(await snapshotOf(orgOf('n03').process)).toEqual(waiting);
    const { environments, exitCode } = runJson(night.folder);
    expect(exitCode).toBe(1);
    expect(environments.map(({ ok }) => ok)).toEqual([true, true, false, false, false]);
    expect(environments.slice(2).every(({ cause = '' }) => /\w{3}/.test(cause))).toBe(true);
  }, 60_000);

  it('goes on in a fresh checkout with nothing but run.json, where only what was left is asked', async () => {
    await control(orgOf('n03').process, 'POST activate');
    const folder = freshCheckout(night);
    copyFileSync(join(night.folder, 'reports/run.json'), join(folder, 'run.json'));
    const before = await Promise.all(['n01', 'n02'].map((name) => countOf(orgOf(name).process)));
    const argv = [...NIGHT_COMMAND, '--resume', 'run.json'];
    const { code, answer } = await runNight(night, argv, { cwd: folder });
    expect(code).toBe(1);
    expect(answer.environments).toMatchObject([
      { name: 'n01', skipped: true, ok: true },
      { name: 'n02', skipped: true, ok: true },
      { name: 'n03', ok: true, result: { verify: [{ ok: true }], apps: [{ fate: 'gone', done: 'created' }] } },
      { name: 'n04', ok: false, error: { name: 'NoLoginError' } },
      { name: 'n05', ok: false, error: { name: 'NoLoginError' } },
    ]);
    // `/local-org/` is not counted as a request.
    expect(await Promise.all(['n01', 'n02'].map((name) => countOf(orgOf(name).process)))).toEqual(before);
  }, 60_000);

  it('changes nothing in a fresh checkout without it, where all is done already', async () => {
    const folder = freshCheckout(night);
    const { code, answer } = await runNight(night, NIGHT_COMMAND, { cwd: folder });
    expect(code).toBe(1);
    expect(answer.environments.slice(0, 3).map(({ ok, result }) => [ok, result?.changed])).toEqual([
      [true, false],
      [true, false],
      [true, false],
    ]);
  }, 60_000);

  it('takes a project folder that is read-only but for state, report and sinks, an empty home folder, and no sf', async () => {
    await refreshAgain(night);
    const folder = freshCheckout(night);
    // A link will do, such as to a volume.
    const state = emptyFolder();
    giveToUnprivileged(state);
    symlinkSync(state, join(folder, '.eca'));
    mkdirSync(join(folder, 'reports'));
    for (const name of ['reports', 'secrets']) giveToUnprivileged(join(folder, name));
    const HOME = emptyFolder();
    giveToUnprivileged(HOME);
    chmodSync(folder, 0o555);
    const env = { HOME, USERPROFILE: HOME, PATH: '/nowhere' };
    const { code, answer } = await runNight(night, NIGHT_COMMAND, { cwd: folder, env, unprivileged: true });
    await expectNight(night, code, answer, folder);
    expect(runJson(folder).environments[0]).toMatchObject({ name: 'n01', ok: true });
  }, 60_000);

  it('ends before anything is changed where state cannot be kept', async () => {
    await refreshAgain(night);
    const folder = freshCheckout(night);
    mkdirSync(join(folder, 'reports'));
    const HOME = emptyFolder();
    for (const path of [join(folder, 'reports'), join(folder, 'secrets'), HOME]) giveToUnprivileged(path);
    chmodSync(folder, 0o555);
    const fine = ['n01', 'n02'].map(orgOf);
    const before = await Promise.all(fine.map(({ process }) => countOf(process)));
    const env = { HOME, USERPROFILE: HOME };
    const { answer } = await runNight(night, NIGHT_COMMAND, { cwd: folder, env, unprivileged: true });
    for (const [index, { process }] of fine.entries()) {
      expect(answer.environments[index]?.error).toMatchObject({
        name: 'WriteFailedError',
        message: expect.stringContaining('.eca cannot be used: permission is denied') as string,
      });
      await expectNoWrite(process, before[index] ?? 0);
    }
  }, 60_000);

  it('shows no secret in lines, reports and state files', async () => {
    await refreshAgain(night);
    const HOME = emptyFolder();
    const env = { ...night.env, HOME, USERPROFILE: HOME };
    const { stdout, stderr } = await runEca([...NIGHT_COMMAND, '--debug'], { cwd: night.folder, env });
    expect(stdout).toContain('2 of 5 environments done');
    expect(stderr).toContain('n01: Handing over key and secret');
    const files = filesBelow(night.folder).filter((path) => !path.startsWith(join(night.folder, 'secrets')));
    expect(files.map((path) => path.slice(night.folder.length + 1))).toEqual(
      expect.arrayContaining(['reports/run.json', '.eca/refreshed.n01.json']),
    );
    const texts = [...files, ...filesBelow(HOME)].map((path) => readFileSync(path, 'utf8'));
    const secrets = await night.secrets();
    expectNoSecret(secrets, [stdout, stderr, ...texts]);
    // What is looked for is what there is: the sinks hold some of it.
    const stored = filesBelow(join(night.folder, 'secrets')).map((path) => readFileSync(path, 'utf8'));
    expect(stored).toHaveLength(2);
    expect(stored.every((text) => secrets.some((secret) => text.includes(secret)))).toBe(true);
  }, 60_000);
});

describe('an alias of the night that leads elsewhere', () => {
  it.each([
    ['production', 'PRODUCTION_URL', 'PRODUCTION_USER'],
    ['another sandbox', 'N02_URL', 'N02_USER'],
  ])(
    'to %s: nothing is written there, and the others are done',
    async (_where, url, user) => {
      const other = url === 'PRODUCTION_URL' ? night.production : orgOf('n02').process;
      const folder = freshCheckout(night);
      const { n01, n02 } = night.config.environments ?? {};
      const misled = {
        ...n01,
        auth: { ...n01?.auth, jwt: { clientId: 'NIGHT_CLIENT', username: user, key: 'NIGHT_KEY' }, instanceUrl: url },
      };
      const environments = url === 'N02_URL' ? { n01: misled } : { n01: misled, n02 };
      writeFileSync(join(folder, 'eca.config.json'), JSON.stringify({ ...night.config, environments }));
      const [before, asked] = [await snapshotOf(other), await countOf(other)];
      const copy = await countOf(orgOf('n01').process);
      const { code, answer } = await runNight(night, NIGHT_COMMAND, { cwd: folder });
      expect(code).toBe(1);
      expect(answer.environments[0]).toMatchObject({ name: 'n01', exitCode: 4, error: { name: 'WrongOrgError' } });
      expect(answer.environments.slice(1).map(({ ok }) => ok)).toEqual(url === 'N02_URL' ? [] : [true]);
      await expectNoWrite(other, asked);
      expect(await snapshotOf(other)).toEqual(before);
      await expectNoWrite(orgOf('n01').process, copy);
    },
    60_000,
  );
});

/** Steps of the night, each told by the line that begins it. */
const STEPS: readonly (readonly [step: string, line: RegExp])[] = [
  ['logging in', /^n02: Connecting/],
  ['unfreezing', /^n01: Unfreezing/],
  ['deleting the copy', /^n01: Deleting/],
  ['repairing', /^n02: Deploying/],
  ['making the app anew', /^n01: Deploying/],
  ['handing over', /^n01: Handing over/],
];

describe('a night that is killed', () => {
  it.each(STEPS)(
    'while %s is finished by the next run',
    async (_step, line) => {
      await refreshAgain(night);
      const [isKilled] = await killNight(night, line);
      expect(isKilled).toBe(true);
      const { code, answer } = await runNight(night);
      await expectNight(night, code, answer);
    },
    60_000,
  );
});
