import { createPrivateKey, sign } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { EcaError } from '../errors.js';
import { Secret } from '../secret.js';
import type { Login } from './login.js';

type JwtLogin = Extract<Login, { kind: 'jwt' }>;

const GRANT = 'urn:ietf:params:oauth:grant-type:jwt-bearer';
const LIFETIME_SECONDS = 180;

/**
 * Exchanges a signed assertion for an access token, at the org itself.
 *
 * `@salesforce/core` would, on a refusal, send the assertion to login.salesforce.com and test.salesforce.com too; this
 * asks no other host and tries the audiences that Salesforce documents one after the other.
 *
 * @throws OrgAuthInvalidError when the key cannot be read or the org refuses every assertion.
 * @see RFC 7523, section 2.1
 */
export async function requestJwtSession(login: JwtLogin): Promise<Secret> {
  const key = await readKey(login);
  let refusal = '';
  for (const audience of [login.instanceUrl, 'https://login.salesforce.com', 'https://test.salesforce.com']) {
    const assertion = signAssertion(login, audience, key);
    const response = await fetch(`${login.instanceUrl}/services/oauth2/token`, {
      method: 'POST',
      headers: { accept: 'application/json' },
      body: new URLSearchParams({ grant_type: GRANT, assertion }),
      signal: AbortSignal.timeout(30_000),
    });
    const body: unknown = await response.json().catch(() => undefined);
    const answer = isRecord(body) ? body : {};
    if (response.ok && typeof answer.access_token === 'string') return new Secret(answer.access_token);
    refusal =
      [answer.error, answer.error_description].filter((part) => typeof part === 'string').join(': ') ||
      `HTTP ${response.status}`;
  }
  throw new EcaError({
    name: 'OrgAuthInvalidError',
    message: `${login.instanceUrl} refused the JWT login of "${login.username}" (${refusal}).`,
    actions: [
      'Check the client id, the username, that the certificate of the app fits the key, and that the user is pre-authorised for that app.',
    ],
  });
}

function signAssertion(login: JwtLogin, audience: string, key: ReturnType<typeof createPrivateKey>): string {
  const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const expires = Math.floor(Date.now() / 1000) + LIFETIME_SECONDS;
  const content = `${encode({ alg: 'RS256', typ: 'JWT' })}.${encode({ iss: login.clientId, sub: login.username, aud: audience, exp: expires })}`;
  return `${content}.${sign('sha256', Buffer.from(content), key).toString('base64url')}`;
}

async function readKey(login: JwtLogin): Promise<ReturnType<typeof createPrivateKey>> {
  try {
    const pem =
      'file' in login.key ? await readFile(login.key.file, 'utf8') : login.key.pem.reveal().replaceAll('\\n', '\n');
    return createPrivateKey(pem);
  } catch (error) {
    const place = 'file' in login.key ? `file "${login.key.file}"` : 'variable';
    throw new EcaError({
      name: 'OrgAuthInvalidError',
      message: `The private key of the JWT login, in the ${place}, cannot be used.`,
      actions: ['Give an unencrypted RSA private key in PEM form, as `openssl genrsa` writes it.'],
      // The cause of a file error names the path; one of the key itself could quote it.
      cause: 'file' in login.key ? error : undefined,
    });
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
