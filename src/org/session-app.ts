import type { Connection } from '@salesforce/core';
import type { Http } from '../http/http.js';
import { HttpFailure } from '../http/failure.js';
import { asRecord, jsonOf } from '../http/json.js';
import { refuseRedirect } from '../http/origins.js';
import type { Credentials } from '../oauth/key-pair.js';

const TIMEOUT_MS = 20_000;

/**
 * Tells whether a session's token was issued by the app that key and secret belong to. Where the org does not tell, it
 * counts as another one's.
 *
 * @throws ForeignHostError, UnexpectedAnswerError when the org sends the question, and the secret with it, elsewhere.
 * @see RFC 7662, section 2
 */
export async function isSessionOf(connection: Connection, credentials: Credentials, http: Http): Promise<boolean> {
  const token = connection.accessToken ?? '';
  const { consumerKey, consumerSecret } = credentials;
  if (token.startsWith('eyJ')) return asRecord(jsonOf(decoded(token))).client_id === consumerKey;
  const url = `${connection.instanceUrl.replace(/\/+$/, '')}/services/oauth2/introspect`;
  const form = {
    token,
    client_id: consumerKey,
    client_secret: consumerSecret.reveal(),
    token_type_hint: 'access_token',
  };
  const answer = await http
    .send({
      method: 'POST',
      url,
      headers: { accept: 'application/json', 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams(form).toString(),
      limitBytes: 1024 * 1024,
      timeoutMs: TIMEOUT_MS,
    })
    .catch((error: unknown) => {
      if (error instanceof HttpFailure) return undefined;
      throw error;
    });
  if (answer === undefined) return false;
  refuseRedirect(url, answer);
  const { active, client_id: client } = asRecord(jsonOf(answer.body));
  return answer.status === 200 && active === true && client === consumerKey;
}

function decoded(token: string): string {
  return Buffer.from(token.split('.')[1] ?? '', 'base64url').toString();
}
