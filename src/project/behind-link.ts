import { lstat, realpath } from 'node:fs/promises';
import { isMissing } from './file-error.js';

/** Gives the file that a path leads to, so that a file which is put in its place takes the place of no link. */
export async function behindLink(path: string): Promise<string> {
  try {
    return (await lstat(path)).isSymbolicLink() ? await realpath(path) : path;
  } catch (error) {
    if (isMissing(error)) return path;
    throw error;
  }
}
