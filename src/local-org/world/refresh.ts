import type { Context } from '../state/context.js';
import { id15, id18, newConsumerKey, newConsumerSecret, recordId } from '../state/ids.js';
import type { AppCredentials } from '../state/apps.js';
import type { ComponentFields } from '../state/fields.js';
import type { StoredComponent } from '../state/components.js';
import type { UserRecord } from '../state/users.js';
import type { World } from '../state/world.js';
import { refreshOauthViews } from '../apps/oauth-view.js';

/** Values of {@link AppsAfterRefresh}. */
export const APPS_AFTER_REFRESH = ['absent', 'kept', 'stale', 'foreign-link', 'half-broken'] as const;

/**
 * What a refresh makes of the External Client Apps: `absent` they are gone, `kept` they came along from production
 * with their credentials, `stale` they came along, with new credentials and production's usernames, `foreign-link` they
 * came along as they are in the org that the sandbox was copied from, whose id their links and the header keep, with
 * that org's usernames, `half-broken` their OAuth settings are gone and the rest is there.
 */
export type AppsAfterRefresh = (typeof APPS_AFTER_REFRESH)[number];

/** How a sandbox refresh turns out. */
export interface RefreshOptions {
  /** Default: the org's sandbox name, else `uat`. */
  readonly sandboxName?: string | undefined;
  /** Default: made from the old id. */
  readonly orgId?: string | undefined;
  /** Default: `absent`. */
  readonly apps?: AppsAfterRefresh | undefined;
  /**
   * Usernames that may use the sandbox; the others are frozen, and only these keep their e-mail address. As written
   * before or after the refresh. Default: nobody is frozen, every e-mail address becomes invalid.
   */
  readonly accessGroup?: readonly string[] | undefined;
  /**
   * Id of the org that the sandbox was copied from, production or for a clone another sandbox; `foreign-link` apps name
   * it. Default: made up.
   */
  readonly sourceOrgId?: string | undefined;
  /** False leaves the refreshed org waiting, and the old one answering, until it is activated. Default: true. */
  readonly activated?: boolean | undefined;
  /** Usernames that some other org took, so that Salesforce alters them. As written after the refresh. Default: none. */
  readonly takenUsernames?: readonly string[] | undefined;
}

/** What a refresh did. */
export interface RefreshReport {
  readonly oldOrgId: string;
  readonly orgId: string;
  readonly sandboxName: string;
  /** New username by old one. */
  readonly usernames: Readonly<Record<string, string>>;
  readonly apps: AppsAfterRefresh;
}

/**
 * Says what is wrong with how a refresh is to turn out.
 *
 * @throws TypeError
 */
function checkRefresh(options: RefreshOptions): void {
  const { apps = 'absent', sourceOrgId } = options;
  for (const name of ['accessGroup', 'takenUsernames'] as const) {
    const list: unknown = options[name] ?? [];
    if (Array.isArray(list) && list.every((item) => typeof item === 'string')) continue;
    throw new TypeError(`${name} is a list of usernames, not ${JSON.stringify(list)}.`);
  }
  if (!APPS_AFTER_REFRESH.includes(apps)) {
    throw new TypeError(`"${apps as string}" is no outcome of a refresh; use ${APPS_AFTER_REFRESH.join(', ')}.`);
  }
  if (sourceOrgId !== undefined && !/^00D\w{12}(\w{3})?$/.test(sourceOrgId)) {
    throw new TypeError(`"${sourceOrgId}" is no org id; it has 15 or 18 characters and begins with 00D.`);
  }
}

/** A refreshed org that waits to be activated. */
export interface PendingRefresh {
  readonly report: RefreshReport;
  readonly world: World;
}

/** Refreshes a copy of the org, which takes the org's place when it is activated. [C] until then the old org answers */
export function prepareRefresh(context: Context, options: RefreshOptions): PendingRefresh {
  const world = structuredClone(context.world);
  const copy: Context = { ...context, world, nextId: (prefix) => recordId(prefix, (world.lastId += 1)) };
  return { report: refreshWorld(copy, options), world };
}

/** Makes of the org what a sandbox refresh makes of it. [C] ids, frozen users, e-mails; [X] altered usernames; [P] apps. */
export function refreshWorld(context: Context, options: RefreshOptions): RefreshReport {
  checkRefresh(options);
  const { world } = context;
  const apps = options.apps ?? 'absent';
  const oldOrgId = world.org.id;
  const sandboxName = options.sandboxName ?? (world.org.sandboxName === '' ? 'uat' : world.org.sandboxName);
  const orgId = options.orgId === undefined ? nextOrgId(oldOrgId) : id18(id15(options.orgId));
  const oldSandbox = world.org.sandboxName;
  world.org = { ...world.org, id: orgId, isSandbox: true, sandboxName, instanceName: 'CS999' };
  const usernames: Record<string, string> = {};
  world.users = world.users.map((user) => {
    const refreshed = refreshUser(user, oldSandbox, sandboxName, options);
    usernames[user.username] = refreshed.username;
    return refreshed;
  });
  // [X] nothing that proves an identity outlives a refresh
  world.sessions = {};
  world.refreshTokens = {};
  world.authCodes = {};
  world.logins = [];
  world.jobs = {};
  world.principals = {};
  refreshApps(context, apps, usernames, options.sourceOrgId);
  return { oldOrgId, orgId, sandboxName, usernames, apps };
}

