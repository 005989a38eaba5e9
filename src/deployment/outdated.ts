import type { ResolvedConfig } from '../config/model.js';
import { EcaError } from '../errors.js';
import type { Org } from '../org/org.js';
import { isRunning, type RecentDeploy } from '../org/recent-deploys.js';
import { preparePlan, type PreparedPlan } from '../planning/prepare.js';
import type { Work } from '../work.js';

/** The deploys that an org knew when a plan was made, and those that it knows now; undefined when it may not be asked. */
export interface SeenDeploys {
  readonly org: Org;
  readonly before: readonly RecentDeploy[] | undefined;
  readonly earlier: readonly RecentDeploy[] | undefined;
}

/**
 * Tells whether somebody else's deploy since the plan changed what the plan was made from. A deploy sets every field that
 * it leaves out back to its default, so that a plan of yesterday's values would undo today's.
 */
export async function isOutdated(
  org: Org,
  config: ResolvedConfig,
  prepared: PreparedPlan,
  work: Work,
  seen: readonly SeenDeploys[],
): Promise<boolean> {
  const foreign = seen.flatMap((one) => foreignIn(one).map((deploy) => ({ ...deploy, org: one.org })));
  if (foreign.length === 0) return false;
  for (const [where, deploys] of Map.groupBy(foreign, (deploy) => deploy.org)) {
    const ids = deploys.map(({ id }) => id).join(', ');
    const which = where === org ? 'this org' : where.identity.target;
    work.onProgress({ kind: 'warning', message: `Somebody else deploys to ${which} (${ids}); comparing again` });
  }
  for (const deploy of foreign.filter(isRunning)) await waitForOther(deploy.org, deploy.id, work);
  const now = await preparePlan(org, config, work);
  const sent = ({ plan, consumers }: PreparedPlan): string =>
    JSON.stringify([plan, ...consumers.map((consumer) => consumer.plan)].map(({ components }) => components));
  return sent(now) !== sent(prepared);
}

function foreignIn({ before, earlier }: SeenDeploys): readonly RecentDeploy[] {
  if (before === undefined || earlier === undefined) return [];
  // A deploy that ran while the plan was made can have changed what was read.
  const known = new Set(before.filter((deploy) => !isRunning(deploy)).map(({ id }) => id));
  return earlier.filter(({ id, checkOnly }) => !checkOnly && !known.has(id));
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
