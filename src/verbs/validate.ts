import { sentence } from '../problem.js';
import { join, resolve } from 'node:path';
import { EcaError, type Problem } from '../errors.js';
import { reviewSource } from '../metadata/review.js';
import { mayBeReviewed, type SourceText, typeOfSource } from '../metadata/review/review-file.js';
import { fileErrorText } from '../project/file-error.js';
import { leftOut } from '../project/force-ignore.js';
import { tokensOf } from '../project/replacements.js';
import { adviceOnReading } from '../project/source-files.js';
import { isLeftOut, pathInProject, type ProjectFiles, readSourceFolder } from '../project/source-folder.js';
import { chooseVersion, type ChosenVersion } from '../project/source-version.js';

/** What {@link validateSource} works on. */
export interface ValidateSourceOptions {
  /** Folder with metadata source, at any depth. */
  readonly sourceDir: string;
  /** API version to check against. Default: that of the project, else of the manifest beside the files, else 66.0. */
  readonly apiVersion?: string | undefined;
  /** Folder that a relative `sourceDir` starts from. */
  readonly cwd: string;
}

/** What {@link validateSource} found. */
export interface ValidateSourceReport {
  /** Everything that is wrong or worth knowing, by file and line. */
  readonly problems: readonly Problem[];
  /** The API versions that the files were checked by, one for each project among them. */
  readonly checkedBy: readonly ChosenVersion[];
}

/**
 * Checks existing metadata source of External Client Apps, offline and without a config. The files of each project are
 * checked by its own API version.
 *
 * @throws EcaError SourceInvalidError when the folder is not there or holds nothing of External Client Apps
 */
export async function validateSource(options: ValidateSourceOptions): Promise<ValidateSourceReport> {
  const { sourceDir, apiVersion, cwd } = options;
  const folder = resolve(cwd, sourceDir);
  const shown = (path: string): string => join(sourceDir, path).replaceAll('\\', '/');
  const unreadable: Problem[] = [];
  const projects = await readSourceFolder(folder, {
    accepts: mayBeReviewed,
    isOfInterest: ({ path, text }) => typeOfSource(path, text) !== undefined,
    onUnreadable: (path, error) => unreadable.push(cannotRead(shown(path), error)),
  });
  if (projects === undefined) throw nothingToCheck(`There is no folder ${sourceDir}.`);
  if (projects.length + unreadable.length === 0) {
    throw nothingToCheck(`No metadata of External Client Apps lies below ${sourceDir}.`);
  }
  const reviews = await Promise.all(projects.map((each) => reviewProject(each, apiVersion, cwd, shown)));
  return {
    problems: [...unreadable, ...reviews.flatMap(({ problems }) => problems)],
    checkedBy: distinct(reviews.map(({ version }) => version)),
  };
}

function cannotRead(file: string, error: unknown): Problem {
  return {
    level: 'error',
    kind: 'unreadable-file',
    file,
    path: '',
    message: `The file cannot be read: ${sentence(fileErrorText(error))}`,
    action: adviceOnReading(error),
  };
}

async function reviewProject(
  own: ProjectFiles,
  apiVersion: string | undefined,
  cwd: string,
  shown: (path: string) => string,
): Promise<{ readonly problems: readonly Problem[]; readonly version: ChosenVersion }> {
  const { project, folder, files } = own;
  const version = await chooseVersion(apiVersion, project, folder, cwd);
  const texts = files
    .filter((file) => !isLeftOut(own, file))
    .map(async (file): Promise<SourceText> => {
      const tokens = project === undefined ? [] : await tokensOf(project, pathInProject(own, file), file.text);
      return { path: shown(file.path), text: file.text, tokens };
    });
  const notes = files.filter((file) => isLeftOut(own, file)).map(({ path }) => leftOut(shown(path)));
  return { problems: [...reviewSource(await Promise.all(texts), version.apiVersion), ...notes], version };
}

function distinct(versions: readonly ChosenVersion[]): readonly ChosenVersion[] {
  return [...new Map(versions.map((version) => [`${version.apiVersion} ${version.from}`, version])).values()];
}

function nothingToCheck(message: string): EcaError {
  return new EcaError({
    name: 'SourceInvalidError',
    message,
    actions: ['Name the folder that holds the source, such as force-app/main/default.'],
  });
}
