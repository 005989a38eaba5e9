import { sentence } from '../problem.js';
import { EcaError, type ErrorName } from '../errors.js';
import { foreignText } from '../foreign-text.js';
import { CODES, HttpFailure, type Route } from '../http/failure.js';
import { pageText } from './web-page.js';
import { JWT_REFUSED } from './jwt-session.js';
import { aliasFor, LoginRefusal, logInAgain, refusedLogin } from './login-refusal.js';

/** What is known about an error of the Salesforce libraries, read from names, codes and status, not from prose. */
interface FailureSignature {
  readonly names: readonly string[];
  readonly status: number | undefined;
  readonly message: string;
}

const UNREACHABLE = [
  'ECONNREFUSED',
  'ECONNRESET',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ETIMEDOUT',
  'EPIPE',
  'EHOSTUNREACH',
  'ENETUNREACH',
  CODES.notConnected,
  CODES.proxyRefused,
  'ERR_TLS_CERT_ALTNAME_INVALID',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'CERT_HAS_EXPIRED',
  'DomainNotFoundError',
  'AbortError',
  'TimeoutError',
];
const SESSION = ['INVALID_SESSION_ID', 'sf:INVALID_SESSION_ID', 'INVALID_AUTH_HEADER'];
/** core's words for any failure of a login; what it was is told by their causes. */
const LOGIN = ['RefreshTokenAuthError', 'JwtAuthError'];
/** core's words for a token, given alone, that userinfo did not take. */
const TOKEN_ALONE = ['AuthCodeUsernameRetrievalError', 'authCodeUsernameRetrievalError'];
/** A server that failed while it was asked for a login says nothing of the session. */
const SERVER_FAILED = /^(?:ERROR_HTTP_[345]\d\d|server_error|temporarily_unavailable)$/;

/** Gives the names, codes and HTTP status of an error and of all its causes. */
function signature(error: unknown): FailureSignature {
  const names: string[] = [];
  let status: number | undefined;
  let message = '';
  for (let current: unknown = error, depth = 0; current instanceof Error && depth < 8; depth += 1) {
    const fields = current as Error & {
      code?: unknown;
      errorCode?: unknown;
      statusCode?: unknown;
    };
    names.push(fields.name);
    for (const code of [fields.code, fields.errorCode]) if (typeof code === 'string') names.push(code);
    if (typeof fields.statusCode === 'number') status ??= fields.statusCode;
    message ||= fields.message;
    current = fields.cause;
  }
  return { names, status, message };
}

/** jsforce reports a failed connection by text only. */
function saysNoConnection(message: string): boolean {
  return /\bfetch failed\b|socket hang up|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENOTFOUND|network (?:socket|timeout)/.test(
    message,
  );
}

/** SOAP calls of a session with a JWT token fail in jsforce or in the org with this text only. */
function saysJwtRefused(message: string): boolean {
  return message.includes('SOAP API does not support JWT-based access tokens');
}

/**
 * Turns an error of the Salesforce libraries into one of the closed list.
 *
 * @param error - What was thrown. An {@link EcaError} is given back as it is.
 * @param doing - What was being done, as `read the components`.
 * @param target - Alias, username or URL of the org.
 */
