import { randomBytes } from 'node:crypto';
import { readConsumer } from '../../src/credentials/read-pair.js';
import { currentHttp } from '../../src/http/open-http.js';
import { keepLogin } from '../../src/http/origins.js';
import { describeAnswer, requestWithToken } from '../../src/oauth/bearer.js';
import { requestEndpoints } from '../../src/oauth/endpoints.js';
import { readTokenResponse, requestToken, type TokenAnswer } from '../../src/oauth/token.js';
import type { Org } from '../../src/org/org.js';
import { quote } from '../../src/org/soql.js';
import { Secret } from '../../src/secret.js';
import { redactionFor } from './redact.js';
import { saidOf } from './token-requests.js';

/** What one look at an org showed. */
export interface Look {
  readonly what: string;
  readonly ok: boolean;
  readonly said: string;
}

const CALLBACK = 'http://localhost:1717/OauthRedirect';
/** What `sf` logs in with; a session that came as a token alone names no app. */
const STANDARD_CLIENT = 'PlatformCLI';

/**
 * Logs in to a sandbox by production's session, once, and asks who it is. Nothing is changed; the sandbox's login history
 * shows the login.
 */
export async function lookAtSandboxLogin(production: Org, name: string): Promise<readonly Look[]> {
  const [sandbox] = await toolingQuery<{ readonly Status: string; readonly EndDate: string | null }>(
    production,
    `SELECT Status, EndDate FROM SandboxProcess WHERE SandboxName = ${quote(name)} ORDER BY CreatedDate DESC LIMIT 1`,
  );
  if (sandbox === undefined) return [{ what: 'SandboxProcess', ok: false, said: 'production lists no such sandbox' }];
  const looks: Look[] = [{ what: 'SandboxProcess', ok: sandbox.Status === 'Completed', said: sandbox.Status }];
  const clientId = production.clientId ?? STANDARD_CLIENT;
  const kind = clientId === STANDARD_CLIENT ? 'PlatformCLI' : "the session's own app";
  const login = await production
    .request<SandboxLogin>({
      method: 'POST',
      path: 'tooling/sandboxAuth',
      body: { clientId, sandboxName: name, callbackUrl: CALLBACK },
    })
    .catch((error: unknown) => wordsOf(error));
  if (typeof login === 'string') return [...looks, { what: `sandboxAuth as ${kind}`, ok: false, said: login }];
  looks.push({ what: `sandboxAuth as ${kind}`, ok: true, said: `gave ${Object.keys(login).sort().join(', ')}` });
  keepLogin({ asked: production.identity.instanceUrl, named: login.instanceUrl, what: 'the URL of the sandbox' });
  return [...looks, ...(await redeem(login, clientId))];
}

interface SandboxLogin {
  readonly authUserName: string;
  readonly authCode: string;
  readonly instanceUrl: string;
}

