import { EcaError } from '../errors.js';
import { foreignText, printableData } from '../foreign-text.js';
import { asRecord } from '../http/json.js';
import { isSameOrigin } from '../http/origins.js';
import { keepPage } from '../http/paging.js';
import { orgFailure } from '../org/failure.js';
import { listIn, unexpectedAnswer } from '../org/unexpected.js';
import { readKnownState } from '../proof/ask-org.js';
import { readAllowed, precise } from '../credentials/read-allowed.js';
import { requestApi, type BearerAnswer } from '../oauth/bearer.js';
import type { Credentials } from '../oauth/key-pair.js';
import type { AccessToken, AuthMethod, ClientCredentials } from '../oauth/token.js';
import { obtainToken, type VerifyReport } from '../proof/verify-app.js';
import type { Org } from '../org/org.js';
import { readCachedToken, removeCachedToken, writeCachedToken, type CachedToken } from '../project/token-cache.js';
import type { Secret } from '../secret.js';
import type { Work } from '../work.js';
import { withSecretAccess, type SecretAccessOptions } from '../credentials/secret-access.js';

/** Where a token comes from: key and secret that somebody gave, or those of an app in an org. */
export type TokenSource =
  | { readonly kind: 'given'; readonly url: string; readonly credentials: ClientCredentials }
  | {
      readonly kind: 'org';
      readonly org: Org;
      readonly app: string;
      readonly authMethod?: AuthMethod | undefined;
      /** Pair that the config supplies. Default: the org is asked for one. */
      readonly supplied?: Credentials | undefined;
    };

/** How to get a token. */
export interface TokenOptions extends SecretAccessOptions {
  /** Waits while a change spreads. Default: false, asks once. */
  readonly waits?: boolean | undefined;
}

/** A token, and how to use it. */
export interface IssuedToken {
  readonly accessToken: Secret;
  readonly instanceUrl: string;
  readonly answer: AccessToken;
}

/** A call of the org's API with such a token. */
export interface ApiRequest {
  readonly method: string;
  /** From the root of the org, or from `/services/data/vNN.0/` when it does not begin with a slash. */
  readonly path: string;
  /** JSON text. */
  readonly body?: string | undefined;
  /** Such as `66.0`. */
  readonly apiVersion: string;
}

/** What an API answered. */
export interface ApiAnswer {
  readonly status: number;
  readonly body: unknown;
}

/**
 * Gets a token.
 *
 * @throws TokenRefusedError with the diagnosis; CredentialsUnavailableError, AppNotFoundError.
 */
export async function requestAccessToken(
  source: TokenSource,
  work: Work,
  options: TokenOptions = {},
): Promise<IssuedToken> {
  const { url, credentials, org, app } = await pairOf(source, work, options);
  const refused = { consumerKey: credentials.consumerKey, app: org === undefined ? undefined : app };
  const obtained = await obtainToken({ app, myDomainUrl: url, credentials, expected: {} }, work, {
    fresh: false,
    waits: options.waits,
    readKnownState: org === undefined ? undefined : () => readKnownState(org, refused, work),
  });
  if (obtained.kind === 'report') throw obtained.error ?? noToken(obtained.report);
  const { token } = obtained;
  return { accessToken: token.token, instanceUrl: token.instanceUrl ?? new URL(url).origin, answer: token };
}

async function pairOf(source: TokenSource, work: Work, options: TokenOptions) {
  if (source.kind === 'given') return { ...source, org: undefined, app: 'CLIENT_ID' };
  const { org, app, authMethod, supplied } = source;
  const pair = supplied ?? (await readFromOrg(org, app, work, options));
  const credentials = { ...pair, authMethod };
  return { url: org.identity.instanceUrl, credentials, org, app };
}

function readFromOrg(org: Org, app: string, work: Work, options: TokenOptions): Promise<Credentials> {
  return withSecretAccess(org, work, options, (turnedOn) => readAllowed(org, app, work, turnedOn)).catch(
    async (error: unknown) => {
      throw error instanceof EcaError ? await precise(org, work, error) : error;
    },
  );
}

function noToken({ app, checks, diagnosis, tokenEndpoint }: VerifyReport): EcaError {
  const said = checks.find(({ ok }) => !ok)?.detail ?? 'no reason was given';
  return new EcaError({
    name: 'TokenRefusedError',
    message: `No token for "${app}" from ${tokenEndpoint}: ${said}${diagnosis === undefined ? '' : `. What is wrong: ${diagnosis.layer} (${diagnosis.evidence})`}`,
    actions: [diagnosis?.fix ?? 'Run `eca verify` for the whole story.'],
    data: { diagnosis },
  });
}

/**
 * Calls the org's API. A token of a run before is used until it is refused; then one new token is fetched.
 *
 * @throws OrgRequestFailedError with status and body; SessionExpiredError when a new token is refused too;
 * OrgUnreachableError; UsageError for a path that leads to another host; and what {@link requestAccessToken} throws.
 */
