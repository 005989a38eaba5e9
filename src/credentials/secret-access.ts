import { EcaError } from '../errors.js';
import { folderOf, type HandOverOptions } from '../handover/hand-over-pair.js';
import type { Org } from '../org/org.js';
import { readSecretSwitch, setSecretSwitch } from './org-switch.js';
import { readEntry, removeEntry, writeEntry, type AccessEntry } from '../project/credentials-journal.js';
import { withOrgLock } from '../project/org-lock.js';

/** What reading secrets may do to the org, and how long it waits for other runs. */
export interface SecretAccessOptions extends HandOverOptions {
  /** Milliseconds to wait for other runs on the org. Default: ten minutes. */
  readonly timeoutMs?: number;
}

/** The restore is not to be hurried by a wait that is over, nor stopped by the signal that ended the work. */
const RESTORE_WAIT = { timeoutMs: 300_000 };
const LOCK_WAIT_MS = 600_000;

/**
 * Runs something that reads secrets, with the org's switch for it on, and puts the switch back whatever happens: after an
 * error, Ctrl-C or SIGTERM at once, after a killed process at the start of the next run, from the journal. Runs on one
 * org take turns.
 *
 * Without `allowSecretAccess` the switch is left alone, unless a run before left it on.
 *
 * @throws SecretAccessNotRestoredError, DeployFailedError, OrgBusyError, and what the work throws.
 */
export async function withSecretAccess<T>(
  org: Org,
  options: SecretAccessOptions,
  work: (turnedOn: boolean) => Promise<T>,
): Promise<T> {
  if (options.allowSecretAccess !== true) {
    await restoreSecretAccess(org, options);
    return work(false);
  }
  return withOrgLock(lockNameOf(org), lockOptions(options), async () => {
    await restoreLeftOver(org, options);
    const { signal } = options;
    const wait = { ...RESTORE_WAIT, ...(signal === undefined ? {} : { signal }) };
    if (await readSecretSwitch(org, wait)) return work(false);
    return turnedOn(org, options, work);
  });
}

async function turnedOn<T>(
  org: Org,
  options: SecretAccessOptions,
  work: (turnedOn: boolean) => Promise<T>,
): Promise<T> {
  const { orgId } = org.identity;
  await writeEntry(folderOf(options), { kind: 'secret-access', orgId, since: new Date().toISOString() });
  const message = 'Letting REST read consumer secrets for the moment';
  options.onProgress?.({ kind: 'stage', stage: 'credentials', message });
  try {
    await setSecretSwitch(org, true, RESTORE_WAIT);
    options.signal?.throwIfAborted();
    const result = await work(true);
    options.signal?.throwIfAborted();
    return result;
  } finally {
    await restore(org, options);
  }
}

/** Puts the switch back that a run before turned on and could not put back. A run that is still at it is waited for. */
async function restoreSecretAccess(org: Org, options: SecretAccessOptions): Promise<void> {
  if ((await readLeftOver(org, options)) === undefined) return;
  await withOrgLock(lockNameOf(org), lockOptions(options), () => restoreLeftOver(org, options));
}

function readLeftOver(org: Org, options: SecretAccessOptions): Promise<AccessEntry | undefined> {
  return readEntry<AccessEntry>(folderOf(options), { kind: 'secret-access', orgId: org.identity.orgId });
}

async function restoreLeftOver(org: Org, options: SecretAccessOptions): Promise<void> {
  const entry = await readLeftOver(org, options);
  if (entry === undefined) return;
  const message = `A run of ${entry.since} left the org's access to consumer secrets by REST on; it is turned off now.`;
  options.onProgress?.({ kind: 'warning', message });
  await restore(org, options);
}

async function restore(org: Org, options: SecretAccessOptions): Promise<void> {
  const { orgId, target } = org.identity;
  try {
    await setSecretSwitch(org, false, RESTORE_WAIT);
    if (await readSecretSwitch(org, RESTORE_WAIT)) throw new Error('the org still says that it is on');
  } catch (error) {
    throw new EcaError({
      name: 'SecretAccessNotRestoredError',
      message: `The org "${target}" still lets REST read consumer secrets, and it did not before: ${error instanceof Error ? error.message : String(error)}`,
      actions: [
        'Run the command again, which tries first of all to turn it off.',
        'Or turn off, in Setup, External Client App Settings: "Allow access to External Client App consumer secrets via REST API".',
      ],
      cause: error,
    });
  }
  await removeEntry<AccessEntry>(folderOf(options), { kind: 'secret-access', orgId });
}

/** Name under which runs on one org exclude each other. */
export function lockNameOf({ identity }: Org): string {
  return `${identity.orgId} ${identity.instanceUrl}`;
}

/** How long to wait for another run, and what to tell meanwhile. */
export function lockOptions({ timeoutMs, signal, onProgress }: SecretAccessOptions): Parameters<typeof withOrgLock>[1] {
  return {
    timeoutMs: Math.max(timeoutMs ?? 0, LOCK_WAIT_MS),
    ...(signal === undefined ? {} : { signal }),
    onWait: (pid) =>
      onProgress?.({ kind: 'warning', message: `Process ${pid} works on this org; waiting until it has ended.` }),
  };
}