async function redeem(login: SandboxLogin, clientId: string): Promise<readonly Look[]> {
  const endpoints = await requestEndpoints(currentHttp(), login.instanceUrl);
  if (endpoints.kind === 'no-answer') return [{ what: 'authorization_code', ok: false, said: endpoints.detail }];
  const form = {
    grant_type: 'authorization_code',
    code: login.authCode,
    client_id: clientId,
    redirect_uri: CALLBACK,
  };
  const response = await currentHttp().fetch(endpoints.token, {
    method: 'POST',
    headers: { accept: 'application/json', 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams(form),
  });
  const answer = await readTokenResponse(response, endpoints);
  const looks: Look[] = [{ what: 'authorization_code', ok: answer.kind === 'token', said: saidOf(answer) }];
  if (answer.kind !== 'token' || endpoints.userinfo === undefined) return looks;
  const info = await requestWithToken(currentHttp(), endpoints.userinfo, answer.token);
  const isUser = info.kind === 'answer' && JSON.stringify(info.body ?? '').includes(login.authUserName);
  return [...looks, { what: 'userinfo', ok: isUser, said: isUser ? 'is authUserName' : describeAnswer(info) }];
}

/**
 * Compares the apps of a sandbox with those of its production org: links, spelling of run-as users, and what the sandbox
 * says to production's key with a made-up secret. Nothing is changed.
 */
export async function lookAtPair(production: Org, sandbox: Org): Promise<readonly Look[]> {
  const [ofProduction, ofSandbox] = await Promise.all([readApps(production), readApps(sandbox)]);
  const both = ofSandbox.filter(({ DeveloperName: name }) => ofProduction.some((app) => app.DeveloperName === name));
  const looks: Look[] = [
    {
      what: 'apps',
      ok: true,
      said: `${ofProduction.length} in production, ${ofSandbox.length} in the sandbox, ${both.length} in both`,
    },
  ];
  for (const [index, app] of both.entries()) {
    const what = `app ${index + 1}`;
    const link = linkKind(app.OrgScopedExternalApp, production, sandbox);
    looks.push({ what: `${what}: OrgScopedExternalApp`, ok: true, said: link });
    looks.push(await attempt(`${what}: OauthLink`, () => oauthLink(app.Id, production, sandbox)));
    looks.push(await attempt(`${what}: run-as user`, () => userSpelling(app.Id, production, sandbox)));
    looks.push(await attempt(`${what}: production's key`, () => foreignKey(app.DeveloperName, production, sandbox)));
  }
  looks.push(await attempt('keys by SOQL', () => keysBySoql(production, sandbox)));
  return looks;
}

interface AppRow {
  readonly Id: string;
  readonly DeveloperName: string;
  readonly OrgScopedExternalApp?: string | null;
}

function readApps(org: Org): Promise<readonly AppRow[]> {
  return org.query<AppRow>('SELECT Id, DeveloperName, OrgScopedExternalApp FROM ExternalClientApplication');
}

/** Says whose org id a link begins with, and not which. */
function linkKind(link: string | null | undefined, production: Org, sandbox: Org): string {
  if (link === null || link === undefined || link === '') return 'empty';
  const org = link.slice(0, 15);
  if (org === sandbox.identity.orgId.slice(0, 15)) return "the sandbox's own org id";
  return org === production.identity.orgId.slice(0, 15) ? "production's org id" : 'the id of a third org';
}

async function oauthLink(appId: string, production: Org, sandbox: Org): Promise<string> {
  const [row] = await sandbox.query<{ readonly OauthLink: string | null }>(
    `SELECT OauthLink FROM ExtlClntAppOauthSettings WHERE ExternalClientApplicationId = ${quote(appId)}`,
  );
  return row === undefined ? 'there are no OAuth settings' : linkKind(row.OauthLink, production, sandbox);
}

async function userSpelling(appId: string, production: Org, sandbox: Org): Promise<string> {
  const [row] = await sandbox.query<{ readonly ClientCredentialsFlowUser: string | null }>(
    `SELECT ClientCredentialsFlowUser FROM ExtlClntAppOauthPlcyCnfg WHERE ExternalClientApplicationId = ${quote(appId)}`,
  );
  const user = row?.ClientCredentialsFlowUser ?? '';
  if (user === '') return 'none is named';
  const exists = async (org: Org): Promise<boolean> =>
    (await org.query(`SELECT Id FROM User WHERE Username = ${quote(user)}`)).length > 0;
  const [here, there] = await Promise.all([exists(sandbox), exists(production)]);
  return here
    ? 'as the sandbox spells it'
    : there
      ? 'as production spells it, who is not there'
      : 'a user of neither org';
}

/** `invalid_client_id` says that the sandbox does not know the key, `invalid_client` that it knows it. */
async function foreignKey(app: string, production: Org, sandbox: Org): Promise<string> {
  const { consumerKey } = await readConsumer(production, app);
  if (consumerKey === undefined) return "production does not tell the app's key";
  const endpoints = await requestEndpoints(currentHttp(), sandbox.identity.instanceUrl);
  if (endpoints.kind === 'no-answer') return `no token endpoint: ${endpoints.detail}`;
  const consumerSecret = new Secret(randomBytes(32).toString('hex'));
  const answer: TokenAnswer = await requestToken(currentHttp(), endpoints, { consumerKey, consumerSecret });
  return saidOf(answer);
}

/** Consumers are records of their own, whose keys the data API shows hashed, if at all. */
async function keysBySoql(production: Org, sandbox: Org): Promise<string> {
  const read = (org: Org) =>
    org.query<Readonly<Record<string, unknown>>>('SELECT FIELDS(ALL) FROM ExtlClntAppOauthConsumer LIMIT 200');
  const [here, there] = [await read(sandbox), await read(production)];
  const names = Object.keys(here[0] ?? {}).filter(
    (name) => name !== 'attributes' && !/^(?:Id|.*Date|.*Id)$/.test(name),
  );
  const same = names.filter((name) =>
    here.some((row) => typeof row[name] === 'string' && there.some((other) => other[name] === row[name])),
  );
  return `columns ${names.join(', ') || 'none'}; with a value that both orgs have: ${same.join(', ') || 'none'}`;
}

async function attempt(what: string, look: () => Promise<string>): Promise<Look> {
  try {
    return { what, ok: true, said: await look() };
  } catch (error) {
    return { what, ok: false, said: wordsOf(error) };
  }
}

async function toolingQuery<T>(org: Org, soql: string): Promise<readonly T[]> {
  const path = `tooling/query?q=${encodeURIComponent(soql)}`;
  return (await org.request<{ readonly records: readonly T[] }>({ method: 'GET', path })).records;
}

function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Makes the report of some looks, free of org ids, usernames and hosts. */
export function looksAsMarkdown(title: string, looks: readonly Look[], orgs: readonly Org[]): string {
  const redact = redactionFor(orgs);
  const rows = looks.map(({ what, ok, said }) => {
    const text = redact(said).replace(/\s+/g, ' ').replaceAll('|', '\\|');
    return `| ${what} | ${ok ? 'ok' : 'FAILED'} | ${text} |`;
  });
  const isLocal = orgs.some(({ identity }) => new URL(identity.instanceUrl).hostname === '127.0.0.1');
  return [
    `## Smoke look (read-only): ${title}`,
    '',
    ...(isLocal ? ['> Run against the local org: this proves nothing about Salesforce.', ''] : []),
    '| what | result | answer |',
    '|---|---|---|',
    ...rows,
    '',
  ].join('\n');
}
