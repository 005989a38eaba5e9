import { counted } from '../problem.js';
import type { ResolvedConfig } from '../config/model.js';
import { EcaError } from '../errors.js';
import { render } from '../metadata/render.js';
import { sourcePath } from '../metadata/types.js';
import { assign } from '../org/assignments.js';
import type { DeployStatus, Org } from '../org/org.js';
import { isRunning, readRecentDeploys, type RecentDeploy } from '../org/recent-deploys.js';
import { preparePlan, type PreparedPlan } from '../planning/prepare.js';
import { isOvertaken, rejected } from './rejection.js';
import { withSuppliedPairs } from './supplied.js';
import { send, type DeployOutcome } from './send.js';
import type { Journal } from '../project/journal.js';
import type { Work } from '../work.js';

/** What carrying out a plan needs. */
export interface ApplyOptions {
  readonly journal: Journal;
  readonly dryRun?: boolean | undefined;
  /** Deploys that the org knew when the plan was made; undefined when it may not be asked. */
  readonly before: readonly RecentDeploy[] | undefined;
}

/** What came of a plan: done, or overtaken by somebody else's change, after which a new plan is due. */
export type Applied =
  | { readonly kind: 'done'; readonly deploy?: DeployOutcome | undefined }
  | { readonly kind: 'overtaken'; readonly rejection?: DeployStatus | undefined };

/**
 * Carries out a plan: assigns, checks in the org, deploys the same package, all of it or nothing. Nothing is written to
 * disk but the journal.
 *
 * @throws DeployFailedError, and what assigning and sending throw.
 */
export async function applyPlan(
  org: Org,
  config: ResolvedConfig,
  prepared: PreparedPlan,
  work: Work,
  options: ApplyOptions,
): Promise<Applied> {
  const { onProgress } = work;
  const { journal, dryRun = false } = options;
  if (!dryRun) await assignAll(org, prepared, work, journal);
  const { components } = prepared.plan;
  if (components.length === 0) return { kind: 'done' };
  const files = withSuppliedPairs(prepared.plan, config, work.env).map((component) => ({
    path: sourcePath(component),
    text: render(component, { secrets: 'reveal' }),
  }));
  const zip = await org.pack(files);
  const judge = (status: DeployStatus, checkOnly: boolean): Applied | undefined => {
    if (status.success) return undefined;
    if (isOvertaken(status)) return { kind: 'overtaken', rejection: status };
    throw rejected(org, status, checkOnly, { config, wanted: prepared.wanted, components });
  };
  onProgress({
    kind: 'stage',
    stage: 'validate',
    message: `Checking ${counted(components.length, 'component')} in the org`,
  });
  const check = await send(org, zip, work, { sender: 'deploy', checkOnly: true, journal });
  const refusal = judge(check.status, true);
  if (refusal !== undefined) return refusal;
  if (dryRun) return { kind: 'done', deploy: { ...check.outcome, checkOnly: true } };
  const earlier = await readRecentDeploys(org);
  if (await isOutdated(org, config, prepared, work, { ...options, earlier })) return { kind: 'overtaken' };
  onProgress({ kind: 'stage', stage: 'deploy', message: `Deploying ${counted(components.length, 'component')}` });
  const { status, outcome } = await send(org, zip, work, { sender: 'deploy', checkOnly: false, journal, earlier });
  return judge(status, false) ?? { kind: 'done', deploy: outcome };
}

async function assignAll(org: Org, { assignments }: PreparedPlan, work: Work, journal: Journal): Promise<void> {
  if (assignments.length > 0) await journal.write({ step: 'assign' });
  for (const assignment of assignments) {
    work.signal.throwIfAborted();
    const message = `Assigning ${assignment.name} to ${assignment.username}`;
    work.onProgress({ kind: 'stage', stage: 'assign', message });
    await assign(org, assignment);
  }
}

async function waitForOther(org: Org, id: string, work: Work): Promise<void> {
  await org
    .watchDeploy(id, work, () => undefined)
    .catch((error: unknown) => {
      if (!(error instanceof EcaError) || error.name !== 'DeployTimeoutError') throw error;
      throw new EcaError({
        name: 'WaitOverError',
        message: `Somebody else's deploy ${id} still ran in "${org.identity.target}" when the time of --wait was over; nothing was deployed.`,
        actions: ['Run the command again once it has ended, or with more minutes for --wait.'],
      });
    });
}

/**
 * Tells whether somebody else's deploy since the plan changed what the plan was made from. A deploy sets every field that
 * it leaves out back to its default, so that a plan of yesterday's values would undo today's.
 */
async function isOutdated(
  org: Org,
  config: ResolvedConfig,
  prepared: PreparedPlan,
  work: Work,
  { before, earlier }: Pick<ApplyOptions, 'before'> & { readonly earlier: ApplyOptions['before'] },
): Promise<boolean> {
  if (before === undefined || earlier === undefined) return false;
  // A deploy that ran while the plan was made can have changed what was read.
  const known = new Set(before.filter((deploy) => !isRunning(deploy)).map(({ id }) => id));
  const foreign = earlier.filter(({ id, checkOnly }) => !checkOnly && !known.has(id));
  if (foreign.length === 0) return false;
  const ids = foreign.map(({ id }) => id).join(', ');
  work.onProgress({ kind: 'warning', message: `Somebody else deploys to this org (${ids}); comparing again` });
  for (const { id } of foreign.filter(isRunning)) await waitForOther(org, id, work);
  const now = await preparePlan(org, config, work);
  return JSON.stringify(now.plan.components) !== JSON.stringify(prepared.plan.components);
}
