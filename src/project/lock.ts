import { createHash } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { EcaError } from '../errors.js';
import type { Bounds } from '../work.js';
import { isTimeOver } from '../ending.js';
import { breakLock, lives, ownHolder, readLock, sweepLocks, takeLock } from './lock-file.js';
import { lockFolder } from './lock-folder.js';

/** How long a run waits for another one that holds a lock. */
export interface LockOptions extends Bounds {
  /** Told once when another run holds it, with its process id. */
  readonly onWait: (pid: number) => void;
  /** Makes the error of a run that did not end in time. */
  readonly busy: (pid: number) => EcaError;
}

const PAUSE_MS = 50;

/**
 * Runs something while no other run of this user on this machine does what has the same name. A run that died leaves
 * nothing to wait for, and what it left is deleted.
 *
 * @param name - What is done to what, such as the id and URL of an org.
 * @throws What `busy` makes, when the other run does not end in time; WriteFailedError when there is no place for locks.
 */
export async function withLock<T>(name: string, options: LockOptions, act: () => Promise<T>): Promise<T> {
  const path = join(await lockFolder(), `${createHash('sha256').update(name).digest('hex').slice(0, 32)}.lock`);
  const own = ownHolder();
  await acquire(path, own, options);
  try {
    await sweepLocks(path);
    return await act();
  } finally {
    if ((await readLock(path)) === own) await rm(path, { force: true });
  }
}

async function acquire(path: string, own: string, { onWait, busy, ...bounds }: LockOptions): Promise<void> {
  for (let told = false; ;) {
    bounds.signal.throwIfAborted();
    if (await takeLock(path, own)) return;
    const holder = await readLock(path);
    if (holder === undefined) continue;
    if (!lives(holder) && (await breakLock(path, holder))) continue;
    const pid = Number(holder.split(' ')[0]);
    if (!told) onWait(pid);
    told = true;
    await pauseWithin(bounds);
    if (isTimeOver(bounds) || Date.now() >= bounds.deadline) throw busy(pid);
  }
}

async function pauseWithin({ signal, deadline }: Bounds): Promise<void> {
  const left = Math.max(0, deadline - Date.now());
  // The reason of the signal is looked at afterwards; the timer's own error would hide it.
  await sleep(Math.min(PAUSE_MS, left), undefined, { signal }).catch(() => undefined);
}