export function orgFailure(error: unknown, doing: string, target: string): EcaError {
  if (error instanceof EcaError) return error;
  if (error instanceof HttpFailure) return httpFailure(error, doing, target);
  if (error instanceof LoginRefusal) return refusedLogin(error, `The org "${target}", asked to ${doing},`);
  const file = fileFailure(error);
  if (file !== undefined) return file;
  const { names, status, message } = signature(error);
  const has = (list: readonly string[]) => names.some((name) => list.includes(name));
  const code = names.find((name) => /^(?:sf:)?[A-Z][A-Z0-9_]{3,}$/.test(name))?.replace(/^sf:/, '');
  const known = code === undefined && status === undefined ? undefined : { code, status };
  const fail = (name: ErrorName, text: string, ...actions: [string, ...string[]]) =>
    new EcaError({ name, message: text, actions, cause: error, data: known });
  const sessionGone = `The org "${target}" refused the session while trying to ${doing}: it has expired or was revoked.`;
  if (has(['NamedOrgNotFoundError', 'NoAuthInfoFound'])) return unknownOrg(target, { cause: error });
  if (saysJwtRefused(message)) {
    return fail(
      'OrgAuthInvalidError',
      `The session of "${target}" is ${JWT_REFUSED.why}, so this tool could not ${doing}.`,
      JWT_REFUSED.action,
    );
  }
  const serverFailed = names.some((name) => SERVER_FAILED.test(name));
  if (
    has(SESSION) ||
    status === 401 ||
    (has(LOGIN) && !serverFailed && !has(UNREACHABLE) && !saysNoConnection(message))
  )
    return fail('SessionExpiredError', sessionGone, ...logInAgain(target));
  if (has(TOKEN_ALONE)) {
    if (status === 400 || status === 403) {
      return fail(
        'SessionExpiredError',
        `The org "${target}" refused the token (HTTP ${status}): it is wrong, has expired or was revoked.`,
        'Log in anew, or put a new token into the variable that holds it.',
      );
    }
    if (status !== undefined && status >= 500) return notNow(target, doing, status, error);
  }
  if (has(['DamagedAnswerError'])) {
    return fail(
      'OrgUnreachableError',
      `The org "${target}" could not be understood while trying to ${doing}: ${firstLine(message)}.`,
      'Run the command again in a moment; a page instead of data can come from maintenance or from a proxy in between.',
    );
  }
  if (has(UNREACHABLE) || saysNoConnection(message)) {
    const why = names.find((name) => UNREACHABLE.includes(name)) ?? firstLine(message);
    return fail(
      'OrgUnreachableError',
      `The org "${target}" could not be reached while trying to ${doing} (${why}).`,
      'Check the network, a proxy, and that the instance URL is right: `sf org display --target-org ALIAS` shows it.',
    );
  }
  const page = pageText(message);
  if (page !== undefined) return aPage({ target, doing, page, known }, error);
  if (has(['REQUEST_LIMIT_EXCEEDED', 'sf:REQUEST_LIMIT_EXCEEDED'])) {
    return fail(
      'OrgRequestFailedError',
      `The org "${target}" has used up its API requests: ${firstLine(message)}`,
      'Wait until the limit resets (24 hours, rolling), then run the command again.',
    );
  }
  return fail(
    'OrgRequestFailedError',
    `The org "${target}" did not ${doing}: ${firstLine(message)}`,
    'Read what the org says; run again with --debug to see the requests.',
  );
}

interface PageCame {
  readonly target: string;
  readonly doing: string;
  readonly page: string;
  readonly known: { readonly code: string | undefined; readonly status: number | undefined } | undefined;
}

/** An org in maintenance, a server that failed, and a proxy answer with a page for people. */
function aPage({ target, doing, page, known }: PageCame, cause: unknown): EcaError {
  const status = known?.status ?? /^ERROR_HTTP_(\d{3})$/.exec(known?.code ?? '')?.[1];
  const named = status === undefined ? '' : ` (HTTP ${status})`;
  const said = page === '' ? 'an empty one' : `"${page}"`;
  return new EcaError({
    name: 'OrgRequestFailedError',
    message: `The org "${target}" did not ${doing}: it answered with a web page${named}, ${said}.`,
    actions: [
      'Run the command again in some minutes; https://status.salesforce.com tells of maintenance. If it stays so, look for a proxy in between.',
    ],
    cause,
    data: known,
  });
}

/** A server that failed says nothing of the token. */
function notNow(target: string, doing: string, status: number, cause: unknown): EcaError {
  return new EcaError({
    name: 'OrgRequestFailedError',
    message: `The org "${target}" did not ${doing}: it answered HTTP ${status}.`,
    actions: ['Run the command again in a moment; https://status.salesforce.com tells of maintenance.'],
    cause,
    data: { status },
  });
}

