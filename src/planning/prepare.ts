import type { ResolvedConfig } from '../config/model.js';
import { diff } from './diff.js';
import type { Change, Plan } from './plan.js';
import { unmanagedOf, type UnmanagedFields } from './unmanaged.js';
import { EcaError, type Problem } from '../errors.js';
import { compose } from '../compose/compose.js';
import type { MetadataComponent, WantedComponent } from '../metadata/component.js';
import { readMissingAssignments, type Assignment } from '../org/assignments.js';
import { readComponents } from '../org/components.js';
import type { Org, OrgIdentity } from '../org/org.js';
import type { Work } from '../work.js';
import type { SourceOfApps } from './from-source.js';
import { notesOf } from './notes.js';
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
  readonly changes: readonly (Change | AssignmentChange)[];
  /** Apps of the org that the config does not name; they are never touched. */
  readonly otherApps: readonly string[];
  /** What else to know before this plan is carried out: repairs, and what a deploy would refuse. */
  readonly notes: readonly string[];
  /** What is wrong with the files, and worth knowing, where source was compared. */
  readonly problems?: readonly Problem[] | undefined;
  /** Of components that would be updated: fields that the config does not name and that stay as they are. */
  readonly unmanaged: readonly UnmanagedFields[];
}

/** A permission set, or a licence that it needs, that the run-as user would get. */
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
  readonly assignments: readonly Assignment[];
}

/**
 * Reads what the org has and compares it with what the config asks for.
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
  const wanted: readonly WantedComponent[] = options.source?.components ?? compose(config);
  const types = [...new Set(wanted.map(({ type }) => type))];
  const [found, assignments] = await Promise.all([readComponents(org, types, work), readAssignments(org, config)]);
  const result = diff(wanted, found);
  refuseConflicts(result);
  const report = {
    org: summaryOf(org),
    inSync: result.inSync && assignments.length === 0,
    changes: [...assignments.map(assignmentChange), ...result.changes],
    otherApps: result.otherApps,
    notes: notesOf(org, result, found, suppliedNotes(config, found, work.env)),
    unmanaged: unmanagedOf(result.changes, wanted, found),
  };
  return { report, plan: result, wanted, found, assignments };
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
