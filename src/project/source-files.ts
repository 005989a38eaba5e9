import { isUtf8 } from 'node:buffer';
import { readFileSync, statSync } from 'node:fs';
import { readdir, readFile, realpath, stat } from 'node:fs/promises';
import { join } from 'node:path';
import pLimit from 'p-limit';
import { EcaError } from '../errors.js';
import { fileErrorText } from './file-error.js';
import { refuseUnreadable } from './regular-file.js';

/** A text file below some folder. */
export interface SourceFile {
  /** Path below the folder, with `/`. */
  readonly path: string;
  readonly text: string;
}

/** A file that was read. */
interface ReadFile extends SourceFile {
  /** Why its text is not what the file holds. */
  readonly flaw?: Error | undefined;
}

/** Folders that never hold source of a project. */
const SKIPPED = new Set(['node_modules', '.git', '.sf', '.sfdx', '.eca']);

/** What says that no file of this name can stand there. */
const NO_FILE = new Set(['ENOENT', 'ENOTDIR', 'EISDIR', 'ENAMETOOLONG']);

/** How many files may be open at once: a project can have more than a process may open. */
export const openFiles = pLimit(64);

const codeOf = (error: unknown): string => (error instanceof Error && 'code' in error ? String(error.code) : '');

/** Takes note of a file or folder that is there and cannot be read. Its path is one below the folder that is read. */
export type OnUnreadable = (path: string, error: unknown) => void;

/** Why a file cannot be read that holds bytes which are no text in UTF-8: taken for one, it would lose them. */
const NOT_UTF8 = new Error('it is not written in UTF-8');

/** Says what to do about a file or folder that is there and cannot be read. */
export function adviceOnReading(error: unknown): string {
  return error === NOT_UTF8
    ? 'Save it as UTF-8, as Salesforce does, or retrieve it again.'
    : 'Check that you may read it.';
}

/** Raises an error that names the path. */
function unreadable(path: string, cause: unknown): EcaError {
  return new EcaError({
    name: 'SourceInvalidError',
    message: `Could not read ${path}: ${fileErrorText(cause)}.`,
    actions: [adviceOnReading(cause)],
    cause,
  });
}

/** Ends the reading of a folder with the first file that cannot be read. */
export const refuseIn =
  (folder: string): OnUnreadable =>
  (path, error) => {
    throw unreadable(join(folder, path), error);
  };

/** Bytes up to which a file is read at once: among thousands the ways to Node's threads and back cost more than the reading. */
const SMALL = 64 * 1024;

/** Reads a text file. A path where no file stands gives undefined. */
export async function readTextFile(path: string): Promise<string | undefined> {
  try {
    const found = statSync(path, { throwIfNoEntry: false });
    if (found === undefined) return undefined;
    if (found.isFile() && found.size <= SMALL) return readFileSync(path, 'utf8');
    await refuseUnreadable(path);
    return await openFiles(() => readFile(path, 'utf8'));
  } catch (error) {
    if (NO_FILE.has(codeOf(error))) return undefined;
    throw unreadable(path, error);
  }
}

/** A walk through a folder, which every step of it shares. */
interface Walk {
  readonly folder: string;
  /** Where the folder really lies, to know links that lead back into it. */
  readonly real: string;
  readonly accepts: (path: string) => boolean;
  readonly onUnreadable: OnUnreadable;
}

/**
 * Reads the files below a folder whose path, with `/`, passes a test, in order of their paths. Links are followed, as `sf`
 * follows them, but for links to folders that the walk meets anyway. Folders of tools are skipped. A folder that is not
 * there gives undefined.
 *
 * @param onUnreadable - Default: the first one ends the reading with an error.
 */
export async function readSourceFiles(
  folder: string,
  accepts: (path: string) => boolean,
  onUnreadable: OnUnreadable = refuseIn(folder),
): Promise<readonly ReadFile[] | undefined> {
  const paths = await listSourceFiles(folder, accepts, onUnreadable);
  if (paths === undefined) return undefined;
  const files = paths.map(async (path): Promise<ReadFile[]> => {
    try {
      const bytes = await openFiles(() => readFile(join(folder, path)));
      const flaw = isUtf8(bytes) ? undefined : NOT_UTF8;
      return [{ path, text: bytes.toString('utf8'), flaw }];
    } catch (error) {
      // A file that went away since the folder was listed is none; a link to nothing is a mistake.
      if (codeOf(error) !== 'ENOENT' || (await isLink(folder, path))) onUnreadable(path, error);
      return [];
    }
  });
  return (await Promise.all(files)).flat();
}

/** Lists the files that {@link readSourceFiles} would read. */
export async function listSourceFiles(
  folder: string,
  accepts: (path: string) => boolean,
  onUnreadable: OnUnreadable = refuseIn(folder),
): Promise<readonly string[] | undefined> {
  const real = await realpath(folder).catch(() => folder);
  const paths = await walk({ folder, real, accepts, onUnreadable }, '', [real]);
  return paths?.sort();
}

async function isLink(folder: string, path: string): Promise<boolean> {
  const parent = path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : '.';
  const entries = await readdir(join(folder, parent), { withFileTypes: true }).catch(() => []);
  return entries.some((entry) => entry.isSymbolicLink() && path.endsWith(entry.name));
}

type Kind = 'file' | 'folder' | 'other';

/** Tells what stands behind a link: a link to nothing is taken for a file, which then cannot be read. */
async function kindBehind(path: string): Promise<Kind> {
  const found = await openFiles(() => stat(path)).catch(() => undefined);
  if (found === undefined || found.isFile()) return 'file';
  return found.isDirectory() ? 'folder' : 'other';
}

/** Lists a folder; `way` holds where the folders around it really lie. */
async function walk(surroundings: Walk, below: string, way: readonly string[]): Promise<string[] | undefined> {
  const { folder, accepts, onUnreadable } = surroundings;
  try {
    const entries = await openFiles(() => readdir(join(folder, below), { withFileTypes: true }));
    const nested = entries.map(async (entry) => {
      const path = below === '' ? entry.name : `${below}/${entry.name}`;
      const isLink = entry.isSymbolicLink();
      const kind = isLink
        ? await kindBehind(join(folder, path))
        : entry.isDirectory()
          ? 'folder'
          : entry.isFile()
            ? 'file'
            : 'other';
      if (kind === 'folder') return SKIPPED.has(entry.name) ? [] : walkFolder(surroundings, path, isLink, way);
      return kind === 'file' && accepts(path) ? [path] : [];
    });
    return (await Promise.all(nested)).flat();
  } catch (error) {
    if (error instanceof EcaError) throw error;
    if (below === '' && NO_FILE.has(codeOf(error))) return undefined;
    if (!NO_FILE.has(codeOf(error))) onUnreadable(below === '' ? '.' : below, error);
    return [];
  }
}

async function walkFolder(
  surroundings: Walk,
  path: string,
  isLink: boolean,
  way: readonly string[],
): Promise<string[]> {
  if (!isLink) return (await walk(surroundings, path, way)) ?? [];
  const real = await realpath(join(surroundings.folder, path)).catch(() => undefined);
  if (real === undefined || `${real}/`.startsWith(`${surroundings.real}/`)) return [];
  // A link may lead to a folder around this one, or two links to each other.
  if (way.some((each) => `${each}/`.startsWith(`${real}/`))) return [];
  return (await walk(surroundings, path, [...way, real])) ?? [];
}