/** System calls of a connection; those of files have others. */
const OF_NETWORK = /^(?:connect|getaddrinfo|read|write|send\w*|recv\w*|bind|listen|accept|shutdown)$/;

/** Makes the error of logins out of reach: those of `sf` are files in the home folder. Undefined when that is not why. */
export function fileFailure(error: unknown): EcaError | undefined {
  for (let current = error, depth = 0; current instanceof Error && depth < 8; depth += 1) {
    const { code, syscall, path } = current as NodeJS.ErrnoException;
    if (typeof code === 'string' && typeof path === 'string' && !OF_NETWORK.test(syscall ?? 'connect')) {
      return new EcaError({
        name: 'OrgAuthInvalidError',
        message: `The logins of sf cannot be used: ${syscall ?? ''} of ${foreignText(path)} failed (${code}).`,
        actions: [
          'Give this user access to its home folder and to what `sf` keeps there (.sf, .sfdx), or set HOME to a folder of its own.',
        ],
        cause: error,
        data: { code },
      });
    }
    current = current.cause;
  }
  return undefined;
}

/** Never an empty reason: an org that says nothing is told as that. */
function firstLine(message: string): string {
  // A refused query is shown with its place first; the reason stands below.
  const reason = /ERROR at Row:\d+:Column:\d+\n([^]+)/.exec(message)?.[1] ?? message;
  const text = foreignText(reason.trim().split('\n')[0] ?? '');
  return text === '' ? 'it gave no reason' : text;
}

/** What the way out said, when no whole answer came. */
function httpFailure(failure: HttpFailure, doing: string, target: string): EcaError {
  const { code, message, route } = failure;
  const fail = (name: ErrorName, text: string, ...actions: [string, ...string[]]) =>
    new EcaError({ name, message: text, actions, cause: failure, data: { code } });
  switch (code) {
    case CODES.plainHttp:
    case CODES.notSent:
    case CODES.badProxy:
      return fail(
        'OrgAuthInvalidError',
        `The org "${target}" was not asked to ${doing}: ${sentence(message)}`,
        'Correct the URL of the org where it is written, or the variable that is named.',
      );
    case CODES.deadline:
      return fail(
        'WaitOverError',
        `The time of --wait was over while trying to ${doing} (org "${target}"): ${sentence(message)}`,
        'Run the command again, with more minutes for --wait if the org is slow.',
      );
    case CODES.webPage:
    case CODES.brokeOff:
    case CODES.unreadable:
    case CODES.tooLarge:
      return fail(
        'OrgUnreachableError',
        `The org "${target}" could not be understood while trying to ${doing}: ${message}${throughProxy(route)}.`,
        'Run the command again in a moment; a page instead of data can come from maintenance or from a proxy in between.',
      );
    default:
      return fail(
        'OrgUnreachableError',
        `The org "${target}" could not be reached while trying to ${doing} (${code}: ${message}${throughProxy(route)}).`,
        ...(isGoneFromHere(failure) ? localOrgGone(target) : unreachable(code, route)),
      );
  }
}

/** Tells whether nothing listens at a port of this machine any more. */
function isGoneFromHere({ code, cause, route }: HttpFailure): boolean {
  if (code !== 'ECONNREFUSED' || route.proxy !== undefined) return false;
  for (let current = cause, depth = 0; current instanceof Error && depth < 8; depth += 1) {
    const { address } = current as Error & { readonly address?: unknown };
    if (typeof address === 'string') return /^(?:127\.|::1$)/.test(address);
    current = current.cause;
  }
  return false;
}

/** Says which way a request took, where proxies are named. */
function throughProxy({ proxy, variable, keptBy }: Route): string {
  if (proxy !== undefined) return `; asked through the proxy ${proxy} of ${variable ?? ''}`;
  return keptBy === undefined ? '' : `; asked without the proxy of ${variable ?? ''}, as ${keptBy} says`;
}

