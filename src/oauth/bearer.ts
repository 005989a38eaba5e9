import type { Secret } from '../secret.js';
import { noAnswer, REQUEST_TIMEOUT_MS, type NoAnswer } from './transport.js';

/** Answer to a request that was made with an access token. */
export interface BearerAnswer {
  readonly kind: 'answer';
  readonly status: number;
  /** Parsed JSON; undefined when there was none. */
  readonly body: unknown;
}

/** Calls a URL with an access token. @see RFC 6750, section 2.1 */
export async function requestWithToken(url: string, token: Secret): Promise<BearerAnswer | NoAnswer> {
  return send(url, { headers: { authorization: `Bearer ${token.reveal()}`, accept: 'application/json' } });
}

/** One call of an API. */
export interface ApiCall {
  readonly method: string;
  readonly url: string;
  /** Sent as JSON, as it is. */
  readonly body?: string | undefined;
}

/** Calls an API with an access token. */
export async function requestApi({ method, url, body }: ApiCall, token: Secret): Promise<BearerAnswer | NoAnswer> {
  const headers = { authorization: `Bearer ${token.reveal()}`, accept: 'application/json' };
  if (body === undefined) return send(url, { method, headers });
  return send(url, { method, headers: { ...headers, 'content-type': 'application/json' }, body });
}

/** Revokes an access token. @see RFC 7009, section 2.1 */
export async function requestRevocation(url: string, token: Secret): Promise<BearerAnswer | NoAnswer> {
  return send(url, { method: 'POST', body: new URLSearchParams({ token: token.reveal() }) });
}

async function send(url: string, request: RequestInit): Promise<BearerAnswer | NoAnswer> {
  try {
    const response = await fetch(url, { ...request, signal: AbortSignal.timeout(REQUEST_TIMEOUT_MS) });
    const body: unknown = await response.json().catch(() => undefined);
    return { kind: 'answer', status: response.status, body };
  } catch (error) {
    return noAnswer(error);
  }
}

/** Says in a few words what came back, for a check that failed. */
export function describeAnswer(answer: BearerAnswer | NoAnswer): string {
  if (answer.kind === 'no-answer') return `no answer (${answer.code})`;
  const [first] = Array.isArray(answer.body) ? (answer.body as unknown[]) : [];
  const message = typeof first === 'object' && first !== null && 'errorCode' in first ? String(first.errorCode) : '';
  return message === '' ? `HTTP ${answer.status}` : `HTTP ${answer.status} ${message}`;
}
