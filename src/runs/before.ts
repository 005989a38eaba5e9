import { ENVIRONMENT_PLACE } from '../config/sink-environment.js';
import { EcaError, type Problem } from '../errors.js';
import {
  SHARED_TARGET_ACTION,
  sharedTargets,
  sharedTargetText,
  type SharedTarget,
  type SinkChoice,
} from '../fleet/shared-sinks.js';
import { counted } from '../problem.js';
import { digestOf } from '../project/digest.js';
import type { OnProgress } from '../progress.js';
import { doneBy, doneOtherwise, readRun, refuseOtherRun, type RunIdentity } from '../report/read-run.js';
import type { Run, RunEnvironment } from '../report/run.js';
import type { RunMember } from './several.js';

/** The report of a run before, and where it lies. */
export interface RunBefore {
  readonly path: string;
  readonly run: Run;
}

/**
 * Reads the report of a run that is to be gone on with.
 *
 * @throws NothingToResumeError, ReportUnreadableError
 */
export async function readRunBefore(path: string): Promise<RunBefore> {
  return { path, run: await readRun(path) };
}

/**
 * Gives what a run before did already, by the name of the environment.
 *
 * @param members - The environments that take part now.
 * @throws ReportMismatchError when it was a run of something else, or did one of them by another config.
 */
export function doneBefore(
  before: RunBefore | undefined,
  own: RunIdentity,
  members: readonly RunMember[],
): ReadonlyMap<string, RunEnvironment> {
  if (before === undefined) return new Map();
  const { path, run } = before;
  const digests = members.map(
    ({ name, config }) => [name, config === undefined ? undefined : digestOf(config)] as const,
  );
  const environments = new Map(digests);
  refuseOtherRun(path, run, own, doneOtherwise(run, { configDigest: own.configDigest, environments }));
  return new Map(doneBy(run).map((one) => [one.name, one]));
}

/** What a verb does with the sinks of the config. */
export type SinkUse = 'stores' | 'reads';

/** Which targets are looked at, and how those that are shared are told. */
export interface TargetCheck extends Omit<SinkChoice, 'reads'> {
  /** Default: the verb does nothing with sinks, and what is shared is warned of. */
  readonly sinks?: SinkUse | undefined;
  /** What the config is called in a message. */
  readonly config: string;
  readonly problemOf: (target: SharedTarget) => Problem;
  readonly onProgress: OnProgress;
}

/**
 * Refuses environments that share a target for key and secret, where the last one would win.
 *
 * @throws ConfigInvalidError
 */
export function refuseSharedTargets(
  members: readonly RunMember[],
  { folder, sink, sinks, config: called, problemOf, onProgress }: TargetCheck,
): void {
  const configs = members.flatMap(({ name, config }) => (config === undefined ? [] : [{ name, config }]));
  const shared = sharedTargets(configs, { folder, sink, reads: sinks === 'reads' });
  if (shared.length === 0) return;
  if (sinks === undefined) {
    for (const target of shared)
      onProgress({ kind: 'warning', message: `${sharedTargetText(target)} ${SHARED_TARGET_ACTION}` });
    return;
  }
  throw new EcaError({
    name: 'ConfigInvalidError',
    message: `Several environments have one target for key and secret in ${called}.`,
    actions: [SHARED_TARGET_ACTION],
    problems: shared.map(problemOf),
  });
}

/**
 * Refuses production environments for which too few ids were given. Before the first login nobody knows which id is whose;
 * that there is one for each is known.
 *
 * @param ids - Ids of the production orgs that may be changed.
 * @throws NotConfirmedError
 */
export function refuseUnnamedProduction(members: readonly RunMember[], given: readonly string[]): void {
  const names = members.filter(({ config }) => config?.production === true).map(({ name }) => name);
  const ids = new Set(given);
  if (ids.size >= names.length) return;
  throw new EcaError({
    name: 'NotConfirmedError',
    message: `${names.length === 1 ? 'A production environment' : `${names.length} production environments`} would be changed (${names.join(', ')}), and ${ids.size === 0 ? 'no org id was' : `${counted(ids.size, 'org id')} ${ids.size === 1 ? 'was' : 'were'}`} given. Nothing was begun.`,
    actions: [
      `Pass --yes-org-id ID once for each; \`eca doctor -e ${names[0] ?? ''}\` shows the id. Or name the other environments with -e.`,
    ],
  });
}

/**
 * Refuses a number of environments at a time that is none.
 *
 * @throws UsageError
 */
export function concurrencyOf(given: unknown): number | undefined {
  if (given === undefined) return undefined;
  if (typeof given === 'number' && Number.isInteger(given) && given >= 1) return given;
  throw new EcaError({
    name: 'UsageError',
    message: '--concurrency takes a whole number of environments, 1 or more.',
    actions: ['Give one, such as --concurrency 4; without it 20 run at a time.'],
  });
}

/**
 * Refuses a file that several environments would share.
 *
 * @param flag - Flag that names it, without dashes.
 * @throws UsageError
 */
export function refuseSharedFile(flag: string, path: string | undefined): void {
  if (path === undefined || path.includes(ENVIRONMENT_PLACE)) return;
  throw new EcaError({
    name: 'UsageError',
    message: `--${flag} ${path} would be one file for several environments.`,
    actions: [`Put ${ENVIRONMENT_PLACE} into the name, which becomes that of each environment.`],
  });
}
