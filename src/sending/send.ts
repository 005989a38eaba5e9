import { EcaError } from '../errors.js';
import { foreignText } from '../foreign-text.js';
import { isUncertain } from '../org/failure.js';
import type { DeployMode, DeployStatus, Org } from '../org/org.js';
import type { RecentDeploy } from '../org/recent-deploys.js';
import type { Journal } from '../project/journal.js';
import { aside, within, type Work } from '../work.js';
import { isTimeOver } from '../ending.js';
import { findLostDeploy, lost } from './lost-deploy.js';

/** The command that sends a package; `other` is one that compares anew and sends what is missing when it is run again. */
export type Sender = 'deploy' | 'destroy' | 'other';

/** What a package is sent with. */
export interface SendOptions extends DeployMode {
  readonly sender: Sender;
  /** Default: none; what is sent is compared with the org anew by the next run. */
  readonly journal?: Journal | undefined;
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

/**
 * Sends a package and follows it to its end, good or bad. A real deploy is sent once: when its answer is lost, the org is
 * asked whether it took it.
 *
 * @throws DeployTimeoutError when a deploy may still run at the end of the run's time, WaitOverError when only its check
 * does, DeployLostError, DeployCanceledError, and what {@link Org} throws.
 */
export async function send(org: Org, zip: Buffer, work: Work, options: SendOptions): Promise<Ended> {
  const { journal, earlier, checkOnly } = options;
  const started = performance.now();
  work.signal.throwIfAborted();
  const step = checkOnly ? 'check' : 'deploy';
  await journal?.write({ step, earlierDeploys: earlier?.map(({ id }) => id) });
  const id = await start(org, zip, work, options).catch(async (error: unknown) => {
    throw checkOnly ? error : await endOfSending(org, work, options, error);
  });
  await journal?.write({ step, deployId: id });
  const status = await follow(org, id, work, options);
  const ms = Math.round(performance.now() - started);
  return { status, outcome: { id, status: status.status, ms, components: status.componentsTotal } };
}

async function start(org: Org, zip: Buffer, work: Work, options: SendOptions): Promise<string> {
  const { onProgress } = work;
  const { checkOnly, ignoreWarnings, earlier } = options;
  const mode = { checkOnly, ignoreWarnings };
  try {
    return await org.startDeploy(zip, mode);
  } catch (error) {
    if (!isUncertain(error) || isOver(error, work)) throw error;
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
      throw isUncertain(again) && !isOver(again, work) ? lost(org, again) : again;
    });
  }
}

/** Tells whether an error is the end of the run: of its time, or by a signal. */
function isOver(error: unknown, { signal }: Work): boolean {
  return signal.aborted || (error instanceof EcaError && error.name === 'WaitOverError');
}

/** A deploy that was on its way when the run ended may run, and nobody knows its id. */
async function endOfSending(org: Org, work: Work, { sender, earlier }: SendOptions, error: unknown): Promise<unknown> {
  if (!isOver(error, work)) return error;
  if (work.signal.aborted && !isTimeOver(work)) return cancelUnknown(org, work, { sender, earlier }, error);
  return stillRuns(
    org,
    sender,
    undefined,
    'was sent, and the time of --wait was over before the org had answered; it may run',
  );
}

/** Which deploy is followed, and by which command. */
export interface Following {
  readonly sender: Sender;
  readonly checkOnly: boolean;
}

/** Follows a deploy to its end. A signal has it cancelled in the org; what becomes of it is not waited for. */
export async function follow(
  org: Org,
  id: string,
  work: Work,
  { sender, checkOnly }: Following,
): Promise<DeployStatus> {
  const { onProgress, signal, waits } = work;
  const onStatus = (status: DeployStatus): void => {
    onProgress({
      kind: 'components',
      id,
      done: status.componentsDone,
      total: status.componentsTotal,
      status: statusText(status),
    });
  };
  // The org may be silent from here on, and whoever waits can look it up in Setup.
  onProgress({ kind: 'components', id, done: 0, total: 0, status: 'taken by the org' });
  try {
    // What comes next needs the end of the check; nothing here needs that of a deploy which is not to be waited for.
    return await org.watchDeploy(id, waits || checkOnly ? work : within(work, 0), onStatus);
  } catch (error) {
    if (signal.aborted && !isTimeOver(work)) {
      onProgress({ kind: 'warning', message: `Cancelling the ${checkOnly ? 'check' : 'deploy'} ${id} in the org` });
      throw await cancel(org, id, work, { sender, checkOnly });
    }
    const isEnd = isOver(error, work) || (error instanceof EcaError && error.name === 'DeployTimeoutError');
    if (checkOnly) throw isEnd ? checkNotEnded(org, id) : error;
    if (isEnd) throw stillRuns(org, sender, id, 'still runs');
    // It was taken, and how it ends is not known: that is no failure of the deploy.
    if (error instanceof EcaError && ['OrgUnreachableError', 'UnexpectedAnswerError'].includes(error.name)) {
      throw stillRuns(org, sender, id, `was taken, and how it goes could not be asked: ${error.message}`, error);
    }
    throw error;
  }
}

