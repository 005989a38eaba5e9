import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parse } from 'yaml';
import { emptyFolder } from '../../cli/run-eca.js';
import { copy, runScript } from './shell.js';

interface Step {
  readonly id?: string;
  readonly name?: string;
  readonly if?: string;
  readonly uses?: string;
  readonly run?: string;
  readonly env?: Readonly<Record<string, string | number>>;
  readonly with?: Readonly<Record<string, string>>;
}
interface Job {
  readonly if?: string;
  readonly needs?: string | readonly string[];
  readonly outputs?: Readonly<Record<string, string>>;
  readonly strategy?: { readonly matrix: string };
  readonly steps: readonly Step[];
}
type Context = Readonly<Record<string, unknown>>;

/** How one job of a workflow ended. */
export interface JobRun {
  readonly job: string;
  readonly environment: string;
  readonly result: 'success' | 'failure' | 'skipped';
  readonly output: string;
  readonly folder: string;
}

/** Where a workflow runs. */
export interface Runner {
  /** What a checkout brings, file by file. */
  readonly files: Readonly<Record<string, string>>;
  readonly github: Context;
  readonly inputs?: Context | undefined;
  readonly secrets: Readonly<Record<string, string>>;
  readonly programs: string;
  /** Called before each job, such as to change what lies between plan and approval. */
  readonly before?: ((job: string) => Promise<void>) | undefined;
}

function lookUp(path: string, context: Context): unknown {
  return path.split('.').reduce<unknown>((value, key) => (value as Context | undefined)?.[key], context);
}

/** Works out the small part of GitHub's expressions that the workflows use. */
function evaluate(expression: string, context: Context): unknown {
  const text = expression.trim();
  for (const [operator, isEnough] of [
    ['||', true],
    ['&&', false],
  ] as const) {
    const at = text.indexOf(operator);
    if (at < 0) continue;
    const first = evaluate(text.slice(0, at), context);
    return Boolean(first) === isEnough ? first : evaluate(text.slice(at + 2), context);
  }
  const compared = /^(.+?) ([=!]=) (.+)$/.exec(text);
  if (compared !== null) {
    const [, left = '', operator, right = ''] = compared;
    return (evaluate(left, context) === evaluate(right, context)) === (operator === '==');
  }
  if (text === '!cancelled()' || text === 'always()') return true;
  if (text.startsWith("'")) return text.slice(1, -1);
  const json = /^fromJSON\((.+)\)$/.exec(text)?.[1];
  return json === undefined ? lookUp(text, context) : (JSON.parse(evaluate(json, context) as string) as unknown);
}

const filled = (text: string, context: Context): string =>
  text.replace(/\$\{\{(.+?)\}\}/g, (_all, expression: string) => {
    const value = evaluate(expression, context);
    return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
  });
const bare = (text: string): string => text.replace(/^\$\{\{(.+)\}\}$/, '$1');

/** Runs all jobs of a workflow, one after the other, each in a checkout of its own. */
export async function runWorkflow(text: string, runner: Runner): Promise<readonly JobRun[]> {
  const { jobs } = parse(text) as { readonly jobs: Readonly<Record<string, Job>> };
  const runs: JobRun[] = [];
  const needs: Record<string, { result: JobRun['result']; outputs: Context }> = {};
  const artefacts = emptyFolder();
  for (const [job, definition] of Object.entries(jobs)) {
    await runner.before?.(job);
    const context = { github: runner.github, inputs: runner.inputs ?? {}, secrets: runner.secrets, needs };
    const own = [definition.needs ?? []].flat();
    const isFree = definition.if?.includes('cancelled()') ?? false;
    const isMeant = definition.if === undefined || Boolean(evaluate(bare(definition.if), context));
    if (!isMeant || (!isFree && own.some((name) => needs[name]?.result !== 'success'))) {
      needs[job] = { result: 'skipped', outputs: {} };
      runs.push({ job, environment: '', result: 'skipped', output: '', folder: '' });
      continue;
    }
    const rows = definition.strategy === undefined ? [{}] : rowsOf(definition.strategy.matrix, context);
    let outputs: Context = {};
    const ended: JobRun[] = [];
    for (const matrix of rows) {
      const run = await runJob(definition, { ...context, matrix }, runner, artefacts);
      outputs = run.outputs;
      ended.push({ ...run, job, environment: matrix.environment ?? '' });
    }
    runs.push(...ended);
    needs[job] = { result: ended.every(({ result }) => result === 'success') ? 'success' : 'failure', outputs };
  }
  return runs;
}

function rowsOf(matrix: string, context: Context): readonly { readonly environment?: string }[] {
  return (evaluate(bare(matrix), context) as { readonly include: readonly { readonly environment: string }[] }).include;
}

async function runJob(job: Job, context: Context, runner: Runner, artefacts: string) {
  const folder = emptyFolder();
  for (const [name, text] of Object.entries(runner.files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  const steps: Record<string, { outputs: Context }> = {};
  let [result, output]: [JobRun['result'], string] = ['success', ''];
  for (const step of job.steps) {
    if (result === 'failure' && step.if === undefined) continue;
    const known = { ...context, steps };
    const file = join(emptyFolder(), 'output');
    const env = Object.fromEntries(
      Object.entries(step.env ?? {}).map(([name, value]) => [name, filled(String(value), known)]),
    );
    if (step.run === undefined) {
      if (!moved(step, known, folder, artefacts)) result = 'failure';
      continue;
    }
    const ran = await runScript(step.run, {
      cwd: folder,
      env: { ...env, GITHUB_OUTPUT: file },
      programs: runner.programs,
    });
    output += ran.output;
    if (ran.code !== 0) result = 'failure';
    if (step.id !== undefined) steps[step.id] = { outputs: outputsIn(file) };
  }
  const outputs = Object.fromEntries(
    Object.entries(job.outputs ?? {}).map(([name, value]) => [name, filled(value, { ...context, steps })]),
  );
  return { result, output, folder, outputs };
}

function outputsIn(file: string): Context {
  if (!existsSync(file)) return {};
  const lines = readFileSync(file, 'utf8').trimEnd().split('\n');
  return Object.fromEntries(lines.map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]));
}

/** Does what the actions for artefacts do; false when what is to be fetched is not there. Others have nothing to do here. */
function moved({ uses = '', with: given = {} }: Step, context: Context, folder: string, artefacts: string): boolean {
  const path = join(folder, given.path ?? '');
  const name = filled(given.name ?? '', context);
  if (uses.startsWith('actions/upload-artifact@')) {
    copy(path, join(artefacts, name));
    return true;
  }
  if (!uses.startsWith('actions/download-artifact@')) return true;
  if (given.pattern === undefined) return copy(join(artefacts, name), path);
  const start = given.pattern.replace('*', '');
  for (const each of readdirSync(artefacts).filter((one) => one.startsWith(start))) copy(join(artefacts, each), path);
  return true;
}
