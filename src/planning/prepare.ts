import type { ResolvedConfig } from '../config/model.js';
import {
  connectConsumers,
  consumingSideOf,
  planConsumer,
  readCallers,
  tokenEndpointOf,
  unusableNotes,
  type ConsumerPlan,
} from './consumers.js';
import { diff } from './diff.js';
import type { Change, Plan } from './plan.js';
import { unmanagedOf, type UnmanagedFields } from './unmanaged.js';
import { EcaError, type Problem } from '../errors.js';
import { compose } from '../compose/compose.js';
import { layOverFound } from '../compose/named-credential.js';
import type { MetadataComponent, WantedComponent } from '../metadata/component.js';
import { readMissingAssignments, type Assignment } from '../org/assignments.js';
import { readComparedAndNames } from '../org/compared.js';
import type { Org, OrgIdentity } from '../org/org.js';
import type { Work } from '../work.js';
import type { SourceOfApps } from './from-source.js';
import { notesOf } from './notes.js';
import { endpointNotes } from './source-consuming.js';
import { suppliedNotes } from './supplied.js';

/** The org that a report speaks of. */
export interface OrgSummary extends OrgIdentity {
  /** API version that was used. */
  readonly apiVersion: string;
}

/** What a deploy would change. */
export interface PlanReport {
  readonly org: OrgSummary;
  /** True when a deploy would change nothing. */
  readonly inSync: boolean;
  readonly changes: readonly PlannedChange[];
  /** Apps of the org that the config does not name; they are never touched. */
  readonly otherApps: readonly string[];
  /** What else to know before this plan is carried out: repairs, and what a deploy would refuse. */
  readonly notes: readonly string[];
  /** What is wrong with the files, and worth knowing, where source was compared. */
  readonly problems?: readonly Problem[] | undefined;
  /** Of components that would be updated: fields that the config does not name and that stay as they are. */
  readonly unmanaged: readonly UnmanagedFields[];
}

/** What a deploy would do to a component, or for a user. */
export type PlannedChange = (Change | AssignmentChange) & {
  /** Calling org where it would be done, as the config calls it; absent in the org of the plan. */
  readonly org?: string | undefined;
};

/** A permission set, or a licence that it needs, that the run-as user or a calling user would get. */
export interface AssignmentChange {
  readonly action: 'assign';
  readonly type: Assignment['type'];
  /** API name and username. */
  readonly fullName: string;
  readonly fields: readonly [];
}

/** What to compare with the org instead of the config. */
export interface SourceChoice {
  /** Components of existing source; every field that stands in them counts. Default: those that the config asks for. */
  readonly source?: SourceOfApps | undefined;
}

/** The plan, with what it was made from and what it needs beside the deploy. */
export interface PreparedPlan {
  readonly report: PlanReport;
  readonly plan: Plan;
  readonly wanted: readonly WantedComponent[];
  readonly found: readonly MetadataComponent[];
  /** What run-as users lack: assigned before the deploy. */
  readonly assignments: readonly Assignment[];
  /** What users of this org lack who call an app: assigned after the deploy, which can bring the permission set. */
  readonly callers: readonly Assignment[];
  /** Of the other orgs that call the apps. */
  readonly consumers: readonly ConsumerPlan[];
}

/**
 * Reads what the org has, and the orgs that call its apps, and compares it with what the config asks for.
 *
 * @throws PartNameConflictError when the config names a part otherwise than the org does.
 */
export async function preparePlan(
  org: Org,
  config: ResolvedConfig,
  work: Work,
  options: SourceChoice = {},
): Promise<PreparedPlan> {
  work.onProgress({ kind: 'stage', stage: 'read', message: 'Reading the apps of the org' });
  const { source } = options;
  const consumers = await connectConsumers(org, config, work);
  const here = consumers.find((consumer) => consumer.org === org);
  const composed: readonly WantedComponent[] = source?.components ?? compose(config);
  const consuming = consumingSideOf(here, org, source?.consuming);
  const [{ components: found, appNames }, assignments, callers, calling] = await Promise.all([
    readComparedAndNames(org, [...composed, ...consuming], work),
    readAssignments(org, config),
    here === undefined ? [] : readCallers(here),
    Promise.all(
      consumers.filter((one) => one !== here).map((consumer) => planConsumer(consumer, org, work, source?.consuming)),
    ),
  ]);
  const wanted = [...composed, ...layOverFound(consuming, found, source === undefined ? 'kept' : 'gone')];
  const plan = diff(wanted, found, appNames);
  refuseConflicts(plan);
  const changes = [...changesIn({ plan, assignments, callers }), ...calling.flatMap(changesOfConsumer)];
  const report = {
    org: summaryOf(org),
    inSync: changes.length === 0,
    changes,
    otherApps: plan.otherApps,
    notes: [
      ...notesOf(org, plan, found, suppliedNotes(config, found, work.env)),
      ...(source === undefined ? unusableNotes(consumers) : endpointNotes(source.consuming, tokenEndpointOf(org))),
    ],
    unmanaged: [
      ...unmanagedOf(plan.changes, wanted, found),
      ...calling.flatMap((one) => unmanagedOf(one.plan.changes, one.wanted, one.found)),
    ],
  };
  return { report, plan, wanted, found, assignments, callers, consumers: calling };
}

function changesIn({ plan, assignments, callers }: Pick<PreparedPlan, 'plan' | 'assignments' | 'callers'>) {
  return [...assignments.map(assignmentChange), ...plan.changes, ...callers.map(assignmentChange)];
}

function changesOfConsumer({ org, plan, assignments }: ConsumerPlan): readonly PlannedChange[] {
  const changes = changesIn({ plan, assignments: [], callers: assignments });
  return changes.map((change) => ({ ...change, org: org.identity.target }));
}

/** Gives what reports say of an org. */
export function summaryOf(org: Org): OrgSummary {
  return { ...org.identity, apiVersion: org.apiVersion };
}

async function readAssignments(org: Org, config: ResolvedConfig): Promise<readonly Assignment[]> {
  const lists = await Promise.all(
    config.apps.map(({ runAsUser, assign }) =>
      runAsUser === undefined ? Promise.resolve([]) : readMissingAssignments(org, runAsUser, assign),
    ),
  );
  return lists.flat();
}

function assignmentChange({ type, username, name }: Assignment): AssignmentChange {
  return { action: 'assign', type, fullName: `${name} to ${username}`, fields: [] };
}

function refuseConflicts({ conflicts }: Plan): void {
  const [first] = conflicts;
  if (first === undefined) return;
  throw new EcaError({
    name: 'PartNameConflictError',
    message: conflicts
      .map(
        ({ app, type, wanted, found }) =>
          `The ${type} of "${app}" is called "${found}" in the org; the config names it "${wanted}".`,
      )
      .join('\n'),
    actions: [
      `Take apps.${first.app}.names.${first.type} out of the config, or set it to "${first.found}": an app has one such part, and Salesforce does not rename it.`,
    ],
    data: { conflicts },
  });
}