function nextOrgId(old: string): string {
  const next = (Number.parseInt(old.slice(3, 15), 36) + 1297).toString(36).toUpperCase();
  return id18(`00D${next.padStart(12, '0')}`);
}

function refreshUser(user: UserRecord, oldSandbox: string, sandboxName: string, options: RefreshOptions): UserRecord {
  const suffix = `.${oldSandbox.toLowerCase()}`;
  const production =
    oldSandbox !== '' && user.username.endsWith(suffix) ? user.username.slice(0, -suffix.length) : user.username;
  const expected = `${production}.${sandboxName.toLowerCase()}`;
  const taken = options.takenUsernames?.some((name) => name.toLowerCase() === expected) === true;
  const group = options.accessGroup?.map((name) => name.toLowerCase());
  const inGroup = group?.some((name) => [user.username, expected].includes(name)) === true;
  return {
    ...user,
    username: taken ? `${production}1.${sandboxName.toLowerCase()}` : expected,
    email: inGroup || user.email.endsWith('.invalid') ? user.email : `${user.email}.invalid`,
    frozen: group === undefined ? user.frozen : !inGroup,
  };
}

const isApp = (component: StoredComponent): boolean => /^(ExternalClientApplication|ExtlClntApp)/.test(component.type);
const isOauthSettings = (component: StoredComponent): boolean =>
  /^ExtlClntApp(GlobalOauthSettings|OauthSettings|OauthSecuritySettings)$/.test(component.type);

function refreshApps(
  context: Context,
  apps: AppsAfterRefresh,
  usernames: Readonly<Record<string, string>>,
  sourceOrgId: string | undefined,
): void {
  const { world } = context;
  const linked = apps === 'foreign-link' ? (sourceOrgId ?? previousOrgId(world.org.id)) : world.org.id;
  const nothing = (): boolean => false;
  const lost = {
    absent: isApp,
    kept: nothing,
    stale: nothing,
    'foreign-link': nothing,
    'half-broken': isOauthSettings,
  };
  const credentials = new Map(Object.entries(world.apps));
  for (const [name, app] of credentials) if (apps === 'stale') credentials.set(name, renewed(context, app));
  const kept = Object.entries(world.components).filter(([, component]) => !lost[apps](component));
  // [U] an app that came along whole names its run-as user as the sandbox does; a stale one as production did
  const renamed = apps === 'stale' ? {} : apps === 'foreign-link' ? sourceUsernames(world, usernames) : usernames;
  world.components = Object.fromEntries(
    kept.map(([key, component]) => [key, movedTo(linked, withUser(component, renamed), credentials)]),
  );
  world.apps = apps === 'absent' || apps === 'half-broken' ? {} : Object.fromEntries(credentials);
  refreshOauthViews(context, world);
}

/** Gives an app a consumer with a new pair: credentials of the sandbox's own apps do not survive. [P] */
function renewed(context: Context, app: AppCredentials): AppCredentials {
  const pair = { id: context.nextId('0xX'), key: newConsumerKey(), secret: newConsumerSecret(), from: context.now() };
  return { app: app.app, consumerId: context.nextId('888'), appId: app.appId, pairs: [pair], views: [], used: false };
}

/** An id that is certainly another org's. */
function previousOrgId(id: string): string {
  return id18(`00D${(Number.parseInt(id.slice(3, 15), 36) + 7).toString(36).toUpperCase().padStart(12, '0')}`);
}

/** Usernames of the org that was copied: without the sandbox's suffix. */
function sourceUsernames(world: World, usernames: Readonly<Record<string, string>>): Record<string, string> {
  const suffix = `.${world.org.sandboxName.toLowerCase()}`;
  return Object.fromEntries(
    Object.entries(usernames).map(([old]) => [old, old.endsWith(suffix) ? old.slice(0, -suffix.length) : old]),
  );
}

function withUser(component: StoredComponent, usernames: Readonly<Record<string, string>>): StoredComponent {
  const { clientCredentialsFlowUser: user } = component.fields;
  const renamed = typeof user === 'string' ? usernames[user] : undefined;
  if (renamed === undefined) return component;
  return { ...component, fields: { ...component.fields, clientCredentialsFlowUser: renamed } };
}

/** Writes what the server owns anew, for the org with this id. */
function movedTo(
  orgId: string,
  component: StoredComponent,
  apps: ReadonlyMap<string, AppCredentials>,
): StoredComponent {
  const org = id15(orgId);
  const { externalClientApplication: owner } = component.fields;
  const app = typeof owner === 'string' ? apps.get(owner) : undefined;
  const own: Record<string, ComponentFields> = {
    ExternalClientApplication: { orgScopedExternalApp: `${org}:${component.fullName}` },
  };
  if (app !== undefined) {
    own.ExtlClntAppOauthSettings = { oauthLink: `${org}:${id15(app.consumerId)}` };
    own.ExtlClntAppGlobalOauthSettings = { consumerKey: app.pairs.at(-1)?.key ?? '' };
  }
  return { ...component, fields: { ...component.fields, ...own[component.type] } };
}
