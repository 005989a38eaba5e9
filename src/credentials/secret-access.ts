import { setTimeout as sleep } from 'node:timers/promises';
import type { ResolvedConfig } from '../config/model.js';
import { EcaError } from '../errors.js';
import type { Org } from '../org/org.js';
import { readSecretSwitch, setSecretSwitch } from './org-switch.js';
import { privateFolder } from '../project/private-file.js';
import { readEntry, removeEntry, writeEntry, type AccessEntry } from '../project/credentials-journal.js';
import { withLock, type LockOptions } from '../project/lock.js';
import { aside, putBack, type Work } from '../work.js';
import { untilEnded, untilTold } from '../ending.js';

/** What reading secrets may do to the org. */
export interface SecretAccessOptions {
  /** Turns on, for the moment, the org's switch that gives secrets to REST. Default: false. */
  readonly allowSecretAccess?: boolean | undefined;
  /** Turns the switch off after the secrets were read also when it was on before: the config wants it off. Default: false. */
  readonly endsOff?: boolean | undefined;
}

/** Tells whether the config wants the org's switch for secrets off. */
export function wantsOff({ settings }: ResolvedConfig): boolean {
  return settings.enableClientSecretInRestApiAccess === false;
}

/** Longest time that turning the switch on may still take once the run has ended. */
const TURNING_MS = 4000;

/**
 * Runs something that reads secrets, with the org's switch for it on, and puts the switch back whatever ends it: an error,
 * a signal, a closed output or the deadline at once, a killed process at the start of the next run, from the journal.
 * Runs on one org take turns.
 *
 * Without `allowSecretAccess` the switch is left alone, unless a run before left it on.
 *
 * @throws SecretAccessNotRestoredError, DeployFailedError, OrgBusyError, and what `act` throws.
 */
export async function withSecretAccess<T>(
  org: Org,
  work: Work,
  { allowSecretAccess, endsOff }: SecretAccessOptions,
  act: (turnedOn: boolean) => Promise<T>,
): Promise<T> {
  if (allowSecretAccess !== true) {
    await restoreSecretAccess(org, work);
    return act(false);
  }
  return withLock(lockNameOf(org), lockOptions(work), async () => {
    await restoreLeftOver(org, work);
    if (!(await readSecretSwitch(org, work))) return turnedOn(org, work, act);
    return endsOff === true ? foundOn(org, work, act) : act(false);
  });
}

/**
 * Refuses to begin what turns the org's switch, where the journal that tells of it could not be written: that is found
 * before anything is changed, not when the switch comes to its turn.
 *
 * @throws WriteFailedError
 */
export async function refuseWithoutJournal(org: Org, work: Work, options: SecretAccessOptions): Promise<void> {
  if (options.allowSecretAccess !== true) return;
  try {
    await privateFolder(work.folder);
  } catch (error) {
    // A switch that stays as it is needs no journal.
    if (options.endsOff === true || !(await readSecretSwitch(org, work))) throw error;
  }
}

/** The switch was on, and is to be off: it is turned off once the secrets were read. */
async function foundOn<T>(org: Org, work: Work, act: (turnedOn: boolean) => Promise<T>): Promise<T> {
  const { orgId } = org.identity;
  await writeEntry(work.folder, { kind: 'secret-access', orgId, since: new Date().toISOString() });
  try {
    return await untilEnded(work, () => act(false));
  } finally {
    const message =
      "The org's access to consumer secrets by REST was on, and the config wants it off; it is turned off.";
    work.onProgress({ kind: 'warning', message });
    await restore(org, work);
  }
}

async function turnedOn<T>(org: Org, work: Work, act: (turnedOn: boolean) => Promise<T>): Promise<T> {
  const { orgId } = org.identity;
  await writeEntry(work.folder, { kind: 'secret-access', orgId, since: new Date().toISOString() });
  const message = 'Letting REST read consumer secrets for the moment';
  work.onProgress({ kind: 'stage', stage: 'credentials', message });
  // A request that is on its way when the run ends could reach the org after the one that turns the switch off again.
  const turning = aside(work, Math.max(0, work.deadline - Date.now()), (own) => setSecretSwitch(org, true, own));
  try {
    await untilEnded(work, () => turning);
    return await untilTold(work, () => act(true));
  } finally {
    await restore(org, work, async () => {
      await Promise.race([turning.catch(() => undefined), sleep(TURNING_MS, undefined, { ref: false })]);
    });
  }
}

