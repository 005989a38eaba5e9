import type { Variables } from '../plain-data.js';
import type { AuthConfig } from '../config/model.js';
import { EcaError } from '../errors.js';
import { foreignText } from '../foreign-text.js';
import { hostKind, wrongHost, type HostKind } from '../http/hosts.js';
import { isSafe } from '../http/origins.js';
import { Secret } from '../secret.js';

/** One way to get a session of an org. */
export type Login =
  | { readonly kind: 'stored'; readonly target: string }
  | { readonly kind: 'default' }
  | { readonly kind: 'sfdx-url'; readonly url: Secret }
  | { readonly kind: 'access-token'; readonly token: Secret; readonly instanceUrl: string }
  | {
      readonly kind: 'jwt';
      readonly clientId: string;
      readonly username: string;
      readonly key: { readonly pem: Secret } | { readonly file: string };
      readonly instanceUrl: string;
    };

/** Names of the environment variables that {@link chooseLogin} reads, when an environment names no others. */
const STANDARD: AuthConfig = {
  sfdxAuthUrl: 'SFDX_AUTH_URL',
  accessToken: 'SF_ACCESS_TOKEN',
  instanceUrl: 'ECA_INSTANCE_URL',
  jwt: { clientId: 'ECA_JWT_CLIENT_ID', username: 'ECA_JWT_USERNAME', key: 'ECA_JWT_KEY', keyFile: 'ECA_JWT_KEY_FILE' },
};

/** What decides which org is meant. */
export interface LoginChoice {
  /** The `-o` flag. */
  readonly flag?: string | undefined;
  /** `targetOrg` of the environment. */
  readonly targetOrg?: string | undefined;
  /** `auth` of the environment. */
  readonly auth?: AuthConfig | undefined;
  readonly env: Variables;
}

/**
 * Chooses how to log in: the flag, then the environment's `auth` if its variables are set, then its `targetOrg`, then
 * the standard variables, then the default org of `sf`.
 *
 * @throws OrgAuthInvalidError when variables are set by half, or an environment names variables and nothing else.
 */
export function chooseLogin({ flag, targetOrg, auth, env }: LoginChoice): Login {
  if (flag !== undefined) return { kind: 'stored', target: flag };
  if (auth !== undefined) {
    const login = loginFrom(auth, env);
    if (login !== undefined) return login;
    if (targetOrg === undefined) {
      const unset = variablesOf(auth).filter((name) => (env[name]?.trim() ?? '') === '');
      throw incomplete(`"auth" names no login that is complete; not set: ${unset.join(', ')}.`, unset);
    }
  }
  if (targetOrg !== undefined) return { kind: 'stored', target: targetOrg };
  return loginFrom(STANDARD, env) ?? { kind: 'default' };
}

function loginFrom(auth: AuthConfig, env: Variables): Login | undefined {
  const read = (name: string | undefined) => (name === undefined ? undefined : env[name]?.trim() || undefined);
  const url = read(auth.sfdxAuthUrl);
  if (url !== undefined) return { kind: 'sfdx-url', url: new Secret(url) };
  const instanceUrl = read(auth.instanceUrl);
  const token = read(auth.accessToken);
  if (token !== undefined) {
    // Another org than the one that the token is of must never be taken in its place.
    if (instanceUrl === undefined) {
      throw incomplete(`${auth.accessToken ?? ''} is set, but the org's URL is not.`, [
        auth.instanceUrl ?? 'auth.instanceUrl',
      ]);
    }
    // The value is not shown: only that it is no token.
    if (!/^[\x21-\x7e]+$/.test(token)) {
      const variable = auth.accessToken ?? '';
      throw incomplete(`${variable} holds characters that no token has, such as a line break.`, [variable]);
    }
    return { kind: 'access-token', token: new Secret(token), instanceUrl: originOf(instanceUrl, auth.instanceUrl) };
  }
  return jwtFrom(auth, read, instanceUrl);
}

