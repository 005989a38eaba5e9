import type { ResolvedConfig } from '../config/model.js';
import { EcaError } from '../errors.js';
import type { MetadataComponent } from '../metadata/component.js';
import { appOf } from '../metadata/parts.js';
import type { Org, OrgIdentity } from '../org/org.js';
import { digestOf } from '../project/digest.js';
import type { ConsumerPlan } from './consumers.js';
import type { OrgSummary, PlannedChange, PlanReport, PreparedPlan } from './prepare.js';

/** What kind of file a saved plan is, and which reading of it. */
export const APPROVED_PLAN_FORMAT = 'eca-plan/1';

/** A plan that was saved to be looked at, so that exactly this is deployed later. It holds no secrets. */
export interface ApprovedPlan {
  readonly format: typeof APPROVED_PLAN_FORMAT;
  /** ISO 8601, by the clock of the machine that planned. */
  readonly plannedAt: string;
  readonly org: OrgSummary;
  /** The other orgs that call the apps, as they were then. Absent in plans that older versions wrote. */
  readonly callingOrgs?: readonly CallingOrg[] | undefined;
  readonly changes: PlanReport['changes'];
  readonly notes: readonly string[];
  /** SHA-256 in hexadecimal of what the plan was made from and would send. */
  readonly digests: {
    /** The config with its environment applied, secrets aside. */
    readonly config: string;
    /** The components that would be sent, secrets aside. */
    readonly package: string;
    /** What the org had of the components that are compared. */
    readonly found: string;
  };
}

/** An org that calls the apps and does not have them. */
type CallingOrg = Pick<OrgIdentity, 'orgId' | 'name' | 'target'>;

function callingOrgsOf({ consumers }: Pick<PreparedPlan, 'consumers'>): readonly CallingOrg[] {
  return consumers.map(({ org: { identity } }) => {
    const { orgId, name, target } = identity;
    return { orgId, name, target };
  });
}

/** Makes the plan that can be saved. */
export function approvedPlanOf(prepared: PreparedPlan, config: ResolvedConfig, plannedAt: Date): ApprovedPlan {
  const { org, changes, notes } = prepared.report;
  return {
    format: APPROVED_PLAN_FORMAT,
    plannedAt: plannedAt.toISOString(),
    org,
    callingOrgs: callingOrgsOf(prepared),
    changes,
    notes,
    digests: digestsOf(prepared, config),
  };
}

/**
 * Refuses to deploy to another org than the plan was made for.
 *
 * @throws PlanOutdatedError
 */
export function refuseOtherOrg(approved: ApprovedPlan, { identity }: Org): void {
  if (approved.org.orgId !== identity.orgId) throw otherOrg(approved, identity);
}

/**
 * Refuses to go on when what would be deployed now is not what was approved.
 *
 * @throws PlanOutdatedError, which says what differs: the config, what the org has, or what would be sent.
 */
export function refuseUnapproved(approved: ApprovedPlan, prepared: PreparedPlan, config: ResolvedConfig): void {
  const { report } = prepared;
  const { org } = report;
  const now = digestsOf(prepared, config);
  const { digests } = approved;
  if (digests.config !== now.config) {
    throw outdated(approved, 'the config, or the environment or apps that were chosen, has changed since');
  }
  refuseOtherCallers(approved, prepared);
  // A run of this plan that was killed, or whose proof failed, may have carried it out.
  if (report.inSync) return;
  const more = assignmentsOf(report.changes).filter((name) => !assignmentsOf(approved.changes).includes(name));
  if (more.length > 0)
    throw outdated(approved, `it does not make the assignments ${more.join(', ')}, which are missing now`);
  if ([prepared, ...prepared.consumers].every(({ plan }) => plan.components.length === 0)) return;
  if (digests.found !== now.found) {
    const orgs = [org, ...callingOrgsOf(prepared)].map(({ target }) => `"${target}"`);
    const where = orgs.length === 1 ? `the org ${orgs[0] ?? ''} has` : `one of the orgs ${orgs.join(', ')} has`;
    throw outdated(approved, `${where} changed since${changesSince(approved, prepared)}`);
  }
  if (digests.package !== now.package || approved.org.apiVersion !== org.apiVersion) {
    throw outdated(approved, `something else would be sent now${changesSince(approved, prepared)}`);
  }
  // Whoever approved has read the list, not the digests: what it hides would be deployed unseen.
  const unlike = changedSince(approved, prepared).filter((name) => !isAssignment(name, approved, prepared));
  if (unlike.length > 0) {
    throw outdated(
      approved,
      `its list of changes is not what would be done (${unlike.join(', ')}): the file was edited, or another version made it`,
    );
  }
}

