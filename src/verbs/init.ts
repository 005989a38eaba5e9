import { chmod } from 'node:fs/promises';
import { basename, join, resolve as resolvePath } from 'node:path';
import { GITLAB_ENTRY } from '../pipelines/ci-systems.js';
import { starterConfig, type StarterAnswers } from '../compose/starter-config.js';
import { configJsonSchema } from '../config/json-schema.js';
import { resolve } from '../config/resolve.js';
import { isWithin } from '../project/within.js';
import { withAddedLines } from '../project/added-lines.js';
import { configFilesIn } from '../project/config-discovery.js';
import { SCHEMA_PATH } from '../project/config-text.js';
import { exists } from '../project/repository.js';
import { findSfdxProject, PROJECT_FILE } from '../project/sfdx-project.js';
import { readTextFile, type SourceFile } from '../project/source-files.js';
import { starterText, type StarterFormat } from '../project/starter-text.js';
import { writeSourceFiles } from '../project/write-source.js';
import { EcaError } from '../errors.js';
import type { Variables } from '../plain-data.js';
import type { ConfigProblem } from '../problem.js';

/** What {@link init} works on. */
export interface InitOptions {
  /** Folder that becomes a project. */
  readonly folder: string;
  /** The config to write. Default: the one that is there stays as it is. */
  readonly config?: SourceFile | undefined;
  /** API version of the project. */
  readonly apiVersion: string;
  /** Files of a CI system, at paths below the folder. Default: none. */
  readonly pipelines?: readonly SourceFile[] | undefined;
}

/** One file of a project that begins. */
export interface InitFile {
  /** Path below the folder, with `/`. */
  readonly path: string;
  /** `kept`: it is there and says something else, and was not touched. */
  readonly state: 'created' | 'changed' | 'unchanged' | 'kept';
}

/** What {@link init} did. */
export interface InitReport {
  readonly files: readonly InitFile[];
  /** Texts of the files that were there and are not written over, beside what would have been written. */
  readonly kept: readonly { readonly path: string; readonly before: string; readonly after: string }[];
}

/** A file as it is to be, and as it was found. */
interface Wanted extends SourceFile {
  readonly previous: string | undefined;
  /** True for one that belongs to the user from then on, and is never written over. */
  readonly isTheirs: boolean;
}

/** One part of a new project: the files that it wants. */
type Part = (options: InitOptions) => Promise<readonly Wanted[]>;

/** What a project consists of. Whatever comes with it is one more function in this list. */
const PARTS: readonly Part[] = [config, schema, sfdxProject, gitIgnore, forceIgnore, pipelines];

/**
 * Makes a folder a project: config, schema for editors, `sfdx-project.json`, and lines for what tools are to ignore. All files
 * are written or none; one that the user may have changed is never written over.
 *
 * @throws EcaError WriteFailedError, UsageError when the folder has a config of another name
 */
export async function init(options: InitOptions): Promise<InitReport> {
  const { folder } = options;
  const wanted = (await Promise.all(PARTS.map((part) => part(options)))).flat();
  const toWrite = wanted.filter((file) => ['created', 'changed'].includes(stateOf(file)));
  await writeSourceFiles(folder, toWrite);
  // Like every other command that puts something there.
  if (toWrite.some(({ path }) => path.startsWith(`${PRIVATE}/`))) await chmod(join(folder, PRIVATE), 0o700);
  const kept = wanted.filter((file) => stateOf(file) === 'kept');
  return {
    files: wanted.map((file) => ({ path: file.path, state: stateOf(file) })),
    kept: kept.map(({ path, previous = '', text }) => ({ path, before: previous, after: text })),
  };
}

const PRIVATE = '.eca';

function stateOf({ text, previous, isTheirs }: Wanted): InitFile['state'] {
  if (previous === undefined) return 'created';
  if (previous.replaceAll('\r\n', '\n') === text.replaceAll('\r\n', '\n')) return 'unchanged';
  return isTheirs ? 'kept' : 'changed';
}

async function wantedFile(folder: string, path: string, text: string, isTheirs: boolean): Promise<Wanted> {
  return { path, text, previous: await readTextFile(join(folder, path)), isTheirs };
}

