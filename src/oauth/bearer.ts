import { foreignText } from '../foreign-text.js';
import type { Http, HttpRequest } from '../http/http.js';
import { jsonOf } from '../http/json.js';
import { refuseRedirect } from '../http/origins.js';
import type { Secret } from '../secret.js';
import { noAnswer, type NoAnswer } from './transport.js';

/** Answer to a request that was made with an access token. */
export interface BearerAnswer {
  readonly kind: 'answer';
  readonly status: number;
  /** Parsed JSON; undefined when there was none. */
  readonly body: unknown;
  /** What came, as it came. */
  readonly text: string;
  readonly contentType: string;
}

/** Calls a URL with an access token. @see RFC 6750, section 2.1 */
export async function requestWithToken(http: Http, url: string, token: Secret): Promise<BearerAnswer | NoAnswer> {
  return requestApi(http, { method: 'GET', url }, token);
}

/** One call of an API. */
export interface ApiCall {
  readonly method: string;
  readonly url: string;
  /** Sent as JSON, as it is. */
  readonly body?: string | undefined;
}

/** Calls an API with an access token. */
export async function requestApi(
  http: Http,
  { method, url, body }: ApiCall,
  token: Secret,
): Promise<BearerAnswer | NoAnswer> {
  const headers = { authorization: `Bearer ${token.reveal()}`, accept: 'application/json' };
  const changesNothing = /^(?:GET|HEAD)$/i.test(method);
  if (body === undefined) return send(http, { method, url, headers, changesNothing });
  return send(http, { method, url, headers: { ...headers, 'content-type': 'application/json' }, body, changesNothing });
}

/** Revokes an access token. @see RFC 7009, section 2.1 */
export async function requestRevocation(http: Http, url: string, token: Secret): Promise<BearerAnswer | NoAnswer> {
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  return send(http, { method: 'POST', url, headers, body: new URLSearchParams({ token: token.reveal() }).toString() });
}

async function send(http: Http, request: HttpRequest): Promise<BearerAnswer | NoAnswer> {
  try {
    const answer = await http.send(request);
    refuseRedirect(request.url, answer);
    const { status, headers, body } = answer;
    return { kind: 'answer', status, body: jsonOf(body), text: body, contentType: headers['content-type'] ?? '' };
  } catch (error) {
    return noAnswer(error);
  }
}

/** Says in a few words what came back, for a check that failed. */
export function describeAnswer(answer: BearerAnswer | NoAnswer): string {
  if (answer.kind === 'no-answer') return `no answer (${answer.code}: ${answer.detail})`;
  const [first] = Array.isArray(answer.body) ? (answer.body as unknown[]) : [];
  const code = typeof first === 'object' && first !== null && 'errorCode' in first ? String(first.errorCode) : '';
  const said = foreignText(code, 100);
  return said === '' ? `HTTP ${answer.status}` : `HTTP ${answer.status} ${said}`;
}
