import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { ciOf } from '../../../src/report/ci.js';
import { digestOf } from '../../../src/project/digest.js';
import { doneOtherwise, readRun, refuseOtherRun } from '../../../src/report/read-run.js';
import { runJsonSchema, type Run } from '../../../src/report/run.js';
import { openRunLog, type RunHead } from '../../../src/report/run-log.js';
import { Secret } from '../../../src/secret.js';
import { emptyFolder } from '../../cli/run-eca.js';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const HEAD: RunHead = {
  format: 1,
  tool: { name: 'eca-as-code', version: '0.1.0' },
  verb: 'deploy',
  configDigest: digestOf({ apps: {} }),
  optionsDigest: digestOf({}),
  started: '2026-11-25T20:00:00.000Z',
  environments: [
    { name: 'uat', status: 'waiting', ok: false, proofs: [] },
    { name: 'qa', status: 'waiting', ok: false, proofs: [] },
  ],
};
const isRun = new Ajv2020().compile(runJsonSchema());
const written = (folder: string): Run => JSON.parse(readFileSync(join(folder, 'run.json'), 'utf8')) as Run;

describe('run.json', () => {
  it('has a published schema that is what is written', () => {
    const published = readFileSync(join(ROOT, 'schema/eca-run.schema.json'), 'utf8');
    expect(JSON.parse(published)).toEqual(JSON.parse(JSON.stringify(runJsonSchema())));
  });

  it('is there from the first moment, true at each, and whole at the end', async () => {
    const folder = join(emptyFolder(), 'reports', 'tonight');
    const log = await openRunLog(folder, HEAD, () => undefined);
    expect(written(folder)).toEqual(HEAD);
    log.note('qa', { status: 'running' });
    await expect.poll(() => written(folder).environments[1]?.status).toBe('running');
    expect(isRun(written(folder))).toBe(true);
    for (const name of ['uat', 'qa']) log.note(name, { status: 'ended', ok: name === 'qa', exitCode: 0, ms: 5 });
    await log.finish(1);
    const run = written(folder);
    expect(isRun.errors ?? isRun(run)).toBe(true);
    expect(run).toMatchObject({ exitCode: 1, environments: [{ ok: false }, { ok: true, status: 'ended' }] });
    expect(Date.parse(run.ended ?? '')).not.toBeNaN();
    const file = join(folder, 'run.json');
    expect(await readRun(file)).toEqual(run);
    writeFileSync(file, `\uFEFF${readFileSync(file, 'utf8')}`);
    expect(await readRun(file)).toEqual(run);
  });

  it('shows no secret, whatever somebody put into a text', async () => {
    const folder = emptyFolder();
    const secret = new Secret('0123456789ABCDEF-canary');
    const log = await openRunLog(folder, HEAD, () => undefined);
    const detail = `The org said ${secret.reveal()}.`;
    const checks = [{ name: 'token', ok: false, ms: 1, detail }];
    log.note('uat', { cause: detail, proofs: [{ app: 'A', ok: false, tokenEndpoint: 'https://acme', checks }] });
    await log.finish(1);
    expect(readFileSync(join(folder, 'run.json'), 'utf8')).not.toContain('canary');
  });

  it('that cannot be written is an error before anything is done, and a warning later', async () => {
    const folder = emptyFolder();
    writeFileSync(join(folder, 'file'), '');
    const warnings: string[] = [];
    const open = (place: string) => openRunLog(join(folder, place), HEAD, (message) => warnings.push(message));
    await expect(open('file')).rejects.toMatchObject({ name: 'WriteFailedError', exitCode: 4 });
    const log = await open('reports');
    rmSync(join(folder, 'reports'), { recursive: true });
    writeFileSync(join(folder, 'reports'), 'in its place');
    log.note('uat', { status: 'running' });
    log.note('uat', { status: 'ended' });
    await log.finish(0);
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toContain('reports');
  });
});

