import { EcaError } from '../errors.js';
import { KNOWN_STATE_TYPES, knownStateOf } from './known-state.js';
import type { MetadataComponent } from '../metadata/component.js';
import { readAppAccess } from '../org/app-access.js';
import { readParts } from '../org/app-parts.js';
import { readComponents } from '../org/components.js';
import { readConsumer } from '../credentials/read-pair.js';
import { readLastLogin } from '../org/login-history.js';
import type { Org } from '../org/org.js';
import { readHoldings } from '../org/permissions.js';
import { readStaged } from '../credentials/staged.js';
import { readUsers } from '../org/users.js';
import type { KnownState } from './diagnosis.js';
import { within, type Work } from '../work.js';

/** Whose token was refused. */
export interface Refused {
  /** Name of the app; absent when only its key is known. */
  readonly app?: string | undefined;
  /** Key that was sent. */
  readonly consumerKey?: string | undefined;
  /** Username that the config names. */
  readonly runAsUser?: string | undefined;
}

const READ_WAIT_MS = 60_000;

/**
 * Asks the org what it holds of app and user, to tell refusals apart that look alike. What may not be asked stays open.
 *
 * @param components - Components of the org, when they were read already.
 */
export async function readKnownState(
  org: Org,
  refused: Refused,
  work: Work,
  components?: readonly MetadataComponent[],
): Promise<KnownState> {
  const ask = async <T>(what: string, question: () => Promise<T>): Promise<T | undefined> => {
    try {
      return await question();
    } catch (error) {
      if (!(error instanceof EcaError)) throw error;
      work.onProgress({ kind: 'warning', message: `The org could not be asked about ${what}: ${error.message}` });
      return undefined;
    }
  };
  const read = () => readState(org, refused, within(work, READ_WAIT_MS));
  const found = components ?? (await ask('its apps', read));
  const app = found === undefined ? {} : stateOf(refused, found);
  const name = refused.app ?? app.owner;
  const username = app.state?.policyUser ?? refused.runAsUser;
  const user =
    username === undefined ? {} : ((await ask(`the user ${username}`, () => userState(org, username))) ?? {});
  // Without access to credentials the slot stays unknown, and that is no news.
  const rotatedKey = name === undefined ? undefined : await readRotatedKey(org, name).catch(() => undefined);
  const approval = await approvalIn(org, name, app.state);
  return {
    ...app.state,
    ...user,
    approval,
    orgUrl: org.identity.instanceUrl,
    rotatedKey,
  };
}

/** Without the name of the app, the key tells it: all are read. */
async function readState(org: Org, { app }: Refused, work: Work): Promise<readonly MetadataComponent[]> {
  if (app === undefined) return readComponents(org, KNOWN_STATE_TYPES, work);
  return (await readParts(org, { apps: [app], types: KNOWN_STATE_TYPES }, work)).components;
}

function stateOf(
  { app, consumerKey }: Refused,
  components: readonly MetadataComponent[],
): { readonly owner?: string | undefined; readonly state?: KnownState | undefined } {
  const apps = components.filter(({ type }) => type === 'ExternalClientApplication').map(({ fullName }) => fullName);
  const owner = app ?? apps.find((name) => knownStateOf(name, components).consumerKey === consumerKey);
  // No app has the key: the names of those that are there help to see which org this is.
  if (owner === undefined) return { state: { otherApps: apps } };
  const { state, consumerKey: current } = knownStateOf(owner, components);
  return { owner, state: { ...state, consumerKey: current } };
}

async function userState(org: Org, username: string): Promise<KnownState> {
  const users = await readUsers(org, [username]);
  const user = users.find((found) => found.username.toLowerCase() === username.toLowerCase());
  if (user === undefined) return {};
  const [holdings, lastLogin] = await Promise.all([
    readHoldings(org, [username], ['ApiEnabled']).catch(() => undefined),
    readLastLogin(org, user.id).catch(() => undefined),
  ]);
  const held = holdings?.get(username.toLowerCase());
  return {
    userIsActive: user.isActive,
    userIsFrozen: user.isFrozen,
    userHolds: held === undefined ? undefined : [...held.permissionSets],
    userProfile: user.profile?.name,
    userHasApi: held === undefined ? undefined : held.permissions.has('ApiEnabled'),
    lastLogin,
  };
}

/** The policy names whom the app admits, and so does the org's own table, which not every session may read. */
async function approvalIn(org: Org, app: string | undefined, state: KnownState = {}): Promise<KnownState['approval']> {
  const { approval } = state;
  if (app === undefined || approval === undefined) return approval;
  const table = (await readAppAccess(org, [app]).catch(() => undefined))?.get(app);
  const both = (one: readonly string[], other: readonly string[] = []) => [...new Set([...one, ...other])];
  return {
    permissionSets: both(approval.permissionSets, table?.permissionSets),
    profiles: both(approval.profiles, table?.profiles),
  };
}

async function readRotatedKey(org: Org, app: string): Promise<string | undefined> {
  const staged = await readStaged(org, await readConsumer(org, app));
  return staged?.state === 'rotated' ? staged.consumerKey : undefined;
}