export async function callApi(
  source: TokenSource,
  request: ApiRequest,
  work: Work,
  options: TokenOptions = {},
): Promise<ApiAnswer> {
  const { folder } = work;
  const name = cacheNameOf(source);
  const cached = await readCachedToken(folder, name);
  if (cached !== undefined && isSameOrigin(cached.instanceUrl, hostOf(source))) {
    const answer = await send(cached, request, work);
    if (!isRefused(answer)) return accepted(answer, request);
    work.onProgress({ kind: 'debug', message: 'The cached token is refused; fetching another one' });
    await removeCachedToken(folder, name);
  }
  const { accessToken, instanceUrl } = await requestAccessToken(source, work, options);
  const token = { accessToken, instanceUrl };
  await writeCachedToken(folder, name, token);
  const answer = await send(token, request, work);
  if (!isRefused(answer)) return accepted(answer, request);
  await removeCachedToken(folder, name);
  throw new EcaError({
    name: 'SessionExpiredError',
    message: `The org refuses a token that it has just given (HTTP ${answer.status}).`,
    actions: ['Run `eca verify` to see what the token may do; the run-as user may lack API access.'],
    data: { status: answer.status, body: printableData(answer.body ?? null) },
  });
}

/** Runs a query with all of its pages. */
export async function queryApi(
  source: TokenSource,
  query: { readonly soql: string; readonly apiVersion: string },
  work: Work,
  options: TokenOptions = {},
): Promise<{ readonly totalSize: number; readonly records: readonly unknown[] }> {
  const { soql, apiVersion } = query;
  const records: unknown[] = [];
  const seen = new Set<string>();
  let path: string | undefined = `query?q=${encodeURIComponent(soql)}`;
  let totalSize: number | undefined;
  while (path !== undefined) {
    const { body } = await callApi(source, { method: 'GET', path, apiVersion }, work, options);
    const rows = listIn<object>('The query', body, 'records');
    records.push(...rows);
    const page: Readonly<Record<string, unknown>> = asRecord(body);
    totalSize = typeof page.totalSize === 'number' ? page.totalSize : records.length;
    const soFar = { seen, records: rows.length, came: records.length, totalSize: page.totalSize };
    path = page.done === false ? keepPage(hostOf(source), page.nextRecordsUrl, soFar) : undefined;
  }
  return { totalSize: totalSize ?? records.length, records };
}

function hostOf(source: TokenSource): string {
  return source.kind === 'org' ? source.org.identity.instanceUrl : new URL(source.url).origin;
}

function cacheNameOf(source: TokenSource): string {
  if (source.kind === 'org') return `org ${source.org.identity.orgId} ${source.org.identity.instanceUrl} ${source.app}`;
  return `given ${new URL(source.url).origin} ${source.credentials.consumerKey}`;
}

const isRefused = ({ status, body }: BearerAnswer): boolean =>
  status === 401 || (status === 403 && typeof body !== 'object');

async function send(
  { accessToken, instanceUrl }: CachedToken,
  request: ApiRequest,
  { http }: Work,
): Promise<BearerAnswer> {
  const { method, path, body, apiVersion } = request;
  const url = new URL(path.startsWith('/') ? path : `/services/data/v${apiVersion}/${path}`, instanceUrl);
  // `//host/path` and full URLs would carry the token elsewhere.
  if (url.origin !== new URL(instanceUrl).origin || URL.canParse(path)) throw foreignPath(path);
  const answer = await requestApi(http, { method, url: url.href, body }, accessToken);
  if (answer.kind === 'answer') return answer;
  throw answer.error ?? orgFailure(answer.cause, `answer ${method} ${url.pathname}`, url.origin);
}

function foreignPath(path: string): EcaError {
  return new EcaError({
    name: 'UsageError',
    message: `"${path}" leads away from the org, and the token is for the org alone.`,
    actions: ['Give a path, such as /services/data/v66.0/sobjects/Account or sobjects/Account.'],
  });
}

/** An org hides what a user may not see, and says of it what it says of a name that is wrong. */
function fixOf(errorCode: unknown): string {
  return errorCode === 'INVALID_TYPE' || errorCode === 'INVALID_FIELD'
    ? 'Check the name. If it is right, the run-as user may not see it: give access by a permission set of that user (`assign` of the app).'
    : 'Correct the request as the org says; `eca verify` shows whom the token belongs to.';
}

function accepted(answer: BearerAnswer, { method, path }: ApiRequest): ApiAnswer {
  const { status, body, text, contentType } = answer;
  const asked = `${method} ${path.split('?')[0] ?? ''}`;
  if (status < 400) {
    if (body === undefined && text.trim() !== '') {
      throw unexpectedAnswer(asked, { status, headers: { 'content-type': contentType }, body: text });
    }
    return { status, body: body ?? null };
  }
  const [first] = (Array.isArray(body) ? body : [body]) as readonly unknown[];
  const { errorCode, message } = asRecord(first);
  const why = [errorCode, message].filter((part) => typeof part === 'string' && part !== '').map(String);
  // An org that refuses a query draws it on lines of their own.
  const said = foreignText((why.length === 0 ? text : why.map((part) => part.trim()).join(': ')).replace(/\s+/g, ' '));
  throw new EcaError({
    name: 'OrgRequestFailedError',
    message: `${asked} ended with HTTP ${status}${said === '' ? ', without a word' : ` ${said}`}`,
    actions: [status >= 500 ? 'The org itself failed: run the command again in a moment.' : fixOf(errorCode)],
    data: { status, body: printableData(body ?? null) },
  });
}
