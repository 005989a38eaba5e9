import { lstat, mkdir, rmdir, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { isMissing, isNoFolder } from './file-error.js';

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
    throw isMissing(error) || isNoFolder(error) ? await causeOf(folder, error) : error;
  }
}

async function causeOf(folder: string, error: unknown): Promise<unknown> {
  if ((await stat(folder).catch(() => undefined)) !== undefined) return error;
  const found = await lstat(folder).catch(() => undefined);
  if (found !== undefined) return new Error(`${folder} is a link that leads nowhere`, { cause: error });
  const parent = dirname(folder);
  if (parent === folder) return error;
  const above = await stat(parent).catch(() => undefined);
  return above?.isDirectory() === true ? refusalOf(folder, error) : causeOf(parent, error);
}

/** Asks for the one folder, whose refusal tells more than that of all of them. */
async function refusalOf(folder: string, error: unknown): Promise<unknown> {
  try {
    await mkdir(folder);
    await rmdir(folder);
    return error;
  } catch (cause) {
    return cause;
  }
}
