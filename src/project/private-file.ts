import { randomUUID } from 'node:crypto';
import { open, readdir, readFile, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { EcaError } from '../errors.js';
import { behindLink } from './behind-link.js';
import { fileErrorText, isMissing, isNoFolder } from './file-error.js';
import { makeFolder } from './make-folder.js';
import { isProcessAlive } from './process-alive.js';
import { replaceFile } from './replace-file.js';
import { refuseIrregular } from './regular-file.js';

/** Folder beside the config for what only this machine needs; git never sees it. */
const PRIVATE_FOLDER = '.eca';

/** Makes the private folder of a project, with a `.gitignore` that covers all of it, and gives its path. */
export async function privateFolder(root: string): Promise<string> {
  const folder = join(root, PRIVATE_FOLDER);
  try {
    await makeFolder(folder, 0o700);
    await ignoreAll(folder);
    await sweep(folder);
    return folder;
  } catch (error) {
    throw unusable(folder, error);
  }
}

/** A disk that was full when it was written leaves an empty file behind, which would ignore nothing. */
async function ignoreAll(folder: string): Promise<void> {
  const path = join(folder, '.gitignore');
  const text = await readPrivateFile(path);
  if (text === undefined || text.trim() === '') await writeAndRename(join(folder, temporaryName(path)), path, '*\n');
}

/** Says, in one place, that the disk does not take or give what is kept beside the config. */
function unusable(path: string, error: unknown): EcaError {
  if (error instanceof EcaError) return error;
  return new EcaError({
    name: 'WriteFailedError',
    message: `${path} cannot be used: ${fileErrorText(error)}.`,
    actions: ['Make it writable, free some space on the disk, or move away what stands in its place.'],
    cause: error,
  });
}

/** Deletes what processes that were killed left half written: it can hold a secret. */
async function sweep(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    const [, pid] = TEMPORARY.exec(name) ?? [];
    if (pid !== undefined && !isProcessAlive(Number(pid))) await rm(join(folder, name), { force: true });
  }
}

/**
 * Writes a file that only its owner may read: at once or not at all. A link is followed to the file behind it.
 *
 * @param staging - Folder on the same disk for the file while it is being written. Default: that of the file.
 */
export async function writePrivateFile(path: string, text: string, staging?: string): Promise<void> {
  try {
    const target = await behindLink(path);
    await makeFolder(dirname(target));
    await writeBeside(target, text, staging);
  } catch (error) {
    throw unusable(path, error);
  }
}

async function writeBeside(target: string, text: string, staging: string | undefined): Promise<void> {
  try {
    await writeAndRename(join(staging ?? dirname(target), temporaryName(target)), target, text);
  } catch (error) {
    if (staging === undefined || !isCode(error, 'EXDEV')) throw error;
    await writeAndRename(join(dirname(target), temporaryName(target)), target, text);
  }
}

/** Reads a private file; undefined when there is none. What is no file, such as a named pipe, is refused. */
export async function readPrivateFile(path: string): Promise<string | undefined> {
  try {
    await refuseIrregular(path);
    return await readFile(path, 'utf8');
  } catch (error) {
    // Below a file that stands where a folder belongs there is nothing, either; whoever writes there is told.
    if (isMissing(error) || isNoFolder(error)) return undefined;
    throw unusable(path, error);
  }
}

/** Names the process that writes, so that what a dead one left is known. */
const temporaryName = (target: string): string => `.${basename(target)}.${process.pid}.${randomUUID()}.tmp`;
const TEMPORARY = /\.(\d+)\.[0-9a-f-]{36}\.tmp$/;

async function writeAndRename(temporary: string, target: string, text: string): Promise<void> {
  try {
    const file = await open(temporary, 'wx', 0o600);
    try {
      await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
    await replaceFile(temporary, target);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