describe('the report of a run before', () => {
  const path = (text: string): string => {
    const file = join(emptyFolder(), 'run.json');
    writeFileSync(file, text);
    return file;
  };

  it.each([
    ['empty', '', 'it is empty'],
    ['cut off', JSON.stringify(HEAD).slice(0, 80), 'was cut off'],
    ['of somebody else', '{"tests": 3}', 'it is no run.json of eca-as-code'],
    ['of a later format', JSON.stringify({ ...HEAD, format: 2 }), 'it is no run.json of eca-as-code (format'],
  ])('that is %s is refused by name', async (_what, text, why) => {
    await expect(readRun(path(text))).rejects.toMatchObject({
      name: 'ReportUnreadableError',
      exitCode: 4,
      message: expect.stringContaining(why) as string,
    });
  });

  it('that is a folder, or not there, is refused by name', async () => {
    await expect(readRun(emptyFolder())).rejects.toMatchObject({ name: 'ReportUnreadableError' });
    await expect(readRun('/nowhere/run.json')).rejects.toMatchObject({ name: 'NothingToResumeError', exitCode: 4 });
  });

  it.each([
    [{ verb: 'verify' }, 'it is of `eca deploy`, and this is `eca verify`', []],
    [{ configDigest: 'x' }, 'uat, dev was done by another config than that of now', ['uat', 'dev']],
    [{ optionsDigest: 'x' }, 'it ran with other flags', []],
  ])('of another run is refused: %j', (change, why, otherwise) => {
    expect(() => {
      refuseOtherRun('run.json', HEAD, { ...HEAD, ...change }, otherwise);
    }).toThrow(
      expect.objectContaining({
        name: 'ReportMismatchError',
        message: expect.stringContaining(why) as string,
      }) as Error,
    );
  });

  it('of another run tells what that run left undone', () => {
    const [uat, qa] = HEAD.environments;
    const run: Run = {
      ...HEAD,
      environments: [uat, qa].flatMap((one) => one ?? []).map((one) => ({ ...one, ok: one === qa })),
    };
    const refused = (of: Run) => () => {
      refuseOtherRun('run.json', of, HEAD, ['qa']);
    };
    const actions = (words: string) => expect.objectContaining({ actions: [words] }) as Error;
    expect(refused(run)).toThrow(
      actions(
        'Run as it ran then, or without --resume: with -e for what that run left undone (uat), with --all for every environment.',
      ),
    );
    const whole = { ...run, environments: run.environments.map((one) => ({ ...one, ok: true })) };
    expect(refused(whole)).toThrow(
      actions('Run as it ran then, or without --resume: with --all for every environment.'),
    );
  });

  it('of a config that was put right since stands for what it did by what is the config of now', () => {
    const ended = (name: string, config: string | undefined, ok = true): Run['environments'][number] => ({
      name,
      status: 'ended',
      ok,
      proofs: [],
      digests: config === undefined ? undefined : { config },
    });
    const run = {
      configDigest: 'before',
      environments: [
        ended('uat', 'a'),
        ended('qa', 'b', false),
        ended('dev', 'c'),
        ended('int', undefined),
        ended('old', 'd'),
      ],
    };
    const now = (configDigest: string, names: Readonly<Record<string, string | undefined>>) =>
      doneOtherwise(run, { configDigest, environments: new Map(Object.entries(names)) });
    expect(now('after', { uat: 'a', qa: 'put right', dev: 'c' })).toEqual([]);
    expect(now('after', { uat: 'a', qa: 'b', dev: 'another' })).toEqual(['dev']);
    // Who has no config any more, or was reported without one, is not known to be the same.
    expect(now('after', { dev: undefined, int: undefined })).toEqual(['dev', 'int']);
    expect(now('before', { dev: 'another', int: undefined })).toEqual([]);
  });

  it('of the same run is taken, whatever the order of its keys', () => {
    const own = { ...HEAD, configDigest: digestOf({ b: [1, { d: 1, c: 2 }], a: 1 }) };
    const other = { ...HEAD, configDigest: digestOf({ a: 1, b: [1, { c: 2, d: 1 }] }) };
    expect(() => {
      refuseOtherRun('run.json', other, own, []);
    }).not.toThrow();
    expect(digestOf([1, 2])).not.toBe(digestOf([2, 1]));
  });
});

describe('what a CI system tells of a run', () => {
  it.each([
    [
      'github',
      {
        GITHUB_ACTIONS: 'true',
        GITHUB_ACTOR: 'mia',
        GITHUB_SHA: 'c0ffee',
        GITHUB_SERVER_URL: 'https://github.com',
        GITHUB_REPOSITORY: 'acme/billing',
        GITHUB_RUN_ID: '42',
      },
      'https://github.com/acme/billing/actions/runs/42',
    ],
    [
      'gitlab',
      {
        GITLAB_CI: 'true',
        GITLAB_USER_LOGIN: 'mia',
        CI_COMMIT_SHA: 'c0ffee',
        CI_JOB_URL: 'https://gitlab.acme/jobs/42',
      },
      'https://gitlab.acme/jobs/42',
    ],
    [
      'azure',
      {
        TF_BUILD: 'True',
        BUILD_REQUESTEDFOR: 'mia',
        BUILD_SOURCEVERSION: 'c0ffee',
        SYSTEM_COLLECTIONURI: 'https://dev.azure.com/acme/',
        SYSTEM_TEAMPROJECT: 'Billing Sync',
        BUILD_BUILDID: '42',
      },
      'https://dev.azure.com/acme/Billing%20Sync/_build/results?buildId=42',
    ],
    [
      'jenkins',
      {
        JENKINS_URL: 'https://ci.acme',
        BUILD_USER_ID: 'mia',
        GIT_COMMIT: 'c0ffee',
        BUILD_URL: 'https://ci.acme/job/42/',
      },
      'https://ci.acme/job/42/',
    ],
  ])('%s', (system, env, runUrl) => {
    expect(ciOf(env)).toEqual({ system, actor: 'mia', commit: 'c0ffee', runUrl });
  });

  it('is as much as it knows, and nothing outside', () => {
    expect(ciOf({ GITHUB_ACTIONS: 'true', GITHUB_SHA: '' })).toEqual({ system: 'github' });
    expect(ciOf({ CI: 'true', BUILD_URL: 'https://x' })).toBeUndefined();
  });
});
