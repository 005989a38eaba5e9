import { readdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** Nothing that takes turns lasts a day; what is younger can be held where this machine cannot see the process. */
const KEPT_MS = 24 * 60 * 60 * 1000;
/** A lock, a draft of one with the process id of its writer, and the lock of those who take a dead run's lock away. */
const NAME = /^[0-9a-f]{32}\.lock(?:\.breaking)?(?:\.\d+\.[0-9a-f-]{36})?$/;

/**
 * Deletes what runs that died left in the folder for locks. Whatever is in doubt stays: it does no harm, and the run
 * that asks goes on.
 *
 * @param lives - Tells whether the process that a lock names still runs.
 */
export async function sweepLocks(folder: string, lives: (holder: string) => boolean): Promise<void> {
  const names = await readdir(folder).catch(() => []);
  const ours = names.filter((name) => NAME.test(name)).map((name) => join(folder, name));
  // Whom a file does not let in leaves it to others.
  await Promise.all(ours.map((path) => deleteDead(path, lives).catch(() => undefined)));
}

async function deleteDead(path: string, lives: (holder: string) => boolean): Promise<void> {
  const isOld = async (): Promise<boolean> => Date.now() - (await stat(path)).mtimeMs > KEPT_MS;
  // Asked again at the end: a lock of that name which was taken meanwhile is young.
  if ((await isOld()) && !lives(await readFile(path, 'utf8')) && (await isOld())) await rm(path);
}
