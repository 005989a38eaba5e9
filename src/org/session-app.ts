import type { Connection } from '@salesforce/core';
import { asRecord } from '../oauth/transport.js';
import type { Credentials } from '../oauth/key-pair.js';

const TIMEOUT_MS = 20_000;

/**
 * Tells whether a session's token was issued by the app that key and secret belong to. Where the org does not tell, it
 * counts as another one's.
 *
 * @see RFC 7662, section 2
 */
export async function isSessionOf(connection: Connection, credentials: Credentials): Promise<boolean> {
  const token = connection.accessToken ?? '';
  const { consumerKey, consumerSecret } = credentials;
  if (token.startsWith('eyJ')) return claimsOf(token).client_id === consumerKey;
  const url = `${connection.instanceUrl.replace(/\/+$/, '')}/services/oauth2/introspect`;
  const form = {
    token,
    client_id: consumerKey,
    client_secret: consumerSecret.reveal(),
    token_type_hint: 'access_token',
  };
  try {
    const response = await fetch(url, {
      method: 'POST',
      body: new URLSearchParams(form),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    const answer = asRecord(await response.json());
    return answer.active === true && answer.client_id === consumerKey;
  } catch {
    return false;
  }
}

function claimsOf(token: string): Readonly<Record<string, unknown>> {
  try {
    return asRecord(JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()));
  } catch {
    return {};
  }
}
