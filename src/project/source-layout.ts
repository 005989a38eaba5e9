import { join } from 'node:path';
import type { Environment } from '../work.js';
import { replaced } from './replacements.js';
import { findSfdxProject, readSfdxProject, type SfdxProject } from './sfdx-project.js';
import { listSourceFiles, readTextFile, type SourceFile } from './source-files.js';

/** Folder that holds the source where no `sfdx-project.json` names others. */
const PACKAGE_FOLDER = 'force-app/main/default';

/** Where the source of a project lies. */
export interface SourceLayout {
  /** Folder that all paths are below: that of `sfdx-project.json`, else that of the config. */
  readonly root: string;
  /** Folders that hold source, the default package first. */
  readonly packages: readonly string[];
  /** Folder that new components go to. */
  readonly newFiles: string;
  readonly project: SfdxProject | undefined;
}

/** Joins steps of a path, of which some may be empty. */
export const joined = (...steps: readonly string[]): string => steps.filter((step) => step !== '').join('/');

function layoutOf(project: SfdxProject | undefined, root: string): SourceLayout {
  const [first] = project?.packageFolders ?? [];
  if (project === undefined || first === undefined) {
    return { root: project?.folder ?? root, packages: [PACKAGE_FOLDER], newFiles: PACKAGE_FOLDER, project };
  }
  return { root: project.folder, packages: project.packageFolders, newFiles: joined(first, 'main/default'), project };
}

/** Finds out where the source of the project lies that a folder belongs to. */
export async function findLayout(folder: string): Promise<SourceLayout> {
  return layoutOf(await findSfdxProject(folder), folder);
}

/** Gives the layout of a folder that source is written to: its own, when it is a project, else that of another folder. */
export async function layoutLike(folder: string, other: string): Promise<SourceLayout> {
  const project = await readSfdxProject(folder);
  if (project !== undefined) return layoutOf(project, folder);
  const { newFiles } = await findLayout(other);
  return { root: folder, packages: [newFiles], newFiles, project: undefined };
}

/** Lists the files of all packages whose path passes a test: paths below the root, those of the default package first. */
export async function listLayout(layout: SourceLayout, accepts: (path: string) => boolean): Promise<readonly string[]> {
  const lists = await Promise.all(
    layout.packages.map(async (folder) => {
      const paths = (await listSourceFiles(join(layout.root, folder), accepts)) ?? [];
      return paths.map((path) => joined(folder, path));
    }),
  );
  return [...new Set(lists.flat())];
}

/** Reads the files of all packages whose path passes a test, as a deploy from this environment would send them. */
export async function readLayout(
  layout: SourceLayout,
  accepts: (path: string) => boolean,
  env: Environment,
): Promise<readonly SourceFile[]> {
  const paths = await listLayout(layout, accepts);
  const files = paths.map(async (path): Promise<SourceFile[]> => {
    const text = await readTextFile(join(layout.root, path));
    if (text === undefined) return [];
    return [{ path, text: layout.project === undefined ? text : await replaced(layout.project, path, text, env) }];
  });
  return (await Promise.all(files)).flat();
}
