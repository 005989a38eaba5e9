import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { EcaError } from '../errors.js';
import { isTimeOver, type Bounds } from '../work.js';
import { isProcessAlive } from './process-alive.js';

/** How long a run waits for another one on the same org. */
export interface LockOptions extends Bounds {
  /** Told once when another run holds the org, with its process id. */
  readonly onWait: (pid: number) => void;
}

const PAUSE_MS = 200;

/**
 * Runs something while no other run of this user on this machine does the like with the same org. A run that died leaves
 * nothing to wait for.
 *
 * @param org - What tells the org from others: its id and URL.
 * @throws OrgBusyError when the other run does not end in time.
 */
export async function withOrgLock<T>(org: string, options: LockOptions, work: () => Promise<T>): Promise<T> {
  const folder = join(tmpdir(), `eca-locks-${userInfo().username.replace(/\W/g, '_')}`);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const path = join(folder, `${createHash('sha256').update(org).digest('hex').slice(0, 32)}.lock`);
  const own = `${process.pid} ${randomUUID()}`;
  await acquire(path, own, options);
  try {
    return await work();
  } finally {
    if ((await read(path)) === own) await rm(path, { force: true });
  }
}

async function acquire(path: string, own: string, { onWait, ...bounds }: LockOptions): Promise<void> {
  for (let told = false; ; told = true) {
    bounds.signal.throwIfAborted();
    if (await take(path, own)) return;
    const holder = await read(path);
    const pid = Number(holder?.split(' ')[0]);
    if (holder !== undefined && !isProcessAlive(pid)) {
      if ((await read(path)) === holder) await rm(path, { force: true });
      continue;
    }
    if (!told) onWait(pid);
    await pauseWithin(bounds);
    if (isTimeOver(bounds) || Date.now() >= bounds.deadline) throw busy(pid);
  }
}

async function pauseWithin({ signal, deadline }: Bounds): Promise<void> {
  const left = Math.max(0, deadline - Date.now());
  // The reason of the signal is looked at afterwards; the timer's own error would hide it.
  await sleep(Math.min(PAUSE_MS, left), undefined, { signal }).catch(() => undefined);
}

async function take(path: string, own: string): Promise<boolean> {
  try {
    await writeFile(path, own, { flag: 'wx', mode: 0o600 });
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  }
}

async function read(path: string): Promise<string | undefined> {
  return readFile(path, 'utf8').catch(() => undefined);
}

function busy(pid: number): EcaError {
  return new EcaError({
    name: 'OrgBusyError',
    message: `Another run (process ${pid}) works on the credentials of this org.`,
    actions: ['Wait until it has ended, then run the command again.'],
  });
}
