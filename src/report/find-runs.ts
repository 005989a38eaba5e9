import { readdir, stat } from 'node:fs/promises';
import { join, relative, resolve, sep } from 'node:path';
import { EcaError } from '../errors.js';
import { fileErrorText } from '../project/file-error.js';
import { readRun } from './read-run.js';
import type { Run } from './run.js';
import { RUN_FILE } from './run-log.js';

/** One report that was to be joined. */
export interface FoundRun {
  /** As people name it, with `/`. */
  readonly file: string;
  readonly path: string;
  /** Absent when it cannot be read. */
  readonly run?: Run | undefined;
  /** Why it cannot. */
  readonly problem?: string | undefined;
}

/** Folders in which nobody keeps reports. */
const SKIPPED = ['node_modules', '.git'];

/**
 * Reads the reports that files and folders name; of a folder every `run.json` in it and below. What cannot be read is
 * given with the reason.
 */
export async function findRuns(cwd: string, named: readonly string[]): Promise<readonly FoundRun[]> {
  const found = await Promise.all(named.map((name) => filesOf(resolve(cwd, name))));
  const paths = new Map(found.flat().map((one) => [one.path, one]));
  return Promise.all([...paths.values()].map(({ path, problem }) => read(cwd, path, problem)));
}

interface Place {
  readonly path: string;
  readonly problem?: string | undefined;
}

async function filesOf(path: string): Promise<readonly Place[]> {
  try {
    if (!(await stat(path)).isDirectory()) return [{ path }];
    const entries = await readdir(path, { recursive: true, withFileTypes: true });
    const files = entries
      .filter((entry) => entry.name === RUN_FILE && !entry.isDirectory())
      .map((entry) => join(entry.parentPath, entry.name))
      .filter(
        (file) =>
          !relative(path, file)
            .split(sep)
            .some((part) => SKIPPED.includes(part)),
      );
    return files.length === 0
      ? [{ path, problem: `no ${RUN_FILE} is in this folder` }]
      : files.sort().map((file) => ({ path: file }));
  } catch (error) {
    return [{ path, problem: fileErrorText(error) }];
  }
}

async function read(cwd: string, path: string, problem: string | undefined): Promise<FoundRun> {
  const file = (relative(cwd, path) || '.').split(sep).join('/');
  if (problem !== undefined) return { file, path, problem };
  try {
    return { file, path, run: await readRun(path) };
  } catch (error) {
    if (error instanceof EcaError) return { file, path, problem: error.message };
    throw error;
  }
}