async function config({ folder, config: wanted }: InitOptions): Promise<readonly Wanted[]> {
  const [found] = await configFilesIn(folder);
  if (wanted === undefined) {
    const text = found === undefined ? undefined : await readTextFile(join(folder, found));
    return found === undefined || text === undefined ? [] : [{ path: found, text, previous: text, isTheirs: true }];
  }
  if (found !== undefined && found !== wanted.path) {
    throw new EcaError({
      name: 'UsageError',
      message: `${found} is the config of this folder already, and ${wanted.path} would be a second one. Nothing was written.`,
      actions: [`Leave --format out where ${found} is to stay, or take it away first.`],
    });
  }
  return [await wantedFile(folder, wanted.path, wanted.text, true)];
}

/** Editors read the schema beside the config; git sees nothing of it, and this writes it again. */
async function schema({ folder }: InitOptions): Promise<readonly Wanted[]> {
  const text = `${JSON.stringify(configJsonSchema(), null, 2)}\n`;
  const ignore = await wantedFile(folder, `${PRIVATE}/.gitignore`, '*\n', false);
  const isThere = ignore.previous !== undefined && ignore.previous.trim() !== '';
  return [
    await wantedFile(folder, SCHEMA_PATH.replace('./', ''), text, false),
    isThere ? { ...ignore, text: ignore.previous } : ignore,
  ];
}

/** `sf` works in a project only: the folder's, or one around it. */
async function sfdxProject({ folder, apiVersion }: InitOptions): Promise<readonly Wanted[]> {
  const found = await findSfdxProject(folder);
  const previous = await readTextFile(join(folder, PROJECT_FILE));
  if (previous !== undefined) return [{ path: PROJECT_FILE, text: previous, previous, isTheirs: true }];
  if (found !== undefined) return [];
  const project = {
    packageDirectories: [{ path: 'force-app', default: true }],
    name: basename(resolvePath(folder)) || 'eca',
    namespace: '',
    sourceApiVersion: apiVersion,
  };
  return [await wantedFile(folder, PROJECT_FILE, `${JSON.stringify(project, null, 2)}\n`, true)];
}

async function gitIgnore({ folder }: InitOptions): Promise<readonly Wanted[]> {
  const isOfSf = (await findSfdxProject(folder)) === undefined;
  const hasPackage = await exists(join(folder, 'package.json'));
  const lines = [`${PRIVATE}/`, ...(isOfSf ? ['.sf/', '.sfdx/'] : []), ...(hasPackage ? ['node_modules/'] : [])];
  return added(folder, '.gitignore', '# What only this machine needs', lines);
}

/** A config inside a package directory would be taken for source. */
async function forceIgnore({ folder }: InitOptions): Promise<readonly Wanted[]> {
  const project = await findSfdxProject(folder);
  const isInside = project?.packageFolders.some((each) => isWithin(folder, join(project.folder, each))) ?? false;
  return isInside ? added(folder, '.forceignore', '# Not source: the config of eca', ['**/eca.config.*']) : [];
}

/** The pipeline that a project of GitLab has is left alone: one line in it includes ours. */
async function pipelines({ folder, pipelines: files = [] }: InitOptions): Promise<readonly Wanted[]> {
  const wanted = await Promise.all(files.map(({ path, text }) => wantedFile(folder, path, text, true)));
  return wanted.filter(({ path, previous }) => path !== GITLAB_ENTRY || previous === undefined);
}

async function added(
  folder: string,
  path: string,
  heading: string,
  lines: readonly string[],
): Promise<readonly Wanted[]> {
  const previous = await readTextFile(join(folder, path));
  return [{ path, text: withAddedLines(previous, heading, lines), previous, isTheirs: false }];
}

/** Gives the file of a starter config. */
export function starterFile(answers: StarterAnswers, format: StarterFormat): SourceFile {
  return { path: `eca.config.${format}`, text: starterText(starterConfig(answers), format) };
}

/** Checks answers by the rules of the config that they become. */
export function problemsOfAnswers(answers: StarterAnswers, env: Variables): readonly ConfigProblem[] {
  return resolve(starterConfig(answers).value, { env }).problems;
}
