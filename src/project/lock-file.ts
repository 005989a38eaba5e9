import { randomUUID } from 'node:crypto';
import { link, lstat, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { isMissing } from './file-error.js';
import { unusableLocks } from './lock-folder.js';
import { isProcessAlive, processStart } from './process-alive.js';
import { refuseIrregular } from './regular-file.js';

/** Nobody needs so long to take a dead run's lock away, or to put a lock into its place; who does was killed at it. */
const BREAKING_MS = 5000;
/** What one run deletes at most of what dead runs left, so that no run is held up by all of it. */
const MOST_SWEPT = 200;

/** Gives what stands in a lock of this process: its id, when it began, and what tells its locks apart. */
export function ownHolder(): string {
  return `${process.pid} ${processStart(process.pid) ?? '-'} ${randomUUID()}`;
}

/** Tells whether the process of a lock still runs. */
export function lives(holder: string): boolean {
  const [pid, start] = holder.split(' ');
  return isProcessAlive(Number(pid), start === '-' ? undefined : start);
}

/**
 * Takes a dead run's lock away. Only one run does so at a time, so that none takes away a lock that another one took
 * meanwhile. Gives false while another run is at it.
 */
export async function breakLock(path: string, holder: string): Promise<boolean> {
  const breaking = `${path}.breaking`;
  if (!(await takeLock(breaking, holder))) {
    await forgetOld(breaking);
    return false;
  }
  try {
    if ((await readLock(path)) === holder) await rm(path, { force: true });
    return true;
  } finally {
    await rm(breaking, { force: true });
  }
}

/** Makes a file with its text in one step, so that nobody reads a lock without a holder. Gives false when it is there. */
export async function takeLock(path: string, text: string): Promise<boolean> {
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

/** Reads the holder of a lock; undefined when there is none. */
export async function readLock(path: string): Promise<string | undefined> {
  try {
    await refuseIrregular(path);
    return await readFile(path, 'utf8');
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw unusableLocks(dirname(path), error);
  }
}

/** Names of what is put into the place of a lock, with the process that does so. */
const DRAFT = /\.lock(?:\.breaking)?\.(\d+)\.[0-9a-f-]{36}$/;

/**
 * Deletes what runs that were killed left in the folder for locks. A lock is taken away as one that is waited for. What
 * cannot be deleted stays for the next run: it keeps nobody from a lock of another name.
 *
 * @param own - Path of the lock that this run holds.
 */
export async function sweepLocks(own: string): Promise<void> {
  const folder = dirname(own);
  const names = await readdir(folder).catch(() => []);
  for (const path of names.slice(0, MOST_SWEPT).map((name) => join(folder, name))) {
    if (path !== own) await sweepOne(path).catch(() => undefined);
  }
}

async function sweepOne(path: string): Promise<void> {
  // To open a named pipe that nobody writes to would never end.
  if (!(await lstat(path)).isFile()) return;
  const [, writer] = DRAFT.exec(path) ?? [];
  if (writer !== undefined) {
    if (!isProcessAlive(Number(writer))) await forgetOld(path);
  } else if (path.endsWith('.breaking')) {
    await forgetOld(path);
  } else if (path.endsWith('.lock')) {
    const holder = await readLock(path);
    if (holder !== undefined && !lives(holder)) await breakLock(path, holder);
  }
}

/** Deletes a file that nobody can be at any more. */
async function forgetOld(path: string): Promise<void> {
  const since = await stat(path).catch(() => undefined);
  if (since !== undefined && Date.now() - since.mtimeMs > BREAKING_MS) await rm(path, { force: true });
}
