import { resolve } from 'node:path';
import { environmentNames } from '../config/effective.js';
import type { EcaConfig } from '../config/model.js';
import { EcaError, EXIT, usageError, type ExitCode, type Problem } from '../errors.js';
import { openGate } from '../fleet/gate.js';
import type { Recap } from '../fleet/recap.js';
import { SHARED_TARGET_ACTION, sharedTargetText, type SharedTarget, type SinkChoice } from '../fleet/shared-sinks.js';
import { valueAt } from '../plain-data.js';
import { show, spellPath } from '../problem.js';
import type { OnProgress, ProgressEvent } from '../progress.js';
import { withSecrets } from '../project/secrets.js';
import type { RunIdentity } from '../report/read-run.js';
import { RUN_FILE } from '../report/run-log.js';
import type { RunEnvironment } from '../report/run.js';
import {
  concurrencyOf,
  doneBefore,
  readRunBefore,
  refuseSharedFile,
  refuseSharedTargets,
  refuseUnnamedProduction,
  type RunBefore,
} from '../runs/before.js';
import { causeOfEnd, exitCodeOf } from '../runs/environment-end.js';
import type { Judged } from '../runs/outcome.js';
import { identityOf, openReporting } from '../runs/reporting.js';
import { expectedOf, runSeveral, type EnvironmentEnd, type OwnRun, type RunMember } from '../runs/several.js';
import type { VerbTraits } from '../runs/verb-traits.js';
import type { Work } from '../work.js';
import { ROWS, type EnvironmentVerb, type ReportOf, type SettingsOf } from './environment-verbs.js';
import type { ConfigOptions, SinkSettings } from './options.js';
import { refuseNoConfig, resolved, told, workOf } from './run.js';

/** Which environments, and how they run. */
export interface EnvironmentsOptions {
  /** As `defineConfig` or `readConfig` gives it. */
  readonly config: EcaConfig;
  /** Names of environments. Default: all of the config; a refresh leaves production out. */
  readonly environments?: readonly string[] | undefined;
  /** Apps to work on. Default: all. */
  readonly apps?: readonly string[] | undefined;
  /** Such as `66.0`. Default: the config's. */
  readonly apiVersion?: string | undefined;
  /** Environment variables. Default: those of the process. */
  readonly env?: Readonly<Record<string, string | undefined>> | undefined;
  /** Folder of the project: relative paths start there, and `.eca` lies there. Default: the working directory. */
  readonly folder?: string | undefined;
  /** Environments at a time. Default: 20. */
  readonly concurrency?: number | undefined;
  /** Minutes that each environment may take. Default: 33. */
  readonly wait?: number | undefined;
  /** Minutes that all together may take. Default: as long as `wait` lets each. */
  readonly waitAll?: number | undefined;
  /** Ids of the production orgs that may be changed, one for each. Default: none may. */
  readonly yesOrgId?: readonly string[] | undefined;
  /** Folder for `run.json`, JUnit XML, a summary, a page and proof statements. Default: nothing is written. */
  readonly reportDir?: string | undefined;
  /**
   * Leaves out what a run before did, by the path of its `run.json`, or with `true` by that in `reportDir`. Default: every
   * environment is worked on.
   */
  readonly resume?: string | boolean | undefined;
  /** Ends the run; the ends of its environments and the recap are given then, too. Default: none. */
  readonly signal?: AbortSignal | undefined;
  /** Told what the run does, and in which environment; `undefined` where it is said of all. Default: nobody is. */
  readonly onProgress?: ((event: ProgressEvent, environment: string | undefined) => void) | undefined;
}

/** What came of one environment. */
export interface EnvironmentResult<R> {
  readonly name: string;
  /** Whether all was done and proven. */
  readonly ok: boolean;
  /** Exit code that the command would have had for it alone. */
  readonly exitCode: ExitCode;
  /** What the verb gave; absent when it failed, and when a run before did it. */
  readonly report?: R | undefined;
  /** Why it failed. */
  readonly error?: EcaError | undefined;
  /** Why it is not ok, in one line, with what to do. */
  readonly cause?: string | undefined;
  /** True when a run before did it, and this one left it at that. */
  readonly skipped?: true | undefined;
  readonly ms: number;
}

/** What a run over several environments came to. */
export interface EnvironmentsReport<R> {
  /** In the order in which they were named, or of the config. */
  readonly environments: readonly EnvironmentResult<R>[];
  /** A line for each environment, and one for all; `exitCode` is the worst of them. */
  readonly recap: Recap;
}

