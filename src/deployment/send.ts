import { EcaError } from '../errors.js';
import { isUncertain } from '../org/failure.js';
import type { DeployMode, DeployStatus, Org } from '../org/org.js';
import type { RecentDeploy } from '../org/recent-deploys.js';
import type { Journal } from '../project/journal.js';
import { within, type Work } from '../work.js';
import { findLostDeploy, lost } from './lost-deploy.js';

/** What a package is sent with. */
export interface SendOptions extends DeployMode {
  readonly journal: Journal;
  /** Deploys that the org knew before; undefined when it may not be asked. */
  readonly earlier?: readonly RecentDeploy[] | undefined;
}

/** One deploy in the org. */
export interface DeployOutcome {
  readonly id: string;
  /** Salesforce's word: `Succeeded`. */
  readonly status: string;
  /** Milliseconds from sending to done. */
  readonly ms: number;
  /** Number of components. */
  readonly components: number;
  /** True for a dry run, which changed nothing. */
  readonly checkOnly?: true | undefined;
}

/** A deploy that has ended, with what the org says of it. */
export interface Ended {
  readonly status: DeployStatus;
  readonly outcome: DeployOutcome;
}

/** Longest time to wait until the org has cancelled a deploy. */
const CANCEL_WAIT_MS = 60_000;

/**
 * Sends a package and follows it to its end, good or bad. A real deploy is sent once: when its answer is lost, the org is
 * asked whether it took it.
 *
 * @throws DeployTimeoutError, DeployLostError, DeployCanceledError, and what {@link Org} throws.
 */
export async function send(
  org: Org,
  zip: Buffer,
  work: Work,
  { journal, earlier, ...mode }: SendOptions,
): Promise<Ended> {
  const started = performance.now();
  work.signal.throwIfAborted();
  const step = mode.checkOnly ? 'check' : 'deploy';
  await journal.write({ step, earlierDeploys: earlier?.map(({ id }) => id) });
  const id = await start(org, zip, work, mode, earlier);
  await journal.write({ step, deployId: id });
  const status = await follow(org, id, work);
  const ms = Math.round(performance.now() - started);
  return { status, outcome: { id, status: status.status, ms, components: status.componentsTotal } };
}

async function start(
  org: Org,
  zip: Buffer,
  work: Work,
  mode: DeployMode,
  earlier: readonly RecentDeploy[] | undefined,
): Promise<string> {
  const { onProgress } = work;
  try {
    return await org.startDeploy(zip, mode);
  } catch (error) {
    if (!isUncertain(error)) throw error;
    onProgress({ kind: 'warning', message: `The answer to the ${mode.checkOnly ? 'check' : 'deploy'} was lost` });
    // A check changes nothing, so that a second one does no harm.
    if (mode.checkOnly) return org.startDeploy(zip, mode);
    const found = await findLostDeploy(org, earlier, work, error);
    if (found !== undefined) {
      onProgress({ kind: 'warning', message: `The org took it as ${found}` });
      return found;
    }
    onProgress({ kind: 'warning', message: 'The org did not take it; sending it again' });
    return org.startDeploy(zip, mode).catch((again: unknown) => {
      throw isUncertain(again) ? lost(org, again) : again;
    });
  }
}

/** Follows a deploy to its end. Ctrl-C and SIGTERM cancel it in the org; what becomes of it is waited for. */
export async function follow(org: Org, id: string, work: Work): Promise<DeployStatus> {
  const { onProgress, signal } = work;
  const onStatus = (status: DeployStatus): void => {
    onProgress({
      kind: 'components',
      done: status.componentsDone,
      total: status.componentsTotal,
      status: statusText(status),
    });
  };
  try {
    return await org.watchDeploy(id, work, onStatus);
  } catch (error) {
    if (!signal.aborted) throw error;
    onProgress({ kind: 'warning', message: `Cancelling the deploy ${id} in the org` });
    throw await cancel(org, id, work, onStatus);
  }
}

/** Salesforce's word for the state, with the latest rejection as soon as it is known. */
function statusText({ status, failures }: DeployStatus): string {
  const last = failures.at(-1);
  if (last === undefined) return status;
  return `${status}, ${failures.length} rejected (${last.type} ${last.fullName}: ${last.problem})`;
}

async function cancel(org: Org, id: string, work: Work, onStatus: (status: DeployStatus) => void): Promise<EcaError> {
  const where = `the org "${org.identity.target}"`;
  const canceled = (message: string, action: string, isOpen = false): EcaError =>
    new EcaError({
      name: 'DeployCanceledError',
      message,
      actions: [action],
      cause: work.signal.reason,
      data: { id, isOpen },
    });
  try {
    // A deploy that has ended cannot be cancelled; its status tells.
    await org.cancelDeploy(id).catch(() => undefined);
    const { status, success } = await org.watchDeploy(id, within(work, CANCEL_WAIT_MS), onStatus);
    if (status === 'Canceled') {
      return canceled(
        `The deploy ${id} was cancelled in ${where}; nothing of it was taken.`,
        'Run the command again when you are ready.',
      );
    }
    return canceled(
      success
        ? `The deploy ${id} had already succeeded in ${where} when it was to be cancelled; what comes after it was not done.`
        : `The deploy ${id} ended as ${status} in ${where}; nothing of it was taken.`,
      'Run the command again: it goes on from what the org has.',
    );
  } catch {
    return canceled(
      `The deploy ${id} was to be cancelled in ${where}, and whether it was is not known.`,
      `Run \`eca deploy resume ${id}\` to see, or run the command again.`,
      true,
    );
  }
}
