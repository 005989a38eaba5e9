import { describeAnswer, requestWithToken, type BearerAnswer } from '../oauth/bearer.js';
import type { Endpoints } from '../oauth/endpoints.js';
import { causeOf, type RefusalCause } from '../oauth/refusal-cause.js';
import type { AccessToken } from '../oauth/token.js';
import { apiErrorOf, type NoAnswer } from '../oauth/transport.js';
import { foreignText } from '../foreign-text.js';
import type { Http } from '../http/http.js';
import { asRecord, asText } from '../http/json.js';
import { counted } from '../problem.js';
import { claimsOf } from './token-facts.js';

/** One thing that was checked of a token. */
export interface Check {
  /** `token`, `token-format`, `clock`, `scopes`, `org`, `run-as-user`, `api`, `query`, `access`, `no-refresh-token` or `callout`. */
  readonly name: string;
  readonly ok: boolean;
  /** What kind of failure it was, for a check that can fail in several ways. */
  readonly symptom?: string | undefined;
  /** Milliseconds that it took. */
  readonly ms: number;
  /** What was found, and what was expected when that differs. */
  readonly detail: string;
}

/** What a token must be. Absent values are not checked. */
export interface Expectation {
  /** Organization id, 15 or 18 characters. */
  readonly orgId?: string | undefined;
  readonly runAsUser?: string | undefined;
  /** Protocol names that the token must cover. */
  readonly scopes?: readonly string[] | undefined;
  readonly tokenFormat?: 'opaque' | 'jwt' | undefined;
  /** From where the consumers call. Default: from here. */
  readonly from?: 'here' | 'elsewhere' | undefined;
  /** SOQL that must answer. */
  readonly query?: string | undefined;
  /** Object accesses that the run-as user must have. */
  readonly access?: Readonly<Record<string, readonly ('create' | 'read' | 'update' | 'delete')[]>> | undefined;
}

/** Everything that a check may look at. */
export interface CheckContext {
  readonly http: Http;
  readonly token: AccessToken;
  readonly endpoints: Endpoints;
  readonly expected: Expectation;
  /** Such as `66.0`. */
  readonly apiVersion: string;
  /** Base URL for API calls. */
  readonly instanceUrl: string;
  /** Reads a username by user id, where the token itself may not ask. */
  readonly readUsername?: ((userId: string) => Promise<string | undefined>) | undefined;
}

type Finding = Pick<Check, 'ok' | 'detail' | 'symptom'>;
type CheckFunction = (context: CheckContext) => Promise<Finding | undefined> | Finding | undefined;

const DETAIL_LENGTH = 2000;

/** Seconds by which clocks may differ before a JWT counts as not valid yet. */
const CLOCK_TOLERANCE_S = 60;

const ACCESS_FLAGS = { create: 'createable', read: 'queryable', update: 'updateable', delete: 'deletable' } as const;

/** What an answer says that has nothing to do with what was checked. */
function symptomOf(answer: BearerAnswer | NoAnswer): string | undefined {
  if (answer.kind === 'no-answer') return 'no-answer';
  if (answer.status >= 500) return 'server-failed';
  const error = apiErrorOf({ status: answer.status, headers: {}, body: answer.text });
  const cause = error === undefined ? undefined : causeOf(error);
  return cause !== undefined && FOREIGN_CAUSES.includes(cause) ? cause : undefined;
}

/** Causes that are told from the lack of a permission. */
const FOREIGN_CAUSES: readonly RefusalCause[] = ['server-failed', 'too-many-requests', 'wrong-host', 'org-inactive'];

/** The checks of a token, in the order in which they are made. A check that gives nothing does not apply. */
const CHECKS: readonly (readonly [string, CheckFunction])[] = [
  ['token-format', tokenFormat],
  ['clock', clock],
  ['scopes', scopes],
  ['org', org],
  ['run-as-user', runAsUser],
  ['api', api],
  ['query', query],
  ['access', access],
  [
    'no-refresh-token',
    ({ token }) => ({
      ok: !token.hasRefreshToken,
      detail: token.hasRefreshToken ? 'a refresh token came, which this flow never gives' : 'none came',
    }),
  ],
];

