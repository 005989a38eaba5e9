import pRetry from 'p-retry';
import type { Http } from '../http/http.js';
import type { Endpoints } from '../oauth/endpoints.js';
import { causeOf, type RefusalCause } from '../oauth/refusal-cause.js';
import { requestToken, type ClientCredentials, type TokenAnswer } from '../oauth/token.js';

/** Errors that a token request gives while a new app, policy or secret has not reached every server of Salesforce. */
const PASSING = /^(?:invalid_client_id|invalid_client)$/;
const PASSING_CAUSES: readonly (RefusalCause | undefined)[] = ['key', 'secret', 'no-user'];

/** How long to wait for a change to reach every server. */
export interface ExchangeOptions {
  /** Longest time in milliseconds; 0 asks once. */
  readonly waitMs: number;
  readonly signal?: AbortSignal | undefined;
  /** Told before each further try. */
  readonly onRetry?: ((answer: TokenAnswer, nextTryMs: number) => void) | undefined;
}

/** What the exchange ended in, and how long it took altogether, in milliseconds. */
export interface Exchange {
  readonly answer: TokenAnswer;
  readonly ms: number;
}

/** A refusal that a change on its way to every server explains: asked again until the time is over. */
class StillSpreading extends Error {
  constructor(readonly answer: TokenAnswer) {
    super('The change has not reached every server.');
  }
}

/** Exchanges key and secret for a token, again and again while the refusal is one that passes by itself. */
export async function exchange(
  http: Http,
  endpoints: Endpoints,
  credentials: ClientCredentials,
  options: ExchangeOptions,
): Promise<Exchange> {
  const { waitMs, signal, onRetry } = options;
  const started = performance.now();
  const own = http.within({ signal });
  const done = (answer: TokenAnswer): Exchange => ({ answer, ms: Math.round(performance.now() - started) });
  try {
    const answer = await pRetry(
      async () => {
        const result = await requestToken(own, endpoints, credentials);
        if (isPassing(result)) throw new StillSpreading(result);
        return result;
      },
      {
        retries: waitMs > 0 ? Number.POSITIVE_INFINITY : 0,
        minTimeout: 500,
        maxTimeout: 30_000,
        factor: 1.6,
        maxRetryTime: waitMs > 0 ? waitMs : Number.POSITIVE_INFINITY,
        signal,
        onFailedAttempt: ({ error, retryDelay }) => {
          if (error instanceof StillSpreading && retryDelay > 0) onRetry?.(error.answer, retryDelay);
        },
      },
    );
    return done(answer);
  } catch (error) {
    if (error instanceof StillSpreading) return done(error.answer);
    throw error;
  }
}

/** Tells whether a refusal can pass by itself after a deploy or a rotation. */
export function isPassing(answer: TokenAnswer): boolean {
  return answer.kind === 'refused' && (PASSING.test(answer.error) || PASSING_CAUSES.includes(causeOf(answer)));
}
