import { EXIT, type ExitCode } from '../errors.js';
import { worstOf } from './run-fleet.js';

/** What the recap says of one environment. */
export interface RecapLine {
  readonly name: string;
  /** In one word or two, such as `done`, `failed` or `not proven`. */
  readonly result: string;
  readonly exitCode: ExitCode;
  /** Changes that were made, or that a plan shows; absent where nothing can be said of them. */
  readonly changes?: number | undefined;
  /** Why it is not done; filled whenever it is not. */
  readonly cause?: string | undefined;
  /** Number of apps of which nothing is known from here: this machine alone was refused. Absent where there are none. */
  readonly unknown?: number | undefined;
  /** True when a run before did it, and this one left it at that. */
  readonly skipped?: true | undefined;
  readonly ms: number;
}

/** What a fleet run came to. */
export interface Recap {
  readonly total: number;
  readonly done: number;
  readonly notDone: number;
  readonly skipped: number;
  readonly changes: number;
  readonly exitCode: ExitCode;
  readonly ms: number;
  readonly lines: readonly RecapLine[];
}

/** What is known of one environment once it has ended. */
export interface Ended extends Omit<RecapLine, 'result'> {
  /** False when the fleet ended before it had its turn. */
  readonly began: boolean;
}

const RESULTS: Readonly<Partial<Record<number, string>>> = {
  [EXIT.done]: 'done',
  [EXIT.differences]: 'differs',
  [EXIT.notProven]: 'not proven',
  // A deploy may still run, or what is waited for is not there.
  [EXIT.stillRunning]: 'not yet',
  [EXIT.interrupted]: 'interrupted',
  [EXIT.terminated]: 'interrupted',
  [EXIT.hangup]: 'interrupted',
  [EXIT.quit]: 'interrupted',
};

/** Says in one word or two what became of an environment. */
export function resultOf({
  exitCode,
  began,
  skipped,
}: Pick<Ended, 'began' | 'skipped'> & { readonly exitCode: number }): string {
  if (skipped === true) return 'skipped';
  if (!began) return 'not begun';
  return RESULTS[exitCode] ?? 'failed';
}

/** Says beside a result that a proof cannot be had from here. */
export function withUnknown(result: string, unknown = 0): string {
  return unknown === 0 ? result : `${result}, proof unknown`;
}

/** Sums up a fleet run: a line for each environment, and one for all. */
export function recapOf(environments: readonly Ended[], ms: number): Recap {
  const lines = environments.map((ended): RecapLine => {
    const { name, exitCode, changes, unknown, skipped, ms: own } = ended;
    const isDone = exitCode === EXIT.done;
    const cause = isDone ? undefined : (ended.cause ?? '').trim() || `It ended with ${exitCode}.`;
    return { name, result: resultOf(ended), exitCode, changes, cause, unknown, skipped, ms: own };
  });
  const skipped = lines.filter((line) => line.skipped === true).length;
  const done = lines.filter((line) => line.exitCode === EXIT.done).length;
  return {
    total: lines.length,
    done,
    notDone: lines.length - done,
    skipped,
    changes: lines.reduce((sum, line) => sum + (line.skipped === true ? 0 : (line.changes ?? 0)), 0),
    exitCode: worstOf(lines.map((line) => line.exitCode)),
    ms,
    lines,
  };
}