/** Puts the switch back that a run before turned on and could not put back. A run that is still at it is waited for. */
async function restoreSecretAccess(org: Org, work: Work): Promise<void> {
  if ((await readLeftOver(org, work)) === undefined) return;
  await withLock(lockNameOf(org), lockOptions(work), () => restoreLeftOver(org, work));
}

function readLeftOver(org: Org, work: Work): Promise<AccessEntry | undefined> {
  return readEntry<AccessEntry>(work, { kind: 'secret-access', orgId: org.identity.orgId }, async (path) => {
    if (await readSecretSwitch(org, work)) throw unreadableAccess(org, path);
    await removeEntry<AccessEntry>(work.folder, { kind: 'secret-access', orgId: org.identity.orgId });
  });
}

/** Whether the run that wrote the entry turned the switch on is not known, and whoever ignores it may leave it on. */
function unreadableAccess({ identity }: Org, path: string): EcaError {
  return new EcaError({
    name: 'SecretAccessNotRestoredError',
    message: `${path} cannot be understood: a run may have turned on that REST reads consumer secrets of "${identity.target}", and it is on.`,
    actions: [
      'Turn off, in Setup, External Client App Settings: "Allow access to External Client App consumer secrets via REST API"; or leave it on if you want it so.',
      `Then delete ${path}, and run the command again.`,
    ],
  });
}

async function restoreLeftOver(org: Org, work: Work): Promise<void> {
  const entry = await readLeftOver(org, work);
  if (entry === undefined) return;
  const message = `A run of ${entry.since} left the org's access to consumer secrets by REST on; it is turned off now.`;
  work.onProgress({ kind: 'warning', message });
  await restore(org, work);
}

/** Turns the switch off, with bounds of its own. Whatever keeps it on is told. */
async function restore(org: Org, work: Work, before: () => Promise<void> = () => Promise.resolve()): Promise<void> {
  const { orgId } = org.identity;
  try {
    await putBack(work, async (own) => {
      await before();
      await setSecretSwitch(org, false, own);
      if (await readSecretSwitch(org, own)) throw new Error('the org still says that it is on');
    });
  } catch (error) {
    throw notRestored(org, error);
  }
  await removeEntry<AccessEntry>(work.folder, { kind: 'secret-access', orgId });
}

function notRestored({ identity }: Org, cause: unknown): EcaError {
  const isOver = cause instanceof EcaError && cause.name === 'WaitOverError';
  const why = isOver ? 'it did not answer in time' : cause instanceof Error ? cause.message : String(cause);
  return new EcaError({
    name: 'SecretAccessNotRestoredError',
    message: `The org "${identity.target}" still lets REST read consumer secrets, and it did not before: ${why}`,
    actions: [
      'Run the command again, which tries first of all to turn it off.',
      'Or turn off, in Setup, External Client App Settings: "Allow access to External Client App consumer secrets via REST API".',
    ],
    cause,
  });
}

/** Name under which runs on one org exclude each other. */
export function lockNameOf({ identity }: Org): string {
  return `${identity.orgId} ${identity.instanceUrl}`;
}

/** How long to wait for another run, and what to tell meanwhile. */
export function lockOptions({ signal, deadline, onProgress }: Work): LockOptions {
  return {
    signal,
    deadline,
    onWait: (pid) => {
      onProgress({ kind: 'warning', message: `Process ${pid} works on this org; waiting until it has ended.` });
    },
    busy: (pid) =>
      new EcaError({
        name: 'OrgBusyError',
        message: `Another run (process ${pid}) works on the credentials of this org.`,
        actions: ['Wait until it has ended, then run the command again.'],
      }),
  };
}
