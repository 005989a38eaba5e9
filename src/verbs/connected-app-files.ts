import { stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { EcaError } from '../errors.js';
import type { Variables } from '../plain-data.js';
import { replaced } from '../project/replacements.js';
import type { SourceFile } from '../project/source-files.js';
import { isLeftOut, pathInProject, type ProjectFiles, readSourceFolder } from '../project/source-folder.js';
import { chooseVersion } from '../project/source-version.js';

/** A Connected App that was read, and where from. */
export interface ConnectedAppSource {
  readonly fullName: string;
  readonly text: string;
  /** File, as the user would type it; absent for one that an org gave. */
  readonly path?: string | undefined;
}

/** Connected Apps of files. */
export interface ConnectedAppFiles {
  readonly sources: readonly ConnectedAppSource[];
  readonly apiVersion: string;
  readonly notes: readonly string[];
}

const ENDING = /\.connectedApp(?:-meta\.xml)?$/i;

/** Tells whether an argument means a file or folder rather than the name of a Connected App. */
export async function meansFile(cwd: string, given: string): Promise<boolean> {
  if (/[\\/]/.test(given) || ENDING.test(given) || given.endsWith('.xml')) return true;
  return (await stat(resolve(cwd, given)).catch(() => undefined)) !== undefined;
}

/** Where to read, and how paths are shown. */
interface Reading {
  readonly cwd: string;
  /** API version of the command line. Default: that of the project, else of the manifest beside the files, else 66.0. */
  readonly apiVersion?: string | undefined;
  readonly env: Variables;
}

/**
 * Reads Connected Apps out of a file or a folder, as a deploy by `sf` would send them.
 *
 * @throws EcaError SourceInvalidError when there is none
 */
export async function readConnectedAppFiles(given: string, reading: Reading): Promise<ConnectedAppFiles> {
  const { cwd, apiVersion, env } = reading;
  const path = resolve(cwd, given);
  const found = await stat(path).catch(() => undefined);
  if (found === undefined) throw none(`There is no file or folder ${given}.`);
  const isFolder = found.isDirectory();
  const folder = isFolder ? path : dirname(path);
  const shownFolder = isFolder ? given : dirname(given);
  const accepts = (each: string): boolean => (isFolder ? ENDING.test(each) : each === basename(path));
  const projects = (await readSourceFolder(folder, { accepts, isOfInterest: () => true })) ?? [];
  const shown = (file: SourceFile): string => join(shownFolder, file.path).replaceAll('\\', '/');
  const left = projects.flatMap((own) => own.files.filter((file) => isFolder && isLeftOut(own, file)));
  const read = projects.flatMap((own) =>
    own.files.filter((file) => !left.includes(file)).map((file) => sourceOf(own, file, shown(file), env)),
  );
  const sources = await Promise.all(read);
  const notes = left.map((file) => `${shown(file)}: .forceignore has a deploy leave it out, so it was not read.`);
  if (sources.length === 0) throw none([`No Connected App lies below ${given}.`, ...notes].join('\n'));
  const [first] = projects;
  const version = await chooseVersion(apiVersion, first?.project, folder, cwd);
  return { sources, apiVersion: version.apiVersion, notes };
}

async function sourceOf(
  own: ProjectFiles,
  file: SourceFile,
  path: string,
  env: Variables,
): Promise<ConnectedAppSource> {
  const { project } = own;
  const text = project === undefined ? file.text : await replaced(project, pathInProject(own, file), file.text, env);
  const fullName = basename(file.path)
    .replace(ENDING, '')
    .replace(/\.xml$/i, '');
  return { fullName: decoded(fullName), text, path };
}

/** Names in files of a retrieve are encoded as in URLs. */
function decoded(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}

function none(message: string): EcaError {
  return new EcaError({
    name: 'SourceInvalidError',
    message,
    actions: [
      'Name the file of a Connected App, such as force-app/main/default/connectedApps/Billing.connectedApp-meta.xml, or its folder.',
      'To read one from an org, give its API name to --connected-app, and the org to -o.',
    ],
  });
}
