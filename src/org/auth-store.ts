import './environment.js';
import { AuthInfo, AuthRemover, Lifecycle, StateAggregator } from '@salesforce/core';
import { EcaError } from '../errors.js';
import { unknownOrg } from './failure.js';
import { replaceTransport } from './transport.js';

const LOCAL = /^https?:\/\/(?:127\.0\.0\.1|localhost|\[::1\])(?:[:/]|$)/;

/** A session to make known to `sf` and to this tool. */
export interface StoredSession {
  readonly alias: string;
  readonly username: string;
  readonly accessToken: string;
  readonly instanceUrl: string;
}

/**
 * Registers the session of a local org in the auth store of `sf`, as `sf org login access-token` does, so that
 * `-o ALIAS` finds it.
 *
 * @returns A function that takes it out again and gives the alias back to whom it belonged before.
 * @throws LocalOrgStartError when the username is that of a real org.
 */
export async function registerSession(session: StoredSession): Promise<() => Promise<void>> {
  const { alias, username, accessToken, instanceUrl } = session;
  replaceTransport();
  // Without a listener core warns on stderr that a local org speaks plain http.
  Lifecycle.getInstance().onWarning(() => Promise.resolve());
  const state = await StateAggregator.getInstance();
  await refuseRealOrg(state, username);
  const before = state.aliases.getUsername(alias) ?? undefined;
  const authInfo = await AuthInfo.create({ accessTokenOptions: { accessToken, instanceUrl, loginUrl: instanceUrl } });
  await authInfo.save({ alias });
  await state.aliases.setAndSave(alias, username);
  const kept = before === undefined || before === username ? undefined : before;
  return async () => {
    await StateAggregator.clearInstanceAsync();
    const current = await StateAggregator.getInstance();
    // Somebody else may have taken alias or username over meanwhile.
    const registered = await readInstanceUrl(current, username);
    if (registered !== undefined && registered !== instanceUrl) return;
    if (current.aliases.getUsername(alias) === username) await current.aliases.unsetAndSave(alias);
    const remover = await AuthRemover.create();
    await remover.removeAuth(username);
    if (kept !== undefined) await current.aliases.setAndSave(alias, kept);
  };
}

/**
 * Reads the instance URL of an org on this machine that the auth store knows.
 *
 * @throws TargetOrgNotFoundError when the store does not know the name, or it is no local org.
 */
export async function readStoredUrl(target: string): Promise<string> {
  const state = await StateAggregator.getInstance();
  const instanceUrl = await readInstanceUrl(state, state.aliases.resolveUsername(target));
  if (instanceUrl !== undefined && LOCAL.test(instanceUrl)) return instanceUrl;
  throw unknownOrg(target);
}

/** Reads client id and key file of a login that `sf` made by JWT; undefined for any other login. */
export async function readStoredJwt(
  target: string,
): Promise<{ readonly clientId: string; readonly key: { readonly file: string } } | undefined> {
  const state = await StateAggregator.getInstance();
  const username = state.aliases.resolveUsername(target);
  if (!(await state.orgs.hasFile(username))) return undefined;
  const { clientId, privateKey } = (await state.orgs.read(username)) ?? {};
  return clientId === undefined || privateKey === undefined ? undefined : { clientId, key: { file: privateKey } };
}

async function refuseRealOrg(state: StateAggregator, username: string): Promise<void> {
  const instanceUrl = await readInstanceUrl(state, username);
  if (instanceUrl === undefined || LOCAL.test(instanceUrl)) return;
  throw new EcaError({
    name: 'LocalOrgStartError',
    message: `"${username}" is the login of a real org (${instanceUrl}); the local org does not take its place.`,
    actions: ['Give the local org another first user with --seed FILE, or log out of the other with `sf org logout`.'],
  });
}

async function readInstanceUrl(state: StateAggregator, username: string): Promise<string | undefined> {
  if (!(await state.orgs.hasFile(username))) return undefined;
  return (await state.orgs.read(username))?.instanceUrl?.replace(/\/+$/, '');
}
