import type { Context } from '../state/context.js';
import { id15, id18, newConsumerKey, newConsumerSecret } from '../state/ids.js';
import type { AppCredentials } from '../state/apps.js';
import type { ComponentFields } from '../state/fields.js';
import type { StoredComponent } from '../state/components.js';
import type { UserRecord } from '../state/users.js';
import type { World } from '../state/world.js';
import { refreshOauthViews } from '../apps/oauth-view.js';

/** Values of {@link AppsAfterRefresh}. */
export const APPS_AFTER_REFRESH = ['absent', 'kept', 'stale', 'half-broken'] as const;

/**
 * What a refresh makes of the External Client Apps: `absent` they are gone, `kept` they came along from production
 * with their credentials, `stale` they came along, with new credentials and production's usernames, `half-broken`
 * their OAuth settings are gone and the rest is there.
 */
export type AppsAfterRefresh = (typeof APPS_AFTER_REFRESH)[number];

/** How a sandbox refresh turns out. */
export interface RefreshOptions {
  /** Default: the org's sandbox name, else `uat`. */
  readonly sandboxName?: string;
  /** Default: made from the old id. */
  readonly orgId?: string;
  /** Default: `absent`. */
  readonly apps?: AppsAfterRefresh;
  /**
   * Usernames that may use the sandbox; the others are frozen, and only these keep their e-mail address. As written
   * before or after the refresh. Default: nobody is frozen, every e-mail address becomes invalid.
   */
  readonly accessGroup?: readonly string[];
  /** Usernames that some other org took, so that Salesforce alters them. As written after the refresh. Default: none. */
  readonly takenUsernames?: readonly string[];
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

/** Makes of the org what a sandbox refresh makes of it. [C] ids, frozen users, e-mails; [X] altered usernames; [P] apps. */
export function refreshWorld(context: Context, options: RefreshOptions): RefreshReport {
  const { world } = context;
  const apps = options.apps ?? 'absent';
  if (!APPS_AFTER_REFRESH.includes(apps)) {
    throw new TypeError(`"${apps as string}" is no outcome of a refresh; use ${APPS_AFTER_REFRESH.join(', ')}.`);
  }
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
  world.logins = [];
  world.jobs = {};
  world.principals = {};
  refreshApps(context, apps, usernames);
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

function refreshApps(context: Context, apps: AppsAfterRefresh, usernames: Readonly<Record<string, string>>): void {
  const { world } = context;
  const lost = { absent: isApp, kept: () => false, stale: () => false, 'half-broken': isOauthSettings }[apps];
  const credentials = new Map(Object.entries(world.apps));
  for (const [name, app] of credentials) if (apps === 'stale') credentials.set(name, renewed(context, app));
  const kept = Object.entries(world.components).filter(([, component]) => !lost(component));
  // [U] an app that came along whole names its run-as user as the sandbox does; a stale one as production did
  const renamed = apps === 'stale' ? {} : usernames;
  world.components = Object.fromEntries(
    kept.map(([key, component]) => [key, movedTo(world, withUser(component, renamed), credentials)]),
  );
  world.apps = apps === 'absent' || apps === 'half-broken' ? {} : Object.fromEntries(credentials);
  refreshOauthViews(context, world);
}

/** Gives an app a consumer with a new pair: credentials of the sandbox's own apps do not survive. [P] */
function renewed(context: Context, app: AppCredentials): AppCredentials {
  const pair = { id: context.nextId('0xX'), key: newConsumerKey(), secret: newConsumerSecret(), from: context.now() };
  return { app: app.app, consumerId: context.nextId('888'), appId: app.appId, pairs: [pair], views: [], used: false };
}

function withUser(component: StoredComponent, usernames: Readonly<Record<string, string>>): StoredComponent {
  const { clientCredentialsFlowUser: user } = component.fields;
  const renamed = typeof user === 'string' ? usernames[user] : undefined;
  if (renamed === undefined) return component;
  return { ...component, fields: { ...component.fields, clientCredentialsFlowUser: renamed } };
}

/** Writes what the server owns anew for the new org. */
function movedTo(world: World, component: StoredComponent, apps: ReadonlyMap<string, AppCredentials>): StoredComponent {
  const org = id15(world.org.id);
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
