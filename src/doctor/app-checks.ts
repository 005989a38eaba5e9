import type { ResolvedApp } from '../config/model.js';
import { INTEGRATION_LICENCE, INTEGRATION_PSL } from '../org/assignments.js';
import type { Holdings } from '../org/permissions.js';
import { blocker, ok, unknown, warning, type Finding } from './check.js';
import { userOf, type Facts } from './facts.js';
import { missingAccess, runAsUser } from './user-checks.js';

/** A check of one app of the config; several findings are several lines. */
export interface AppCheck {
  readonly name: string;
  readonly run: (app: ResolvedApp, facts: Facts) => readonly Finding[];
}

/** Checks of each app, in the order in which `eca doctor` lists them. */
export const APP_CHECKS: readonly AppCheck[] = [
  { name: 'run-as-user', run: runAsUser },
  { name: 'access', run: missingAccess },
  { name: 'api-access', run: apiAccess },
  { name: 'licence', run: licence },
  { name: 'permission-set-licence', run: freeSeats },
  { name: 'pre-authorisation', run: preAuthorisation },
  { name: 'login-ip-ranges', run: loginIpRanges },
  { name: 'login-hours', run: loginHours },
  { name: 'same-name-connected-app', run: sameNameConnectedApp },
];

function holdingsOf({ holdings }: Facts, { runAsUser: username }: ResolvedApp): Holdings | string {
  if (!holdings.known) return holdings.why;
  return holdings.value.get(username?.toLowerCase() ?? '') ?? 'the org lists no permissions of the run-as user';
}

function apiAccess(app: ResolvedApp, facts: Facts): readonly Finding[] {
  if (userOf(facts, app) === undefined || !app.scopes.some((scope) => ['Api', 'Full', 'Web'].includes(scope)))
    return [];
  const found = holdingsOf(facts, app);
  if (typeof found === 'string') return [unknown(found)];
  if (found.permissions.has('ApiEnabled')) return [ok(`${app.runAsUser ?? ''} may use the API`)];
  const action = `Give the user a permission set with API Enabled, for example through apps.${app.name}.assign.`;
  const detail = `${app.runAsUser ?? ''} lacks API Enabled by profile and permission sets: a token would be refused by the API.`;
  return app.assign.length > 0 && !app.assign.every((name) => found.permissionSets.has(name))
    ? [ok('not yet; permission sets of `assign` are still to come')]
    : [warning(detail, action, `apps.${app.name}.assign`)];
}

function licence(app: ResolvedApp, facts: Facts): readonly Finding[] {
  const user = userOf(facts, app);
  if (user === undefined) return [];
  const name = user.profile?.licence;
  if (name === undefined) return [unknown('the org does not tell the licence of the run-as user')];
  if (name !== INTEGRATION_LICENCE) return [ok(name)];
  if (!facts.licences.known) return [unknown(facts.licences.why)];
  const psl = facts.licences.value.find((candidate) => candidate.name === INTEGRATION_PSL);
  if (psl === undefined) return [ok(`${name}; the org has no permission set licence ${INTEGRATION_PSL}`)];
  if (psl.holders.has(user.username.toLowerCase())) return [ok(`${name}, with ${psl.label}`)];
  if (app.assign.length > 0) return [];
  return [
    warning(
      `${user.username} has the licence ${name} without the permission set licence "${psl.label}" (${psl.free} free): most permission sets cannot be assigned to it.`,
      `Name a permission set in apps.${app.name}.assign, and the licence is assigned before it; or assign "${psl.label}" by hand.`,
      `apps.${app.name}.assign`,
    ),
  ];
}

