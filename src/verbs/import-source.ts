import { stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { CONSUMING_TYPES } from '../compose/named-credential.js';
import type { FoundConsuming } from '../compose/take-over-consuming.js';
import { EcaError, type Problem } from '../errors.js';
import type { MetadataComponent } from '../metadata/component.js';
import { parse } from '../metadata/parse.js';
import { mayBeReviewed, typeOfSource } from '../metadata/review/review-file.js';
import { type MetadataType, typeOfPath } from '../metadata/types.js';
import { saysTheSame } from '../metadata/same-component.js';
import { sentence } from '../problem.js';
import { identityOf } from '../project/place-source.js';
import { replaced } from '../project/replacements.js';
import type { SourceFile } from '../project/source-files.js';
import { isLeftOut, pathInProject, type ProjectFiles, readSourceFolder } from '../project/source-folder.js';
import { chooseVersion } from '../project/source-version.js';
import type { Variables } from '../plain-data.js';

/** Which source to import. */
export interface SourceToImport {
  readonly cwd: string;
  readonly sourceDirs: readonly string[];
  /** API version of the command line. Default: that of the project, else of the manifest beside the files, else 66.0. */
  readonly apiVersion?: string | undefined;
  /** Variables of the environment, for what the project replaces at a deploy. */
  readonly env: Variables;
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
  /** Named and External Credentials that may use the apps. Default: none were looked for. */
  readonly consuming?: FoundConsuming | undefined;
}

/** A component and the file that holds it. */
interface InFile {
  readonly path: string;
  readonly component: MetadataComponent;
}

/**
 * Reads what folders hold of External Client Apps, in source or in metadata format, as a deploy by `sf` would send it.
 *
 * @throws EcaError SourceInvalidError when there is nothing, a file cannot be read entirely, or two files hold one component
 * and do not say the same.
 */
export async function readImportedSource({ cwd, sourceDirs, apiVersion, env }: SourceToImport): Promise<Imported> {
  const from = sourceDirs.join(' and ');
  const folders = await Promise.all(sourceDirs.map((sourceDir) => readFolder(sourceDir, { cwd, apiVersion, env })));
  const problems = folders.flatMap((folder) => folder.problems);
  if (problems.length > 0) throw unreadable(problems);
  const all = onePerComponent(folders.flatMap(({ found }) => found));
  const isConsuming = ({ type }: MetadataComponent): boolean => CONSUMING_TYPES.includes(type);
  const components = all.filter((component) => !isConsuming(component));
  const consuming = { components: all.filter(isConsuming) };
  const notes = folders.flatMap((folder) => folder.notes);
  if (components.length === 0) throw nothing(from, notes);
  const versions = [...new Set(folders.flatMap((folder) => folder.versions))];
  if (versions.length > 1) throw severalVersions(from, versions);
  return { components, consuming, apiVersion: versions[0] ?? '', from, notes };
}

interface FolderRead {
  readonly found: readonly InFile[];
  readonly problems: readonly Problem[];
  readonly versions: readonly string[];
  readonly notes: readonly string[];
}

async function readFolder(
  sourceDir: string,
  { cwd, apiVersion, env }: Pick<SourceToImport, 'cwd' | 'apiVersion' | 'env'>,
): Promise<FolderRead> {
  const folder = resolve(cwd, sourceDir);
  const shown = (path: string): string => join(sourceDir, path).replaceAll('\\', '/');
  const projects = await readSourceFolder(folder, {
    accepts: (path) => mayBeReviewed(path) || consumingType(path) !== undefined,
    isOfInterest: ({ path, text }) => (consumingType(path) ?? typeOfSource(path, text)) !== undefined,
  });
  if (projects === undefined) throw await noFolder(sourceDir, folder);
  const problems: Problem[] = [];
  const found = await Promise.all(projects.map((each) => componentsOf(each, { env, shown, problems })));
  const chosen = await Promise.all(projects.map(({ project }) => chooseVersion(apiVersion, project, folder, cwd)));
  const versions = chosen.map((version) => version.apiVersion);
  return { found: found.flat(), problems, versions, notes: notesOfLeftOut(projects, shown) };
}

function consumingType(path: string): MetadataType | undefined {
  const type = typeOfPath(path);
  return type !== undefined && CONSUMING_TYPES.includes(type.name) ? type : undefined;
}

interface Reading {
  readonly env: Variables;
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
  const type = consumingType(file.path) ?? typeOfSource(file.path, text);
  // Of permission sets, those alone matter that give access to a principal.
  if (type === undefined || (type.name === 'PermissionSet' && !text.includes('externalCredentialPrincipalAccesses')))
    return [];
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
    const isOneName = other.component.fullName === component.fullName;
    const name = isOneName
      ? component.fullName
      : `${component.fullName} (to Salesforce one name with ${other.component.fullName})`;
    throw new EcaError({
      name: 'SourceInvalidError',
      message: `${component.type} ${name} lies in ${first.path} and in ${other.path}, which do not say the same. Nothing was written.`,
      actions: [
        'Name folders that hold one of them, with --source-dir once for each; then those of each environment, with -e.',
      ],
    });
  });
}

function notesOfLeftOut(projects: readonly ProjectFiles[], shown: (path: string) => string): readonly string[] {
  const left = projects.flatMap((own) => own.files.filter((file) => isLeftOut(own, file)));
  return left.map(({ path }) => `${shown(path)}: .forceignore has a deploy leave it out, so it was not read.`);
}

const NAME_A_FOLDER = 'Name the folder that holds the source, such as force-app/main/default.';

async function noFolder(sourceDir: string, folder: string): Promise<EcaError> {
  const isThere = (await stat(folder).catch(() => undefined)) !== undefined;
  return new EcaError({
    name: 'SourceInvalidError',
    message: isThere ? `${sourceDir} is a file, and no folder.` : `There is no folder ${sourceDir}.`,
    actions: [NAME_A_FOLDER],
  });
}

function nothing(from: string, notes: readonly string[]): EcaError {
  return new EcaError({
    name: 'SourceInvalidError',
    message: [`No metadata of External Client Apps lies below ${from}.`, ...notes].join('\n'),
    actions: [
      notes.length === 0 ? NAME_A_FOLDER : 'Copy the files out of the project, or take them out of .forceignore.',
    ],
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

function severalVersions(from: string, versions: readonly string[]): EcaError {
  return new EcaError({
    name: 'SourceInvalidError',
    message: `${from} holds projects of the API versions ${versions.join(' and ')}, and a config has one.`,
    actions: ['Name the folder of one of them, or the version with --api-version.'],
  });
}
