import { describeAnswer, requestRevocation } from '../oauth/bearer.js';
import { diagnoseChecks } from './check-diagnosis.js';
import { diagnose, type Diagnosis, type KnownState } from './diagnosis.js';
import { UNKNOWN_FROM_HERE } from './diagnosis-symptoms.js';
import { requestEndpoints, type Endpoints } from '../oauth/endpoints.js';
import { exchange } from './exchange.js';
import { wrongHost } from '../http/hosts.js';
import { checkToken, type Check, type Expectation } from './token-checks.js';
import { tokenFacts, type TokenFacts } from './token-facts.js';
import type { AccessToken, ClientCredentials, TokenAnswer } from '../oauth/token.js';
import type { EcaError } from '../errors.js';
import type { Http } from '../http/http.js';
import type { Work } from '../work.js';

/** What was proven of one app's token, check by check. */
export interface VerifyReport {
  readonly app: string;
  readonly ok: boolean;
  readonly tokenEndpoint: string;
  readonly checks: readonly Check[];
  /**
   * True when the org refused this machine's address or hour, and the consumers call from elsewhere: nothing is proven by a
   * token, and nothing failed.
   */
  readonly unknownFromHere?: true | undefined;
  /** The one thing that is wrong, when no token came. */
  readonly diagnosis?: Diagnosis | undefined;
  /** What the token says of itself, without the token; absent when none came. */
  readonly tokenFacts?: TokenFacts | undefined;
}

/** One app to verify. */
export interface VerifyTarget {
  /** Name of the app in the config. */
  readonly app: string;
  /** Base URL of the org, `https://acme.my.salesforce.com`. */
  readonly myDomainUrl: string;
  readonly credentials: ClientCredentials;
  readonly expected: Expectation;
  readonly apiVersion: string;
}

/** How to verify. */
export interface VerifyOptions {
  /** True when app, policy or secret changed a moment ago. */
  readonly fresh: boolean;
  /** True when key and secret came from the consumer or the config, and nothing says that they were right lately. */
  readonly isGiven?: boolean | undefined;
  /** Waits, as long as the run may take, until such a change has reached every server. Default: false, asks once. */
  readonly waits?: boolean | undefined;
  /** Revokes the token afterwards. Default: false. */
  readonly revoke?: boolean | undefined;
  /** Asks the org what it says of app and user; used only when a token is refused. */
  readonly readKnownState?: (() => Promise<KnownState>) | undefined;
  readonly readUsername?: ((userId: string) => Promise<string | undefined>) | undefined;
}

/**
 * Exchanges an app's key and secret for a token and proves whose token it is. The token is not revoked: Salesforce can
 * hand the same one to another holder of the same app and user.
 */
export async function verifyApp(target: VerifyTarget, work: Work, options: VerifyOptions): Promise<VerifyReport> {
  const { app } = target;
  const obtained = await obtainToken(target, work, options);
  if (obtained.kind === 'report') return obtained.report;
  const { endpoints, token: answer, ms } = obtained;
  const token = { name: 'token', ok: true, ms, detail: `received from ${endpoints.token}` };
  const found = await checkToken(contextOf(target, work, options, endpoints, answer));
  const checks = [token, ...found, ...(options.revoke === true ? [await revoke(work.http, endpoints, answer)] : [])];
  const diagnosis = diagnoseChecks(app, checks);
  const ok = checks.every((check) => check.ok);
  return { app, ok, tokenEndpoint: endpoints.token, checks, diagnosis, tokenFacts: tokenFacts(answer) };
}

/** A token, or the report that says why there is none. */
export type Obtained =
  | { readonly kind: 'token'; readonly token: AccessToken; readonly endpoints: Endpoints; readonly ms: number }
  /** The error is what to end with where no report is wanted. */
  | { readonly kind: 'report'; readonly report: VerifyReport; readonly error?: EcaError | undefined };

/** Time of the run that is left to find out why no token came. */
const DIAGNOSIS_MS = 5000;

/** Milliseconds to wait while a change spreads, so that the end of the run is not the end of its report. */
function timeToWait({ deadline }: Work): number {
  const left = Math.max(0, deadline - Date.now());
  return left - Math.min(DIAGNOSIS_MS, left / 4);
}

