import { EcaError } from '../errors.js';
import { isUncertain } from '../org/failure.js';
import type { DeployMode, DeployStatus, Org, WaitOptions } from '../org/org.js';
import type { RecentDeploy } from '../org/recent-deploys.js';
import type { Journal } from '../project/journal.js';
import type { OnProgress } from '../progress.js';
import { findLostDeploy, lost } from './lost-deploy.js';

/** What sending a package needs. */
export interface SendOptions extends WaitOptions {
  readonly journal: Journal;
  readonly onProgress?: OnProgress;
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
  readonly checkOnly?: true;
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
 * @param earlier - Deploys that the org knew before; undefined when it may not be asked.
 * @throws DeployTimeoutError, DeployLostError, DeployCanceledError, and what {@link Org} throws.
 */
export async function send(
  org: Org,
  zip: Buffer,
  mode: DeployMode,
  options: SendOptions,
  earlier?: readonly RecentDeploy[],
): Promise<Ended> {
  const started = performance.now();
  options.signal?.throwIfAborted();
  const { journal } = options;
  const step = mode.checkOnly ? 'check' : 'deploy';
  const before = earlier === undefined ? {} : { earlierDeploys: earlier.map(({ id }) => id) };
  await journal.write({ step, ...before });
  const id = await start(org, zip, mode, options, earlier);
  await journal.write({ step, deployId: id });
  const status = await follow(org, id, options);
  const ms = Math.round(performance.now() - started);
  return { status, outcome: { id, status: status.status, ms, components: status.componentsTotal } };
}

async function start(
  org: Org,
  zip: Buffer,
  mode: DeployMode,
  { onProgress }: SendOptions,
  earlier: readonly RecentDeploy[] | undefined,
): Promise<string> {
  try {
    return await org.startDeploy(zip, mode);
  } catch (error) {
    if (!isUncertain(error)) throw error;
    onProgress?.({ kind: 'warning', message: `The answer to the ${mode.checkOnly ? 'check' : 'deploy'} was lost` });
    // A check changes nothing, so that a second one does no harm.
    if (mode.checkOnly) return org.startDeploy(zip, mode);
    const found = await findLostDeploy(org, earlier, error);
    if (found !== undefined) {
      onProgress?.({ kind: 'warning', message: `The org took it as ${found}` });
      return found;
    }
    onProgress?.({ kind: 'warning', message: 'The org did not take it; sending it again' });
    return org.startDeploy(zip, mode).catch((again: unknown) => {
      throw isUncertain(again) ? lost(org, again) : again;
    });
  }
}

/** Follows a deploy to its end. Ctrl-C and SIGTERM cancel it in the org; what becomes of it is waited for. */
export async function follow(
  org: Org,
  id: string,
  options: WaitOptions & { readonly onProgress?: OnProgress },
): Promise<DeployStatus> {
  const { onProgress, signal } = options;
  const onStatus = (status: DeployStatus): void => {
    onProgress?.({
      kind: 'components',
      done: status.componentsDone,
      total: status.componentsTotal,
      status: statusText(status),
    });
  };
  try {
    return await org.watchDeploy(id, options, onStatus);
  } catch (error) {
    if (signal?.aborted !== true) throw error;
    onProgress?.({ kind: 'warning', message: `Cancelling the deploy ${id} in the org` });
    throw await cancel(org, id, signal.reason, onStatus);
  }
}

/** Salesforce's word for the state, with the latest rejection as soon as it is known. */
function statusText({ status, failures }: DeployStatus): string {
  const last = failures.at(-1);
  if (last === undefined) return status;
  return `${status}, ${failures.length} rejected (${last.type} ${last.fullName}: ${last.problem})`;
}

async function cancel(
  org: Org,
  id: string,
  reason: unknown,
  onStatus: (status: DeployStatus) => void,
): Promise<EcaError> {
  const where = `the org "${org.identity.target}"`;
  const canceled = (message: string, action: string, isOpen = false): EcaError =>
    new EcaError({ name: 'DeployCanceledError', message, actions: [action], cause: reason, data: { id, isOpen } });
  try {
    // A deploy that has ended cannot be cancelled; its status tells.
    await org.cancelDeploy(id).catch(() => undefined);
    const { status, success } = await org.watchDeploy(id, { timeoutMs: CANCEL_WAIT_MS }, onStatus);
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
