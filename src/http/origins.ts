import { EcaError } from '../errors.js';
import { foreignText } from '../foreign-text.js';
import { hostKind } from './hosts.js';
import type { HttpAnswer } from './http.js';

/** Tells whether a URL points to this machine, where plain http is taken. */
export function isLoopback(url: string): boolean {
  return hostKind(url) === 'loopback';
}

/** Tells whether a request to a URL may leave: encrypted, or to this machine. */
export function isSafe(url: string): boolean {
  if (!URL.canParse(url)) return false;
  const { protocol } = new URL(url);
  return protocol === 'https:' || (protocol === 'http:' && isLoopback(url));
}

/** Tells whether two URLs have one origin. `localhost` and `127.0.0.1` are two. */
export function isSameOrigin(one: string, other: string): boolean {
  return URL.canParse(one) && URL.canParse(other) && new URL(one).origin === new URL(other).origin;
}

/** Somebody who answered, and named a URL in the answer. */
export interface Naming {
  /** URL that was asked. */
  readonly asked: string;
  /** URL that the answer names. */
  readonly named: string;
  /** What the URL is, as `the token endpoint`. */
  readonly what: string;
}

/** Refuses a URL of an answer that leads to another origin than the one that was asked. @throws ForeignHostError */
export function keepOrigin(naming: Naming): void {
  if (!isSameOrigin(naming.asked, naming.named)) throw foreignHost(naming);
}

/**
 * Refuses the instance that the answer to a login names, unless it has the origin that was asked, is a My Domain, or runs
 * on this machine as the one that was asked does. Nothing but a login may name another host.
 *
 * @throws ForeignHostError
 */
export function keepLogin(naming: Naming): void {
  const { asked, named } = naming;
  if (isSameOrigin(asked, named)) return;
  const kind = hostKind(named);
  if (kind === 'my-domain' && new URL(named).protocol === 'https:') return;
  if (kind === 'loopback' && hostKind(asked) === 'loopback') return;
  throw foreignHost(naming);
}

/** Makes the error of an answer that leads to another host. */
export function foreignHost({ asked, named, what }: Naming): EcaError {
  const host = originText(asked);
  const other = originText(named);
  return new EcaError({
    name: 'ForeignHostError',
    message: `${host} answered with ${what} at another host, ${other}. Nothing was sent there.`,
    actions: [
      `If ${other} is the org that you mean, write it where ${host} is written now (--my-domain, ECA_INSTANCE_URL, or log in to it anew).`,
      `If it is not, find out who answers at ${host}: a proxy, or somebody else.`,
    ],
    data: { asked: host, named: other },
  });
}

function originText(url: string): string {
  if (!URL.canParse(url)) return `"${foreignText(url, 100)}"`;
  const { origin, protocol, host } = new URL(url);
  return foreignText(origin === 'null' ? `${protocol}//${host}` : origin, 200);
}

const REDIRECTS = [301, 302, 303, 307, 308];

/**
 * Refuses an answer that sends the request elsewhere: redirects are never followed.
 *
 * @throws ForeignHostError when it leads to another host; UnexpectedAnswerError when it stays or leads nowhere.
 */
export function refuseRedirect(asked: string, { status, headers }: Pick<HttpAnswer, 'status' | 'headers'>): void {
  if (!REDIRECTS.includes(status)) return;
  const { location = '' } = headers;
  const named = URL.canParse(location, asked) ? new URL(location, asked).href : location;
  if (named !== '' && !isSameOrigin(asked, named)) {
    throw foreignHost({ asked, named, what: `a redirect (HTTP ${status})` });
  }
  const { origin, pathname } = new URL(asked);
  throw new EcaError({
    name: 'UnexpectedAnswerError',
    message: `${origin}${pathname} answered with a redirect (HTTP ${status}) to ${named === '' ? 'nowhere' : foreignText(new URL(named).pathname, 200)}, and redirects are not followed.`,
    actions: [
      'Check the URL of the org, and any proxy in between: data is expected here, and a login page often lies behind a redirect.',
    ],
  });
}
