import { sentence } from '../problem.js';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { EcaError, type Problem } from '../errors.js';
import { reviewSource } from '../metadata/review.js';
import { mayBeReviewed, type SourceText, typeOfSource } from '../metadata/review/review-file.js';
import { findForceIgnore, leftOut } from '../project/force-ignore.js';
import { tokensOf } from '../project/replacements.js';
import { findSfdxProject, PROJECT_FILE, readSfdxProject, type SfdxProject } from '../project/sfdx-project.js';
import { readSourceFiles, type SourceFile } from '../project/source-files.js';
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

/** The files of one project, or those that belong to none. */
interface ProjectFiles {
  readonly project: SfdxProject | undefined;
  /** Folder that the files were read from. */
  readonly folder: string;
  readonly files: readonly SourceFile[];
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
  const found = await readSourceFiles(folder, isOfInterest, (path, error) =>
    unreadable.push(cannotRead(shown(path), error)),
  );
  if (found === undefined) throw nothingToCheck(`There is no folder ${sourceDir}.`);
  const files = found.filter(({ path, text }) => !isProjectFile(path) && typeOfSource(path, text) !== undefined);
  if (files.length + unreadable.length === 0) {
    throw nothingToCheck(`No metadata of External Client Apps lies below ${sourceDir}.`);
  }
  const projects = await projectsOf(
    folder,
    found.filter(({ path }) => isProjectFile(path)),
    files,
  );
  const reviews = await Promise.all(projects.map((each) => reviewProject(each, apiVersion, cwd, shown)));
  return {
    problems: [...unreadable, ...reviews.flatMap(({ problems }) => problems)],
    checkedBy: distinct(reviews.map(({ version }) => version)),
  };
}

const isProjectFile = (path: string): boolean => path === PROJECT_FILE || path.endsWith(`/${PROJECT_FILE}`);
const isOfInterest = (path: string): boolean => isProjectFile(path) || mayBeReviewed(path);

function cannotRead(file: string, error: unknown): Problem {
  const reason = error instanceof Error ? error.message : String(error);
  return {
    level: 'error',
    kind: 'unreadable-file',
    file,
    path: '',
    message: `The file cannot be read: ${sentence(reason)}`,
    action: 'Make it readable.',
  };
}

/** Puts files together by the project that they belong to: the nearest one around them. */
async function projectsOf(
  folder: string,
  projectFiles: readonly SourceFile[],
  files: readonly SourceFile[],
): Promise<readonly ProjectFiles[]> {
  const inside = projectFiles.map(({ path }) => dirname(path)).sort((a, b) => b.length - a.length);
  const around = (path: string): string | undefined =>
    inside.find((each) => each === '.' || path.startsWith(`${each}/`));
  const groups = Map.groupBy(files, ({ path }) => around(path));
  return Promise.all(
    [...groups].map(async ([name, own]) => {
      const project =
        name === undefined ? await findSfdxProject(dirname(folder)) : await readSfdxProject(join(folder, name));
      return { project, folder, files: own };
    }),
  );
}

async function reviewProject(
  { project, folder, files }: ProjectFiles,
  apiVersion: string | undefined,
  cwd: string,
  shown: (path: string) => string,
): Promise<{ readonly problems: readonly Problem[]; readonly version: ChosenVersion }> {
  const version = await chooseVersion(apiVersion, project, folder, cwd);
  const ignored = project === undefined ? undefined : await findForceIgnore(folder, project.folder);
  const isLeftOut = ({ path }: SourceFile): boolean => ignored?.denies(join(folder, path)) === true;
  const texts = files
    .filter((file) => !isLeftOut(file))
    .map(async ({ path, text }): Promise<SourceText> => {
      const inProject = project === undefined ? '' : relative(project.folder, join(folder, path)).split(sep).join('/');
      const tokens = project === undefined ? [] : await tokensOf(project, inProject, text);
      return { path: shown(path), text, tokens };
    });
  const notes = files.filter(isLeftOut).map(({ path }) => leftOut(shown(path)));
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
