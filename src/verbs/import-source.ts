import { join, resolve } from 'node:path';
import { EcaError, type Problem } from '../errors.js';
import type { MetadataComponent } from '../metadata/component.js';
import { parse } from '../metadata/parse.js';
import { mayBeReviewed, typeOfSource } from '../metadata/review/review-file.js';
import { saysTheSame } from '../metadata/same-component.js';
import { sentence } from '../problem.js';
import { identityOf } from '../project/place-source.js';
import { replaced } from '../project/replacements.js';
import type { SourceFile } from '../project/source-files.js';
import { isLeftOut, pathInProject, type ProjectFiles, readSourceFolder } from '../project/source-folder.js';
import { chooseVersion } from '../project/source-version.js';
import type { Environment } from '../work.js';

/** Which source to import. */
export interface SourceToImport {
  readonly cwd: string;
  readonly sourceDir: string;
  /** API version of the command line. Default: that of the project, else of the manifest beside the files, else 66.0. */
  readonly apiVersion?: string | undefined;
  /** Environment variables, for what the project replaces at a deploy. */
  readonly env: Environment;
}

/** What is to be imported, wherever it comes from. */
export interface Imported {
  readonly components: readonly MetadataComponent[];
  readonly apiVersion: string;
  /** The org, where it comes from one. */
  readonly orgId?: string | undefined;
  /** Where it comes from, as the user named it. */
  readonly from: string;
  readonly notes: readonly string[];
}

/** A component and the file that holds it. */
interface InFile {
  readonly path: string;
  readonly component: MetadataComponent;
}

/**
 * Reads what a folder holds of External Client Apps, in source or in metadata format, as a deploy by `sf` would send it.
 *
 * @throws EcaError SourceInvalidError when there is nothing, a file cannot be read entirely, or two files hold one component
 * and do not say the same.
 */
export async function readImportedSource({ cwd, sourceDir, apiVersion, env }: SourceToImport): Promise<Imported> {
  const folder = resolve(cwd, sourceDir);
  const shown = (path: string): string => join(sourceDir, path).replaceAll('\\', '/');
  const projects = await readSourceFolder(folder, {
    accepts: mayBeReviewed,
    isOfInterest: ({ path, text }) => typeOfSource(path, text) !== undefined,
  });
  if (projects === undefined) throw nothing(`There is no folder ${sourceDir}.`);
  const problems: Problem[] = [];
  const found = await Promise.all(projects.map((each) => componentsOf(each, { env, shown, problems })));
  if (problems.length > 0) throw unreadable(problems);
  const components = onePerComponent(found.flat());
  if (components.length === 0) throw nothing(`No metadata of External Client Apps lies below ${sourceDir}.`);
  const versions = projects.map(({ project }) => chooseVersion(apiVersion, project, folder, cwd));
  const chosen = [...new Set((await Promise.all(versions)).map((version) => version.apiVersion))];
  if (chosen.length > 1) throw severalVersions(sourceDir, chosen);
  return { components, apiVersion: chosen[0] ?? '', from: sourceDir, notes: notesOfLeftOut(projects, shown) };
}

interface Reading {
  readonly env: Environment;
  readonly shown: (path: string) => string;
  readonly problems: Problem[];
}

async function componentsOf(own: ProjectFiles, reading: Reading): Promise<readonly InFile[]> {
  const read = own.files.filter((file) => !isLeftOut(own, file)).map((file) => componentOf(own, file, reading));
  return (await Promise.all(read)).flat();
}

async function componentOf(own: ProjectFiles, file: SourceFile, { env, shown, problems }: Reading): Promise<InFile[]> {
  const { project } = own;
  const text = project === undefined ? file.text : await replaced(project, pathInProject(own, file), file.text, env);
  const type = typeOfSource(file.path, text);
  if (type === undefined) return [];
  const path = shown(file.path);
  const stem = file.path.slice(file.path.lastIndexOf('/') + 1).replace(/\.\w+(-meta\.xml)?$/, '');
  const { component, problems: wrong } = parse(type.name, type.member ?? stem, text);
  problems.push(
    ...wrong.map((problem): Problem => ({ level: 'error', kind: 'unreadable-file', file: path, ...problem })),
  );
  return component === undefined ? [] : [{ path, component }];
}

/** Takes one of the files that hold the same, and refuses to choose between files that do not. */
function onePerComponent(found: readonly InFile[]): readonly MetadataComponent[] {
  return [...Map.groupBy(found, ({ component }) => identityOf(component)).values()].flatMap(([first, ...others]) => {
    if (first === undefined) return [];
    const { component } = first;
    const other = others.find(
      (each) => !saysTheSame({ component: each.component, problems: [], valueless: [] }, component, new Set()),
    );
    if (other === undefined) return [component];
    throw new EcaError({
      name: 'SourceInvalidError',
      message: `${component.type} ${component.fullName} lies in ${first.path} and in ${other.path}, which do not say the same. Nothing was written.`,
      actions: ['Name a folder that holds one of them: import the base first, then each environment with -e.'],
    });
  });
}

function notesOfLeftOut(projects: readonly ProjectFiles[], shown: (path: string) => string): readonly string[] {
  const left = projects.flatMap((own) => own.files.filter((file) => isLeftOut(own, file)));
  return left.map(({ path }) => `${shown(path)}: .forceignore has a deploy leave it out, so it was not read.`);
}

function nothing(message: string): EcaError {
  return new EcaError({
    name: 'SourceInvalidError',
    message,
    actions: ['Name the folder that holds the source, such as force-app/main/default.'],
  });
}

function unreadable(problems: readonly Problem[]): EcaError {
  const [first] = problems;
  return new EcaError({
    name: 'SourceInvalidError',
    message: `${first?.file ?? ''} cannot be read entirely: ${sentence(first?.message ?? '')} Nothing was written.`,
    actions: ['Correct the files; `eca validate --source-dir DIR` shows everything that is wrong with them.'],
    problems,
  });
}

function severalVersions(sourceDir: string, versions: readonly string[]): EcaError {
  return new EcaError({
    name: 'SourceInvalidError',
    message: `${sourceDir} holds projects of the API versions ${versions.join(' and ')}, and a config has one.`,
    actions: ['Name the folder of one of them, or the version with --api-version.'],
  });
}
