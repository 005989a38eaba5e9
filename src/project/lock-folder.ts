import { chmod, lstat } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { EcaError } from '../errors.js';
import { fileErrorText } from './file-error.js';
import { makeFolder } from './make-folder.js';

/**
 * Gives the folder for this user's locks, below the shared folder for temporary files. Nobody else may write there:
 * a folder that somebody else put in its place is refused, since locks in it would be theirs to give and take.
 *
 * @throws WriteFailedError
 */
export async function lockFolder(): Promise<string> {
  const uid = process.getuid?.();
  const folder = join(tmpdir(), `eca-locks-${uid ?? userInfo().username.replace(/\W/g, '_')}`);
  try {
    await makeFolder(folder, 0o700);
    if (uid !== undefined) await makeOwn(folder, uid);
    return folder;
  } catch (error) {
    throw unusableLocks(folder, error);
  }
}

async function makeOwn(folder: string, uid: number): Promise<void> {
  const found = await lstat(folder);
  if (!found.isDirectory()) throw unusable(folder, 'it is no folder');
  if (found.uid !== uid) throw unusable(folder, 'it belongs to another user');
  if ((found.mode & 0o077) !== 0) await chmod(folder, 0o700);
}

/** Makes the error of a disk that takes no locks. */
export function unusableLocks(folder: string, error: unknown): EcaError {
  return error instanceof EcaError ? error : unusable(folder, fileErrorText(error), error);
}

function unusable(folder: string, why: string, cause?: unknown): EcaError {
  return new EcaError({
    name: 'WriteFailedError',
    message: `${folder}, where runs on this machine take turns, cannot be used: ${why}.`,
    actions: ['Have it removed, or set TMPDIR to a folder that is yours alone.'],
    cause,
  });
}
