import { EcaError } from '../errors.js';
import { Secret } from '../secret.js';
import type { ClientCredentials } from '../oauth/token.js';

/** Names under which scripts keep key and secret; the first pair that is set counts. */
const PAIRS = [
  ['CLIENT_ID', 'CLIENT_SECRET'],
  ['CLIENT_ID_EXTERNAL', 'CLIENT_SECRET_EXTERNAL'],
] as const;

/**
 * Takes key and secret from environment variables.
 *
 * @throws UsageError when neither pair is set.
 */
export function givenCredentials(env: Readonly<Record<string, string | undefined>>): ClientCredentials {
  for (const [key, secret] of PAIRS) {
    const consumerKey = env[key]?.trim();
    const consumerSecret = env[secret]?.trim();
    if (consumerKey && consumerSecret) return { consumerKey, consumerSecret: new Secret(consumerSecret) };
  }
  throw new EcaError({
    name: 'UsageError',
    message: '--my-domain needs key and secret in the environment.',
    actions: [`Set ${PAIRS.map((pair) => pair.join(' and ')).join(', or ')}.`],
  });
}

/** Variable under which scripts keep the token endpoint. */
const TOKEN_URL = 'EXTERNAL_CLIENT_TOKEN_URL';

/**
 * Reads the URL of an org from what was typed: a URL, a host name, or a token endpoint. Nothing typed takes the token
 * endpoint that scripts keep in `EXTERNAL_CLIENT_TOKEN_URL`. Whether the host serves this flow is judged later.
 *
 * @throws UsageError when it is no URL.
 */
export function myDomainUrl(typed: string, env: Readonly<Record<string, string | undefined>> = {}): string {
  const given = typed.trim() === '' ? (env[TOKEN_URL]?.trim() ?? '') : typed.trim();
  const url = /^[a-z][a-z\d+.-]*:\/\//i.test(given) ? given : `https://${given}`;
  if (given !== '' && isPlainUrl(url)) return url.replace(/(?:\/services\/oauth2\/token)?\/*$/, '');
  throw new EcaError({
    name: 'UsageError',
    message: given === '' ? `--my-domain has no URL, and ${TOKEN_URL} is not set.` : notAnOrg(given),
    actions: ["Give the org's My Domain, such as https://acme.my.salesforce.com; Setup, My Domain shows it."],
  });
}

/** Whether it leads to a host by https or http, without a user or a password. */
function isPlainUrl(url: string): boolean {
  if (!URL.canParse(url)) return false;
  const { protocol, username, password } = new URL(url);
  return /^https?:$/.test(protocol) && username === '' && password === '' && !url.includes('@');
}

/** What stands before an @ may be a password, and is not shown. */
function notAnOrg(given: string): string {
  if (given.includes('@')) return 'The URL has an @, as after a user and a password, and none belongs there.';
  return /^[a-z][a-z\d+.-]*:\/\//i.test(given) && !/^https?:/i.test(given)
    ? `"${given}" does not begin with https://.`
    : `"${given}" is not a URL.`;
}
