import './environment.js';
import { homedir } from 'node:os';
import { AuthInfo, AuthRemover, StateAggregator } from '@salesforce/core';
import { EcaError, type ErrorName } from '../errors.js';
import { isLoopback } from '../http/origins.js';
import { withLock } from '../project/lock.js';
import { fileFailure } from './failure.js';
import { replaceTransport } from './transport.js';
import { hearWarnings } from './warnings.js';

/** A session of a local org, to make known to `sf` and to this tool. */
export interface StoredSession {
  readonly alias: string;
  readonly username: string;
  readonly orgId: string;
  readonly accessToken: string;
  readonly instanceUrl: string;
}

/** A login in the auth store of `sf`. */
export interface StoredLogin {
  readonly username: string;
  /** Without trailing slash; undefined when the alias names a user who is not logged in. */
  readonly instanceUrl: string | undefined;
  /** True for a login that {@link registerSession} made. */
  readonly isOurs: boolean;
}

/** Field of a login that says who made it. */
const MARK = 'ecaLocalOrg';
const LOCK_MS = 60_000;

/**
 * Does something with the auth store while no other run of this user does.
 *
 * core locks what it writes, and not what it reads first: two that begin at once in an empty home folder would lose each
 * other's aliases, or make two keys.
 *
 * @param signal - Ends the wait for the others.
 * @param name - Of the error when they do not end in time. Default: `LocalOrgStartError`.
 */
export async function withAuthStore<T>(
  act: () => Promise<T>,
  signal: AbortSignal = new AbortController().signal,
  name: ErrorName = 'LocalOrgStartError',
): Promise<T> {
  return alone(signal, name, async () => {
    await StateAggregator.clearInstanceAsync();
    return withinReach(act);
  });
}

function alone<T>(signal: AbortSignal, name: ErrorName, act: () => Promise<T>): Promise<T> {
  const bounds = { signal, deadline: Date.now() + LOCK_MS, onWait: () => undefined };
  const options = { ...bounds, busy: (pid: number) => busy(pid, name) };
  return withLock(`auth store of sf in ${homedir()}`, options, act);
}

/** Name of no login: core asks for the key whenever it looks for one, there or not. */
const NOBODY = 'eca';

/**
 * Sees to it that the key is there with which core encrypts a session that can be refreshed. Logins that begin at once in an
 * empty home folder would each make one, or read what another is writing.
 *
 * @throws OrgAuthInvalidError when the file of the key is damaged.
 */
export function makeKey(signal: AbortSignal): Promise<void> {
  return alone(signal, 'OrgBusyError', async () => {
    const state = await openStore();
    try {
      await state.orgs.read(NOBODY, false, false);
    } catch (error) {
      throw error instanceof Error && error.name === 'JsonParseError' ? damagedKey(error) : error;
    }
  });
}

function damagedKey(cause: Error): EcaError {
  return new EcaError({
    name: 'OrgAuthInvalidError',
    message: 'The sfdx auth URL cannot be used: key.json, which `sf` keeps in .sfdx of the home folder, is damaged.',
    actions: ['Move it away: a new one is made. What `sf` encrypted with it, its stored logins, has to be made anew.'],
    cause,
  });
}

const openStore = (): Promise<StateAggregator> => withinReach(() => StateAggregator.getInstance());

/** Says of files that cannot be read or written that they are the logins of `sf`. */
async function withinReach<T>(act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    throw error instanceof EcaError ? error : (fileFailure(error) ?? error);
  }
}

function busy(pid: number, name: ErrorName): EcaError {
  return new EcaError({
    name,
    message: `Another run, process ${pid}, changes the logins of sf, and has not finished within a minute.`,
    actions: ['Run the command again; if it happens again, end that process.'],
  });
}

/**
 * Registers the session of a local org as `sf org login access-token` does, so that `-o ALIAS` finds it.
 *
 * @returns A function that takes out again what this one made.
 */
