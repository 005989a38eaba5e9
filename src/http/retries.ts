import { CODES, HttpFailure } from './failure.js';
import type { HttpAnswer, HttpRequest } from './http.js';

/** What one try ended in. */
export type Outcome = HttpAnswer | HttpFailure;

/** One kind of failure that a request which changes nothing meets. */
interface Retry {
  readonly what: string;
  readonly fits: (outcome: Outcome) => boolean;
  /** Milliseconds before each further try; when they are used up the failure stands. */
  readonly pausesMs: readonly number[];
}

const PATIENT = [250, 500, 1000, 2000];

const failedWith =
  (...codes: readonly string[]) =>
  (outcome: Outcome): boolean =>
    outcome instanceof HttpFailure && codes.includes(outcome.code);
const answered =
  (...statuses: readonly number[]) =>
  (outcome: Outcome): boolean =>
    !(outcome instanceof HttpFailure) && statuses.includes(outcome.status);

/** What is tried again, and how often; the first row that fits counts, and what fits none is not tried again. */
const RETRIES: readonly Retry[] = [
  {
    what: 'never passes by itself',
    fits: (outcome) =>
      failedWith(
        CODES.deadline,
        CODES.tooLarge,
        CODES.plainHttp,
        CODES.notSent,
        CODES.badProxy,
        CODES.noTls,
        CODES.proxyRefused,
      )(outcome) ||
      (outcome instanceof HttpFailure && /CERT|SIGNATURE|^ERR_(?:TLS|SSL)/.test(outcome.code)),
    pausesMs: [],
  },
  {
    what: 'silence: another try costs as long again',
    fits: failedWith(CODES.silent, CODES.notConnected, 'EHOSTUNREACH', 'ENETUNREACH'),
    pausesMs: [250],
  },
  { what: 'a name that nobody knows', fits: failedWith('ENOTFOUND'), pausesMs: [500] },
  { what: 'any other connection that failed', fits: (outcome) => outcome instanceof HttpFailure, pausesMs: PATIENT },
  {
    what: 'an error of SOAP, each of which has the status 500',
    fits: (outcome) => !(outcome instanceof HttpFailure) && outcome.body.includes('<faultcode>'),
    pausesMs: [],
  },
  { what: 'asked to come back later', fits: answered(420, 429, 503), pausesMs: PATIENT },
  { what: "a server's own failure", fits: answered(500, 502, 504), pausesMs: PATIENT },
];

/** A server that asks for more time than this is not waited for. */
const LONGEST_PAUSE_MS = 30_000;
/** Tries that take long end earlier than their number says. */
const LONGEST_MS = 60_000;

/** What was tried of one request. */
export interface Tried {
  readonly outcomes: readonly Outcome[];
  /** Milliseconds since the first try. */
  readonly ms: number;
}

/** Says how long to wait before the next try, in milliseconds; undefined when there is none. */
export function nextPause({ changesNothing }: HttpRequest, { outcomes, ms }: Tried): number | undefined {
  const last = outcomes.at(-1);
  if (changesNothing !== true || last === undefined || ms > LONGEST_MS) return undefined;
  const pause = RETRIES.find(({ fits }) => fits(last))?.pausesMs[outcomes.length - 1];
  if (pause === undefined) return undefined;
  const asked = last instanceof HttpFailure ? 0 : retryAfterMs(last);
  return asked > LONGEST_PAUSE_MS ? undefined : Math.max(pause, asked);
}

/** @see RFC 9110, section 10.2.3: seconds, or a date. */
function retryAfterMs({ headers }: HttpAnswer): number {
  const value = headers['retry-after']?.trim() ?? '';
  if (/^\d+$/.test(value)) return Number(value) * 1000;
  const date = Date.parse(value);
  return Number.isNaN(date) ? 0 : Math.max(0, date - Date.now());
}

/** Tells whether an answer is the last word: a good one, or an error that another try would not change. */
export function isFinal(outcome: Outcome): outcome is HttpAnswer {
  if (outcome instanceof HttpFailure) return false;
  return (RETRIES.find(({ fits }) => fits(outcome))?.pausesMs ?? []).length === 0;
}

/**
 * Chooses the outcome that tells most, when none was good: an answer that says something in data, else the first failure
 * that has a cause, else the first.
 */
export function telling(outcomes: readonly Outcome[]): Outcome | undefined {
  const says = (outcome: Outcome): boolean =>
    !(outcome instanceof HttpFailure) && /^\s*[{[<](?!!doctype|html)/i.test(outcome.body);
  const caused = (outcome: Outcome): boolean =>
    outcome instanceof HttpFailure && ![CODES.silent, CODES.deadline, 'UNKNOWN'].includes(outcome.code);
  return outcomes.findLast(says) ?? outcomes.find(caused) ?? outcomes[0];
}