function localOrgGone(target: string): [string, ...string[]] {
  const isAlias = /^[\w-]+$/.test(target);
  const start = `eca local-org start${isAlias && target !== OWN_ALIAS ? ` --alias ${target}` : ''}`;
  return [
    `The local org there no longer runs: start it again with \`${start}\` in another terminal; \`eca local-org list\` shows those that run.`,
  ];
}

function unreachable(code: string, { proxy, keptBy }: Route): [string, ...string[]] {
  if (/CERT|SIGNATURE|^ERR_(?:TLS|SSL)/.test(code)) {
    return [
      'The certificate is not trusted: add its authority through NODE_EXTRA_CA_CERTS, or correct the host and the clock of this machine.',
    ];
  }
  if (code === CODES.noTls) {
    return [
      'Check host and port of the instance URL, and a proxy in between; only a port that speaks TLS is asked by https.',
    ];
  }
  if (code === 'ENOTFOUND') {
    return ['Check the host: the org may be gone or have another My Domain; then the network and its DNS.'];
  }
  if (proxy !== undefined) return ['Check the proxy, or except the host by NO_PROXY.'];
  if (keptBy !== undefined)
    return [`Check the network; if the org is reached through the proxy only, take it out of ${keptBy}.`];
  return [
    'Check the network, a proxy, and that the instance URL is right: `sf org display --target-org ALIAS` shows it.',
  ];
}

/** The alias that `eca local-org start` gives by itself. */
const OWN_ALIAS = 'local-org';

/** Most aliases that an error lists. */
const MOST_ALIASES = 8;

/**
 * Raised when neither `sf` nor the environment knows the org.
 *
 * @param aliases - Aliases that `sf` knows, where they were read.
 */
export function unknownOrg(target: string, { aliases = [], cause }: UnknownOrg = {}): EcaError {
  const alias = aliasFor(target);
  const message = `No org is known as "${target}".`;
  if (target === OWN_ALIAS) {
    const action = 'Run `eca local-org start` in another terminal: it starts this org, and runs until Ctrl-C.';
    return new EcaError({ name: 'TargetOrgNotFoundError', message, actions: [action], cause });
  }
  const known =
    aliases.length === 0 || aliases.length > MOST_ALIASES
      ? '`sf org list` shows the orgs that are logged in'
      : `${aliases.length === 1 ? 'Known is' : 'Known are'} ${aliases.toSorted().join(', ')}`;
  return new EcaError({
    name: 'TargetOrgNotFoundError',
    message,
    actions: [
      `${known}; \`sf org login web --alias ${alias}\` adds one.`,
      `For a local org of this name, run \`eca local-org start --alias ${alias}\` in another terminal first.`,
    ],
    cause,
  });
}

/** What else is known where an org is not. */
interface UnknownOrg {
  readonly aliases?: readonly string[] | undefined;
  readonly cause?: unknown;
}

/** Codes of answers after which nobody knows whether the org took the request. */
const UNCERTAIN = /^(?:SERVER_UNAVAILABLE|UNKNOWN_EXCEPTION|ERROR_HTTP_5\d\d)$/;

/** Codes of requests that surely never arrived. */
const SURELY_NOT = /^(?:ENOTFOUND|EAI_AGAIN|ECONNREFUSED|CONNECT_TIMEOUT|PROXY_REFUSED)$/;

/** Tells whether a request that failed may have been carried out all the same: its answer was lost or is a server's own failure. */
export function isUncertain(error: unknown): boolean {
  if (!(error instanceof EcaError)) return false;
  if (['OrgUnreachableError', 'UnexpectedAnswerError', 'WaitOverError'].includes(error.name)) {
    const { code } = error.data;
    return typeof code !== 'string' || !SURELY_NOT.test(code);
  }
  return error.name === 'OrgRequestFailedError' && UNCERTAIN.test(String(error.data.code));
}
