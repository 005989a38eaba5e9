import { existsSync, globSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { parse } from 'yaml';
import { pipelineFiles } from '../../../src/pipelines/pipeline-files.js';
import { pipelineVariables } from '../../../src/pipelines/pipeline-variables.js';
import { emptyFolder, runEca } from '../../cli/run-eca.js';
import { startFleet, type LocalFleet } from '../fleet.js';
import { CHANGED_BY_HAND, CONFIG } from './config.js';
import { runWorkflow, type JobRun } from './github-runner.js';
import { runScript, standIns } from './shell.js';

// Many processes, one after the other.
vi.setConfig({ testTimeout: 180_000 });

const HOME_REPOSITORY = 'acme/integrations';

/** Texts of the workflows by their names. */
function workflow(name: string): string {
  const options = { version: '0.1.0', branch: 'main', maxDays: 90, ...pipelineVariables(CONFIG) };
  const path = `.github/workflows/eca-${name}.yml`;
  return pipelineFiles('github', options).find((file) => file.path === path)?.text ?? '';
}

function pullRequest(from: string): Readonly<Record<string, unknown>> {
  const head = { repo: { full_name: from } };
  return { repository: HOME_REPOSITORY, actor: 'ada', token: 'gh-token', event: { pull_request: { number: 7, head } } };
}

describe('the workflows of GitHub, as shell', () => {
  let fleet: LocalFleet;
  let stand: ReturnType<typeof standIns>;
  beforeEach(async () => {
    fleet = await startFleet(['uat', 'qa'], CONFIG);
    stand = standIns();
  });
  afterEach(() => fleet.stop());

  const run = (
    name: string,
    change: {
      readonly github?: object;
      readonly secrets?: Readonly<Record<string, string>>;
      readonly inputs?: object;
      readonly before?: (job: string) => Promise<void>;
    } = {},
  ): Promise<readonly JobRun[]> =>
    runWorkflow(workflow(name), {
      files: { 'eca.config.json': JSON.stringify(CONFIG) },
      github: { repository: HOME_REPOSITORY, event: {}, ...change.github },
      inputs: { ...change.inputs },
      secrets: change.secrets ?? fleet.env,
      programs: stand.programs,
      before: change.before,
    });
  const eca = (...words: readonly string[]) => runEca(words, { cwd: fleet.folder, env: fleet.env });
  /** Gives the app of an org another label than the config does. */
  const changeByHand = async (): Promise<void> => {
    writeFileSync(join(fleet.folder, 'others.json'), JSON.stringify(CHANGED_BY_HAND));
    const words = ['--config', 'others.json', '--no-verify', '-e', 'qa'];
    expect((await eca('deploy', '--allow-secret-access', ...words)).code).toBe(0);
  };
  const results = (runs: readonly JobRun[]) => runs.map(({ job, environment, result }) => [job, environment, result]);

  it('say in one comment what a pull request would change, and edit it', async () => {
    expect((await eca('deploy', '--allow-secret-access', '-e', 'qa')).code).toBe(0);
    const runs = await run('plan', { github: pullRequest(HOME_REPOSITORY) });
    expect(results(runs)).toEqual([
      ['validate', '', 'success'],
      ['environments', '', 'success'],
      ['plan', 'uat', 'success'],
      ['plan', 'qa', 'success'],
      ['comment', '', 'success'],
    ]);
    const first = readFileSync(join(stand.comments, '1'), 'utf8');
    expect(first.startsWith('<!-- eca plan -->\n')).toBe(true);
    // The org with changes can be opened, the other is a line of the table.
    expect(first.match(/<summary>\w+/g)).toEqual(['<summary>uat']);
    expect(first).toMatch(/^\| ✅ qa \| .*\| 0 \|/m);
    expect((await eca('deploy', '--allow-secret-access', '-e', 'uat')).code).toBe(0);
    await run('plan', { github: pullRequest(HOME_REPOSITORY) });
    expect(readFileSync(join(stand.comments, '1'), 'utf8')).not.toContain('<details>');
    expect(readFileSync(join(stand.comments, 'calls'), 'utf8').match(/--method \S+/g)).toEqual([
      '--method POST',
      '--method PATCH',
    ]);
  });

  it('check only the config for a fork, without secrets', async () => {
    const runs = await run('plan', { github: pullRequest('mallory/integrations'), secrets: {} });
    expect(results(runs)).toEqual([
      ['validate', '', 'success'],
      ['environments', '', 'skipped'],
      ['plan', '', 'skipped'],
      ['comment', '', 'skipped'],
    ]);
    expect(existsSync(join(stand.comments, 'calls'))).toBe(false);
    const { jobs } = parse(workflow('plan')) as { readonly jobs: Readonly<Record<string, unknown>> };
    expect(JSON.stringify(jobs.validate)).not.toContain('secrets.');
  });

  it('deploy what was approved, and nothing where the org changed meanwhile', async () => {
    const before = async (job: string): Promise<void> => {
      if (job !== 'deploy') return;
      await changeByHand();
    };
    const runs = await run('deploy', { before });
    expect(results(runs)).toEqual([
      ['environments', '', 'success'],
      ['plan', 'uat', 'success'],
      ['plan', 'qa', 'success'],
      ['deploy', 'uat', 'success'],
      ['deploy', 'qa', 'failure'],
    ]);
    expect(runs.at(-1)?.output).toContain('PlanOutdatedError');
    expect((await eca('plan', '-e', 'uat', '--exit-code')).code).toBe(0);
  });

  it('are red at night when an org drifted, and green when not', async () => {
    expect((await eca('deploy', '--allow-secret-access', '--all')).code).toBe(0);
    const night = await run('nightly');
    expect(night.filter(({ result }) => result !== 'success')).toEqual([]);
    await changeByHand();
    expect(results(await run('nightly'))).toEqual([
      ['environments', '', 'success'],
      ['check', 'uat', 'success'],
      ['check', 'qa', 'failure'],
      ['report', '', 'failure'],
    ]);
  });

  it('rotate what is older than the days, and nothing else', async () => {
    expect((await eca('deploy', '--allow-secret-access', '--all')).code).toBe(0);
    const young = await run('rotate');
    expect(young.filter(({ job }) => job === 'rotate').map(({ output }) => output)).toEqual([
      expect.stringContaining('No pair is older than 90 days.'),
      expect.stringContaining('No pair is older than 90 days.'),
    ]);
    const text = workflow('rotate').replace('MAX_DAYS: 90', 'MAX_DAYS: -1');
    const runner = {
      files: { 'eca.config.json': JSON.stringify(CONFIG) },
      github: {},
      secrets: fleet.env,
      programs: stand.programs,
    };
    const old = await runWorkflow(text, runner);
    const [uat, qa] = old.filter(({ job }) => job === 'rotate');
    expect([uat?.result, qa?.result]).toEqual(['success', 'success']);
    expect(uat?.output).toContain('Rotated Billing_Sync');
    // What is kept for the next run says when, and holds no secret.
    const stored = readFileSync(join(uat?.folder ?? '', 'uat.json'), 'utf8');
    const consumerSecret = /secret"?\W+(\w+)/i.exec(stored)?.[1];
    const kept = globSync('.eca/rotated.*.json', { cwd: uat?.folder ?? '' });
    expect(kept).toHaveLength(1);
    expect(consumerSecret).toMatch(/\w{16}/);
    expect(readFileSync(join(uat?.folder ?? '', kept[0] ?? ''), 'utf8')).not.toContain(consumerSecret);
    expect([uat, qa].map((job) => job?.output.includes(consumerSecret ?? '?'))).toEqual([false, false]);
    // A job that was cut short leaves where the rotation stands; the next one goes on with it, however young the pair is.
    const done = JSON.parse(readFileSync(join(uat?.folder ?? '', kept[0] ?? ''), 'utf8')) as Record<string, string>;
    const { orgId = '', consumerKey = '', at = '' } = done;
    const cut = {
      kind: 'rotation',
      orgId,
      app: 'Billing_Sync',
      step: 'store',
      oldKey: 'old',
      newKey: consumerKey,
      since: at,
    };
    const files = { ...runner.files, [`.eca/rotation.${orgId}.Billing_Sync.json`]: JSON.stringify(cut) };
    const goneOn = await runWorkflow(workflow('rotate'), { ...runner, files });
    const [goneOnUat, youngQa] = goneOn.filter(({ job }) => job === 'rotate');
    expect([goneOnUat?.result, youngQa?.result]).toEqual(['success', 'success']);
    expect(goneOnUat?.output).toContain(`The rotation of ${at} is not finished`);
    expect(goneOnUat?.output).toContain('Rotated Billing_Sync');
    expect(youngQa?.output).toContain('No pair is older than 90 days.');
    expect(globSync('.eca/rotation.*.json', { cwd: goneOnUat?.folder ?? '' })).toEqual([]);
    // Ages that cannot be read are no reason to rotate.
    const blind = await runWorkflow(text, { ...runner, secrets: { ...fleet.env, FLEET_UAT_TOKEN: 'nobody' } });
    expect(blind.find(({ environment }) => environment === 'uat')).toMatchObject({
      result: 'failure',
      output: expect.not.stringContaining('Rotated') as string,
    });
  });

  it('refresh the sandbox that an event names, and no text of it is run', async () => {
    const runs = await run('refresh', { github: { event: { client_payload: { environment: 'qa' } } } });
    expect(results(runs)).toEqual([
      ['environments', '', 'success'],
      ['refresh', 'qa', 'success'],
    ]);
    const hostile = '$(touch pwned); `touch pwned`"; touch pwned; "';
    const [first, second] = await run('refresh', { inputs: { environment: hostile } });
    expect([first?.result, second?.result]).toEqual(['failure', 'skipped']);
    expect(first?.output).toContain('has no environment');
    expect(existsSync(join(first?.folder ?? '', 'pwned'))).toBe(false);
  });

  it('never put expressions into a script, or .eca into an artefact or cache', () => {
    for (const name of ['plan', 'deploy', 'nightly', 'rotate', 'refresh']) {
      const { jobs } = parse(workflow(name)) as {
        readonly jobs: Record<string, { steps: { run?: string; with?: Record<string, string> }[] }>;
      };
      const steps = Object.values(jobs).flatMap((job) => job.steps);
      expect(steps.filter(({ run: script = '' }) => script.includes('${{'))).toEqual([]);
      const paths = steps.flatMap(({ with: given }) => given?.path ?? []);
      const kept = new Set(['.eca/rotated.*.json', '.eca/rotation.*.json']);
      const lines = paths.flatMap((path) => path.trim().split('\n'));
      expect(lines.filter((path) => path.includes('.eca') && !kept.has(path.trim()))).toEqual([]);
    }
  });

  it('action.yml gives the result, runs no text of an input, and prints no token', async () => {
    const root = fileURLToPath(new URL('../../../', import.meta.url));
    const action = parse(readFileSync(join(root, 'action.yml'), 'utf8')) as {
      readonly runs: { readonly steps: readonly { readonly run?: string; readonly env?: Record<string, string> }[] };
    };
    const step = action.runs.steps.find(({ run: script = '' }) => script.includes('INPUT_COMMAND'));
    const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { readonly version: string };
    expect(step?.env?.ECA).toBe(`npx --yes eca-as-code@${version}`);
    expect(step?.run).not.toContain('${{');
    const output = join(stand.comments, 'output');
    const act = (inputs: Readonly<Record<string, string>>) => {
      const none = { COMMAND: '', ENVIRONMENT: '', ALL: 'false', APP: '', CONFIG: '', REPORT_DIR: '', ARGS: '' };
      const given = Object.entries({ ...none, ...inputs }).map(([name, value]) => [`INPUT_${name}`, value]);
      const env = { ...fleet.env, ...(Object.fromEntries(given) as Record<string, string>), GITHUB_OUTPUT: output };
      return runScript(step?.run ?? '', { cwd: fleet.folder, env, programs: stand.programs });
    };
    expect((await act({ COMMAND: 'plan', ENVIRONMENT: 'uat\nqa', ARGS: '--exit-code' })).code).toBe(2);
    const [result = '', code] = readFileSync(output, 'utf8').split('\n');
    expect(code).toBe('exit-code=2');
    expect(JSON.parse(result.replace('result=', ''))).toMatchObject({ status: 2, result: { recap: { total: 2 } } });
    const hostile = await act({ COMMAND: 'plan', ENVIRONMENT: 'x"; touch pwned; "$(touch pwned)' });
    expect(hostile.code).toBe(4);
    expect(existsSync(join(fleet.folder, 'pwned'))).toBe(false);
    const token = await act({ COMMAND: 'token', ENVIRONMENT: 'uat' });
    expect([token.code, token.output]).toEqual([4, expect.stringContaining('prints no tokens')]);
  });

  it('action.yml starts a local org, and hands it to the later steps with its token masked', async () => {
    const root = fileURLToPath(new URL('../../../', import.meta.url));
    const action = parse(readFileSync(join(root, 'action.yml'), 'utf8')) as {
      readonly runs: { readonly steps: readonly { readonly run?: string; readonly if?: string }[] };
    };
    const step = action.runs.steps.find(({ run: script = '' }) => script.includes('local-org start'));
    expect([step?.if, step?.run?.includes('${{')]).toEqual(["inputs.local-org == 'true'", false]);
    const [temporary, home] = [emptyFolder(), emptyFolder()];
    const [variables, stays] = [join(temporary, 'env'), join(temporary, 'org')];
    const act = (script: string, args: string) => {
      const env = {
        HOME: home,
        USERPROFILE: home,
        RUNNER_TEMP: temporary,
        GITHUB_ENV: variables,
        GITHUB_ACTIONS: 'true',
      };
      const given = { ...env, INPUT_LOCAL_ORG_ARGS: args };
      return runScript(script, { cwd: home, env: given, programs: stand.programs });
    };
    const { code, output } = await act(step?.run ?? '', `--no-config\n--state=${stays}; touch pwned`);
    expect(code).toBe(0);
    const [, token = ''] = /^LOCAL_ORG_ACCESS_TOKEN=(.+)$/m.exec(readFileSync(variables, 'utf8')) ?? [];
    expect(token).toMatch(/^00D/);
    expect(output).toBe(`::add-mask::${token}\n`);
    expect(existsSync(join(home, 'pwned'))).toBe(false);
    expect((await act('$ECA local-org logs && $ECA local-org stop', '')).output).toContain('Stopped');
    const begun = Date.now();
    const failed = await act(step?.run ?? '', '--no-config\n--seed=not-there.yaml');
    expect([failed.code, failed.output.includes('not-there.yaml')]).toEqual([1, true]);
    expect(Date.now() - begun).toBeLessThan(30_000); // an org that ended is not waited for
  });
});
