import { lstat, mkdir, rmdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { isMissing } from './file-error.js';

/**
 * Makes a folder with those above it, and gives the first one that was not there.
 *
 * Node says of a disk that is read-only, and of a link that leads nowhere, only that something is missing: here the error
 * is the one of the folder that could not be made.
 *
 * @param mode - Of the folders that are made. Default: what the system gives.
 */
export async function makeFolder(folder: string, mode?: number): Promise<string | undefined> {
  try {
    return await mkdir(folder, { recursive: true, mode });
  } catch (error) {
    throw isMissing(error) ? await causeOf(folder, error) : error;
  }
}

async function causeOf(folder: string, error: unknown): Promise<unknown> {
  const found = await lstat(folder).catch(() => undefined);
  if (found?.isSymbolicLink() === true) return new Error(`${folder} is a link that leads nowhere`, { cause: error });
  if (found !== undefined) return error;
  const parent = dirname(folder);
  if ((await lstat(parent).catch(() => undefined))?.isDirectory() !== true) return causeOf(parent, error);
  try {
    await mkdir(folder);
    await rmdir(folder);
    return error;
  } catch (cause) {
    return cause;
  }
}
