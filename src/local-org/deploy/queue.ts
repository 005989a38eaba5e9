import type { Context } from '../state/context.js';
import { runDeploy } from './run.js';
import type { DeployJob, DeployOptions } from '../state/deploy-job.js';
import { unzip } from './unzip.js';
import { own } from '../wire/own.js';

/** Deploys that are kept, the new one with them. */
const KEPT_JOBS = 200;
const KEPT_MESSAGES = 100_000;
const RUNNING: readonly string[] = ['Pending', 'InProgress', 'Canceling'];

/** What a deploy request asks for. */
export interface DeployRequest {
  readonly zip: Uint8Array;
  readonly options: DeployOptions;
  readonly userId: string;
  /** Makes the deploy fail, for tests. */
  readonly forcedProblem?: string | undefined;
  /** Makes this one deploy slow, for tests. */
  readonly slow?: { readonly polls?: number | undefined; readonly seconds?: number | undefined } | undefined;
}

/** Takes a deploy into the queue. */
export async function submitDeploy(context: Context, request: DeployRequest): Promise<DeployJob> {
  const content = await unzip(request.zip);
  return enqueue(context, { ...request, ...content });
}

/** Takes the files of a successful validation into the queue again, now for real; `undefined` when there is none. */
export function submitValidated(context: Context, validationId: string, userId: string): DeployJob | undefined {
  const validated = own(context.world.jobs, validationId);
  if (validated?.options.checkOnly !== true || validated.status !== 'Succeeded') return undefined;
  return enqueue(context, { files: validated.files, options: { ...validated.options, checkOnly: false }, userId });
}

interface Entry extends Omit<DeployRequest, 'zip'> {
  readonly files: Readonly<Record<string, string>>;
  readonly zipProblem?: string | undefined;
}

function enqueue(context: Context, entry: Entry): DeployJob {
  // Those whose end nobody asked for are not kept waiting with their files.
  advanceDeploys(context, false);
  const { slowDeploys } = context;
  const job: DeployJob = {
    id: context.nextId('0Af'),
    userId: entry.userId,
    options: entry.options,
    files: entry.files,
    zipProblem: entry.zipProblem,
    forcedProblem: entry.forcedProblem,
    createdDate: context.timestamp(),
    status: 'Pending',
    messages: [],
    pollsLeft: entry.slow?.polls ?? slowDeploys.polls ?? 0,
    notBefore: context.now() + (entry.slow?.seconds ?? slowDeploys.seconds ?? 0) * 1000,
  };
  context.world.jobs[job.id] = job;
  if (entry.options.checkOnly) context.world.validationCount += 1;
  else context.world.deployCount += 1;
  forgetOldJobs(context);
  return job;
}

/** Keeps the latest jobs, fewer when they are large. */
function forgetOldJobs(context: Context): void {
  const { jobs } = context.world;
  const finished = Object.values(jobs).filter((job) => !RUNNING.includes(job.status));
  let messages = 0;
  finished.reverse().forEach((job, index) => {
    messages += job.messages.length;
    // eslint-disable-next-line @typescript-eslint/no-dynamic-delete -- the jobs are a map by id
    if (index > 0 && (index >= KEPT_JOBS - 1 || messages > KEPT_MESSAGES)) delete jobs[job.id];
  });
}

/**
 * Moves the queue on: one deploy runs at a time [C], the others wait.
 *
 * @param polled - True when a client asked for the status of a deploy.
 */
export function advanceDeploys(context: Context, polled: boolean): void {
  const { jobs } = context.world;
  for (const job of Object.values(jobs)) {
    if (!RUNNING.includes(job.status)) continue;
    const started: DeployJob = { ...job, status: 'InProgress', startDate: job.startDate ?? context.timestamp() };
    if (job.pollsLeft > 0 || context.now() < job.notBefore) {
      jobs[job.id] = polled && job.pollsLeft > 0 ? { ...started, pollsLeft: job.pollsLeft - 1 } : started;
      return;
    }
    const outcome = runDeploy(context, started);
    const validated = outcome.status === 'Succeeded' && job.options.checkOnly;
    jobs[job.id] = { ...started, ...outcome, files: validated ? job.files : {}, completedDate: context.timestamp() };
  }
}

/** Cancels a deploy that waits or runs. [C] Returns false when it has ended. */
export function cancelDeploy(context: Context, job: DeployJob): boolean {
  if (!RUNNING.includes(job.status)) return false;
  context.world.jobs[job.id] = { ...job, status: 'Canceled', files: {}, completedDate: context.timestamp() };
  return true;
}
