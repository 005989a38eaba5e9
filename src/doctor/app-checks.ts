import type { ResolvedApp } from '../config/model.js';
import { INTEGRATION_LICENCE, INTEGRATION_PSL } from '../org/assignments.js';
import { blocker, ok, unknown, warning, type Finding } from './check.js';
import { holdingsOf, userOf, type Facts } from './facts.js';
import { installed, link, parts } from './part-checks.js';
import { preAuthorisation } from './pre-authorisation.js';
import { apiOnly, missingAccess, runAsUser } from './user-checks.js';

/** A check of one app of the config; several findings are several lines. */
export interface AppCheck {
  readonly name: string;
  /** True for advice that is for `eca doctor` alone: each deploy need not repeat it. */
  readonly isAdvice?: true;
  readonly run: (app: ResolvedApp, facts: Facts) => readonly Finding[];
}

/** Checks of each app, in the order in which `eca doctor` lists them. */
export const APP_CHECKS: readonly AppCheck[] = [
  { name: 'package', run: installed },
  { name: 'parts', run: parts },
  // The plan of a deploy refuses such an app by itself.
  { name: 'link', isAdvice: true, run: link },
  { name: 'run-as-user', run: runAsUser },
  { name: 'api-only-user', isAdvice: true, run: apiOnly },
  { name: 'access', run: missingAccess },
  { name: 'api-access', run: apiAccess },
  { name: 'licence', run: licence },
  { name: 'permission-set-licence', run: freeSeats },
  { name: 'pre-authorisation', run: preAuthorisation },
  { name: 'switches', run: switches },
  { name: 'token-type', run: tokenType },
  { name: 'login-ip-ranges', run: loginIpRanges },
  { name: 'login-hours', run: loginHours },
  { name: 'same-name-connected-app', run: sameNameConnectedApp },
];

function apiAccess(app: ResolvedApp, facts: Facts): readonly Finding[] {
  const scopes = facts.policies.get(app.name)?.scopes ?? app.scopes;
  if (userOf(facts, app) === undefined || !scopes.some((scope) => ['Api', 'Full', 'Web'].includes(scope))) return [];
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

/** What somebody switched off in the org stays off where the config is silent, and no token comes. */
function switches(app: ResolvedApp, facts: Facts): readonly Finding[] {
  const policy = facts.policies.get(app.name);
  if (policy === undefined || app.runAsUser === undefined) return [];
  const configPath = `apps.${app.name}.fields`;
  const off = policy.switchesOff.map((name) =>
    warning(
      `ExtlClntAppConfigurablePolicies has ${name} off, and a deploy leaves alone what the config does not name: token requests are refused.`,
      `Write into apps.${app.name}: fields: { ExtlClntAppConfigurablePolicies: { ${name}: true } }, and deploy.`,
      configPath,
    ),
  );
  if (!policy.asksForHighAssurance) return off;
  return [
    ...off,
    warning(
      'ExtlClntAppOauthConfigurablePolicies asks for HIGH_ASSURANCE, which this flow never reaches: token requests are refused.',
      `Write into apps.${app.name}: fields: { ExtlClntAppOauthConfigurablePolicies: { requiredSessionLevel: STANDARD } }, and deploy.`,
      configPath,
    ),
  ];
}

/** What the policy says of the token itself: consumers of this flow send a bearer token. */
function tokenType({ name, runAsUser }: ResolvedApp, { policies }: Facts): readonly Finding[] {
  if (runAsUser === undefined || policies.get(name)?.bindsTokens !== true) return [];
  return [
    warning(
      'ExtlClntAppGlobalOauthSettings has isDPopEnabled on: a token is bound to a key of the client then, and consumers of a bearer token are refused.',
      `Write into apps.${name}: fields: { ExtlClntAppGlobalOauthSettings: { isDPopEnabled: false } }, and deploy; leave it on when every consumer proves its key.`,
      `apps.${name}.fields`,
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
  const relaxation = facts.policies.get(app.name)?.ipRelaxation ?? app.ipRelaxation;
  // Only refresh tokens are relaxed by Enforce_RelaxRefresh, and this flow has none.
  if (!relaxation.toLowerCase().startsWith('enforce')) return [ok(`${where}; the app relaxes that (${relaxation})`)];
  if (app.verify.from === 'elsewhere')
    return [ok(`${where}; the integration calls from elsewhere, so it stays open whether that matters`)];
  return [
    warning(
      `${where} only, and the app enforces it: token requests from elsewhere are refused.`,
      `Let the integration call from these ranges, or add its address to them; setting apps.${app.name}.ipRelaxation gives this protection up. If it calls from there already, write verify: { from: elsewhere }.`,
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

/**
 * Matters while the app is still to be created: existing apps have won their name. A pair of one name is what Setup's migration
 * leaves, and nothing to repair.
 */
function sameNameConnectedApp({ name, label, role }: ResolvedApp, facts: Facts): readonly Finding[] {
  if (role !== 'owner') return [];
  const { connectedApps, existingApps, migratedApps } = facts;
  if (migratedApps.known && migratedApps.value.has(name)) {
    return [ok('Setup made the app of the Connected App of the same name; leave that where it is, read-only as it is')];
  }
  if (existingApps.known && existingApps.value.has(name)) return [];
  if (!connectedApps.known) return [unknown(connectedApps.why)];
  const same = [name, label].find((candidate) => connectedApps.value.has(candidate.toLowerCase()));
  if (same === undefined) return [ok('no Connected App has this name')];
  return [
    warning(
      `The org has a Connected App called "${same}", and names of the two kinds can collide.`,
      'If the deploy is refused, give the app of the config another name and label (`eca import --connected-app` puts _ECA behind the name). Leave the Connected App as it is until no consumer uses it.',
      `apps.${name}`,
    ),
  ];
}
