import { foreignText } from '../foreign-text.js';

/** How a request travelled, as far as proxies are concerned. */
export interface Route {
  /** Proxy that took the request, without user and password. */
  readonly proxy?: string | undefined;
  /** Name of the environment variable that names the proxy. */
  readonly variable?: string | undefined;
  /** Name of the environment variable that keeps the host from that proxy. */
  readonly keptBy?: string | undefined;
}

/** Codes of our own; every other is the system's, of TLS, or of the HTTP client. */
export const CODES = {
  /** A try took longer than it may. */
  silent: 'ETIMEDOUT',
  /** The time of the run was over. */
  deadline: 'DEADLINE',
  /** The answer is larger than anything that was asked for. */
  tooLarge: 'TOO_LARGE',
  /** The answer stopped in the middle. */
  brokeOff: 'BROKE_OFF',
  /** A web page came where data belongs. */
  webPage: 'WEB_PAGE',
  /** The answer is none that HTTP knows. */
  unreadable: 'UNREADABLE',
  /** Plain http to another machine, which is never sent. */
  plainHttp: 'PLAIN_HTTP',
  /** The request itself is not one that can be sent. */
  notSent: 'NOT_SENT',
  /** The proxy that a variable names is none. */
  badProxy: 'BAD_PROXY',
  /** Something else than TLS answered to https. */
  noTls: 'NO_TLS',
  /** The proxy opened no way to the host. */
  proxyRefused: 'PROXY_REFUSED',
  /** No connection came about in time: nothing was sent. */
  notConnected: 'CONNECT_TIMEOUT',
} as const;

/** What an {@link HttpFailure} is made of. */
export interface HttpFailureOptions {
  readonly code: string;
  readonly message: string;
  readonly cause?: unknown;
  readonly route?: Route | undefined;
}

/** No whole answer came to a request; the code tells why. */
export class HttpFailure extends Error {
  override readonly name = 'HttpFailure';
  readonly code: string;
  readonly route: Route;

  constructor({ code, message, cause, route }: HttpFailureOptions) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
    this.route = route ?? {};
  }
}

/** What the HTTP client says in words of its own, by name and code of the error, or by its text. */
const WORDS: readonly (readonly [says: RegExp, code: string, message: string])[] = [
  [
    / EPROTO .*(?:wrong version number|packet length too long|http request)/,
    CODES.noTls,
    'the port does not speak TLS, which https needs',
  ],
  [/ HPE_HEADER_OVERFLOW /, CODES.unreadable, 'the headers of the answer are larger than belongs there'],
  [/ HPE_\w*(?:LENGTH|CHUNK)/, CODES.unreadable, 'the answer is longer or shorter than its headers say'],
  [/ HPE_/, CODES.unreadable, 'the answer is not one that HTTP knows'],
  [/ ECONNRESET socket hang up/, 'ECONNRESET', 'the connection was closed before an answer came'],
  [/ Proxy connection ended before/, CODES.proxyRefused, 'the proxy closed the connection instead of opening a way'],
];

/** Reads code and text of what a request ended with, looking through the causes. */
export function failureOf(error: unknown, route?: Route): HttpFailure {
  if (error instanceof HttpFailure) return error;
  let code: string | undefined;
  let message = '';
  for (let current: unknown = error, depth = 0; current instanceof Error && depth < 8; depth += 1) {
    const own = (current as Error & { code?: unknown }).code;
    const named = `${current.name} ${typeof own === 'string' ? own : ''} ${current.message}`;
    const known = WORDS.find(([says]) => says.test(named));
    if (known !== undefined) return new HttpFailure({ code: known[1], message: known[2], cause: error, route });
    if (typeof own === 'string') code ??= own;
    message = current.message || message;
    // A host of several addresses fails with one error for each, and with no words of its own.
    current = current instanceof AggregateError ? current.errors[0] : current.cause;
  }
  return new HttpFailure({
    code: code ?? 'UNKNOWN',
    message: foreignText(message === '' ? String(error) : message),
    cause: error,
    route,
  });
}
