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
    / ERR_SSL_(?:WRONG_VERSION_NUMBER|PACKET_LENGTH_TOO_LONG|HTTP_REQUEST) /,
    CODES.noTls,
    'the port does not speak TLS, which https needs',
  ],
  [/^HTTPParserError|^AssertionError/, CODES.unreadable, 'the answer is not one that HTTP knows'],
  [/ UND_ERR_HEADERS_OVERFLOW/, CODES.unreadable, 'the headers of the answer are larger than belongs there'],
  [/ UND_ERR_RES_/, CODES.unreadable, 'the answer is longer or shorter than its headers say'],
  [/^Error {2}bad port/, CODES.notSent, 'its port is one of those that HTTP clients refuse to ask'],
];

/** Reads code and text of what a `fetch` threw, looking through the causes. */
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
    current = current.cause;
  }
  // `fetch` throws a cause when the network failed, and none when it does not take the request.
  const isOwn = code === undefined && error instanceof Error && error.cause === undefined;
  return new HttpFailure({
    code: code ?? (isOwn ? CODES.notSent : 'UNKNOWN'),
    message: foreignText(message === '' ? String(error) : message),
    cause: error,
    route,
  });
}
