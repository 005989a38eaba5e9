import type { ResolvedConfig } from '../config/model.js';
import type { EcaError } from '../errors.js';
import type { Gate } from '../fleet/gate.js';
import { recapOf, type Ended, type Recap } from '../fleet/recap.js';
import { runFleet, type FleetOptions, type MemberEnd } from '../fleet/run-fleet.js';
import { asEcaError } from '../internal-error.js';
import type { Org, OrgIdentity } from '../org/org.js';
import type { RunEnvironment } from '../report/run.js';
import type { Work } from '../work.js';
import { causeOfEnd, exitCodeOf } from './environment-end.js';
import type { Judged } from './outcome.js';
import type { Expected, Reporting } from './reporting.js';

/** An environment that takes part in a run over several: its config, or why it has none. */
export interface RunMember {
  readonly name: string;
  readonly config?: ResolvedConfig | undefined;
  readonly error?: EcaError | undefined;
}

/** What the run of one environment has of its own. */
export interface OwnRun {
  readonly config: ResolvedConfig;
  readonly work: Work;
  /**
   * To be told of the org once the login has said which it is, before anything is changed there.
   *
   * @throws OrgConflictError, NotConfirmedError where it must not be changed.
   */
  readonly met: (identity: OrgIdentity, org: Org) => void;
  /** Tells whether the id of a production org was given. Default: the run changes no org. */
  readonly isNamed?: Gate['isNamed'] | undefined;
}

/** What came of one environment, this time or in a run before. */
export interface EnvironmentEnd<T> extends Partial<MemberEnd<T>> {
  readonly name: string;
  /** What a run before reported of it, where this one left it at that. */
  readonly before?: RunEnvironment | undefined;
}

/** How to run in several environments. */
export interface SeveralOptions<T> extends Omit<FleetOptions<T>, 'onBegin'> {
  readonly reporting: Reporting;
  /** Default: the run changes no org. */
  readonly gate?: Gate | undefined;
  /** What a run before did already, by the name of the environment. */
  readonly done: ReadonlyMap<string, RunEnvironment>;
}

/** What a run over several environments came to. */
export interface SeveralEnd<T> {
  /** In the order of the members. */
  readonly ends: readonly EnvironmentEnd<T>[];
  readonly recap: Recap;
}

/**
 * Does one thing in several environments side by side, with report, resumption and recap. What fails in one stands in its
 * end; nothing is thrown.
 */
export async function runSeveral<M extends RunMember, T extends Judged>(
  members: readonly M[],
  act: (member: M, own: OwnRun) => Promise<T>,
  options: SeveralOptions<T>,
): Promise<SeveralEnd<T>> {
  const started = performance.now();
  const { reporting, done, signal } = options;
  const left = members.filter(({ name }) => !done.has(name));
  const ran = await runFleet(left, (member, work) => runMember(member, work, act, options), {
    ...options,
    onBegin: reporting.began,
    onEnd: (end) => {
      options.onEnd?.(end);
      reporting.ended(end);
    },
  });
  const byName = new Map(ran.map((end) => [end.name, end]));
  const ends = members.map(({ name }) => ({ ...byName.get(name), name, before: done.get(name) }));
  const summed = recapOf(ends.map(endedOf), Math.round(performance.now() - started));
  // Who was ended from outside says so, whatever became of the environments.
  const recap = signal.aborted ? { ...summed, exitCode: asEcaError(signal.reason).exitCode } : summed;
  await reporting.finish(recap.exitCode);
  return { ends, recap };
}

/** Gives what is known of environments before a run. */
export function expectedOf(
  members: readonly RunMember[],
  done: ReadonlyMap<string, RunEnvironment>,
): readonly Expected[] {
  return members.map(({ name, config }) => ({ name, config, before: done.get(name) }));
}

async function runMember<M extends RunMember, T extends Judged>(
  member: M,
  work: Work,
  act: (member: M, own: OwnRun) => Promise<T>,
  { reporting, gate }: SeveralOptions<T>,
): Promise<T> {
  const { name, config, error } = member;
  if (config === undefined) throw error ?? new Error(`The environment ${name} has no config.`);
  const met = (identity: OrgIdentity, org: Org): void => {
    reporting.met(name, identity, org);
    const isProduction = config.production || identity.isProduction === true ? true : undefined;
    gate?.admit(name, { ...identity, isProduction });
  };
  return reporting.asks(name, await act(member, { config, work, met, isNamed: gate?.isNamed }));
}

function endedOf<T extends Judged>(end: EnvironmentEnd<T>): Ended {
  const { name, before, value, began = false, ms = 0 } = end;
  if (before !== undefined) {
    return { name, exitCode: 0, changes: before.changes, skipped: true, began: true, ms: before.ms ?? 0 };
  }
  const whole = { ...end, began, ms };
  const { changes, proofs = [] } = value?.summary ?? {};
  const unknown = proofs.filter(({ unknownFromHere }) => unknownFromHere === true).length || undefined;
  return { name, exitCode: exitCodeOf(whole), changes, cause: causeOfEnd(whole), unknown, began, ms };
}
