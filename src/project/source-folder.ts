import { dirname, join, relative, sep } from 'node:path';
import { type ForceIgnore, findForceIgnore } from './force-ignore.js';
import { findSfdxProject, PROJECT_FILE, readSfdxProject, type SfdxProject } from './sfdx-project.js';
import { type OnUnreadable, readSourceFiles, refuseIn, type SourceFile } from './source-files.js';

/** The files of one project, or those that belong to none. */
export interface ProjectFiles {
  readonly project: SfdxProject | undefined;
  /** Folder that the files were read from. */
  readonly folder: string;
  /** What the project has a deploy leave out. */
  readonly ignored: ForceIgnore | undefined;
  readonly files: readonly SourceFile[];
}

/** Which files of a folder to read. */
export interface FolderFilter {
  /** By the path, before it is read. */
  readonly accepts: (path: string) => boolean;
  /** By path and text. */
  readonly isOfInterest: (file: SourceFile) => boolean;
  /** Default: the first one ends the reading with an error. */
  readonly onUnreadable?: OnUnreadable | undefined;
}

const isProjectFile = (path: string): boolean => path === PROJECT_FILE || path.endsWith(`/${PROJECT_FILE}`);

/**
 * Reads the files below a folder, put together by the project that they belong to: the nearest one around them. A folder
 * that is not there gives undefined.
 */
export async function readSourceFolder(
  folder: string,
  { accepts, isOfInterest, onUnreadable = refuseIn(folder) }: FolderFilter,
): Promise<readonly ProjectFiles[] | undefined> {
  const found = await readSourceFiles(folder, (path) => isProjectFile(path) || accepts(path), onUnreadable);
  const ofInterest = found?.filter((file) => !isProjectFile(file.path) && isOfInterest(file));
  // Of a file in another encoding only those that matter are told of: a folder holds others.
  for (const { path, flaw } of ofInterest ?? []) if (flaw !== undefined) onUnreadable(path, flaw);
  const files = ofInterest?.filter(({ flaw }) => flaw === undefined);
  const inside = (found ?? [])
    .filter(({ path }) => isProjectFile(path))
    .map(({ path }) => dirname(path))
    .sort((a, b) => b.length - a.length);
  const around = (path: string): string | undefined =>
    inside.find((each) => each === '.' || path.startsWith(`${each}/`));
  if (files === undefined) return undefined;
  return Promise.all(
    [...Map.groupBy(files, ({ path }) => around(path))].map(async ([name, own]) => {
      const project =
        name === undefined ? await findSfdxProject(dirname(folder)) : await readSfdxProject(join(folder, name));
      const ignored = project === undefined ? undefined : await findForceIgnore(folder, project.folder);
      return { project, folder, ignored, files: own };
    }),
  );
}

/** Gives the path of a file below the folder of its project, with `/`; empty where it has none. */
export function pathInProject({ project, folder }: ProjectFiles, { path }: SourceFile): string {
  return project === undefined ? '' : relative(project.folder, join(folder, path)).split(sep).join('/');
}

/** Tells whether a deploy leaves a file out. */
export function isLeftOut({ ignored, folder }: ProjectFiles, { path }: SourceFile): boolean {
  return ignored?.denies(join(folder, path)) === true;
}
