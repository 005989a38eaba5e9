import { EcaError } from '../errors.js';
import { Secret } from '../secret.js';
import { wrongHost } from './host.js';
import type { ClientCredentials } from './token.js';

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

/**
 * Reads the base URL of an org from what was typed: a URL, a host name, or a token endpoint.
 *
 * @throws UsageError when it is none, or a host that never serves this flow.
 */
export function myDomainUrl(typed: string): string {
  const url = /^https?:\/\//.test(typed) ? typed : `https://${typed}`;
  const wrong = URL.canParse(url) ? wrongHost(url) : 'this is not a URL';
  if (wrong === undefined) return new URL(url).origin;
  throw new EcaError({
    name: 'UsageError',
    message: `"${typed}" cannot be used: ${wrong}.`,
    actions: ["Give the org's My Domain, such as https://acme.my.salesforce.com; Setup, My Domain shows it."],
  });
}