/** Exchanges an app's key and secret for a token at the endpoint that the org itself names; explains a refusal. */
export async function obtainToken(
  target: Omit<VerifyTarget, 'apiVersion'>,
  work: Work,
  options: VerifyOptions,
): Promise<Obtained> {
  const { app, myDomainUrl } = target;
  const started = performance.now();
  const noToken = async (
    endpoint: string,
    check: Pick<Check, 'ms' | 'detail'>,
    answer: Exclude<TokenAnswer, AccessToken>,
    waitedMs = 0,
  ): Promise<Obtained> => ({
    kind: 'report',
    error: answer.kind === 'no-answer' ? answer.error : undefined,
    report: await failed(target, options, endpoint, { name: 'token', ok: false, ...check }, answer, waitedMs),
  });
  const wrong = wrongHost(myDomainUrl);
  if (wrong !== undefined) {
    const endpoint = `${myDomainUrl.replace(/\/+$/, '')}/services/oauth2/token`;
    const answer = { kind: 'no-answer', code: 'NOT_ASKED', detail: wrong } as const;
    return noToken(endpoint, { ms: 0, detail: `not asked for: ${wrong}` }, answer);
  }
  const endpoints = await requestEndpoints(work.http, myDomainUrl);
  if (endpoints.kind === 'no-answer') {
    const check = { ms: Math.round(performance.now() - started), detail: `no endpoints: ${endpoints.detail}` };
    const { apiError } = endpoints;
    const answer = apiError === undefined ? endpoints : ({ kind: 'refused', ...apiError } as const);
    return noToken(new URL('/services/oauth2/token', myDomainUrl).href, check, answer);
  }
  work.onProgress({ kind: 'debug', message: `${app}: token endpoint ${endpoints.token}, from ${myDomainUrl}` });
  const { answer, ms } = await exchange(work.http, endpoints, target.credentials, {
    waitMs: options.waits === true ? timeToWait(work) : 0,
    signal: work.signal,
    onRetry: (refusal, nextTryMs) => {
      work.onProgress({ kind: 'waiting', message: spreading(app, refusal), nextTryMs });
    },
  });
  if (answer.kind === 'token') return { kind: 'token', token: answer, endpoints, ms };
  const detail = answer.kind === 'refused' ? `${answer.error}: ${answer.description}` : answer.detail;
  return noToken(endpoints.token, { ms, detail }, answer, ms);
}

function contextOf(
  target: VerifyTarget,
  { http }: Work,
  { readUsername }: VerifyOptions,
  endpoints: Endpoints,
  token: AccessToken,
) {
  return {
    http,
    token,
    endpoints,
    expected: target.expected,
    apiVersion: target.apiVersion,
    instanceUrl: token.instanceUrl ?? new URL(target.myDomainUrl).origin,
    readUsername,
  };
}

function spreading(app: string, answer: TokenAnswer): string {
  const error = answer.kind === 'refused' ? answer.error : answer.kind;
  return `${app}: ${error}; Salesforce has not spread the change to every server yet`;
}

async function failed(
  { app, expected, credentials }: Omit<VerifyTarget, 'apiVersion'>,
  options: VerifyOptions,
  tokenEndpoint: string,
  check: Check,
  answer: Exclude<TokenAnswer, AccessToken>,
  waitedMs: number,
): Promise<VerifyReport> {
  const known = (await options.readKnownState?.()) ?? {};
  const { runAsUser } = expected;
  const diagnosis = diagnose({
    answer,
    app,
    tokenEndpoint,
    fresh: options.fresh,
    isGiven: options.isGiven,
    waitedMs,
    known,
    consumerKey: credentials.consumerKey,
    runAsUser,
    from: expected.from,
  });
  if (diagnosis.reason !== UNKNOWN_FROM_HERE) return { app, ok: false, tokenEndpoint, checks: [check], diagnosis };
  const checks = [{ ...check, symptom: 'unknown from here' }];
  return { app, ok: true, unknownFromHere: true, tokenEndpoint, checks, diagnosis };
}

/** @see RFC 7009, section 2.1 */
async function revoke(http: Http, { revocation }: Endpoints, { token }: AccessToken): Promise<Check> {
  const started = performance.now();
  const answer = revocation === undefined ? undefined : await requestRevocation(http, revocation, token);
  const ok = answer?.kind === 'answer' && answer.status === 200;
  const detail = answer === undefined ? 'the org names no revocation endpoint' : describeAnswer(answer);
  return { name: 'revoke', ok, ms: Math.round(performance.now() - started), detail };
}
