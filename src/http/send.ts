import { setTimeout as sleep } from 'node:timers/promises';
import { foreignText } from '../foreign-text.js';
import type { OnProgress } from '../progress.js';
import { CODES, failureOf, HttpFailure } from './failure.js';
import type { HttpAnswer, HttpRequest } from './http.js';
import { isSafe } from './origins.js';
import { isFinal, nextPause, telling, type Outcome } from './retries.js';
import { tryOnce } from './try-once.js';

/** What bounds the requests of one run. */
export interface HttpOptions {
  /** Variables that name proxies, and `HTTP_TIMEOUT`, the milliseconds of one try. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly signal: AbortSignal;
  /** In milliseconds as `Date.now()` counts them. */
  readonly deadline: number;
  /** Told of each request, for `--debug`. */
  readonly onProgress?: OnProgress | undefined;
}

const TRY_MS = 30_000;
/** Longest time that a timer of Node.js takes. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/**
 * Sends a request, again where the table of retries says so.
 *
 * @throws HttpFailure of the telling try; the reason of a signal that was raised.
 */
export async function sendWithin(request: HttpRequest, options: HttpOptions): Promise<HttpAnswer> {
  if (!isSafe(request.url)) throw plainHttp(request.url);
  const signals = request.signal === undefined ? [options.signal] : [options.signal, request.signal];
  const started = Date.now();
  const outcomes: Outcome[] = [];
  for (;;) {
    const outcome = await once(request, options, signals);
    outcomes.push(outcome);
    const pause = nextPause(request, { outcomes, ms: Date.now() - started });
    const mayWait = pause !== undefined && Date.now() + pause < options.deadline;
    if (!mayWait) return settle(outcomes);
    await pauseFor(pause, signals);
  }
}

/** The last answer counts when it is final; else what tells most. */
function settle(outcomes: readonly Outcome[]): HttpAnswer {
  const last = outcomes.at(-1);
  const outcome = last !== undefined && isFinal(last) ? last : telling(outcomes);
  if (outcome === undefined || outcome instanceof HttpFailure) throw outcome ?? new Error('Nothing was tried.');
  return outcome;
}

async function once(request: HttpRequest, options: HttpOptions, signals: readonly AbortSignal[]): Promise<Outcome> {
  const { env, deadline, onProgress } = options;
  const { origin, pathname } = new URL(request.url);
  const started = Date.now();
  const own = request.timeoutMs ?? (Number(env.HTTP_TIMEOUT) || TRY_MS);
  const left = deadline - started;
  const timeoutMs = Math.min(own, Math.max(left, 0), LONGEST_TIMER_MS);
  const timeout =
    left <= own
      ? { code: CODES.deadline, message: `${origin} had not answered when the time of the run was over` }
      : { code: CODES.silent, message: `${origin} did not answer within ${own / 1000} seconds` };
  const tell = (end: string): void => {
    const ms = Date.now() - started;
    onProgress?.({ kind: 'debug', message: `${request.method} ${origin}${foreignText(pathname)}: ${end}, ${ms} ms` });
  };
  try {
    const answer = await tryOnce(request, { env, signals, timeoutMs, timeout });
    tell(`HTTP ${answer.status}`);
    return answer;
  } catch (error) {
    for (const signal of signals) signal.throwIfAborted();
    const failure = failureOf(error);
    tell(`${failure.code}: ${failure.message}`);
    return failure;
  }
}

async function pauseFor(milliseconds: number, signals: readonly AbortSignal[]): Promise<void> {
  try {
    await sleep(milliseconds, undefined, { signal: AbortSignal.any([...signals]) });
  } catch (error) {
    // The timer's own AbortError would hide why the signal was raised.
    for (const signal of signals) signal.throwIfAborted();
    throw error;
  }
}

function plainHttp(url: string): HttpFailure {
  const written = URL.canParse(url) ? new URL(url) : undefined;
  if (written?.protocol !== 'http:') {
    return new HttpFailure({ code: CODES.notSent, message: `"${foreignText(url, 100)}" is not the URL of an org` });
  }
  return new HttpFailure({
    code: CODES.plainHttp,
    message: `nothing is sent to ${written.host} over plain http, which everybody between could read: write https://${written.host}`,
  });
}