export async function registerSession(session: StoredSession): Promise<() => Promise<void>> {
  const { alias, username, orgId, accessToken, instanceUrl } = session;
  replaceTransport();
  hearWarnings();
  const state = await openStore();
  // core asks the org for what it is not told.
  const known = { isDevHub: false, isScratch: false, namespacePrefix: null, orgEdition: 'Developer Edition' };
  const login = { username, orgId, accessToken, instanceUrl, loginUrl: instanceUrl };
  const authInfo = await AuthInfo.create({ accessTokenOptions: { ...known, ...login } });
  const marked = { alias, [MARK]: 'true' };
  await authInfo.save(marked);
  await state.aliases.setAndSave(alias, username);
  return () => forgetSessions(instanceUrl);
}

/** Takes out what {@link registerSession} made for the local org at a URL, and nothing else. */
export async function forgetSessions(instanceUrl: string): Promise<void> {
  await StateAggregator.clearInstanceAsync();
  const state = await openStore();
  for (const file of await state.orgs.list()) {
    const login = await readLoginOf(state, file.replace(/\.json$/, ''));
    if (!login.isOurs || login.instanceUrl !== instanceUrl) continue;
    await forgetLogin(login.username);
  }
}

/** Takes a login out, with the aliases that name it. */
export async function forgetLogin(username: string): Promise<void> {
  const remover = await AuthRemover.create();
  await remover.removeAuth(username);
}

/** Reads the login that an alias or a username stands for; undefined when the store does not know it. */
export async function readLogin(target: string): Promise<StoredLogin | undefined> {
  const state = await openStore();
  const username = state.aliases.resolveUsername(target);
  const login = await readLoginOf(state, username);
  return login.instanceUrl === undefined && username === target ? undefined : login;
}

/** Lists the logins to orgs on this machine that have an alias, by alias. */
export async function listLocalLogins(): Promise<readonly (StoredLogin & { readonly alias: string })[]> {
  const state = await openStore();
  const all = await Promise.all(
    Object.entries(state.aliases.getAll()).map(async ([alias, username]) => ({
      alias,
      ...(await readLoginOf(state, username ?? '')),
    })),
  );
  return all.filter(({ instanceUrl }) => instanceUrl !== undefined && isLoopback(instanceUrl));
}

/**
 * Reads the instance URL of an org on this machine that the auth store knows.
 *
 * @throws TargetOrgNotFoundError when the store does not know the name, or it is no local org.
 */
export async function readStoredUrl(target: string): Promise<string> {
  const instanceUrl = (await readLogin(target))?.instanceUrl;
  if (instanceUrl !== undefined && isLoopback(instanceUrl)) return instanceUrl;
  throw await unknownLocalOrg(target);
}

async function unknownLocalOrg(target: string): Promise<EcaError> {
  const aliases = (await listLocalLogins()).map(({ alias }) => alias).toSorted();
  const known = aliases.length === 0 ? '' : ` Those of this machine are ${aliases.join(', ')}.`;
  return new EcaError({
    name: 'TargetOrgNotFoundError',
    message: `No local org has the alias "${target}".${known}`,
    actions: ['`eca local-org list` shows those that run; `eca local-org start --alias ALIAS` starts one.'],
  });
}

/** Reads client id and key file of a login that `sf` made by JWT; undefined for any other login. */
export async function readStoredJwt(
  target: string,
): Promise<{ readonly clientId: string; readonly key: { readonly file: string } } | undefined> {
  const state = await openStore();
  const username = state.aliases.resolveUsername(target);
  if (!(await state.orgs.hasFile(username))) return undefined;
  const { clientId, privateKey } = (await state.orgs.read(username)) ?? {};
  return clientId === undefined || privateKey === undefined ? undefined : { clientId, key: { file: privateKey } };
}

async function readLoginOf(state: StateAggregator, username: string): Promise<StoredLogin> {
  if (!(await state.orgs.hasFile(username))) return { username, instanceUrl: undefined, isOurs: false };
  const fields = (await state.orgs.read(username)) ?? {};
  return { username, instanceUrl: fields.instanceUrl?.replace(/\/+$/, ''), isOurs: MARK in fields };
}
