import type { ResolvedApp, ResolvedConfig } from '../config/model.js';
import { blocker, checkOf, ok, unknown, warning, type DoctorCheck, type Finding } from '../doctor/check.js';
import { EcaError } from '../errors.js';
import { refuseBrokenSink, refuseSharedOutputs } from '../handover/hand-over-pair.js';
import type { HandOverOptions } from '../handover/targets.js';
import { asked, type Asked } from '../org/asked.js';
import { readExistingApps } from '../org/apps.js';
import { withoutSandbox } from '../org/find-users.js';
import type { Org } from '../org/org.js';
import { readAccessGroup } from '../org/sandboxes.js';
import { readUsers, type OrgUser } from '../org/users.js';
import type { Work } from '../work.js';
import type { Production } from './production.js';

/** What a refresh will take along and what it will lose. */
export interface PrepareReport {
  readonly checks: readonly DoctorCheck[];
}

/** What is looked at the day before. */
interface Facts {
  readonly sandbox: string;
  readonly users: Asked<readonly OrgUser[]>;
  /** Lower-case usernames of production that may use the sandbox; undefined when it has no access group. */
  readonly group: Asked<ReadonlySet<string> | undefined>;
  readonly inProduction: Asked<ReadonlySet<string>>;
  readonly inSandbox: Asked<ReadonlySet<string>>;
}

/** Looks at production and the sandbox as they are before the refresh. Changes nothing. */
export async function examineBefore(
  { org: production, sandbox: { name } }: Production,
  sandbox: Org,
  config: ResolvedConfig,
  work: Work,
  options: HandOverOptions,
): Promise<readonly DoctorCheck[]> {
  refuseSharedOutputs(config, options);
  const { apps } = config;
  const runAs = apps.flatMap(({ runAsUser }) => runAsUser ?? []);
  const usernames = [...new Set([sandbox.identity.username, ...runAs].map((user) => withoutSandbox(user, name)))];
  const names = apps.filter(({ role }) => role === 'owner').map((app) => app.name);
  const [users, group, inProduction, inSandbox, sinks] = await Promise.all([
    asked(() => readUsers(production, usernames)),
    asked(() => readAccessGroup(production, name, usernames)),
    asked(() => readExistingApps(production, names)),
    asked(() => readExistingApps(sandbox, names)),
    Promise.all(apps.map((app) => sinkOf(app, config, work, options))),
  ]);
  const facts: Facts = { sandbox: name, users, group, inProduction, inSandbox };
  const ci = userChecks(sandbox.identity.username, 'CI user', facts).map((found) => ({ name: 'ci-user', ...found }));
  const ofApps = apps.flatMap((app, index) => [
    ...appFate(app, facts).map((found) => ({ name: 'app', app: app.name, ...found })),
    ...(app.runAsUser === undefined ? [] : userChecks(app.runAsUser, 'run-as user', facts)).map((found) => ({
      name: 'run-as-user',
      app: app.name,
      ...found,
    })),
    ...(sinks[index] ?? []).map((found) => ({ name: 'sink', app: app.name, ...found })),
  ]);
  return [...ci, ...ofApps].map(checkOf);
}

async function sinkOf(
  app: ResolvedApp,
  { environment, loginVariables }: ResolvedConfig,
  work: Work,
  options: HandOverOptions,
): Promise<readonly Finding[]> {
  if (!app.clientCredentials || app.role !== 'owner') return [];
  try {
    await refuseBrokenSink(app, work, { ...options, environment, loginVariables });
    return [(options.sink ?? app.sink) === undefined ? ok('no sink takes key and secret') : ok('answers')];
  } catch (error) {
    if (!(error instanceof EcaError)) throw error;
    return [blocker(error.name, error.message, error.actions.join(' '), `apps.${app.name}.sink`)];
  }
}

function userChecks(username: string, what: string, facts: Facts): readonly Finding[] {
  if (!facts.users.known) return [unknown(facts.users.why)];
  const name = withoutSandbox(username, facts.sandbox);
  const user = facts.users.value.find((one) => one.username.toLowerCase() === name.toLowerCase());
  if (user === undefined) {
    return [
      blocker(
        'RunAsUserNotFoundError',
        `The ${what} "${name}" does not exist in production: the refresh will take it away.`,
        `Make the user in production, or have the refresh make it (runAs of the app).`,
      ),
    ];
  }
  if (!user.isActive || user.isFrozen === true) {
    const state = user.isActive ? 'frozen' : 'inactive';
    return [
      blocker(
        'RunAsUserInactiveError',
        `The ${what} "${name}" is ${state} in production, and will be so in the sandbox.`,
        `${user.isActive ? 'Unfreeze' : 'Activate'} the user in production.`,
      ),
    ];
  }
  return [inGroup(name, what, facts)];
}

function inGroup(name: string, what: string, { group, sandbox }: Facts): Finding {
  if (!group.known) return unknown(`the access group of the sandbox: ${group.why}`);
  if (group.value === undefined) {
    return ok(`the ${what} ${name} is active in production; the sandbox "${sandbox}" names no access group`);
  }
  if (group.value.has(name.toLowerCase())) {
    return ok(`the ${what} ${name} is active in production, and in the access group of the sandbox`);
  }
  return warning(
    `The ${what} "${name}" is not in the access group of the sandbox "${sandbox}": the refresh will freeze it.`,
    'Put the user into that public group, in production; or run `eca refresh --unfreeze` afterwards, with a login that is not frozen.',
  );
}

function appFate({ name, role }: ResolvedApp, { inProduction, inSandbox }: Facts): readonly Finding[] {
  if (role !== 'owner') return [];
  if (!inProduction.known) return [unknown(inProduction.why)];
  if (inProduction.value.has(name)) {
    return [ok(`"${name}" is in production: a copy of it will come along, which \`eca refresh\` makes anew`)];
  }
  if (!inSandbox.known) return [unknown(inSandbox.why)];
  if (!inSandbox.value.has(name)) return [ok(`"${name}" is in neither org; \`eca refresh\` makes it`)];
  return [
    warning(
      `"${name}" is in the sandbox alone: the refresh will take it away, with its key and secret.`,
      'Nothing, when a new key and secret will do. To keep them, supply them in the config and run `eca refresh --release-keys` before the refresh: a key is free again only once its app was deleted.',
    ),
  ];
}
