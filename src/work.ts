import { setTimeout as sleep } from 'node:timers/promises';
import { EcaError, type ErrorName } from './errors.js';
import type { Http } from './http/http.js';
import { openHttp, withHttp } from './http/open-http.js';
import type { OnProgress } from './progress.js';

/** The variables of the environment. */
export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The surroundings of one run, made once by the command line's session or the library's entry. Every verb takes it.
 */
export interface Work {
  /** Folder of the project: relative paths and `.eca` belong to it. */
  readonly folder: string;
  readonly env: Environment;
  /**
   * Ends the run: Ctrl-C and its kin, the caller of the library, or the deadline. Its reason is the error that the run
   * ends with.
   */
  readonly signal: AbortSignal;
  /** When the run has to be over, in milliseconds as `Date.now()` counts them. */
  readonly deadline: number;
  /** False with `--wait 0`: a deploy is sent and not waited for, and a change that still spreads is not either. */
  readonly waits: boolean;
  readonly onProgress: OnProgress;
  /** Prints a workflow command of the CI system, such as the one that masks a secret. */
  readonly announce: (line: string) => void;
  readonly http: Http;
}

/** What bounds a wait: the end of the run, or an earlier one. */
export type Bounds = Pick<Work, 'signal' | 'deadline'>;

/** What a run is made of. */
export interface WorkOptions {
  /** Default: the working directory. */
  readonly folder?: string | undefined;
  /** Default: the variables of the process. */
  readonly env?: Environment | undefined;
  /** Ends the run early. Default: nothing does. */
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds that the run may take; 0 gives it as long as its requests need, and waits for nothing. Default: 33 minutes. */
  readonly waitMs?: number | undefined;
  /** Default: nobody is told. */
  readonly onProgress?: OnProgress | undefined;
  /** Default: to standard error. */
  readonly announce?: ((line: string) => void) | undefined;
}

/** Minutes that a run may take where nothing else is said. */
const DEFAULT_WAIT_MINUTES = 33;
/** A run that waits for nothing still has to ask. */
const ASKING_MS = 30_000;
const PUT_BACK_MS = 10_000;
/** Longest time that a timer of Node.js takes. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/**
 * Makes the surroundings of a run, which begins now.
 *
 * @throws UsageError for a time that is none.
 */
export function openWork(options: WorkOptions): Work {
  const { folder = process.cwd(), env = process.env, onProgress = () => undefined } = options;
  const { waitMs = DEFAULT_WAIT_MINUTES * 60_000, announce = toStandardError } = options;
  if (!(waitMs >= 0 && Number.isFinite(waitMs))) throw noTime();
  const deadline = Date.now() + (waitMs === 0 ? ASKING_MS : waitMs);
  const signal = endAt(deadline, options.signal);
  const http = openHttp({ env, signal, deadline, onProgress });
  return { folder, env, signal, deadline, waits: waitMs > 0, onProgress, announce, http };
}

function toStandardError(line: string): void {
  process.stderr.write(`${line}\n`);
}

function noTime(): EcaError {
  return new EcaError({
    name: 'UsageError',
    message: 'The time to wait is a number of minutes, 0 or more.',
    actions: ['Give one, such as 10.'],
  });
}

function endAt(deadline: number, signal: AbortSignal | undefined): AbortSignal {
  return endingAt(deadline, waitOver, signal);
}

/** Gives a signal that is raised at a time, with an error made then, or with another signal when that is earlier. */
export function endingAt(deadline: number, reason: () => EcaError, signal?: AbortSignal): AbortSignal {
  const end = new AbortController();
  const left = Math.min(Math.max(0, deadline - Date.now()), LONGEST_TIMER_MS);
  const timer = setTimeout(() => {
    end.abort(reason());
  }, left);
  timer.unref();
  return signal === undefined ? end.signal : AbortSignal.any([signal, end.signal]);
}

function waitOver(): EcaError {
  return new EcaError({
    name: 'WaitOverError',
    message: 'The time of --wait was over before the run came to its end.',
    actions: ['Run the command again, which goes on from what the org has; give it more minutes with --wait.'],
  });
}

/** Tells whether a signal was raised because the time of the run is over. */
export function isTimeOver({ signal }: Pick<Work, 'signal'>): boolean {
  const reason: unknown = signal.reason;
  return reason instanceof EcaError && reason.name === 'WaitOverError';
}

/** Bounds that end after so many milliseconds, or with the run when that is earlier. */
export function within<T extends Bounds>(work: T, milliseconds: number): T {
  return { ...work, deadline: Math.min(work.deadline, Date.now() + milliseconds) };
}

/** Does something that is left at once when the run ends, whatever it waits for. */
export async function untilEnded<T>({ signal }: Pick<Work, 'signal'>, act: () => Promise<T>): Promise<T> {
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

/** Does something with bounds of its own, which the end of the run does not reach. */
export function aside<T>(work: Work, milliseconds: number, act: (own: Work) => Promise<T>): Promise<T> {
  const deadline = Date.now() + milliseconds;
  const signal = endAt(deadline, undefined);
  const { env, onProgress } = work;
  const own = { ...work, signal, deadline, waits: true, http: openHttp({ env, signal, deadline, onProgress }) };
  return withHttp(own.http, () => untilEnded(own, () => act(own)));
}

const PENDING = new Set<Promise<unknown>>();

/**
 * Puts back what the run changed for the moment. It has ten seconds, whatever ended the run, and the process stays for
 * it.
 */
export async function putBack<T>(work: Work, act: (own: Work) => Promise<T>): Promise<T> {
  const done = aside(work, PUT_BACK_MS, act);
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
export async function inTime<T>(
  { signal }: Pick<Work, 'signal'>,
  act: () => Promise<T>,
  grace: Grace = GRACE,
): Promise<T> {
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
