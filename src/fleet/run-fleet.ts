import pLimit from 'p-limit';
import { EcaError, EXIT, type ExitCode } from '../errors.js';
import { asEcaError } from '../internal-error.js';
import type { OnProgress } from '../progress.js';
import { endingAt, openWork, type Work, type WorkOptions } from '../work.js';
import { inTime, type Grace } from '../ending.js';

/** One environment that takes part in a fleet run. */
export interface Member {
  readonly name: string;
}

/** What came of one environment. */
export interface MemberEnd<T> {
  readonly name: string;
  /** What the act gave; absent when it failed. */
  readonly value?: T | undefined;
  /** Why it failed. */
  readonly error?: EcaError | undefined;
  /** False when the fleet ended before this environment had its turn. */
  readonly began: boolean;
  readonly ms: number;
}

/** How to run a fleet. */
export interface FleetOptions<T> {
  /** Environments at a time. Default: 20. */
  readonly concurrency?: number | undefined;
  /** What each run is made of; its time counts from the start of its own environment. */
  readonly work: Omit<WorkOptions, 'signal' | 'onProgress'>;
  /** Ends every run. */
  readonly signal: AbortSignal;
  /** Milliseconds that all runs together may take. Default: nothing bounds them together. */
  readonly waitAllMs?: number | undefined;
  /** Gives who is told what an environment does. */
  readonly onProgress: (name: string) => OnProgress;
  readonly onBegin?: ((name: string) => void) | undefined;
  readonly onEnd?: ((end: MemberEnd<T>) => void) | undefined;
}

/** Environments at a time where nothing else is said. */
const DEFAULT_CONCURRENCY = 20;

/** Shorter than that of the process, so that the recap can still be told. */
const GRACE: Grace = { graceMs: 1200, lastWordsMs: 100 };

/**
 * Does one thing in several environments side by side, each with its own deadline, way out, progress and error. A failure
 * of one never stops another. Nothing is thrown: what failed is told by its end, in the order of the members.
 */
export async function runFleet<M extends Member, T>(
  members: readonly M[],
  act: (member: M, work: Work) => Promise<T>,
  options: FleetOptions<T>,
): Promise<readonly MemberEnd<T>[]> {
  const limit = pLimit(options.concurrency ?? DEFAULT_CONCURRENCY);
  const signal = fleetSignal(options);
  return Promise.all(
    members.map((member) =>
      limit(async () => {
        const end = await runMember(member, act, { ...options, signal });
        options.onEnd?.(end);
        return end;
      }),
    ),
  );
}

async function runMember<M extends Member, T>(
  member: M,
  act: (member: M, work: Work) => Promise<T>,
  { signal, work: common, onProgress, onBegin }: FleetOptions<T>,
): Promise<MemberEnd<T>> {
  const { name } = member;
  if (signal.aborted) return { name, error: asEcaError(signal.reason), began: false, ms: 0 };
  const started = performance.now();
  const ms = (): number => Math.round(performance.now() - started);
  try {
    onBegin?.(name);
    const work = openWork({ ...common, signal, onProgress: onProgress(name) });
    const value = await inTime(work, () => act(member, work), GRACE);
    return { name, value, began: true, ms: ms() };
  } catch (error) {
    return { name, error: asEcaError(error), began: true, ms: ms() };
  }
}

function fleetSignal({ signal, waitAllMs }: Pick<FleetOptions<unknown>, 'signal' | 'waitAllMs'>): AbortSignal {
  return waitAllMs === undefined ? signal : endingAt(Date.now() + waitAllMs, waitAllOver, signal);
}

function waitAllOver(): EcaError {
  return new EcaError({
    name: 'WaitOverError',
    message: 'The time of --wait-all was over before every environment came to its end.',
    actions: ['Run the command again, with --resume for what is left; give it more minutes with --wait-all.'],
  });
}

/** What an exit code of one environment weighs in a fleet, the worst first. */
const WORST_FIRST = [EXIT.failed, EXIT.notProven, EXIT.stillRunning, EXIT.differences, EXIT.done];

/**
 * Gives the exit code of a fleet: the worst of its environments. One that was ended from outside, or whose own login or
 * config is wrong, has failed: other environments were touched, so that 4 would not be true of the whole.
 */
export function worstOf(codes: readonly number[]): ExitCode {
  const weighed = codes.map((code) => WORST_FIRST.find((known) => known === code) ?? EXIT.failed);
  return WORST_FIRST.find((code) => weighed.includes(code)) ?? EXIT.done;
}
