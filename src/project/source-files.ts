import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { EcaError } from '../errors.js';

/** Folder that holds the source, in every project. */
export const PACKAGE_FOLDER = 'force-app/main/default';

/** A text file below some folder. */
export interface SourceFile {
  /** Path below the folder, with `/`. */
  readonly path: string;
  readonly text: string;
}

/** Folders that never hold source of a project. */
const SKIPPED = new Set(['node_modules', '.git', '.sf', '.sfdx', '.eca']);

const NO_FILE = new Set(['ENOENT', 'ENOTDIR', 'EISDIR']);

/** Raises an error that names the path, unless nothing stands there. */
function throwUnlessAbsent(path: string, error: unknown): void {
  if (error instanceof Error && 'code' in error && NO_FILE.has(String(error.code))) return;
  throw new EcaError({
    name: 'SourceInvalidError',
    message: `Could not read ${path}: ${error instanceof Error ? error.message : String(error)}.`,
    actions: ['Check that the file is readable by you.'],
    cause: error,
  });
}

/** Reads a text file. A path where no file stands gives undefined. */
export async function readTextFile(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    throwUnlessAbsent(path, error);
    return undefined;
  }
}

/**
 * Reads the files below a folder whose path, with `/`, passes a test, in order of their paths. Links are not followed,
 * and folders of tools are skipped. A folder that is not there gives undefined.
 */
export async function readSourceFiles(
  folder: string,
  accepts: (path: string) => boolean,
): Promise<readonly SourceFile[] | undefined> {
  const paths = await listFiles(folder, '');
  if (paths === undefined) return undefined;
  const accepted = paths.filter(accepts).sort();
  const files = accepted.map(async (path) => ({ path, text: (await readTextFile(join(folder, path))) ?? '' }));
  return Promise.all(files);
}

async function listFiles(folder: string, below: string): Promise<string[] | undefined> {
  try {
    const entries = await readdir(join(folder, below), { withFileTypes: true });
    const nested = await Promise.all(
      entries.map(async (entry) => {
        const path = below === '' ? entry.name : `${below}/${entry.name}`;
        if (entry.isDirectory()) return SKIPPED.has(entry.name) ? [] : ((await listFiles(folder, path)) ?? []);
        return entry.isFile() ? [path] : [];
      }),
    );
    return nested.flat();
  } catch (error) {
    throwUnlessAbsent(join(folder, below), error);
    return undefined;
  }
}

interface Staged {
  readonly path: string;
  readonly temporary: string;
  /** What stood there before, for putting it back. */
  readonly previous: Buffer | undefined;
}

async function stage(folder: string, { path, text }: SourceFile): Promise<Staged> {
  const target = resolve(folder, path);
  const below = relative(resolve(folder), target);
  if (below === '..' || below.startsWith(`..${sep}`)) throw new RangeError(`The path ${path} leads out of ${folder}.`);
  await mkdir(dirname(target), { recursive: true });
  const previous = await readFile(target).catch(() => undefined);
  // Unique without node:crypto, which would cost every `generate` a tenth of its time.
  const temporary = `${target}.${process.pid}-${process.hrtime.bigint().toString(36)}.tmp`;
  await writeFile(temporary, text).catch(async (error: unknown) => {
    await rm(temporary, { force: true });
    throw error;
  });
  return { path: target, temporary, previous };
}

const putBack = ({ path, previous }: Staged): Promise<void> =>
  previous === undefined ? rm(path, { force: true }) : writeFile(path, previous);

async function replaceAll(staged: readonly Staged[]): Promise<void> {
  const replaced: Staged[] = [];
  try {
    for (const file of staged) {
      await rename(file.temporary, file.path);
      replaced.push(file);
    }
  } catch (error) {
    await Promise.all(replaced.map(putBack));
    throw error;
  }
}

/**
 * Writes files below a folder, all or none: every text is first written beside its place and only then renamed into it.
 * When a rename fails, the files already in place get their former contents back.
 *
 * @throws EcaError WriteFailedError
 */
export async function writeSourceFiles(folder: string, files: readonly SourceFile[]): Promise<void> {
  const staging = await Promise.allSettled(files.map((file) => stage(folder, file)));
  const staged = staging.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
  try {
    const failed = staging.find((result) => result.status === 'rejected');
    if (failed !== undefined) throw failed.reason;
    await replaceAll(staged);
  } catch (error) {
    await Promise.all(staged.map(({ temporary }) => rm(temporary, { force: true })));
    const reason = error instanceof Error ? error.message : String(error);
    throw new EcaError({
      name: 'WriteFailedError',
      message: `Could not write below ${folder}: ${reason}. Nothing was changed.`,
      actions: ['Check that the folder is writable and that no folder stands where a file belongs.'],
      cause: error,
    });
  }
}
