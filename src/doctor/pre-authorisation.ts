import type { ResolvedApp } from '../config/model.js';
import { approvalAdvice, sayApproval } from '../metadata/approval.js';
import { ok, unknown, warning, type Finding } from './check.js';
import { holdingsOf, userOf, type Facts } from './facts.js';
import { missingAccess } from './user-checks.js';

/**
 * Checks that the run-as user is among those whom the app admits after the deploy, as its policy says and as the org's own
 * table of accesses proves.
 */
export function preAuthorisation(app: ResolvedApp, facts: Facts): readonly Finding[] {
  const policy = facts.policies.get(app.name);
  const user = userOf(facts, app);
  if (user === undefined || policy === undefined) return [];
  const isSilent = !app.written.has('permissionSets') && !app.written.has('profiles');
  if (isSilent && !facts.components.known) return [unknown(facts.components.why)];
  if (!policy.adminApproved) return [];
  // Which of them the user shall hold is a question for when they are there.
  if (missingAccess(app, facts).some(({ level }) => level === 'blocker')) return [];
  const found = holdingsOf(facts, app);
  if (typeof found === 'string') return [unknown(found)];
  const table = facts.appAccess.known ? facts.appAccess.value.get(app.name) : undefined;
  const sets = [...found.permissionSets, ...app.assign];
  const holds = (list: readonly string[], name: string | undefined): boolean =>
    name !== undefined && list.includes(name);
  const through = [
    ...sets.filter((set) => policy.permissionSets.includes(set) || holds(table?.permissionSets ?? [], set)),
    ...(holds([...policy.profiles, ...(table?.profiles ?? [])], user.profile?.name) ? [user.profile?.name ?? ''] : []),
  ];
  if (through.length > 0) return [ok(`${user.username} holds ${[...new Set(through)].join(', ')}`)];
  const clients = facts.anyApiClient;
  if (clients.known && clients.value.get(user.username.toLowerCase())?.permissions.has('UseAnyApiClient') === true) {
    return [ok(`${user.username} may use any API client`)];
  }
  // Whoever may not ask the table cannot know of an access that stands there alone.
  const hidden = facts.appAccess.known ? '' : ' Whether the org approved it otherwise could not be asked.';
  return [
    warning(
      `${user.username} holds none of what the app admits (${sayApproval(policy)}): token requests can be refused ("not admin approved").${hidden}`,
      approvalAdvice(app.name, policy),
      `apps.${app.name}.assign`,
    ),
  ];
}
