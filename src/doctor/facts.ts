import type { ResolvedApp, ResolvedConfig } from '../config/model.js';
import { asked, type Asked } from '../org/asked.js';
import { appNameOf, readAppRows } from '../org/app-names.js';
import { readPartsAndNames } from '../org/app-parts.js';
import { readSameNamedConnectedApps } from '../org/apps.js';
import { compose } from '../compose/compose.js';
import type { MetadataComponent } from '../metadata/component.js';
import { EVERY_PART } from '../metadata/lost-parts.js';
import { policyInEffect, type PolicyInEffect } from '../planning/policy-in-effect.js';
import { readAppAccess, type AppAccess } from '../org/app-access.js';
import { connectedAppSelection, migratedAppsIn } from '../org/connected-apps.js';
import { readLicences, type PermissionSetLicence } from '../org/licences.js';
import type { Org } from '../org/org.js';
import type { Work } from '../work.js';
import { readConsumerFacts, type Consumers } from './consumer-facts.js';
import { readHoldings, type Holdings } from '../org/permissions.js';
import { readLoginLimits, type LoginLimits } from '../org/profiles.js';
import { SETTINGS_SELECTION, settingsIn, type OrgSettings } from '../org/settings.js';
import { readAccessNames, readUsers, type OrgUser } from '../org/users.js';

/** Everything that the checks look at, read once. */
export interface Facts {
  readonly org: Org;
  readonly config: ResolvedConfig;
  /** What a refresh of a sandbox takes, of the session's user; empty where the environment names no sandbox. */
  readonly refreshPermissions: Asked<ReadonlyMap<string, Holdings>>;
  readonly users: readonly OrgUser[];
  readonly access: { readonly permissionSets: ReadonlySet<string>; readonly profiles: ReadonlySet<string> };
  /** Of the session's user and the run-as users, by lower-case username. */
  readonly holdings: Asked<ReadonlyMap<string, Holdings>>;
  /** What the session's user may do with External Client Apps; older orgs do not know these permissions. */
  readonly appPermissions: Asked<ReadonlyMap<string, Holdings>>;
  /** Run-as users that API Access Control does not hold back. */
  readonly anyApiClient: Asked<ReadonlyMap<string, Holdings>>;
  readonly licences: Asked<readonly PermissionSetLicence[]>;
  readonly settings: Asked<OrgSettings>;
  /** Apps of the org with their parts. */
  readonly components: Asked<readonly MetadataComponent[]>;
  /** What the org's table of accesses says of the apps that admit approved users alone. */
  readonly appAccess: Asked<ReadonlyMap<string, AppAccess>>;
  /** Policies after a deploy, by app: config over org. */
  readonly policies: ReadonlyMap<string, PolicyInEffect>;
  /** Apps of the config that the org has. */
  readonly existingApps: Asked<ReadonlySet<string>>;
  /** Names of Connected Apps that are names or labels of apps of the config. */
  readonly connectedApps: Asked<ReadonlySet<string>>;
  /** Apps of the config beside which a Connected App of the same name stands, as Setup's migration leaves it. */
  readonly migratedApps: Asked<ReadonlySet<string>>;
  /** True when the config supplies key and secret of every app that needs them: the org is asked for none. */
  readonly pairsAreSupplied?: boolean | undefined;
  /** True when this run turns the org's switch for secrets on while it reads them. */
  readonly opensSwitch?: boolean | undefined;
  /** The orgs that call the apps. */
  readonly consumers: Consumers;
  /** Login limits by id of the run-as users' profiles. */
  readonly limits: ReadonlyMap<string, Asked<LoginLimits>>;
}

/** Permissions that every org knows, of those that matter here. */
const COMMON_PERMISSIONS = [
  'ModifyMetadata',
  'ModifyAllData',
  'CustomizeApplication',
  'ApiEnabled',
  'ApiUserOnly',
  'AssignPermissionSets',
];
/** Permissions around External Client Apps. */
const APP_PERMISSIONS = [
  'ExternalClientAppViewer',
  'ExternalClientAppAdmin',
  'ExternalClientAppDeveloper',
  'ViewClientSecret',
];
/** Permissions that unfreezing and making users takes. */
const REFRESH_PERMISSIONS = ['FreezeUsers', 'ManageUsers'];
const APP_TYPES = ['ExternalClientApplication', ...EVERY_PART];
const unique = (list: readonly string[]): readonly string[] => [...new Set(list)];

