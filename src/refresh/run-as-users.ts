import type { ResolvedApp, ResolvedConfig } from '../config/model.js';
import { EcaError, type ErrorName } from '../errors.js';
import { createUser, readFreeLicences, unfreeze } from '../org/change-users.js';
import { findUsers, type FoundUsers } from '../org/find-users.js';
import type { Org } from '../org/org.js';
import type { Work } from '../work.js';

/** What became of the run-as user of one app, and what was done about it. */
export interface RunAsUser {
  readonly app: string;
  /** As the config has it. */
  readonly configured: string;
  /** As the org has it. */
  readonly username: string;
  readonly match: FoundUsers['match'];
  /** What is done about it before the deploy; in a dry run, what would be. */
  readonly action: 'none' | 'unfreeze' | 'create';
}

/** How to settle run-as users. */
export interface UserOptions {
  /** Unfreezes users that the refresh froze. Default: false, they are named. */
  readonly unfreeze?: boolean | undefined;
}

interface Trouble {
  readonly name: ErrorName;
  readonly message: string;
  readonly action: string;
}

/** A run-as user with its record in the org; one that is to be made has none. */
interface Judgement {
  readonly user: RunAsUser;
  readonly id?: string | undefined;
}

type Judged = Judgement | Trouble;

/** Who runs each app, and what is to be done for that. Nothing was changed yet. */
export interface JudgedUsers {
  readonly users: readonly RunAsUser[];
  /** With the names that the org has, or will have. */
  readonly config: ResolvedConfig;
  /** Unfreezes and makes users, as {@link RunAsUser.action} says. */
  readonly settle: (work: Work) => Promise<void>;
}

/**
 * Finds the run-as users as the refresh left them, and says which are to be unfrozen, where that was asked for, and which
 * that are gone are to be made, where the config says how.
 *
 * @returns `settle` throws DeployingUserError and AccessNotFoundError.
 * @throws RunAsUserNotFoundError, RunAsUserInactiveError, RunAsUserAmbiguousError, PreflightFailedError with all of them.
 */
export async function judgeUsers(org: Org, config: ResolvedConfig, options: UserOptions): Promise<JudgedUsers> {
  const sandbox = config.sandbox?.name;
  const sought = config.apps.flatMap(({ runAsUser }) => runAsUser ?? []);
  const found = await findUsers(
    org,
    [...new Set(sought)].map((username) => ({ username, sandbox })),
  );
  const judged = config.apps.flatMap((app) => judge(org, app, found, options));
  const troubles = judged.filter((one): one is Trouble => 'message' in one);
  if (troubles.length > 0) throw await troubled(org, troubles);
  const settled = judged.filter((one) => 'user' in one);
  const users = settled.map(({ user }) => user);
  return {
    users,
    config: { ...config, apps: config.apps.map((app) => withUser(app, users)) },
    settle: (work) => change(org, config, settled, work),
  };
}

function judge(
  org: Org,
  app: ResolvedApp,
  found: ReadonlyMap<string, FoundUsers>,
  options: UserOptions,
): readonly Judged[] {
  const { name, runAsUser: configured, runAs } = app;
  if (configured === undefined) return [];
  const { match, users } = found.get(configured.toLowerCase()) ?? { match: 'none', users: [] };
  const base = { app: name, configured, match } as const;
  const [user, ...others] = users;
  if (user === undefined) {
    if (runAs?.create === undefined) return [gone(org, app, configured)];
    return [{ user: { ...base, username: configured, action: 'create' } }];
  }
  if (others.length > 0) return [ambiguous(org, app, configured, users)];
  const { username, id } = user;
  if (!user.isActive) return [cannotAct(org, app, username, 'inactive', 'Activate it in Setup, Users.')];
  if (user.isFrozen !== true) return [{ user: { ...base, username, action: 'none' } }];
  if (options.unfreeze === true) return [{ user: { ...base, username, action: 'unfreeze' }, id }];
  const action =
    'Pass --unfreeze, or unfreeze it in Setup, Users; put it into the access group of the sandbox for the next refresh.';
  return [cannotAct(org, app, username, 'frozen', action)];
}

