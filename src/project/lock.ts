import { createHash, randomUUID } from 'node:crypto';
import { link, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { EcaError } from '../errors.js';
import type { Bounds } from '../work.js';
import { isTimeOver } from '../ending.js';
import { isMissing } from './file-error.js';
import { lockFolder, unusableLocks } from './lock-folder.js';
import { isProcessAlive, processStart } from './process-alive.js';

/** How long a run waits for another one that holds a lock. */
export interface LockOptions extends Bounds {
  /** Told once when another run holds it, with its process id. */
  readonly onWait: (pid: number) => void;
  /** Makes the error of a run that did not end in time. */
  readonly busy: (pid: number) => EcaError;
}

const PAUSE_MS = 50;
/** Nobody needs so long to take a dead run's lock away; who does was killed at it. */
const BREAKING_MS = 5000;

/**
 * Runs something while no other run of this user on this machine does what has the same name. A run that died leaves
 * nothing to wait for.
 *
 * @param name - What is done to what, such as the id and URL of an org.
 * @throws What `busy` makes, when the other run does not end in time; WriteFailedError when there is no place for locks.
 */
export async function withLock<T>(name: string, options: LockOptions, act: () => Promise<T>): Promise<T> {
  const path = join(await lockFolder(), `${createHash('sha256').update(name).digest('hex').slice(0, 32)}.lock`);
  const own = `${process.pid} ${processStart(process.pid) ?? '-'} ${randomUUID()}`;
  await acquire(path, own, options);
  try {
    return await act();
  } finally {
    if ((await read(path)) === own) await rm(path, { force: true });
  }
}

async function acquire(path: string, own: string, { onWait, busy, ...bounds }: LockOptions): Promise<void> {
  for (let told = false; ;) {
    bounds.signal.throwIfAborted();
    if (await take(path, own)) return;
    const holder = await read(path);
    if (holder === undefined) continue;
    if (!lives(holder) && (await breakLock(path, holder))) continue;
    const pid = Number(holder.split(' ')[0]);
    if (!told) onWait(pid);
    told = true;
    await pauseWithin(bounds);
    if (isTimeOver(bounds) || Date.now() >= bounds.deadline) throw busy(pid);
  }
}

/** A holder is a process id, when that process began, and what tells its locks apart. */
function lives(holder: string): boolean {
  const [pid, start] = holder.split(' ');
  return isProcessAlive(Number(pid), start === '-' ? undefined : start);
}

/**
 * Takes a dead run's lock away. Only one run does so at a time, so that none takes away a lock that another one took
 * meanwhile. Gives false while another run is at it.
 */
async function breakLock(path: string, holder: string): Promise<boolean> {
  const breaking = `${path}.breaking`;
  if (!(await take(breaking, holder))) {
    const since = await stat(breaking).catch(() => undefined);
    if (since !== undefined && Date.now() - since.mtimeMs > BREAKING_MS) await rm(breaking, { force: true });
    return false;
  }
  try {
    if ((await read(path)) === holder) await rm(path, { force: true });
    return true;
  } finally {
    await rm(breaking, { force: true });
  }
}

async function pauseWithin({ signal, deadline }: Bounds): Promise<void> {
  const left = Math.max(0, deadline - Date.now());
  // The reason of the signal is looked at afterwards; the timer's own error would hide it.
  await sleep(Math.min(PAUSE_MS, left), undefined, { signal }).catch(() => undefined);
}

/** Makes a file with its text in one step, so that nobody reads a lock without a holder. Gives false when it is there. */
async function take(path: string, text: string): Promise<boolean> {
  const draft = `${path}.${process.pid}.${randomUUID()}`;
  try {
    await writeFile(draft, text, { flag: 'wx', mode: 0o600 });
    await link(draft, path);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw unusableLocks(dirname(path), error);
  } finally {
    await rm(draft, { force: true });
  }
}

async function read(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw unusableLocks(dirname(path), error);
  }
}