/** Salesforce's word for the state, with the latest rejection as soon as it is known. */
function statusText({ status, failures }: DeployStatus): string {
  const last = failures.at(-1);
  if (last === undefined) return status;
  return `${status}, ${failures.length} rejected (${last.type} ${last.fullName}: ${foreignText(last.problem)})`;
}

/** Says how to go on with a deploy. */
function goOn(sender: Sender, id: string | undefined): string {
  if (sender === 'destroy') return 'Run `eca destroy` again: it waits for what runs, then looks at what is left.';
  if (sender === 'other')
    return 'Run the command again: it compares with the org first, and sends only what is missing.';
  return `Run \`eca deploy resume${id === undefined ? '' : ` ${id}`}\`: it waits on and then proves what was deployed.`;
}

function stillRuns(org: Org, sender: Sender, id: string | undefined, how: string, cause?: unknown): EcaError {
  return new EcaError({
    name: 'DeployTimeoutError',
    message: `The deploy ${id === undefined ? '' : `${id} `}to "${org.identity.target}" ${how}.`,
    actions: [goOn(sender, id)],
    cause,
    data: { id },
  });
}

function checkNotEnded(org: Org, id: string): EcaError {
  return new EcaError({
    name: 'WaitOverError',
    message: `The org "${org.identity.target}" had not ended the check ${id} when the time of --wait was over. Nothing was deployed, and a check changes nothing.`,
    actions: ['Run the command again with more minutes for --wait.'],
    data: { id },
  });
}

/** Time for one request to cancel, and one look at what became of it: a run ends within two seconds of a signal. */
const CANCEL_MS = 1200;

async function cancel(org: Org, id: string, work: Work, { sender, checkOnly }: Following): Promise<EcaError> {
  const ended = await aside(work, CANCEL_MS, async (own) => {
    // A deploy that has ended cannot be cancelled; its status tells.
    await org.cancelDeploy(id).catch(() => undefined);
    return org.watchDeploy(id, own, () => undefined);
  }).catch(() => undefined);
  return canceled(org, work, { id, sender, checkOnly }, ended);
}

/** Looks for a deploy whose answer did not come before the signal, and has it cancelled where it is found. */
async function cancelUnknown(
  org: Org,
  work: Work,
  { sender, earlier }: Pick<SendOptions, 'sender' | 'earlier'>,
  cause: unknown,
): Promise<EcaError> {
  let id: string | undefined;
  const ended = await aside(work, CANCEL_MS, async (own) => {
    id = await findLostDeploy(org, earlier, within(own, CANCEL_MS / 2), cause);
    if (id === undefined) return undefined;
    await org.cancelDeploy(id).catch(() => undefined);
    return org.watchDeploy(id, own, () => undefined);
  }).catch(() => undefined);
  return canceled(org, work, { id, sender, checkOnly: false }, ended);
}

function canceled(
  org: Org,
  { signal }: Work,
  { id, sender, checkOnly }: Following & { readonly id: string | undefined },
  ended: DeployStatus | undefined,
): EcaError {
  const where = `the org "${org.identity.target}"`;
  const what = `The ${checkOnly ? 'check' : 'deploy'}${id === undefined ? '' : ` ${id}`}`;
  const again = 'Run the command again: it goes on from what the org has.';
  const [message, action] =
    ended === undefined
      ? checkOnly
        ? [`${what} was to be cancelled in ${where}, and may still run there; it changes nothing.`, again]
        : [`${what} was to be cancelled in ${where}, and whether it was is not known.`, goOn(sender, id)]
      : ended.success && !checkOnly
        ? [
            `${what} had already succeeded in ${where} when it was to be cancelled; what comes after it was not done.`,
            again,
          ]
        : [
            `${what} was ${ended.status === 'Canceled' ? 'cancelled' : `over (${ended.status})`} in ${where}; nothing of it was taken.`,
            again,
          ];
  return new EcaError({
    name: 'DeployCanceledError',
    message,
    actions: [action],
    cause: signal.reason,
    data: { id, isOpen: ended === undefined && !checkOnly },
  });
}
