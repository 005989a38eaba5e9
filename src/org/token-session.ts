import { HttpFailure } from '../http/failure.js';
import type { Http, HttpAnswer } from '../http/http.js';
import { asRecord, asText, jsonOf } from '../http/json.js';
import { keepLogin, refuseRedirect } from '../http/origins.js';
import { remember, Secret } from '../secret.js';
import { orgFailure } from './failure.js';
import { loginRefusal, type LoginRefusal } from './login-refusal.js';
import { unexpectedAnswer } from './unexpected.js';

/** A session that a login gave. */
export interface TokenSession {
  readonly token: Secret;
  /** Where the org answers: the host that was asked, or the My Domain that the answer names. */
  readonly instanceUrl: string;
}

/** A grant that is exchanged for a session, at the org itself. */
export interface SessionRequest {
  readonly instanceUrl: string;
  readonly form: Readonly<Record<string, string>>;
  /** What it is, as `The JWT login`. */
  readonly what: string;
}

/**
 * Exchanges a grant for a session.
 *
 * @throws OrgUnreachableError, OrgRequestFailedError, UnexpectedAnswerError and ForeignHostError when no answer came. A
 * refusal is given back.
 */
export async function requestSession(request: SessionRequest, http: Http): Promise<TokenSession | LoginRefusal> {
  const { instanceUrl, form } = request;
  const url = `${instanceUrl}/services/oauth2/token`;
  const answer = await http
    .send({
      method: 'POST',
      url,
      headers: { accept: 'application/json', 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams(form).toString(),
      limitBytes: 1024 * 1024,
    })
    .catch((error: unknown) => {
      throw error instanceof HttpFailure ? orgFailure(error, 'log in', instanceUrl) : error;
    });
  refuseRedirect(url, answer);
  return loginRefusal(answer) ?? readSession(request, url, answer);
}

function readSession({ instanceUrl, what }: SessionRequest, url: string, answer: HttpAnswer): TokenSession {
  const { access_token: token, refresh_token: refreshToken, instance_url: instance } = asRecord(jsonOf(answer.body));
  for (const value of [token, refreshToken]) if (typeof value === 'string') remember(value);
  if (answer.status >= 300 || asText(token) === undefined) throw unexpectedAnswer(what, answer);
  const secret = new Secret(asText(token) ?? '');
  if (typeof instance !== 'string') return { token: secret, instanceUrl };
  keepLogin({ asked: url, named: instance, what: 'the instance URL of the login' });
  return { token: secret, instanceUrl: new URL(instance).origin };
}