/** Users can have been given since what the plan gives them, and what is missing beyond it is refused before. */
function isAssignment(name: string, approved: ApprovedPlan, { report }: PreparedPlan): boolean {
  return assignmentsOf([...approved.changes, ...report.changes]).includes(name);
}

/** An alias can have become that of another org, to which nobody approved anything. */
function refuseOtherCallers(approved: ApprovedPlan, prepared: PreparedPlan): void {
  for (const now of callingOrgsOf(prepared)) {
    const then = approved.callingOrgs?.find(({ target }) => target === now.target);
    if (then === undefined || then.orgId === now.orgId) continue;
    const changed = `the calling org "${now.target}" was ${then.name} (${then.orgId}) then, and is ${now.name} (${now.orgId}) now`;
    throw outdated(approved, changed);
  }
}

function digestsOf({ plan, found, wanted, consumers }: PreparedPlan, config: ResolvedConfig): ApprovedPlan['digests'] {
  const apps = new Set(config.apps.map(({ name }) => name));
  const isCompared = (component: MetadataComponent): boolean => {
    const app = appOf(component);
    return app === undefined
      ? wanted.some(({ type, fullName }) => type === component.type && fullName === component.fullName)
      : apps.has(app);
  };
  return {
    config: digestOf(config),
    package: packageDigestOf({ plan, consumers }),
    found: digestOf([...byName(found.filter(isCompared)), ...inConsumers(consumers, (one) => one.found)]),
  };
}

/** Gives the SHA-256 of the components that are sent, to each org, whatever their order, secrets aside. */
export function packageDigestOf({ plan, consumers }: Pick<PreparedPlan, 'plan' | 'consumers'>): string {
  return digestOf([...byName(plan.components), ...inConsumers(consumers, (one) => one.plan.components)]);
}

function inConsumers(
  consumers: readonly ConsumerPlan[],
  componentsOf: (consumer: ConsumerPlan) => readonly MetadataComponent[],
): readonly unknown[] {
  return consumers.map((consumer) => [consumer.org.identity.orgId, byName(componentsOf(consumer))]);
}

function assignmentsOf(changes: PlanReport['changes']): readonly string[] {
  return changes.filter(({ action }) => action === 'assign').map(nameOf);
}

/** Gives what tells a change from all others of a plan. */
function nameOf({ type, fullName, org }: PlannedChange): string {
  return `${type} ${fullName}${org === undefined ? '' : ` in ${org}`}`;
}

function byName(components: readonly MetadataComponent[]): readonly MetadataComponent[] {
  const keyOf = ({ type, fullName }: MetadataComponent): string => `${type} ${fullName}`;
  return components.toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
}

function otherOrg({ plannedAt, org }: ApprovedPlan, now: OrgIdentity): EcaError {
  return new EcaError({
    name: 'PlanOutdatedError',
    message: `The plan of ${plannedAt} was made for the org ${org.name} (${org.orgId}); "${now.target}" is ${now.name} (${now.orgId}). Nothing was deployed.`,
    actions: ['Name the org that the plan was made for, by -o or by its environment, or make a plan for this one.'],
  });
}

function outdated({ plannedAt }: ApprovedPlan, why: string): EcaError {
  return new EcaError({
    name: 'PlanOutdatedError',
    message: `The plan of ${plannedAt} is out of date: ${why}. Nothing was deployed.`,
    actions: ['Make a plan anew with `eca plan --out FILE`, look at it, and deploy that one.'],
  });
}

function changesSince(approved: ApprovedPlan, prepared: PreparedPlan): string {
  const names = changedSince(approved, prepared);
  return names.length === 0 ? '' : `, which changes the plan for ${names.join(', ')}`;
}

/** Names the components whose change is another one now. */
function changedSince(approved: ApprovedPlan, { report }: PreparedPlan): readonly string[] {
  const textOf = (changes: PlanReport['changes']) =>
    new Map(changes.map((change) => [nameOf(change), digestOf(change)]));
  const [then, now] = [textOf(approved.changes), textOf(report.changes)];
  return [...new Set([...then.keys(), ...now.keys()])].filter((name) => then.get(name) !== now.get(name));
}
