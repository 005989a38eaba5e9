import { dirname, join, relative, sep } from 'node:path';
import type { Problem } from '../errors.js';
import { readTextFile } from './source-files.js';

/** Name of the file that says which files `sf` passes over. */
const IGNORE_FILE = '.forceignore';

/** Patterns that `sf` puts before those of the file. */
const ALWAYS = ['**/*.dup', '**/.*', '**/package2-descriptor.json', '**/package2-manifest.json'];

/** What a project has `sf` pass over. */
export interface ForceIgnore {
  /** Absolute path of the file that says so. */
  readonly path: string;
  /** Tells whether a deploy by `sf` leaves a file out, by its absolute path. */
  readonly denies: (path: string) => boolean;
}

/**
 * Finds what `sf` passes over below a folder: the nearest `.forceignore`, in that folder or above it, as far as the project
 * reaches.
 *
 * @param project - Folder of the project, at or above the other one.
 */
export async function findForceIgnore(folder: string, project: string): Promise<ForceIgnore | undefined> {
  for (let current = isInside(folder, project) ? folder : project; ; current = dirname(current)) {
    const text = await readTextFile(join(current, IGNORE_FILE));
    if (text !== undefined) return readIgnore(join(current, IGNORE_FILE), text);
    if (current === project || dirname(current) === current) return undefined;
  }
}

const isInside = (folder: string, project: string): boolean => `${folder}${sep}`.startsWith(`${project}${sep}`);

async function readIgnore(path: string, text: string): Promise<ForceIgnore> {
  // The types say so, and the module has itself as its default twice.
  const {
    default: { default: ignore },
  } = await import('ignore');
  const patterns = ignore().add(`${ALWAYS.join('\n')}\n${text}`);
  const folder = dirname(path);
  const denies = (file: string): boolean => {
    const below = relative(folder, file).split(sep).join('/');
    return ignore.isPathValid(below) && patterns.ignores(below);
  };
  return { path, denies };
}

/** Says once of a file that it is left out, and so not looked at. */
export function leftOut(file: string): Problem {
  return {
    level: 'note',
    kind: 'left-out',
    file,
    path: '',
    message: `${IGNORE_FILE} has a deploy leave this file out, so it is not looked at.`,
    action: `Change ${IGNORE_FILE} if it is to be deployed.`,
  };
}