function jwtFrom(
  auth: AuthConfig,
  read: (name: string | undefined) => string | undefined,
  instanceUrl: string | undefined,
): Login | undefined {
  const names = auth.jwt;
  if (names === undefined && instanceUrl !== undefined) throw urlAlone(auth);
  if (names === undefined) return undefined;
  const clientId = read(names.clientId);
  const username = read(names.username);
  const pem = read(names.key);
  const file = read(names.keyFile);
  const isUnset = clientId === undefined && username === undefined && pem === undefined && file === undefined;
  if (isUnset && instanceUrl !== undefined) throw urlAlone(auth);
  if (isUnset) return undefined;
  const key = pem === undefined ? (file === undefined ? undefined : { file }) : { pem: new Secret(pem) };
  if (clientId === undefined || username === undefined || key === undefined || instanceUrl === undefined) {
    const missing = [
      clientId === undefined ? names.clientId : undefined,
      username === undefined ? names.username : undefined,
      key === undefined ? (names.key ?? names.keyFile) : undefined,
      instanceUrl === undefined ? (auth.instanceUrl ?? 'auth.instanceUrl') : undefined,
    ].filter((name): name is string => name !== undefined);
    throw incomplete('The JWT login is set by half.', missing);
  }
  return { kind: 'jwt', clientId, username, key, instanceUrl: originOf(instanceUrl, auth.instanceUrl) };
}

function variablesOf(auth: AuthConfig): string[] {
  const jwt = auth.jwt;
  return [
    auth.sfdxAuthUrl,
    auth.accessToken,
    auth.instanceUrl,
    jwt?.clientId,
    jwt?.username,
    jwt?.key,
    jwt?.keyFile,
  ].filter((name): name is string => name !== undefined);
}

function urlAlone({ instanceUrl = 'auth.instanceUrl', accessToken, jwt }: AuthConfig): EcaError {
  const ways = [accessToken, jwt?.clientId].filter((name) => name !== undefined);
  return incomplete(`${instanceUrl} names an org, and nothing that logs in to it is set.`, [
    ways.length === 0 ? 'auth.accessToken or auth.jwt' : ways.join(' or the variables of '),
  ]);
}

function originOf(url: string, variable: string | undefined): string {
  const name = variable ?? 'ECA_INSTANCE_URL';
  // The value is not shown: somebody may have put the token here.
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) {
    throw incomplete(`${name} is not the URL of an org.`, [name]);
  }
  refuseHost(url, name);
  return new URL(url).origin;
}

/** Kinds of hosts that no session is used at. The name of an instance is not wise, and works. */
const NO_ORG: readonly HostKind[] = ['login', 'setup', 'lightning', 'site', 'malformed'];

/**
 * Refuses the URL of an org that would send the session in the clear, or to a host that is no org's own.
 *
 * @param place - Where the URL is written.
 * @throws OrgAuthInvalidError before anything is sent.
 */
export function refuseHost(url: string, place: string): void {
  const { host } = URL.canParse(url) ? new URL(url) : { host: '' };
  const kind = hostKind(url);
  if (NO_ORG.includes(kind) || host === '') {
    throw new EcaError({
      name: 'OrgAuthInvalidError',
      message: `${place} names ${host === '' ? 'no host' : foreignText(host, 200)}, and that is no org's own: ${wrongHost(url) ?? 'it is not the URL of an org'}.`,
      actions: [`Set ${place} to the My Domain of the org: https://acme--uat.sandbox.my.salesforce.com.`],
    });
  }
  if (isSafe(url)) return;
  throw new EcaError({
    name: 'OrgAuthInvalidError',
    message: `${place} begins with http://, and the session would go to ${foreignText(host, 200)} in the clear. Nothing was sent.`,
    actions: [`Write https://${foreignText(host, 200)} in ${place}; plain http is for a local org on this machine.`],
  });
}

function incomplete(message: string, missing: readonly string[]): EcaError {
  return new EcaError({
    name: 'OrgAuthInvalidError',
    message,
    actions: [`Set ${missing.join(', ')}; an instance URL looks like https://acme--uat.sandbox.my.salesforce.com.`],
  });
}
