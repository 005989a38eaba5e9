import type { ResolvedApp } from '../config/model.js';
import { blocker, ok, unknown, warning, type Finding } from './check.js';
import { holdingsOf, userOf, type Facts } from './facts.js';

/** Checks that the run-as user exists, is active and not frozen, and is not an e-mail address taken for a username. */
export function runAsUser(app: ResolvedApp, facts: Facts): readonly Finding[] {
  if (app.runAsUser === undefined) return [];
  const user = userOf(facts, app);
  if (user === undefined) return [noSuchUser(app, app.runAsUser, facts)];
  const configPath = `apps.${app.name}.runAsUser`;
  const where = `org "${facts.org.identity.target}"`;
  if (user.isActive && user.isFrozen !== true) {
    return [
      ok(`${user.username} is active${user.isFrozen === undefined ? '; whether it is frozen could not be asked' : ''}`),
    ];
  }
  return [
    blocker(
      'RunAsUserInactiveError',
      `The run-as user "${user.username}" of ${where} is ${user.isActive ? 'frozen' : 'inactive'}.`,
      `${user.isActive ? 'Unfreeze' : 'Activate'} the user in Setup, Users, or set ${configPath} to another one.`,
      configPath,
    ),
  ];
}

function noSuchUser({ name }: ResolvedApp, runAs: string, { users, org }: Facts): Finding {
  const configPath = `apps.${name}.runAsUser`;
  const where = `org "${org.identity.target}"`;
  const sameEmail = users.filter(({ email }) => email.toLowerCase() === runAs.toLowerCase());
  if (sameEmail.length === 0) {
    return blocker(
      'RunAsUserNotFoundError',
      `No user of ${where} has the username "${runAs}".`,
      `Create the user, or correct ${configPath}. In a sandbox usernames end in the sandbox's name; runAsUserSuffix adds it.`,
      configPath,
    );
  }
  return blocker(
    'RunAsUserNotFoundError',
    `"${runAs}" is an e-mail address in ${where}, and the flow needs a username.`,
    `Set ${configPath} to ${sameEmail.map(({ username }) => `"${username}"`).join(' or ')}.`,
    configPath,
  );
}

/** Checks that the permission sets and profiles that the config names are there. */
export function missingAccess(
  { name, permissionSets, profiles, assign }: ResolvedApp,
  { access, org }: Facts,
): readonly Finding[] {
  const missing = (key: string, kind: string, names: readonly string[], known: ReadonlySet<string>): Finding[] =>
    names
      .filter((wanted) => !known.has(wanted))
      .map((wanted) =>
        blocker(
          'AccessNotFoundError',
          `The org "${org.identity.target}" has no ${kind} "${wanted}".`,
          `Create it, or correct apps.${name}.${key}; names are API names, as \`sf data query --query "SELECT Name FROM PermissionSet"\` shows them.`,
          `apps.${name}.${key}`,
        ),
      );
  const found = [
    ...missing('permissionSets', 'permission set', permissionSets, access.permissionSets),
    ...missing('assign', 'permission set', assign, access.permissionSets),
    ...missing('profiles', 'profile', profiles, access.profiles),
  ];
  const named = [...new Set([...permissionSets, ...assign, ...profiles])];
  return found.length > 0 || named.length === 0 ? found : [ok(`the org has ${named.join(', ')}`)];
}

/** Salesforce's own tool wants a run-as user that can do nothing but call the API; deploys with others work. */
export function apiOnly(app: ResolvedApp, facts: Facts): readonly Finding[] {
  const user = userOf(facts, app);
  if (user === undefined) return [];
  const found = holdingsOf(facts, app);
  if (typeof found === 'string') return [unknown(found)];
  if (found.permissions.has('ApiUserOnly')) return [ok(`${user.username} is an API-only user`)];
  return [
    warning(
      `${user.username} can log in to the pages of the org too: it lacks "API Only User" (ApiUserOnly), which Salesforce's own tool demands of a run-as user.`,
      'Run the app as an integration user with the profile "Minimum Access - API Only Integrations", or give the user a permission set with "API Only User".',
      `apps.${app.name}.runAsUser`,
    ),
  ];
}
