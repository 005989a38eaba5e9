import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { parse } from 'yaml';
import { pipelineFiles, type PipelineOptions } from '../../../src/pipelines/pipeline-files.js';
import { emptyFolder, runEca } from '../../cli/run-eca.js';
import { startFleet, type LocalFleet } from '../fleet.js';
import { CHANGED_BY_HAND, CONFIG } from './config.js';
import { copy, runScript, standIns, type Ran } from './shell.js';

// Many processes, one after the other.
vi.setConfig({ testTimeout: 180_000 });

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { readonly version: string };
const OPTIONS: PipelineOptions = { version, maxDays: 90, variables: [], standIns: [] };

interface Job {
  readonly before_script?: readonly string[];
  readonly script?: readonly string[];
  readonly variables?: Readonly<Record<string, string>>;
  readonly artifacts?: { readonly paths?: readonly string[] };
  readonly extends?: string | readonly string[];
  readonly parallel?: { readonly matrix: readonly Readonly<Record<string, string>>[] };
}
type Pipeline = Readonly<Record<string, Job>>;

const pipeline = (path: string): Pipeline =>
  parse(pipelineFiles('gitlab', OPTIONS).find((file) => file.path === path)?.text ?? '') as Pipeline;

/** Gives a job with all that it extends. */
function jobOf(jobs: Pipeline, name: string): Job {
  const job = jobs[name] ?? {};
  return Object.assign({}, ...[job.extends ?? []].flat().map((each) => jobOf(jobs, each)), job) as Job;
}

describe('the pipelines of GitLab, as shell', () => {
  let fleet: LocalFleet;
  let stand: ReturnType<typeof standIns>;
  let artefacts: string;
  beforeEach(async () => {
    fleet = await startFleet(['uat', 'qa'], CONFIG);
    stand = standIns();
    artefacts = emptyFolder();
  });
  afterEach(() => fleet.stop());

  /** Runs a job in a checkout of its own, once for each row of its matrix, with the artefacts of those before it. */
  async function run(jobs: Pipeline, name: string, variables: Readonly<Record<string, string>> = {}) {
    const job = jobOf(jobs, name);
    const ended: (Ran & { readonly folder: string })[] = [];
    for (const row of job.parallel?.matrix ?? [{}]) {
      const folder = emptyFolder();
      copy(artefacts, folder);
      writeFileSync(join(folder, 'eca.config.json'), JSON.stringify(CONFIG));
      const script = [...(job.before_script ?? []), ...(job.script ?? [])].join('\n');
      const env = { ...fleet.env, ...job.variables, ...variables, ...row };
      ended.push({ ...(await runScript(script, { cwd: folder, env, programs: stand.programs })), folder });
      for (const path of job.artifacts?.paths ?? []) copy(join(folder, path), join(artefacts, path));
    }
    return ended;
  }

  /** Runs the job that deals out the environments; gives the child pipeline that the next one starts. */
  async function child(variables: Readonly<Record<string, string>>): Promise<Pipeline> {
    const [matrix] = await run(pipeline('.gitlab/eca.yml'), 'eca matrix', {
      ...variables,
      ECA_TASK: variables.ECA_RUN ?? '',
    });
    expect(matrix).toMatchObject({ code: 0 });
    const environments = parse(readFileSync(join(artefacts, 'eca-environments.yml'), 'utf8')) as Pipeline;
    return { ...environments, ...pipeline('.gitlab/eca-environments.yml') };
  }
  const codes = (ended: readonly Ran[]): readonly number[] => ended.map(({ code }) => code);
  const deploy = (...words: readonly string[]) =>
    runEca(['deploy', '--allow-secret-access', ...words], { cwd: fleet.folder, env: fleet.env });

  it('write one note on a merge request, and edit it', async () => {
    const jobs = await child({ ECA_RUN: 'plan' });
    expect(codes(await run(pipeline('.gitlab/eca.yml'), 'eca validate'))).toEqual([0]);
    expect(codes(await run(jobs, 'eca plan'))).toEqual([0, 0]);
    const mergeRequest = { ECA_RUN: 'plan', ECA_MERGE_REQUEST: '7', CI_API_V4_URL: 'https://gitlab.test/api/v4' };
    const variables = { ...mergeRequest, CI_PROJECT_ID: '1', ECA_GITLAB_TOKEN: 'note-token' };
    for (const time of ['first', 'again'])
      expect(await run(jobs, 'eca report', variables), time).toMatchObject([{ code: 0 }]);
    const note = readFileSync(join(stand.comments, '1'), 'utf8');
    expect(note.match(/<summary>\w+/g)?.toSorted()).toEqual(['<summary>qa', '<summary>uat']);
    const calls = readFileSync(join(stand.comments, 'calls'), 'utf8');
    expect(calls.match(/--request \S+/g)).toEqual(['--request POST', '--request PUT']);
  });

  it('deploy what was approved, and nothing where the org changed meanwhile', async () => {
    const jobs = await child({ ECA_RUN: 'deploy' });
    expect(codes(await run(jobs, 'eca plan'))).toEqual([0, 0]);
    writeFileSync(join(fleet.folder, 'others.json'), JSON.stringify(CHANGED_BY_HAND));
    expect((await deploy('--config', 'others.json', '--no-verify', '-e', 'qa')).code).toBe(0);
    const [uat, qa] = await run(jobs, 'eca deploy');
    expect(uat).toMatchObject({ code: 0 });
    expect(qa?.code).not.toBe(0);
    expect(qa?.output).toContain('PlanOutdatedError');
  });

  it('are red at night when an org drifted; rotate what is old; refresh the sandbox that is named', async () => {
    const jobs = await child({ ECA_RUN: 'nightly' });
    expect((await deploy('-e', 'uat')).code).toBe(0);
    expect((await run(jobs, 'eca nightly')).map(({ code }) => code === 0)).toEqual([true, false]);
    expect(codes(await run(jobs, 'eca report', { ECA_RUN: 'nightly' }))).not.toEqual([0]);
    const [named] = Object.values(await child({ ECA_RUN: 'refresh', ECA_WANTED: 'qa' }));
    expect(named?.parallel?.matrix).toEqual([{ ECA_ENVIRONMENT: 'qa', ECA_PRODUCTION: 'false' }]);
    const refreshed = await run(await child({ ECA_RUN: 'refresh', ECA_WANTED: 'qa' }), 'eca refresh');
    expect(refreshed).toMatchObject([{ code: 0 }]);
    const young = await run(jobs, 'eca rotate');
    expect(young).toMatchObject([{ code: 0 }, { code: 0 }]);
    expect(young[0]?.output).toContain('No pair is older than 90 days.');
    const old = await run(jobs, 'eca rotate', { MAX_DAYS: '-1' });
    expect(old.map(({ code, output }) => [code, output.includes('Rotated Billing_Sync')])).toEqual([
      [0, true],
      [0, true],
    ]);
  });

  it('are in the package as they are written', () => {
    for (const { path, text } of pipelineFiles('gitlab', OPTIONS).filter(({ path: each }) =>
      each.startsWith('.gitlab/'),
    )) {
      expect(readFileSync(join(ROOT, path.replace('.gitlab/', 'templates/gitlab/')), 'utf8')).toBe(text);
    }
  });
});
