import type { ResolvedConfig } from '../config/model.js';
import { EcaError } from '../errors.js';
import type { DeployStatus, Org } from '../org/org.js';
import { isRunning } from '../org/recent-deploys.js';
import { connectConsumers } from '../planning/consumers.js';
import { hasUnfinishedElsewhere, readUnfinished, type UnfinishedRun } from '../project/journal.js';
import type { Work } from '../work.js';
import { deploysSince } from '../sending/lost-deploy.js';

/**
 * Clears up after runs on this org that were killed or lost their connection: what they left running in the org is
 * waited for, so that the next comparison sees its end. Nothing is sent.
 */
export async function settleUnfinished(org: Org, work: Work): Promise<void> {
  for (const run of await readUnfinished(work, org.identity.orgId)) {
    if (run.isAlive) {
      const message = `Another eca (process ${run.process.pid}) is working on ${run.apps.join(', ')} in "${org.identity.target}" since ${run.startedAt}`;
      work.onProgress({ kind: 'warning', message });
      continue;
    }
    const id = await deployOf(org, run);
    const end = id === undefined ? undefined : await endOf(org, id, work);
    const what = end === undefined ? 'nothing of it runs in the org' : `its deploy ${end.id} ended as ${end.status}`;
    const message = `An earlier ${run.work} of ${run.apps.join(', ')}, started ${run.startedAt}, did not end properly; ${what}`;
    work.onProgress({ kind: 'warning', message });
    await run.forget();
  }
}

/** Does the same in the orgs that call the apps. None of them is asked when no run left anything there. */
export async function settleConsumers(org: Org, config: ResolvedConfig, work: Work): Promise<void> {
  for (const consumer of await consumersLeft(org, config, work)) await settleUnfinished(consumer, work);
}

async function consumersLeft(org: Org, config: ResolvedConfig, work: Work): Promise<readonly Org[]> {
  if (!(await hasUnfinishedElsewhere(work, org.identity.orgId))) return [];
  const consumers = await connectConsumers(org, config, work);
  return consumers.map((consumer) => consumer.org).filter((one) => one !== org);
}

/** A deploy to go on with, and the org in which it runs: that of the apps, or one that calls them. */
export interface UnfinishedDeploy {
  readonly org: Org;
  readonly id: string;
  readonly run?: UnfinishedRun | undefined;
}

/** Finds the run that `eca deploy resume` goes on with: the one of the given deploy, else the latest. */
export async function unfinishedDeploy(
  org: Org,
  config: ResolvedConfig,
  work: Work,
  id: string | undefined,
): Promise<UnfinishedDeploy> {
  const orgs = [org, ...(await consumersLeft(org, config, work))];
  const lists = await Promise.all(
    orgs.map(async (one) => (await readUnfinished(work, one.identity.orgId)).map((run) => ({ org: one, run }))),
  );
  const left = lists.flat().toSorted((a, b) => (a.run.startedAt < b.run.startedAt ? -1 : 1));
  const chosen =
    id === undefined
      ? left.findLast(({ run }) => run.work === 'deploy' && !run.isAlive)
      : left.find(({ run }) => run.deployId?.slice(0, 15) === id.slice(0, 15));
  if (chosen?.run.work === 'destroy') throw deletes(id ?? '', chosen.run);
  const where = chosen?.org ?? org;
  const found = chosen === undefined ? id : ((await deployOf(where, chosen.run)) ?? id);
  if (found !== undefined) return { org: where, id: found, run: chosen?.run };
  throw new EcaError({
    name: 'NothingToResumeError',
    message: `No unfinished deploy to "${org.identity.target}" is known here.`,
    actions: [
      'Give the id that the deploy printed: `eca deploy resume 0Af…`; or run `eca deploy`, which compares first.',
    ],
  });
}

function deletes(id: string, { apps }: UnfinishedRun): EcaError {
  return new EcaError({
    name: 'NothingToResumeError',
    message: `The deploy ${id} deletes ${apps.join(', ')}; resuming it would deploy what it deletes.`,
    actions: ['Run `eca destroy` again.'],
  });
}

async function deployOf(org: Org, run: UnfinishedRun): Promise<string | undefined> {
  if (run.deployId !== undefined) return run.deployId;
  if (run.step !== 'deploy' || run.earlierDeploys === undefined) return undefined;
  const since = (await deploysSince(org, new Set(run.earlierDeploys))) ?? [];
  return (since.find(isRunning) ?? since[0])?.id;
}

/** A deploy that the org has forgotten has ended. */
async function endOf(org: Org, id: string, work: Work): Promise<DeployStatus | undefined> {
  try {
    // It belongs to a run that is gone: Ctrl-C ends the waiting here, and cancels nothing.
    return await org.watchDeploy(id, work, () => undefined);
  } catch (error) {
    if (error instanceof EcaError && error.name === 'OrgRequestFailedError') return undefined;
    throw error;
  }
}