function gone({ identity }: Org, { name }: ResolvedApp, configured: string): Trouble {
  return {
    name: 'RunAsUserNotFoundError',
    message: `No user of "${identity.target}" is "${configured}", under that name, with the sandbox's suffix, or altered.`,
    action: `Create the user, correct apps.${name}.runAsUser, or write apps.${name}.runAs: { create: { profile: … } }, and the refresh makes it.`,
  };
}

function ambiguous({ identity }: Org, { name }: ResolvedApp, configured: string, users: FoundUsers['users']): Trouble {
  const names = users.map(({ username, isActive }) => `${username}${isActive ? '' : ' (inactive)'}`).join(', ');
  return {
    name: 'RunAsUserAmbiguousError',
    message: `Several users of "${identity.target}" could be "${configured}": ${names}.`,
    action: `Name the right one in apps.${name}.runAsUser of the environment.`,
  };
}

function cannotAct({ identity }: Org, { name }: ResolvedApp, username: string, what: string, action: string): Trouble {
  return {
    name: 'RunAsUserInactiveError',
    message: `The run-as user "${username}" of ${name} in "${identity.target}" is ${what}.`,
    action,
  };
}

async function troubled(org: Org, troubles: readonly Trouble[]): Promise<EcaError> {
  const [first, ...more] = troubles;
  if (first === undefined) throw new Error('Nothing is wrong.');
  const free = troubles.some(({ name }) => name === 'RunAsUserNotFoundError') ? await freeLicences(org) : '';
  const actions = [first.action, ...more.map(({ action }) => action)] as const;
  if (more.length === 0) return new EcaError({ name: first.name, message: `${first.message}${free}`, actions });
  const lines = troubles.map(({ message }) => `  ${message}`);
  return new EcaError({
    name: 'PreflightFailedError',
    message: [`${troubles.length} run-as users cannot act:`, ...lines].join('\n') + free,
    actions,
  });
}

/** Who makes a user needs to know which licences are left. */
async function freeLicences(org: Org): Promise<string> {
  const licences = await readFreeLicences(org).catch(() => new Map<string, number>());
  const known = ['Salesforce Integration', 'Salesforce'].flatMap((name) => {
    const free = licences.get(name);
    return free === undefined ? [] : [`${free} of "${name}"`];
  });
  return known.length === 0 ? '' : ` Free licences: ${known.join(', ')}.`;
}

async function change(org: Org, { apps }: ResolvedConfig, settled: readonly Judgement[], work: Work): Promise<void> {
  const done = new Set<string>();
  for (const { user, id } of settled) {
    const { action, username } = user;
    if (action === 'none' || done.has(username.toLowerCase())) continue;
    done.add(username.toLowerCase());
    work.signal.throwIfAborted();
    const message = action === 'unfreeze' ? `Unfreezing ${username}` : `Making the user ${username}`;
    work.onProgress({ kind: 'stage', stage: 'assign', message });
    const app = apps.find(({ name }) => name === user.app);
    const create = app?.runAs?.create;
    if (action === 'unfreeze' && id !== undefined) await unfreeze(org, { id, username });
    if (action === 'create' && app !== undefined && create !== undefined) {
      // A publisher's app has no contact in this org; the username has the form of an address.
      const { contactEmail: email = username, label: lastName } = app;
      await createUser(org, { username, email, lastName, profile: create.profile });
    }
  }
}

/** A user that was made gets its permission sets as `assign` gives them; so does one whose making was cut short. */
function withUser(app: ResolvedApp, users: readonly RunAsUser[]): ResolvedApp {
  const user = users.find((one) => one.app === app.name);
  if (user === undefined) return app;
  const sets = app.runAs?.create?.permissionSets ?? [];
  return { ...app, runAsUser: user.username, assign: [...new Set([...app.assign, ...sets])] };
}
