import type { ResolvedConfig } from './config/model.js';
import { diff } from './diff/diff.js';
import { runDeploy, type DeployOutcome } from './deploy-run.js';
import type { HandOverOptions } from './hand-over.js';
import { preflight } from './doctor.js';
import type { MetadataComponent } from './metadata/component.js';
import { assign } from './org/assignments.js';
import { readComponents } from './org/components.js';
import type { Org } from './org/org.js';
import type { VerifyReport } from './oauth/verify-app.js';
import { preparePlan, type PlanOptions, type PlanReport, type PreparedPlan } from './plan.js';
import { proveApps, type CredentialsReport } from './verify.js';

/** How to deploy. */
export interface DeployOptions extends PlanOptions, HandOverOptions {
  /** Stops after the check in the org. Default: false. */
  readonly dryRun?: boolean;
  /** Exchanges key and secret for a token and checks it. Default: true. */
  readonly verify?: boolean;
}

/** What was deployed and what was proven. */
export interface DeployReport extends Pick<PlanReport, 'org' | 'changes' | 'otherApps'> {
  /** Absent when there was nothing to deploy. */
  readonly deploy?: DeployOutcome;
  /** Whether the org now has what the config asks for, and where not. Absent after a dry run. */
  readonly readBack?: { readonly inSync: boolean; readonly differences: PlanReport['changes'] };
  readonly credentials: readonly CredentialsReport[];
  readonly verify: readonly VerifyReport[];
}

/**
 * Does the main job: checks, plans, deploys what differs, reads it back, and proves each app by a token.
 *
 * @throws PreflightFailedError and its single forms, PartNameConflictError, DeployFailedError, DeployTimeoutError,
 * DeployCanceledError, and what {@link Org} throws. What comes after the deploy is reported, not thrown.
 */
export async function deploy(org: Org, config: ResolvedConfig, options: DeployOptions): Promise<DeployReport> {
  const { onProgress } = options;
  onProgress?.({ kind: 'stage', stage: 'preflight', message: 'Checking run-as users and access' });
  await preflight(org, config);
  const prepared = await preparePlan(org, config, options);
  const { org: summary, changes, otherApps } = prepared.report;
  const base = { org: summary, changes, otherApps };
  const outcome = await applyPlan(org, prepared, options);
  if (options.dryRun === true) return { ...base, ...outcome, credentials: [], verify: [] };
  const found = outcome.deploy === undefined ? prepared.found : await readAgain(org, prepared, options);
  const readBack = differences(prepared, found);
  const results = await proveApps(org, config, { ...options, found, fresh: outcome.deploy !== undefined });
  return {
    ...base,
    ...outcome,
    readBack,
    credentials: results.map(({ credentials }) => credentials),
    verify: results.flatMap(({ verify }) => verify ?? []),
  };
}

async function applyPlan(
  org: Org,
  prepared: PreparedPlan,
  options: DeployOptions,
): Promise<{ deploy?: DeployOutcome }> {
  if (options.dryRun !== true) {
    for (const assignment of prepared.assignments) {
      const message = `Assigning ${assignment.permissionSet} to ${assignment.username}`;
      options.onProgress?.({ kind: 'stage', stage: 'assign', message });
      await assign(org, assignment);
    }
  }
  if (prepared.plan.inSync) return {};
  return { deploy: await runDeploy(org, prepared.plan.components, options) };
}

async function readAgain(
  org: Org,
  { wanted }: PreparedPlan,
  options: DeployOptions,
): Promise<readonly MetadataComponent[]> {
  options.onProgress?.({ kind: 'stage', stage: 'read-back', message: 'Reading back what the org took' });
  return readComponents(org, [...new Set(wanted.map(({ type }) => type))], options);
}

function differences(
  { wanted }: PreparedPlan,
  found: readonly MetadataComponent[],
): NonNullable<DeployReport['readBack']> {
  const { inSync, changes } = diff(wanted, found);
  return { inSync, differences: changes };
}
