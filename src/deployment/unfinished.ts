import { EcaError } from '../errors.js';
import type { DeployStatus, Org } from '../org/org.js';
import { isRunning } from '../org/recent-deploys.js';
import { readUnfinished, type UnfinishedRun } from '../project/journal.js';
import type { Work } from '../work.js';
import { deploysSince } from '../sending/lost-deploy.js';

/**
 * Clears up after runs on this org that were killed or lost their connection: what they left running in the org is
 * waited for, so that the next comparison sees its end. Nothing is sent.
 */
export async function settleUnfinished(org: Org, work: Work): Promise<void> {
  for (const run of await readUnfinished(work, org.identity.orgId)) {
    if (run.isAlive) {
      const message = `Another eca (process ${run.process.pid}) is working on ${run.apps.join(', ')} in this org since ${run.startedAt}`;
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

/** Finds the run that `eca deploy resume` goes on with: the one of the given deploy, else the latest. */
export async function unfinishedDeploy(
  org: Org,
  work: Pick<Work, 'folder' | 'onProgress'>,
  id: string | undefined,
): Promise<{ readonly id: string; readonly run?: UnfinishedRun | undefined }> {
  const runs = await readUnfinished(work, org.identity.orgId);
  const named = runs.find(({ deployId }) => id !== undefined && deployId?.slice(0, 15) === id.slice(0, 15));
  const run = id === undefined ? runs.findLast((one) => one.work === 'deploy' && !one.isAlive) : named;
  if (run?.work === 'destroy') {
    throw new EcaError({
      name: 'NothingToResumeError',
      message: `The deploy ${id ?? ''} deletes ${run.apps.join(', ')}; resuming it would deploy what it deletes.`,
      actions: ['Run `eca destroy` again.'],
    });
  }
  const found = id ?? (run === undefined ? undefined : await deployOf(org, run));
  if (found !== undefined) return { id: found, run };
  throw new EcaError({
    name: 'NothingToResumeError',
    message: `No unfinished deploy to "${org.identity.target}" is known here.`,
    actions: [
      'Give the id that the deploy printed: `eca deploy resume 0Af…`; or run `eca deploy`, which compares first.',
    ],
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
