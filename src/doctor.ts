import type { ResolvedApp, ResolvedConfig } from './config/model.js';
import { EcaError, type ErrorName } from './errors.js';
import type { Org } from './org/org.js';
import { readAccessNames, readUsers, type OrgUser } from './org/users.js';

/** One thing that would make a deploy or the flow fail, or that looks wrong. */
export interface Blocker {
  readonly name: ErrorName;
  readonly message: string;
  readonly action: string;
  /** Key of the config that leads to it. */
  readonly configPath: string;
}

/**
 * Checks, before anything is sent, what would make the deploy or the flow fail: the session, the run-as users, and the
 * permission sets and profiles that the config names.
 *
 * @throws The blocker's own error when there is one, PreflightFailedError with all of them when there are more.
 */
export async function preflight(org: Org, config: ResolvedConfig): Promise<void> {
  refuseJwtSession(org);
  const usernames = config.apps.flatMap(({ runAsUser }) => runAsUser ?? []);
  const wanted = {
    permissionSets: unique(config.apps.flatMap(({ permissionSets, assign }) => [...permissionSets, ...assign])),
    profiles: unique(config.apps.flatMap(({ profiles }) => profiles)),
  };
  const [users, access] = await Promise.all([readUsers(org, unique(usernames)), readAccessNames(org, wanted)]);
  const blockers = config.apps.flatMap((app) => [
    ...userBlockers(org, app, users),
    ...accessBlockers(org, app, access),
  ]);
  if (blockers.length > 0) throw blocked(blockers);
}

function refuseJwtSession(org: Org): void {
  if (!org.sessionIsJwt) return;
  throw new EcaError({
    name: 'OrgAuthInvalidError',
    message: `The session of "${org.identity.target}" is a JWT, which Salesforce's SOAP API refuses; reading existing components needs it.`,
    actions: ['Log in with an app that issues opaque tokens, or with `sf org login web`.'],
  });
}

function unique(list: readonly string[]): readonly string[] {
  return [...new Set(list)];
}

function userBlockers(org: Org, app: ResolvedApp, users: readonly OrgUser[]): Blocker[] {
  const { name, runAsUser } = app;
  if (runAsUser === undefined) return [];
  const configPath = `apps.${name}.runAsUser`;
  const where = `org "${org.identity.target}"`;
  const user = users.find(({ username }) => username.toLowerCase() === runAsUser.toLowerCase());
  if (user === undefined) {
    const sameEmail = users.filter(({ email }) => email.toLowerCase() === runAsUser.toLowerCase());
    const [first] = sameEmail;
    const message =
      first === undefined
        ? `No user of ${where} has the username "${runAsUser}".`
        : `"${runAsUser}" is an e-mail address in ${where}, and the flow needs a username.`;
    const action =
      first === undefined
        ? `Create the user, or correct ${configPath}. In a sandbox usernames end in the sandbox's name; runAsUserSuffix adds it.`
        : `Set ${configPath} to ${sameEmail.map(({ username }) => `"${username}"`).join(' or ')}.`;
    return [{ name: 'RunAsUserNotFoundError', message, action, configPath }];
  }
  if (user.isActive && user.isFrozen !== true) return [];
  const state = user.isActive ? 'frozen' : 'inactive';
  return [
    {
      name: 'RunAsUserInactiveError',
      message: `The run-as user "${user.username}" of ${where} is ${state}.`,
      action: `${user.isActive ? 'Unfreeze' : 'Activate'} the user in Setup, Users, or set ${configPath} to another one.`,
      configPath,
    },
  ];
}

function accessBlockers(
  org: Org,
  { name, permissionSets, profiles, assign }: ResolvedApp,
  found: { readonly permissionSets: ReadonlySet<string>; readonly profiles: ReadonlySet<string> },
): Blocker[] {
  const missing = (key: string, kind: string, names: readonly string[], known: ReadonlySet<string>): Blocker[] =>
    names
      .filter((wanted) => !known.has(wanted))
      .map((wanted) => ({
        name: 'AccessNotFoundError',
        message: `The org "${org.identity.target}" has no ${kind} "${wanted}".`,
        action: `Create it, or correct apps.${name}.${key}; names are API names, as \`sf data query --query "SELECT Name FROM PermissionSet"\` shows them.`,
        configPath: `apps.${name}.${key}`,
      }));
  return [
    ...missing('permissionSets', 'permission set', permissionSets, found.permissionSets),
    ...missing('assign', 'permission set', assign, found.permissionSets),
    ...missing('profiles', 'profile', profiles, found.profiles),
  ];
}

function blocked(blockers: readonly Blocker[]): EcaError {
  const [first, ...more] = blockers;
  if (first === undefined) throw new Error('Nothing blocks.');
  const problems = blockers.map(({ configPath, message, action }) => ({ path: configPath, message, action }));
  if (more.length === 0)
    return new EcaError({ name: first.name, message: first.message, actions: [first.action], problems });
  return new EcaError({
    name: 'PreflightFailedError',
    message: `${blockers.length} things would make this deploy fail:\n${blockers.map(({ message }) => `  ${message}`).join('\n')}`,
    actions: [first.action, ...more.map(({ action }) => action)],
    problems,
  });
}