/** Makes every check that applies. */
export async function checkToken(context: CheckContext): Promise<readonly Check[]> {
  const checks: Check[] = [];
  for (const [name, run] of CHECKS) {
    const started = performance.now();
    const finding = await run(context);
    if (finding === undefined) continue;
    // A username, an error code, a scope: much of it is in the org's own words.
    const detail = foreignText(finding.detail, DETAIL_LENGTH);
    const ms = Math.round(performance.now() - started);
    checks.push({ name, ok: finding.ok, detail, ms, symptom: finding.symptom });
  }
  return checks;
}

function tokenFormat({ token, expected }: CheckContext): Finding | undefined {
  if (expected.tokenFormat === undefined) return undefined;
  const ok = token.format === expected.tokenFormat;
  return { ok, detail: ok ? token.format : `${token.format}, and the config asks for ${expected.tokenFormat}` };
}

/** A JWT says itself from when to when it is valid; its readers go by their own clocks. */
function clock({ token }: CheckContext): Finding | undefined {
  if (token.format !== 'jwt') return undefined;
  const { nbf, exp } = claimsOf(token.token);
  const now = Date.now() / 1000;
  if (typeof nbf === 'number' && nbf > now + CLOCK_TOLERANCE_S) {
    return { ok: false, detail: `the JWT is valid from ${spell(nbf)}, and this machine's clock says ${spell(now)}` };
  }
  if (typeof exp === 'number' && exp < now) {
    return { ok: false, detail: `the JWT was valid until ${spell(exp)}, and this machine's clock says ${spell(now)}` };
  }
  return { ok: true, detail: "this machine's clock agrees with the JWT" };
}

const spell = (seconds: number): string => new Date(seconds * 1000).toISOString();

function scopes({ token, expected }: CheckContext): Finding | undefined {
  if (token.scopes === undefined) return undefined;
  const granted = token.scopes;
  // Salesforce reports `full` for a token that covers everything.
  const missing = (expected.scopes ?? []).filter((scope) => !granted.includes(scope) && !granted.includes('full'));
  const list = granted.join(' ');
  return missing.length === 0
    ? { ok: true, detail: list }
    : { ok: false, detail: `${list}; missing: ${missing.join(' ')}` };
}

function org({ token, expected }: CheckContext): Finding | undefined {
  // Another OAuth server than Salesforce names no organization, and nobody asked for one.
  if (token.orgId === undefined && expected.orgId === undefined) return undefined;
  if (token.orgId === undefined) return { ok: false, detail: 'the answer names no organization (no identity URL)' };
  if (expected.orgId === undefined) return { ok: true, detail: token.orgId };
  const ok = token.orgId.slice(0, 15) === expected.orgId.slice(0, 15);
  return { ok, detail: ok ? token.orgId : `${token.orgId}, and the deploy went to ${expected.orgId}` };
}

async function runAsUser(context: CheckContext): Promise<Finding | undefined> {
  const { expected, token } = context;
  // Another OAuth server than Salesforce has no run-as user.
  if (expected.runAsUser === undefined && token.userId === undefined) return undefined;
  const { username, answer } = await readTokenUser(context);
  if (username === undefined) {
    const said = answer === undefined ? '' : `: ${describeAnswer(answer)}`;
    const symptom = (answer === undefined ? undefined : symptomOf(answer)) ?? 'unreadable';
    return { ok: false, detail: `the user ${token.userId ?? ''} could not be read${said}`, symptom };
  }
  if (expected.runAsUser === undefined) return { ok: true, detail: username };
  const ok = username.toLowerCase() === expected.runAsUser.toLowerCase();
  return { ok, detail: ok ? username : `${username}, and the config asks for ${expected.runAsUser}` };
}

/** The user of a token, and the last answer where the name came from nowhere. */
export interface TokenUser {
  readonly username?: string | undefined;
  readonly answer?: BearerAnswer | NoAnswer | undefined;
}