/**
 * Does what a verb does in several environments side by side. What fails in one stands in its result, and stops no other.
 *
 * Two environments that are one org are not both changed, production is changed only where its id is in `yesOrgId`, and a
 * target for key and secret that two environments share is refused before the first login.
 *
 * @throws EcaError for what is wrong with the whole, before anything is begun: `UsageError`, `ConfigInvalidError`,
 * `NotConfirmedError`, `NothingToResumeError`, `ReportUnreadableError`, `ReportMismatchError`, `WriteFailedError`.
 */
export async function inEnvironments<V extends EnvironmentVerb>(
  verb: V,
  options: EnvironmentsOptions & SettingsOf<V>,
): Promise<EnvironmentsReport<ReportOf<V>>> {
  return told(() => {
    if (!Object.hasOwn(ROWS, verb)) throw noSuchVerb(verb);
    return runAll(verb, options);
  }, options);
}

type Options<V extends EnvironmentVerb> = EnvironmentsOptions & SettingsOf<V>;

async function runAll<V extends EnvironmentVerb>(
  verb: V,
  options: Options<V>,
): Promise<EnvironmentsReport<ReportOf<V>>> {
  const row = ROWS[verb];
  const { env, folder, announce } = workOf({ env: options.env, folder: options.folder });
  const { reportDir, yesOrgId = [], wait, waitAll, onProgress = () => undefined } = options;
  const bounds = {
    concurrency: concurrencyOf(options.concurrency),
    waitMs: minutesOf('wait', wait),
    waitAllMs: minutesOf('wait-all', waitAll),
  };
  const { members, done, identity } = await prepared(verb, options, { env, folder });
  const report = {
    ...{ env, announce, folder: reportDir === undefined ? undefined : resolve(folder, reportDir) },
    onProgress: tellerOf(onProgress, undefined),
  };
  const reporting = await openReporting(report, identity, expectedOf(members, done));
  const act = async (_member: RunMember, own: OwnRun): Promise<Judged & Given<V>> => {
    const config = row.secrets === true ? withSecrets(own.config, env) : own.config;
    const given = await row.run({ ...own, config, wait }, options);
    return { given, ...row.judge(given, options) };
  };
  const { concurrency, waitMs, waitAllMs } = bounds;
  const gate = row.changes(options) ? openGate(yesOrgId) : undefined;
  const { ends, recap } = await withEnding(options.signal, (signal) =>
    runSeveral(members, act, {
      ...{ reporting, done, concurrency, waitAllMs, signal, gate },
      work: { folder, env, waitMs, announce },
      onProgress: (name) => tellerOf(onProgress, name),
    }),
  );
  return { environments: ends.map(resultOf), recap };
}

/** What a verb gave in one environment. */
interface Given<V extends EnvironmentVerb> {
  readonly given: ReportOf<V>;
}

type Teller = NonNullable<EnvironmentsOptions['onProgress']>;

const tellerOf =
  (tell: Teller, environment: string | undefined): OnProgress =>
  (event) => {
    tell(event, environment);
  };

/** What is known before the first login. */
interface Prepared {
  readonly members: readonly RunMember[];
  readonly done: ReadonlyMap<string, RunEnvironment>;
  readonly identity: RunIdentity;
}

/** Lays each environment over the config, and refuses what would be wrong for the whole. */
async function prepared<V extends EnvironmentVerb>(
  verb: V,
  options: Options<V>,
  { env, folder }: Pick<Work, 'env' | 'folder'>,
): Promise<Prepared> {
  const row = ROWS[verb];
  const before = await runBefore(options, folder);
  const members = await membersOf(options, before, row.meantByAll, { env, folder });
  const identity = identityOf(row.command, [verb, decidingOf(options)], options.config);
  const done = doneBefore(before, identity, members);
  if (members.length > 1) {
    refuseSharedFile('out', textOf(options, 'out'));
    refuseSharedFile('plan', textOf(options, 'plan'));
  }
  const onProgress = tellerOf(options.onProgress ?? (() => undefined), undefined);
  // A sink that was given is typed as one by every verb that takes it.
  const sink = valueAt(options, ['sink']) as SinkChoice['sink'];
  const check = { folder, sink, sinks: row.sinks, config: 'the config', problemOf: problemOfTarget, onProgress };
  refuseSharedTargets(members, check);
  const left = members.filter(({ name }) => !done.has(name));
  if (row.changes(options)) refuseUnnamedProduction(left, options.yesOrgId ?? []);
  return { members, done, identity };
}

function textOf(options: object, key: string): string | undefined {
  const value = valueAt(options, [key]);
  return typeof value === 'string' ? value : undefined;
}

function problemOfTarget(target: SharedTarget): Problem {
  const path = spellPath(['apps', target.app, target.key]);
  return { level: 'error', path, message: sharedTargetText(target), action: SHARED_TARGET_ACTION };
}

