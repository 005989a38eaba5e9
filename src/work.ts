import type { Variables } from './plain-data.js';
import { stayUntilPutBack, untilEnded } from './ending.js';
import { EcaError } from './errors.js';
import type { Http, HttpRequest } from './http/http.js';
import { openHttp, withHttp } from './http/open-http.js';
import type { OnProgress } from './progress.js';

/**
 * The surroundings of one run, made once by the command line's session or the library's entry. Every verb takes it.
 */
export interface Work {
  /** Folder of the project: relative paths and `.eca` belong to it. */
  readonly folder: string;
  readonly env: Variables;
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
  readonly env?: Variables | undefined;
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
/** Most requests that are named when the time is over. */
const MOST_PLACES = 3;
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
  const unanswered = new Set<HttpRequest>();
  const signal = endAt(deadline, unanswered, options.signal);
  const http = openHttp({ env, signal, deadline, onProgress, unanswered });
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

function endAt(deadline: number, unanswered: ReadonlySet<HttpRequest>, signal?: AbortSignal): AbortSignal {
  return endingAt(deadline, () => waitOver([...unanswered]), signal);
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

/** Says with which host the time went: a run can work in several orgs. */
function waitOver(unanswered: readonly HttpRequest[]): EcaError {
  const places = [...new Set(unanswered.map(({ method, url }) => `${method} ${url.replace(/[?#].*$/s, '')}`))];
  const still = places.length === 0 ? '.' : `: no answer had come yet to ${places.slice(0, MOST_PLACES).join(', ')}.`;
  return new EcaError({
    name: 'WaitOverError',
    message: `The time of --wait was over before the run came to its end${still}`,
    actions: ['Run the command again, which goes on from what the org has; give it more minutes with --wait.'],
  });
}

/** Bounds that end after so many milliseconds, or with the run when that is earlier. */
export function within<T extends Bounds>(work: T, milliseconds: number): T {
  return { ...work, deadline: Math.min(work.deadline, Date.now() + milliseconds) };
}

/** Does something with bounds of its own, which the end of the run does not reach. */
export function aside<T>(work: Work, milliseconds: number, act: (own: Work) => Promise<T>): Promise<T> {
  const deadline = Date.now() + milliseconds;
  const unanswered = new Set<HttpRequest>();
  const signal = endAt(deadline, unanswered);
  const { env, onProgress } = work;
  const http = openHttp({ env, signal, deadline, onProgress, unanswered });
  const own = { ...work, signal, deadline, waits: true, http };
  return withHttp(own.http, () => untilEnded(own, () => act(own)));
}

/**
 * Puts back what the run changed for the moment. It has ten seconds, whatever ended the run, and the process stays for
 * it.
 */
export function putBack<T>(work: Work, act: (own: Work) => Promise<T>): Promise<T> {
  return stayUntilPutBack(aside(work, PUT_BACK_MS, act));
}
