import { existsSync } from 'node:fs';
import { access, chmod, constants, readFile, rm, rmdir, stat, writeFile } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import { EcaError } from '../errors.js';
import { behindLink } from './behind-link.js';
import { fileErrorText, isFull } from './file-error.js';
import { makeFolder } from './make-folder.js';
import { openFiles, type SourceFile } from './source-files.js';
import { replaceFile } from './replace-file.js';
import { isWithin } from './within.js';

interface Staged {
  readonly path: string;
  readonly temporary: string;
  /** What stood there before, for putting it back. */
  readonly previous: Buffer | undefined;
}

/** Gives the absolute path of a file below a folder. */
function below(folder: string, path: string): string {
  const target = resolve(folder, path);
  if (!isWithin(target, resolve(folder))) throw new RangeError(`The path ${path} leads out of ${folder}.`);
  return target;
}

/** Makes the folders of files, and puts those that were not there before in a list. */
async function makeFolders(targets: readonly string[], made: string[]): Promise<void> {
  for (const folder of new Set(targets.map((target) => dirname(target)))) {
    const first = await makeFolder(folder);
    if (first === undefined) continue;
    for (let each = folder; each.startsWith(first); each = dirname(each)) made.push(each);
  }
}

/** Who may do what with a file that is there. One that nobody may write to is not written over, though its folder would let us. */
async function modeOf(target: string): Promise<number> {
  await access(target, constants.W_OK);
  return (await stat(target)).mode & 0o777;
}

async function stage(target: string, text: string, index: number): Promise<Staged> {
  const previous = existsSync(target) ? await readFile(target).catch(() => undefined) : undefined;
  const mode = previous === undefined ? undefined : await modeOf(target);
  // Unique without node:crypto, which would cost every `generate` a tenth of its time. Short, since the name of the file
  // itself may be as long as the system allows.
  const temporary = join(dirname(target), `.eca-${process.pid}-${process.hrtime.bigint().toString(36)}-${index}.tmp`);
  try {
    await writeFile(temporary, text);
    if (mode !== undefined) await chmod(temporary, mode);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
  return { path: target, temporary, previous };
}

const putBack = ({ path, previous }: Staged): Promise<void> =>
  previous === undefined ? rm(path, { force: true }) : writeFile(path, previous);

async function replaceAll(staged: readonly Staged[]): Promise<void> {
  const replacing = await Promise.allSettled(
    staged.map((file) => openFiles(() => replaceFile(file.temporary, file.path))),
  );
  const failed = replacing.find((result) => result.status === 'rejected');
  if (failed === undefined) return;
  const replaced = staged.filter((_file, index) => replacing[index]?.status === 'fulfilled');
  await Promise.all(replaced.map((file) => openFiles(() => putBack(file))));
  throw failed.reason;
}

/** Names the folder that could not be made, or the file that could not be put in place; others have a name for the moment only. */
function placeIn(folder: string, cause: unknown): string {
  if (!(cause instanceof Error)) return '';
  const { syscall, path, dest } = cause as NodeJS.ErrnoException & { readonly dest?: string | undefined };
  const place = syscall === 'mkdir' || syscall === 'access' ? path : dest;
  const named = place === undefined ? '' : relative(folder, place);
  return named === '' ? '' : `${named}: `;
}

/** Says what to do about a refusal of the file system. */
function wayOut(cause: unknown): string {
  if (isFull(cause)) return 'Free some space on the disk, then run the command again.';
  const isTooLong = cause instanceof Error && 'code' in cause && cause.code === 'ENAMETOOLONG';
  return isTooLong
    ? 'Give the app, or the part that is named in "names", a shorter name: a file has to be called like it.'
    : 'Check that the folder and the file are writable, and that neither a file stands where a folder belongs nor a folder where a file does.';
}

function notWritten(folder: string, cause: unknown): EcaError {
  return new EcaError({
    name: 'WriteFailedError',
    message: `Could not write below ${folder}: ${placeIn(folder, cause)}${fileErrorText(cause)}. Nothing was changed.`,
    actions: [wayOut(cause)],
    cause,
  });
}

/**
 * Writes files below a folder, all or none: every text is first written beside its place and only then renamed into it.
 * A link stays one, and a file keeps who may read it.
 * When a rename fails, the files already in place get their former contents back.
 *
 * @throws EcaError WriteFailedError
 */
export async function writeSourceFiles(folder: string, files: readonly SourceFile[]): Promise<void> {
  const made: string[] = [];
  let staged: readonly Staged[] = [];
  try {
    const places = files.map(({ path }) => below(folder, path));
    await makeFolders(places, made);
    const targets = await Promise.all(places.map(behindLink));
    const staging = await Promise.allSettled(
      files.map(({ text }, index) => openFiles(() => stage(targets[index] ?? '', text, index))),
    );
    staged = staging.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
    const failed = staging.find((result) => result.status === 'rejected');
    if (failed !== undefined) throw failed.reason;
    await replaceAll(staged);
  } catch (error) {
    await Promise.all(staged.map(({ temporary }) => rm(temporary, { force: true })));
    for (const each of made.sort((a, b) => b.length - a.length)) await rmdir(each).catch(() => undefined);
    throw notWritten(folder, error);
  }
}

/**
 * Removes files below a folder.
 *
 * @throws EcaError WriteFailedError
 */
export async function removeSourceFiles(folder: string, paths: readonly string[]): Promise<void> {
  for (const path of paths) {
    try {
      await rm(below(folder, path), { force: true });
    } catch (cause) {
      throw new EcaError({
        name: 'WriteFailedError',
        message: `Could not remove ${path}: ${fileErrorText(cause)}.`,
        actions: [wayOut(cause)],
        cause,
      });
    }
  }
}
