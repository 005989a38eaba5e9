import { setTimeout as sleep } from 'node:timers/promises';
import { EcaError, type ErrorName } from './errors.js';

/** What ends a run: the signal that is raised then, whose reason is the error that the run ends with. */
export interface Ending {
  readonly signal: AbortSignal;
}

/** Tells whether a signal was raised because the time of the run is over. */
export function isTimeOver({ signal }: Ending): boolean {
  const reason: unknown = signal.reason;
  return reason instanceof EcaError && reason.name === 'WaitOverError';
}

/** Does something that is left at once when the run ends, whatever it waits for. */
export async function untilEnded<T>({ signal }: Ending, act: () => Promise<T>): Promise<T> {
  signal.throwIfAborted();
  const { promise: ended, reject } = Promise.withResolvers<never>();
  const end = (): void => {
    reject(signal.reason);
  };
  signal.addEventListener('abort', end, { once: true });
  // It can end while `act` throws, before anybody listens.
  ended.catch(() => undefined);
  try {
    return await Promise.race([act(), ended]);
  } finally {
    signal.removeEventListener('abort', end);
  }
}

/** Time in which something that the end of a run has left behind may still say what it left. */
const TELLING_MS = 300;

/** Does the same, and waits a moment for an error that says more than that the run has ended. */
export async function untilTold<T>(ending: Ending, act: () => Promise<T>): Promise<T> {
  const acting = act();
  try {
    return await untilEnded(ending, () => acting);
  } catch (error) {
    if (!ending.signal.aborted || tellsMore(error)) throw error;
    const told = acting.then(
      () => undefined,
      (last: unknown) => last,
    );
    const last = await Promise.race([told, sleep(TELLING_MS, undefined, { ref: false })]);
    throw tellsMore(last) ? last : error;
  }
}

const PENDING = new Set<Promise<unknown>>();

/** Waits for something that is being put back, and keeps the process until that is done. */
export async function stayUntilPutBack<T>(done: Promise<T>): Promise<T> {
  PENDING.add(done);
  try {
    return await done;
  } finally {
    PENDING.delete(done);
  }
}

const LAST_ONES = new Set<Promise<unknown>>();

/** Keeps the process until something that ends with the run, and does so soon, has ended. It never fails. */
export function stayFor(end: Promise<void>): void {
  LAST_ONES.add(end);
  void end.finally(() => LAST_ONES.delete(end));
}

/** Waits for all that the process is to stay for. */
export async function lastOnes(): Promise<void> {
  await Promise.all(LAST_ONES);
}

/** Time that something has once its run is over. */
export interface Grace {
  /** To end by itself, in milliseconds. */
  readonly graceMs: number;
  /** To tell how putting back went, in milliseconds. */
  readonly lastWordsMs: number;
}

const GRACE: Grace = { graceMs: 1500, lastWordsMs: 200 };

/** Does something that is left soon after the run has ended, whatever it waits for, once all is put back. */
export async function inTime<T>({ signal }: Ending, act: () => Promise<T>, grace: Grace = GRACE): Promise<T> {
  const done = new AbortController();
  try {
    return await Promise.race([act(), overdue(signal, done.signal, grace)]);
  } catch (error) {
    throw signal.aborted && !tellsMore(error) && comesFrom(error, signal.reason) ? signal.reason : error;
  } finally {
    done.abort();
  }
}

/** Errors that tell what a run left behind; they are told although the end of the run caused them. */
const TELLING: ReadonlySet<ErrorName> = new Set([
  'DeployCanceledError',
  'DeployTimeoutError',
  'DeployLostError',
  'DeployNotProvenError',
  'SecretAccessNotRestoredError',
  'RotationUnfinishedError',
]);

/** Tells whether an error says more than that the run has ended. */
export function tellsMore(error: unknown): boolean {
  return error instanceof EcaError && TELLING.has(error.name);
}

function comesFrom(error: unknown, reason: unknown): boolean {
  for (let current = error, depth = 0; depth < 8; depth += 1) {
    if (current === reason) return true;
    if (!(current instanceof Error)) return false;
    current = current.cause;
  }
  return false;
}

async function overdue(signal: AbortSignal, done: AbortSignal, { graceMs, lastWordsMs }: Grace): Promise<never> {
  const { promise: ended, resolve } = Promise.withResolvers<undefined>();
  const end = (): void => {
    resolve(undefined);
  };
  if (signal.aborted) end();
  else signal.addEventListener('abort', end, { once: true, signal: done });
  await ended;
  await sleep(graceMs, undefined, { ref: false });
  while (PENDING.size > 0) {
    await Promise.allSettled(PENDING);
    await sleep(lastWordsMs, undefined, { ref: false });
  }
  throw signal.reason;
}