/** Licences that `assign` would take, of which the org has none left. */
function freeSeats(app: ResolvedApp, facts: Facts): readonly Finding[] {
  const user = userOf(facts, app);
  if (app.assign.length === 0 || user === undefined || !facts.licences.known) return [];
  const username = user.username.toLowerCase();
  const needed = facts.licences.value.filter(
    ({ name, holders }) =>
      !holders.has(username) && (name !== INTEGRATION_PSL || user.profile?.licence === INTEGRATION_LICENCE),
  );
  return needed.map(({ label, free }) =>
    free > 0
      ? ok(`"${label}" will be assigned; ${free} free`)
      : blocker(
          'AssignmentFailedError',
          `The org "${facts.org.identity.target}" has no free seat of the permission set licence "${label}", which apps.${app.name}.assign needs.`,
          'Take the licence from a user that does not need it, or buy more.',
          `apps.${app.name}.assign`,
        ),
  );
}

function preAuthorisation(app: ResolvedApp, facts: Facts): readonly Finding[] {
  const { name, permissionSets, profiles, assign } = app;
  const user = userOf(facts, app);
  if (user === undefined || permissionSets.length + profiles.length === 0) return [];
  const found = holdingsOf(facts, app);
  if (typeof found === 'string') return [unknown(found)];
  const sets = [...found.permissionSets, ...assign];
  const through = [
    ...permissionSets.filter((set) => sets.includes(set)),
    ...profiles.filter((profile) => profile === user.profile?.name),
  ];
  if (through.length > 0) return [ok(`${user.username} holds ${through.join(', ')}`)];
  return [
    warning(
      `${user.username} holds none of the permission sets and profiles that may use the app: token requests can be refused ("not admin approved").`,
      `Add ${permissionSets[0] === undefined ? 'one that the user holds' : `assign: [${permissionSets[0]}]`} to apps.${name}.`,
      `apps.${name}.assign`,
    ),
  ];
}

function loginIpRanges(app: ResolvedApp, facts: Facts): readonly Finding[] {
  const user = userOf(facts, app);
  const limits = user?.profile === undefined ? undefined : facts.limits.get(user.profile.id);
  if (limits === undefined) return [];
  if (!limits.known) return [unknown(limits.why)];
  const { ipRanges } = limits.value;
  if (ipRanges.length === 0) return [ok('the profile allows logins from everywhere')];
  const where = `The profile "${user?.profile?.name ?? ''}" of ${user?.username ?? ''} allows logins from ${ipRanges.join(', ')}`;
  if (app.ipRelaxation !== 'Enforce') return [ok(`${where}; the app relaxes that (${app.ipRelaxation})`)];
  return [
    warning(
      `${where} only, and the app enforces it: token requests from elsewhere are refused.`,
      `Let the integration call from these ranges, widen them, or set apps.${app.name}.ipRelaxation.`,
      `apps.${app.name}.ipRelaxation`,
    ),
  ];
}

function loginHours(app: ResolvedApp, facts: Facts): readonly Finding[] {
  const user = userOf(facts, app);
  const limits = user?.profile === undefined ? undefined : facts.limits.get(user.profile.id);
  if (limits?.known !== true) return [];
  if (!limits.value.hours) return [ok('no login hours')];
  return [
    warning(
      `The profile "${user?.profile?.name ?? ''}" restricts the login hours of ${user?.username ?? ''}: outside of them token requests are refused.`,
      'Give the run-as user a profile without login hours.',
      `apps.${app.name}.runAsUser`,
    ),
  ];
}

/** Matters while the app is still to be created: existing apps have won their name. */
function sameNameConnectedApp({ name, label }: ResolvedApp, facts: Facts): readonly Finding[] {
  const { connectedApps, existingApps } = facts;
  if (existingApps.known && existingApps.value.has(name)) return [];
  if (!connectedApps.known) return [unknown(connectedApps.why)];
  const same = [name, label].find((candidate) => connectedApps.value.has(candidate.toLowerCase()));
  if (same === undefined) return [ok('no Connected App has this name')];
  return [
    warning(
      `The org has a Connected App called "${same}", and names of the two kinds can collide.`,
      'If the deploy is refused, rename the app in the config, or rename the Connected App.',
      `apps.${name}`,
    ),
  ];
}
