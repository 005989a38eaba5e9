import { EcaError, type ErrorName } from '../errors.js';
import { withoutTokens } from '../secret.js';

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
  'UND_ERR_SOCKET',
  'UND_ERR_CONNECT_TIMEOUT',
  'UND_ERR_HEADERS_TIMEOUT',
  'UND_ERR_BODY_TIMEOUT',
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
const SESSION = [
  'INVALID_SESSION_ID',
  'sf:INVALID_SESSION_ID',
  'INVALID_AUTH_HEADER',
  'RefreshTokenAuthError',
  'JwtAuthError',
];

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

/** jsforce reports a failed connection by text only: undici's `fetch failed` and node-fetch's `request to … failed`. */
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
  const { names, status, message } = signature(error);
  const has = (list: readonly string[]) => names.some((name) => list.includes(name));
  const code = names.find((name) => /^(?:sf:)?[A-Z][A-Z0-9_]{3,}$/.test(name))?.replace(/^sf:/, '');
  const fail = (name: ErrorName, text: string, ...actions: [string, ...string[]]) =>
    new EcaError({ name, message: text, actions, cause: error, data: code === undefined ? undefined : { code } });
  const sessionGone = `The org "${target}" refused the session while trying to ${doing}: it has expired or was revoked.`;
  const loginAgain =
    'Log in again: `sf org login web --alias …`, or renew the token or key that the environment holds.';
  if (has(['NamedOrgNotFoundError', 'NoAuthInfoFound'])) return unknownOrg(target, error);
  if (saysJwtRefused(message)) {
    return fail(
      'OrgAuthInvalidError',
      `The session of "${target}" is a JWT, which Salesforce's SOAP API refuses, so this tool could not ${doing}.`,
      'Log in with an app that issues opaque tokens, or with `sf org login web`.',
    );
  }
  if (has(SESSION) || status === 401) return fail('SessionExpiredError', sessionGone, loginAgain);
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
      'Check the network, a proxy, and that the instance URL is right: `sf org display --target-org …` shows it.',
    );
  }
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

function firstLine(message: string): string {
  return withoutTokens(message.split('\n')[0] ?? '').slice(0, 500);
}

/** Raised when neither `sf` nor the environment knows the org. */
export function unknownOrg(target: string, cause?: unknown): EcaError {
  return new EcaError({
    name: 'TargetOrgNotFoundError',
    message: `No org is known as "${target}".`,
    actions: [
      '`sf org list` shows the orgs that are logged in; `sf org login web --alias ALIAS` adds one.',
      'For the local org, run `eca local-org start` in another terminal first.',
    ],
    cause,
  });
}

/** Codes of answers after which nobody knows whether the org took the request. */
const UNCERTAIN = /^(?:SERVER_UNAVAILABLE|UNKNOWN_EXCEPTION|ERROR_HTTP_5\d\d)$/;

/** Tells whether a request that failed may have been carried out all the same: its answer was lost or is a server's own failure. */
export function isUncertain(error: unknown): boolean {
  if (!(error instanceof EcaError)) return false;
  if (error.name === 'OrgUnreachableError') return true;
  return error.name === 'OrgRequestFailedError' && UNCERTAIN.test(String(error.data.code));
}
