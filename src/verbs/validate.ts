import { join, resolve } from 'node:path';
import { EcaError, type Problem } from '../errors.js';
import { reviewSource } from '../metadata/review.js';
import { mayBeReviewed, typeOfSource } from '../metadata/review/review-file.js';
import { readSourceFiles } from '../project/source-files.js';

/** What {@link validateSource} works on. */
export interface ValidateSourceOptions {
  /** Folder with metadata source, at any depth. */
  readonly sourceDir: string;
  /** API version to check against, such as `66.0`. */
  readonly apiVersion: string;
  /** Folder that a relative `sourceDir` starts from. Default: the working directory. */
  readonly cwd?: string;
}

/**
 * Checks existing metadata source of External Client Apps, offline and without a config.
 *
 * @returns Everything that is wrong, by file and line.
 * @throws EcaError SourceInvalidError when the folder is not there or holds nothing of External Client Apps
 */
export async function validateSource(options: ValidateSourceOptions): Promise<readonly Problem[]> {
  const { sourceDir, apiVersion, cwd = process.cwd() } = options;
  const found = await readSourceFiles(resolve(cwd, sourceDir), mayBeReviewed);
  if (found === undefined) throw nothingToCheck(`There is no folder ${sourceDir}.`);
  const files = found
    .map(({ path, text }) => ({ path: join(sourceDir, path).replaceAll('\\', '/'), text }))
    .filter(({ path, text }) => typeOfSource(path, text) !== undefined);
  if (files.length === 0) throw nothingToCheck(`No metadata of External Client Apps lies below ${sourceDir}.`);
  return reviewSource(files, apiVersion);
}

function nothingToCheck(message: string): EcaError {
  return new EcaError({
    name: 'SourceInvalidError',
    message,
    actions: ['Name the folder that holds the source, such as force-app/main/default.'],
  });
}