async function runBefore({ resume, reportDir }: EnvironmentsOptions, folder: string): Promise<RunBefore | undefined> {
  if (resume === undefined || resume === false) return undefined;
  if (resume !== true) return readRunBefore(resolve(folder, resume));
  if (reportDir !== undefined) return readRunBefore(resolve(folder, reportDir, RUN_FILE));
  throw usageError(
    '`resume` does not say which run to go on with.',
    'Give the path of its run.json, or `reportDir` beside it.',
  );
}

async function membersOf(
  { config, environments, apps, apiVersion, sink }: EnvironmentsOptions & SinkSettings,
  before: RunBefore | undefined,
  meantByAll: VerbTraits['meantByAll'],
  surroundings: Pick<Work, 'env' | 'folder'>,
): Promise<readonly RunMember[]> {
  refuseNoConfig(config);
  const known = environmentNames(config);
  const named = environments ?? before?.run.environments.map(({ name }) => name);
  const names = [...new Set(named ?? known)];
  const unknown = names.find((name) => !known.includes(name));
  const [first] = names;
  if (first === undefined)
    throw usageError('There are no environments to work in.', 'Write `environments` into the config.');
  // Says which there are.
  if (unknown !== undefined) await resolved({ config, environment: unknown }, surroundings);
  const all = await Promise.all(
    names.map((environment) => memberOf({ config, environment, apps, apiVersion, sink }, surroundings)),
  );
  const error = all.find((one) => one.name === first)?.error;
  // What all are to blame for is wrong with the whole.
  if (error !== undefined && all.every((one) => one.error !== undefined)) throw error;
  if (named !== undefined || meantByAll === undefined) return all;
  return all.filter((one) => one.config === undefined || meantByAll(one.config));
}

async function memberOf(
  options: ConfigOptions & SinkSettings & { readonly environment: string },
  surroundings: Pick<Work, 'env' | 'folder'>,
): Promise<RunMember> {
  const { environment: name } = options;
  try {
    return { name, config: await resolved(options, surroundings) };
  } catch (error) {
    if (error instanceof EcaError) return { name, error };
    throw error;
  }
}

/** Options that say where and how long a run goes and what is told of it, not what it does. */
const AROUND: ReadonlySet<string> = new Set([
  ...['config', 'environments', 'env', 'folder', 'concurrency', 'wait', 'waitAll', 'yesOrgId', 'reportDir', 'resume'],
  ...['signal', 'onProgress', 'onPlan', 'allowSecretAccess'],
]);

function decidingOf(options: object): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(options).filter(([key]) => !AROUND.has(key)));
}

/** Does something with a signal whose reason is an error of ours, which ends and reports can tell. */
async function withEnding<T>(signal: AbortSignal | undefined, act: (own: AbortSignal) => Promise<T>): Promise<T> {
  const [own, done] = [new AbortController(), new AbortController()];
  const end = (): void => {
    own.abort(interrupted(signal?.reason));
  };
  if (signal?.aborted === true) end();
  else signal?.addEventListener('abort', end, { once: true, signal: done.signal });
  try {
    return await act(own.signal);
  } finally {
    done.abort();
  }
}

function interrupted(reason: unknown): EcaError {
  if (reason instanceof EcaError) return reason;
  return new EcaError({
    name: 'InterruptedError',
    message: 'The caller ended the run.',
    actions: ['Call it again: it goes on from what the orgs hold.'],
    cause: reason,
  });
}

function minutesOf(flag: string, minutes: number | undefined): number | undefined {
  if (minutes === undefined) return undefined;
  if (minutes >= 0 && Number.isFinite(minutes)) return minutes * 60_000;
  throw usageError(
    `--${flag} takes a number of minutes, 0 or more, and got ${show(minutes)}.`,
    `Give one, such as 10.`,
  );
}

function noSuchVerb(verb: string): EcaError {
  return usageError(
    `${show(verb)} does not work in several environments.`,
    `Name one of ${Object.keys(ROWS).join(', ')}.`,
  );
}

function resultOf<V extends EnvironmentVerb>(end: EnvironmentEnd<Judged & Given<V>>): EnvironmentResult<ReportOf<V>> {
  const { name, before, value, error, began = false, ms = 0 } = end;
  if (before !== undefined) return { name, ok: true, exitCode: EXIT.done, skipped: true, ms };
  const whole = { ...end, began, ms };
  const exitCode = exitCodeOf(whole);
  return { name, ok: exitCode === EXIT.done, exitCode, report: value?.given, error, cause: causeOfEnd(whole), ms };
}
