import { sign, type KeyObject } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { EcaError } from '../errors.js';
import type { Http } from '../http/http.js';
import { refuseUnreadable } from '../project/regular-file.js';
import { Secret } from '../secret.js';
import { LoginRefusal, refusedLogin } from './login-refusal.js';
import type { Login } from './login.js';
import { keyText, readPrivateKey } from './private-key.js';
import { requestSession, type TokenSession } from './token-session.js';

type JwtLogin = Extract<Login, { kind: 'jwt' }>;

const GRANT = 'urn:ietf:params:oauth:grant-type:jwt-bearer';
const LIFETIME_SECONDS = 180;

/**
 * Exchanges a signed assertion for an access token, at the org itself.
 *
 * `@salesforce/core` would, on a refusal, send the assertion to login.salesforce.com and test.salesforce.com too; this
 * asks no other host, and tries another of the audiences that Salesforce documents only where the audience is what was
 * refused: each try that fails is a failed login of the user.
 *
 * @throws OrgAuthInvalidError when the key cannot be read or the org refuses; OrgUnreachableError, OrgRequestFailedError,
 * UnexpectedAnswerError and ForeignHostError when no answer to the login came.
 * @see RFC 7523, section 2.1
 */
export async function requestJwtSession(login: JwtLogin, http: Http): Promise<TokenSession> {
  const key = await readKey(login);
  const audiences = [login.instanceUrl, 'https://login.salesforce.com', 'https://test.salesforce.com'];
  let last: LoginRefusal | undefined;
  let refused = login.instanceUrl;
  for (const audience of audiences) {
    const answer = await ask(login, signAssertion(login, audience, key), http);
    if (!(answer instanceof LoginRefusal)) return answer;
    // The first refusal that is about something else than the audience tells what is wrong.
    if (last === undefined || !answer.isAboutAudience) [last, refused] = [answer, audience];
    if (!answer.isAboutAudience) break;
  }
  if (last === undefined) throw new Error('No audience was tried.');
  throw refusedLogin(last, `${login.instanceUrl}, asked for a session of "${login.username}" by JWT,`, refused);
}

function ask(login: JwtLogin, assertion: Secret, http: Http): Promise<TokenSession | LoginRefusal> {
  const form = { grant_type: GRANT, assertion: assertion.reveal() };
  return requestSession({ instanceUrl: login.instanceUrl, form, what: 'The JWT login' }, http);
}

function signAssertion(login: JwtLogin, audience: string, key: KeyObject): Secret {
  const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const expires = Math.floor(Date.now() / 1000) + LIFETIME_SECONDS;
  const content = `${encode({ alg: 'RS256', typ: 'JWT' })}.${encode({ iss: login.clientId, sub: login.username, aud: audience, exp: expires })}`;
  return new Secret(`${content}.${sign('sha256', Buffer.from(content), key).toString('base64url')}`);
}

async function readKey({ key }: JwtLogin): Promise<KeyObject> {
  try {
    return readPrivateKey('file' in key ? await readKeyFile(key.file) : key.pem.reveal());
  } catch (error) {
    if (error instanceof EcaError) throw error;
    const place = 'file' in key ? `file "${key.file}"` : 'variable';
    const why = error instanceof Error ? error.message : String(error);
    throw unusable(`The private key of the JWT login, in the ${place}, cannot be used: ${why}.`, FORMS);
  }
}

const FORMS = 'Give an unencrypted RSA private key in PEM form, as `openssl genrsa` writes it, or that PEM in base64.';

async function readKeyFile(file: string): Promise<string> {
  // Somebody may have put the key itself where its file belongs: it must not be shown.
  if (file.includes('-----BEGIN') || file.length > 1024 || file.includes('\n')) {
    throw unusable(
      'The variable that names the key file of the JWT login holds a text that is no path.',
      'Write the path of the file there, or put the key itself into the variable for it (ECA_JWT_KEY).',
    );
  }
  try {
    await refuseUnreadable(file);
    return keyText(await readFile(file));
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
    const why = READING[code] ?? `it cannot be read (${code})`;
    throw unusable(
      `The private key of the JWT login should lie in the file "${file}", and ${why}.`,
      'Correct the path (a relative one counts from the folder that the command runs in), or hand the key itself over by the variable for it (ECA_JWT_KEY).',
      error,
    );
  }
}

const READING: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EACCES: 'this user may not read it',
  EPERM: 'this user may not read it',
  EISDIR: 'that is a folder',
  EFTYPE: 'that is no regular file',
};

function unusable(message: string, action: string, cause?: unknown): EcaError {
  return new EcaError({ name: 'OrgAuthInvalidError', message, actions: [action], cause });
}