/** Reads what the checks look at, side by side. Nothing is asked twice, and nothing that no app needs. */
export async function readFacts(org: Org, config: ResolvedConfig, work: Work, withAdvice: boolean): Promise<Facts> {
  const { apps } = config;
  const runAs = unique(apps.flatMap(({ runAsUser }) => runAsUser ?? []));
  const session = org.identity.username;
  const names = {
    permissionSets: unique(apps.flatMap(({ permissionSets, assign }) => [...permissionSets, ...assign])),
    profiles: unique(apps.flatMap(({ profiles }) => profiles)),
  };
  const assigned = unique(apps.flatMap(({ assign }) => assign));
  const isSandbox = config.sandbox !== undefined;
  const [users, access, holdings, appPermissions, licences, metadata, existingApps, connectedApps, refreshPermissions] =
    await Promise.all([
      readUsersWithLimits(org, runAs),
      readAccessNames(org, names),
      asked(() => readHoldings(org, unique([session, ...runAs]), COMMON_PERMISSIONS)),
      asked(() => readHoldings(org, [session], APP_PERMISSIONS)),
      asked(() => readLicences(org, { usernames: runAs, permissionSets: assigned })),
      readMetadata(org, config, work, withAdvice),
      readExistingApps(org),
      asked(() => readSameNamedConnectedApps(org, unique(apps.flatMap(({ name, label }) => [name, label])))),
      asked(() => readHoldings(org, isSandbox ? [session] : [], REFRESH_PERMISSIONS)),
    ]);
  const { settings, components, migratedApps } = metadata;
  const found = components.known ? components.value : [];
  const policies = new Map(apps.map((app) => [app.name, policyInEffect(config, app, found)]));
  const approving = apps.filter(({ name }) => policies.get(name)?.adminApproved === true).map(({ name }) => name);
  const [anyApiClient, appAccess, consumers] = await Promise.all([
    readAnyApiClient(org, runAs, settings, approving.length > 0),
    asked(() => readAppAccess(org, approving)),
    readConsumerFacts(org, config, work, withAdvice),
  ]);
  return {
    org,
    config,
    refreshPermissions,
    ...users,
    access,
    holdings,
    appPermissions,
    anyApiClient,
    licences,
    settings,
    components,
    appAccess,
    policies,
    existingApps,
    connectedApps,
    migratedApps,
    consumers,
    pairsAreSupplied: apps.every(
      ({ credentials, clientCredentials }) => !clientCredentials || credentials !== undefined,
    ),
  };
}

/** Reads the names of all apps of the org, by the query that decides how their parts are read. */
async function readExistingApps(org: Org): Promise<Facts['existingApps']> {
  const rows = await readAppRows(org);
  return rows.known ? { known: true, value: new Set(rows.value.map(appNameOf)) } : rows;
}

/** One retrieve brings the settings, the apps and the Connected Apps of their names: each takes the org some seconds. */
async function readMetadata(
  org: Org,
  config: ResolvedConfig,
  work: Work,
  withAdvice: boolean,
): Promise<Pick<Facts, 'settings' | 'components' | 'migratedApps'>> {
  const apps = config.apps.map(({ name }) => name);
  const beside = [SETTINGS_SELECTION, ...connectedAppSelection(apps)];
  // Whether the session is of an app of the org, whatever its name, is told by the keys of all apps.
  const ofAllApps = withAdvice && config.sandbox !== undefined && config.auth?.jwt !== undefined;
  const wanted = { apps, types: APP_TYPES, named: compose(config), beside, ofAllApps };
  const found = await asked(() => readPartsAndNames(org, wanted, work));
  if (!found.known) {
    // A part that cannot be read says nothing of the settings.
    const files = await asked(() => org.retrieve([SETTINGS_SELECTION], work));
    const settings = files.known ? ({ known: true, value: settingsIn(files.value) } as const) : files;
    return { settings, components: found, migratedApps: found };
  }
  const { files, components } = found.value;
  return {
    settings: { known: true, value: settingsIn(files) },
    components: { known: true, value: components },
    migratedApps: { known: true, value: migratedAppsIn(files, components) },
  };
}

async function readUsersWithLimits(org: Org, names: readonly string[]): Promise<Pick<Facts, 'users' | 'limits'>> {
  const users = await readUsers(org, names);
  const ids = unique(users.flatMap(({ profile }) => profile?.id ?? []));
  const limits = await Promise.all(ids.map(async (id) => [id, await asked(() => readLoginLimits(org, id))] as const));
  return { users, limits: new Map(limits) };
}

/** Goes around API Access Control and the policy of an app; an org without API Access Control may not know it. */
async function readAnyApiClient(
  org: Org,
  usernames: readonly string[],
  settings: Asked<OrgSettings>,
  isWanted: boolean,
): Promise<Facts['anyApiClient']> {
  const isOn = isWanted || (settings.known && settings.value.get(API_ACCESS_CONTROL) === true);
  return isOn ? asked(() => readHoldings(org, usernames, ['UseAnyApiClient'])) : { known: true, value: new Map() };
}

/** Switch of API Access Control. */
export const API_ACCESS_CONTROL = 'ConnectedApp.enableAdminApprovedAppsOnly';

/** Finds the run-as user of an app. */
export function userOf({ users }: Facts, { runAsUser }: ResolvedApp): OrgUser | undefined {
  return users.find(({ username }) => username.toLowerCase() === runAsUser?.toLowerCase());
}

/** Gives what the run-as user of an app holds, or why that is not known. */
export function holdingsOf({ holdings }: Facts, { runAsUser: username }: ResolvedApp): Holdings | string {
  if (!holdings.known) return holdings.why;
  return holdings.value.get(username?.toLowerCase() ?? '') ?? 'the org lists no permissions of the run-as user';
}
