import './environment.js';
import { AuthInfo, ConfigAggregator, Connection, StateAggregator } from '@salesforce/core';
import { EcaError } from '../errors.js';
import { orgFailure, unknownOrg } from './failure.js';
import { makeKey } from './auth-store.js';
import { requestJwtSession } from './jwt-login.js';
import type { SandboxConfig } from '../config/model.js';
import { refuseHost, type Login } from './login.js';
import { keepPinned } from './pin.js';
import { SessionAuth } from './session-auth.js';
import { connectedOrg } from './connected-org.js';
import { hostKind } from '../http/hosts.js';
import type { Http } from '../http/http.js';
import { withHttp } from '../http/open-http.js';
import { remember } from '../secret.js';
import type { Work } from '../work.js';
import type { Org } from './org.js';
import { keepingCause, mayAsk, replaceTransport } from './transport.js';
import { hearWarnings, withWarnings } from './warnings.js';

/** How to connect. */
export interface ConnectOptions {
  readonly login: Login;
  /** API version to use, such as `66.0`. */
  readonly apiVersion: string;
  /** Sandbox that the org has to be; anything else is refused before anybody can write there. Default: any org. */
  readonly sandbox?: SandboxConfig | undefined;
  /** Told what the Salesforce libraries warn of, and each request for `--debug`. */
  readonly work: Work;
}

/**
 * Connects to an org and learns who it is.
 *
 * @throws TargetOrgNotFoundError, OrgAuthInvalidError, OrgUnreachableError, SessionExpiredError,
 * ApiVersionUnsupportedError when the org does not offer the version; WrongOrgError when it is another one than the sandbox
 * that it has to be.
 */
export function connect(options: ConnectOptions): Promise<Org> {
  replaceTransport();
  hearWarnings();
  const { http, onProgress } = options.work;
  return withWarnings(onProgress, () => withHttp(http, () => connectWith(options)));
}

async function connectWith({ login, apiVersion, sandbox, work }: ConnectOptions): Promise<Org> {
  let target = 'the default org';
  try {
    target = await targetName(login);
    return await keepingCause(async () => {
      const connection = await Connection.create({
        authInfo: await authInfo(login, target, work),
        connectionOptions: { version: apiVersion },
      });
      const clientId = login.kind === 'jwt' ? login.clientId : undefined;
      const org = await connectedOrg(connection, { target, apiVersion, clientId, work });
      if (sandbox !== undefined) await keepPinned(org, sandbox);
      return org;
    });
  } catch (error) {
    throw orgFailure(error, 'connect', target);
  }
}

async function targetName(login: Login): Promise<string> {
  switch (login.kind) {
    case 'stored':
      return login.target;
    case 'default':
      return defaultTarget();
    case 'sfdx-url':
      return 'SFDX_AUTH_URL';
    case 'access-token':
      return login.instanceUrl;
    case 'jwt':
      return login.username;
  }
}

async function defaultTarget(): Promise<string> {
  const value = (await ConfigAggregator.create()).getPropertyValue('target-org');
  if (typeof value === 'string' && value !== '') return value;
  throw new EcaError({
    name: 'TargetOrgNotFoundError',
    message: 'No target org was named, and `sf` has no default one.',
    actions: [
      'Name one with -o ALIAS, or set targetOrg of the environment in the config, or run `sf config set target-org ALIAS`.',
      'To try without a Salesforce org, run `eca local-org start` in another terminal and use -o local-org.',
    ],
  });
}

async function authInfo(login: Login, target: string, { http, signal }: Work): Promise<AuthInfo> {
  switch (login.kind) {
    case 'stored':
    case 'default':
      return storedAuth(target);
    case 'sfdx-url':
      return sfdxUrlAuth(login.url.reveal(), signal);
    case 'access-token':
      return tokenAuth(login.token.reveal(), login.instanceUrl);
    case 'jwt':
      return jwtAuth(login, http);
  }
}

async function storedAuth(target: string): Promise<AuthInfo> {
  const state = await fromStore(target, () => StateAggregator.getInstance());
  const username = state.aliases.resolveUsername(target);
  if (!(await state.orgs.hasFile(username))) throw unknownOrg(target, { aliases: Object.keys(state.aliases.getAll()) });
  const { instanceUrl, loginUrl } = (await fromStore(target, () => state.orgs.read(username))) ?? {};
  // core passes over a file that it cannot read, and every login has an instance URL.
  if (instanceUrl === undefined) throw damagedStore(target);
  refuseHost(instanceUrl, `The login "${target}" of sf`);
  mayAsk(instanceUrl, loginUrl);
  return fromStore(target, () => AuthInfo.create({ username }));
}

/** Reads from what `sf` keeps of its logins. What the disk refuses stays that; anything else is damage. */
async function fromStore<T>(target: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof EcaError || hasDiskCode(error)) throw error;
    throw damagedStore(target, error);
  }
}

function hasDiskCode(error: unknown): boolean {
  for (let current = error; current instanceof Error; current = current.cause) {
    if ('code' in current && typeof current.code === 'string' && /^E[A-Z]+$/.test(current.code)) return true;
  }
  return false;
}

function damagedStore(target: string, cause?: unknown): EcaError {
  return new EcaError({
    name: 'OrgAuthInvalidError',
    message: `The login "${target}" cannot be used: a file that \`sf\` keeps in .sfdx of the home folder for it (the login itself, key.json or alias.json) is damaged.`,
    actions: [
      'Log in again: `sf org logout` for that org, then `sf org login web --alias ALIAS`. If that fails too, move the damaged file away: `sf` makes a new one.',
    ],
    cause,
  });
}

async function sfdxUrlAuth(url: string, signal: AbortSignal): Promise<AuthInfo> {
  const oauth2Options = parseSfdxUrl(url);
  const { refreshToken, clientSecret, loginUrl } = oauth2Options;
  for (const value of [refreshToken, clientSecret]) if (value !== undefined) remember(value);
  if (hostKind(loginUrl ?? '') !== 'login') refuseHost(loginUrl ?? '', 'The sfdx auth URL');
  mayAsk(loginUrl);
  await makeKey(signal);
  return AuthInfo.create({ oauth2Options });
}

/** core reads the beginning of such a URL, and takes as the host what stands before anything else. */
const SFDX_URL_HOST = /^[^@]*@[\w.-]+(?::\d+)?\/?$/;

/**
 * Reads an sfdx auth URL, the whole of it.
 *
 * @throws OrgAuthInvalidError, which shows nothing of it.
 */
export function parseSfdxUrl(url: string): ReturnType<typeof AuthInfo.parseSfdxAuthUrl> {
  try {
    if (SFDX_URL_HOST.test(url)) return AuthInfo.parseSfdxAuthUrl(url);
  } catch {
    // The words of core would say no more.
  }
  throw new EcaError({
    name: 'OrgAuthInvalidError',
    message: 'The sfdx auth URL is not one: it looks like force://CLIENT:SECRET:REFRESHTOKEN@HOST.',
    actions: ['Take it from `sf org auth show-sfdx-auth-url --target-org ALIAS` and store it anew.'],
  });
}

async function jwtAuth(login: Extract<Login, { kind: 'jwt' }>, http: Http): Promise<AuthInfo> {
  const { token, instanceUrl } = await requestJwtSession(login, http);
  return tokenAuth(token.reveal(), instanceUrl);
}

function tokenAuth(accessToken: string, instanceUrl: string): AuthInfo {
  mayAsk(instanceUrl);
  return new SessionAuth(accessToken, instanceUrl);
}
