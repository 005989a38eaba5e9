import { join } from 'node:path';
import type { Variables } from '../plain-data.js';
import { findForceIgnore } from './force-ignore.js';
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

/** A file of the source, as it lies there and as a deploy sends it. */
export interface DeployedFile extends SourceFile {
  /** The text after the replacements of the project. */
  readonly sent: string;
}

/** The source of all packages. */
export interface DeployedSource {
  readonly files: readonly DeployedFile[];
  /** Paths of files that `.forceignore` has a deploy leave out. */
  readonly leftOut: readonly string[];
}

/** Reads the files of all packages whose path passes a test, also as a deploy from this environment would send them. */
export async function readDeployed(
  layout: SourceLayout,
  accepts: (path: string) => boolean,
  env: Variables,
): Promise<DeployedSource> {
  const all = await listLayout(layout, accepts);
  const isDenied = await deniedIn(layout);
  const files = all
    .filter((path) => !isDenied(path))
    .map(async (path): Promise<DeployedFile[]> => {
      const text = await readTextFile(join(layout.root, path));
      if (text === undefined) return [];
      const sent = layout.project === undefined ? text : await replaced(layout.project, path, text, env);
      return [{ path, text, sent }];
    });
  return { files: (await Promise.all(files)).flat(), leftOut: all.filter(isDenied) };
}

/** Tells of the paths of a layout which of them `.forceignore` names. */
async function deniedIn({ root, project, packages }: SourceLayout): Promise<(path: string) => boolean> {
  if (project === undefined) return () => false;
  const found = await Promise.all(packages.map((folder) => findForceIgnore(join(root, folder), project.folder)));
  return (path) => {
    const index = packages.findIndex((folder) => folder === '' || path.startsWith(`${folder}/`));
    return found[index]?.denies(join(root, path)) === true;
  };
}