/** What is needed to ask whose token it is. */
export type UserQuestion = Omit<CheckContext, 'expected' | 'endpoints'> & {
  readonly endpoints: Pick<Endpoints, 'userinfo'>;
};

/** Whether userinfo answers a token with `api` alone is not certain; the User record of the identity URL is the fallback. */
export async function readTokenUser({
  http,
  token,
  endpoints,
  instanceUrl,
  apiVersion,
  readUsername,
}: UserQuestion): Promise<TokenUser> {
  let answer: TokenUser['answer'];
  if (endpoints.userinfo !== undefined) {
    answer = await requestWithToken(http, endpoints.userinfo, token.token);
    if (answer.kind === 'answer' && answer.status === 200) {
      const username = asText(asRecord(answer.body).preferred_username);
      if (username !== undefined) return { username };
    }
  }
  if (token.userId === undefined) return { answer };
  const record = await requestWithToken(
    http,
    `${instanceUrl}/services/data/v${apiVersion}/sobjects/User/${token.userId}?fields=Username`,
    token.token,
  );
  const username = record.kind === 'answer' ? asText(asRecord(record.body).Username) : undefined;
  return { username: username ?? (await readUsername?.(token.userId)), answer: record };
}

/** The `limits` resource would ask for a permission that a humble integration user lacks; the version's root does not. */
async function api({ http, token, instanceUrl, apiVersion }: CheckContext): Promise<Finding | undefined> {
  // Without scopes in the answer only an identity URL tells that this is Salesforce.
  const mayTry = token.scopes?.some((scope) => scope === 'api' || scope === 'full') ?? token.orgId !== undefined;
  if (!mayTry) return undefined;
  const path = `/services/data/v${apiVersion}/`;
  const answer = await requestWithToken(http, `${instanceUrl}${path}`, token.token);
  const ok = answer.kind === 'answer' && answer.status === 200;
  return { ok, detail: `GET ${path} ${describeAnswer(answer)}`, symptom: ok ? undefined : symptomOf(answer) };
}

async function query({ http, token, instanceUrl, apiVersion, expected }: CheckContext): Promise<Finding | undefined> {
  if (expected.query === undefined) return undefined;
  const url = `${instanceUrl}/services/data/v${apiVersion}/query?q=${encodeURIComponent(expected.query)}`;
  const answer = await requestWithToken(http, url, token.token);
  const rows = answer.kind === 'answer' && answer.status === 200 ? asRecord(answer.body).totalSize : undefined;
  if (typeof rows === 'number') return { ok: true, detail: `${counted(rows, 'row')}: ${expected.query}` };
  return { ok: false, detail: `${describeAnswer(answer)}: ${expected.query}`, symptom: symptomOf(answer) };
}

async function access(context: CheckContext): Promise<Finding | undefined> {
  const { http, token, instanceUrl, apiVersion, expected } = context;
  if (expected.access === undefined) return undefined;
  const missing: string[] = [];
  for (const [object, actions] of Object.entries(expected.access)) {
    const answer = await requestWithToken(
      http,
      `${instanceUrl}/services/data/v${apiVersion}/sobjects/${encodeURIComponent(object)}/describe`,
      token.token,
    );
    const symptom = symptomOf(answer);
    if (symptom !== undefined)
      return { ok: false, detail: `describe of ${object}: ${describeAnswer(answer)}`, symptom };
    const describe = answer.kind === 'answer' && answer.status === 200 ? asRecord(answer.body) : {};
    missing.push(
      ...actions.filter((action) => describe[ACCESS_FLAGS[action]] !== true).map((action) => `${action} ${object}`),
    );
  }
  const wanted = Object.entries(expected.access)
    .map(([object, actions]) => `${object}: ${actions.join(', ')}`)
    .join('; ');
  return missing.length === 0 ? { ok: true, detail: wanted } : { ok: false, detail: `missing: ${missing.join(', ')}` };
}
