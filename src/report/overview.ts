import { EXIT } from '../errors.js';
import { resultOf, withUnknown } from '../fleet/recap.js';
import { counted } from '../problem.js';
import type { Run, RunEnvironment, RunProof } from './run.js';

/** How bad something is; also the word that a reader who sees no colour gets. */
export type Tone = 'good' | 'warn' | 'bad';

/** What a report says first of one environment. */
export interface EnvironmentView {
  readonly environment: RunEnvironment;
  /** Name for people; with the command, where the reports of several commands were joined. */
  readonly title: string;
  /** In one word or two, such as `done`, `failed` or `not proven`. */
  readonly result: string;
  readonly tone: Tone;
  /** Why it is not done; filled whenever it is not. */
  readonly cause?: string | undefined;
  /** Such as `2 of 3 apps proven`; absent where nothing was to be proven. */
  readonly proven?: string | undefined;
}

/** What a report says first of a run. */
export interface Overview {
  /** Such as `eca deploy: 18 of 20 environments done`. */
  readonly title: string;
  readonly tone: Tone;
  readonly exitCode: number;
  readonly done: number;
  readonly total: number;
  readonly changes: number;
  /** Milliseconds from the begin of the run to its end; absent for one that was killed. */
  readonly ms?: number | undefined;
  /** In the order of the run. */
  readonly environments: readonly EnvironmentView[];
  /** The worst first, otherwise in the order of the run. */
  readonly byWeight: readonly EnvironmentView[];
}

/** Sums up a run for every report. */
export function overviewOf(run: Run): Overview {
  const verbs = new Set(run.environments.map(({ of }) => of?.verb ?? run.verb));
  const environments = run.environments.map((environment) => viewOf(environment, verbs.size > 1));
  const done = environments.filter(({ environment }) => environment.ok).length;
  const exitCode = run.exitCode ?? EXIT.failed;
  const unknown = run.environments.reduce((sum, environment) => sum + unknownOf(environment), 0);
  const open = unknown === 0 ? '' : `, ${counted(unknown, 'proof')} unknown from here`;
  const damaged = (run.problems ?? []).filter(({ level }) => level === 'error').length;
  const unread = damaged === 0 ? '' : `, ${counted(damaged, 'report')} not joined`;
  return {
    title: `eca ${run.verb}: ${done} of ${counted(environments.length, 'environment')} done${open}${unread}`,
    tone: toneOf(exitCode),
    exitCode,
    done,
    total: environments.length,
    changes: environments.reduce((sum, { environment }) => sum + changesOf(environment), 0),
    ms: run.ended === undefined ? undefined : Math.max(0, Date.parse(run.ended) - Date.parse(run.started)),
    environments,
    byWeight: environments.toSorted((one, other) => weightOf(other) - weightOf(one)),
  };
}

const WEIGHTS: Readonly<Record<Tone, number>> = { bad: 10, warn: 5, good: 0 };
/** Of what is bad, that which happened comes before that which did not come to its turn. */
const weightOf = ({ tone, environment }: EnvironmentView): number =>
  WEIGHTS[tone] - (environment.status === 'ended' ? 0 : 1);

function viewOf(environment: RunEnvironment, isMixed: boolean): EnvironmentView {
  const { name, ok, status, cause, of } = environment;
  const exitCode = exitCodeOf(environment);
  const unknown = unknownOf(environment);
  const result =
    status === 'running'
      ? 'cut off'
      : resultOf({ exitCode, began: status !== 'waiting', skipped: status === 'skipped' ? true : undefined });
  return {
    environment,
    title: isMixed && of !== undefined ? `${name} (${of.verb})` : name,
    result: withUnknown(result, unknown),
    tone: ok ? (unknown > 0 ? 'warn' : 'good') : toneOf(exitCode),
    cause: ok ? undefined : (cause ?? causeWithout(environment)),
    proven: provenOf(environment.proofs),
  };
}

/** Gives the exit code of an environment; one that did not come to its end, or contradicts itself, has failed. */
export function exitCodeOf({ exitCode, ok }: RunEnvironment): number {
  if (ok) return exitCode ?? EXIT.done;
  return exitCode === undefined || exitCode === EXIT.done ? EXIT.failed : exitCode;
}

function causeWithout({ status, exitCode }: RunEnvironment): string {
  if (status === 'waiting') return 'The run ended before this environment had its turn.';
  if (status === 'running')
    return 'The run was ended while it worked on this environment; how far it came is not known.';
  return `It ended with ${exitCode ?? EXIT.failed}.`;
}

function toneOf(exitCode: number): Tone {
  if (exitCode === EXIT.done) return 'good';
  return exitCode === EXIT.differences || exitCode === EXIT.stillRunning ? 'warn' : 'bad';
}

/** What was changed by the run before is not counted again. */
const changesOf = ({ status, changes = 0 }: RunEnvironment): number => (status === 'skipped' ? 0 : changes);

function provenOf(proofs: readonly RunProof[]): string | undefined {
  if (proofs.length === 0) return undefined;
  const proven = proofs.filter((proof) => verdictOf(proof) === 'passed').length;
  const unknown = unknownOf({ proofs });
  return `${proven} of ${counted(proofs.length, 'app')}${unknown === 0 ? '' : `, ${unknown} unknown`}`;
}

/** Counts the apps of which nothing is known: the org refused this machine, and their consumers call from elsewhere. */
export function unknownOf({ proofs }: { readonly proofs: readonly RunProof[] }): number {
  return proofs.filter((proof) => verdictOf(proof) === 'unknown').length;
}

/** What became of a check, or of all checks of an app. */
export type Verdict = 'passed' | 'failed' | 'unknown';

/** Gives what a proof or a check came to. */
export function verdictOf({ ok, unknown }: Pick<RunProof, 'ok' | 'unknown'>): Verdict {
  if (unknown === true) return 'unknown';
  return ok ? 'passed' : 'failed';
}

/** Spells a length of time. */
export function durationText(ms: number): string {
  if (ms < 1000) return `${ms} ms`;
  if (ms < 60_000) return `${(ms / 1000).toFixed(1)} s`;
  return `${Math.floor(ms / 60_000)} min ${Math.round((ms % 60_000) / 1000)} s`;
}

/** Names a component, with the calling org where it is in one. */
export function componentText({
  type,
  fullName,
  org,
}: Pick<NonNullable<RunEnvironment['changed']>[number], 'type' | 'fullName' | 'org'>): string {
  return `${type} ${fullName}${org === undefined ? '' : ` in ${org}`}`;
}
