import { lstatSync } from 'node:fs';
import { realpath } from 'node:fs/promises';
import { isMissing } from './file-error.js';

/** Gives the file that a path leads to, so that a file which is put in its place takes the place of no link. */
export async function behindLink(path: string): Promise<string> {
  try {
    const found = lstatSync(path, { throwIfNoEntry: false });
    return found?.isSymbolicLink() === true ? await realpath(path) : path;
  } catch (error) {
    if (isMissing(error)) return path;
    throw error;
  }
}
