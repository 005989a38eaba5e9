import { readdir, stat } from 'node:fs/promises';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { EcaError } from '../errors.js';
import type { ConfigFileName } from './config-source.js';

/** Names under which a config is found, without `--config`. */
const CONFIG_FILE_NAMES: readonly string[] = ['yaml', 'yml', 'json', 'ts', 'mts', 'js', 'mjs'].map(
  (extension) => `eca.config.${extension}`,
);

/** Spells a path as seen from a folder, with `/` on every system. */
function displayPathOf(path: string, cwd: string): string {
  const seen = relative(cwd, path);
  return (seen === '' ? '.' : seen).split(sep).join('/');
}

/** Lists the config files of a folder; a folder that cannot be listed has none. */
export async function configFilesIn(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder).catch((): string[] => []);
  return CONFIG_FILE_NAMES.filter((name) => entries.includes(name));
}

function notFound(cwd: string, folders: readonly string[]): EcaError {
  const last = folders.at(-1) ?? cwd;
  return new EcaError({
    name: 'ConfigNotFoundError',
    message: `No eca.config.{yaml,yml,json,ts,mts,js,mjs} in ${cwd} or in a folder above it, up to ${last}.`,
    actions: [
      'Write one with `eca init`, which asks for what it needs.',
      'Take apps over that are there already with `eca import`, or name an existing config with --config FILE.',
    ],
  });
}

/** Finds the config file of a folder or of the nearest folder above it; undefined where there is none. */
export async function configFileUpward(cwd: string): Promise<string | undefined> {
  for (let folder = resolve(cwd); ; folder = dirname(folder)) {
    const names = await configFilesIn(folder);
    const [name] = names;
    if (names.length > 1) {
      throw new EcaError({
        name: 'ConfigNotFoundError',
        message: `${folder} has ${names.length} configs: ${names.join(' and ')}. Only one can be meant.`,
        actions: ['Remove all but one of them.', 'Name the one to use with --config FILE.'],
      });
    }
    if (name !== undefined) return join(folder, name);
    if (dirname(folder) === folder) return undefined;
  }
}

async function findUpward(cwd: string): Promise<string> {
  const found = await configFileUpward(cwd);
  if (found !== undefined) return found;
  const folders = [resolve(cwd)];
  for (let folder = resolve(cwd); dirname(folder) !== folder; folder = dirname(folder)) folders.push(dirname(folder));
  throw notFound(cwd, folders);
}

async function checkNamed(path: string, displayPath: string): Promise<void> {
  const cannot = (what: string, action: string, cause?: unknown): EcaError =>
    new EcaError({ name: 'ConfigNotFoundError', message: `${displayPath} ${what}.`, actions: [action], cause });
  const found = await stat(path).catch((cause: unknown) => {
    const code = (cause as NodeJS.ErrnoException).code;
    throw code === 'ENOENT' || code === 'ENOTDIR'
      ? cannot('does not exist', 'Check the path.', cause)
      : cannot(`cannot be read (${code ?? 'unknown error'})`, 'Make the file and its folder readable.', cause);
  });
  if (found.isDirectory()) throw cannot('is a folder', `Name a file, such as ${displayPath}/eca.config.yaml.`);
}

/** Gives the folder that `.eca` belongs to where no config is read: that of the config file, else the working directory. */
export async function findProjectFolder(cwd: string, named?: string): Promise<string> {
  if (named !== undefined) return dirname(resolve(cwd, named));
  for (let folder = resolve(cwd); ; folder = dirname(folder)) {
    if ((await configFilesIn(folder)).length > 0) return folder;
    if (dirname(folder) === folder) return resolve(cwd);
  }
}

/** Tells whether a command that is typed in a folder has a config. */
export async function hasConfig(cwd: string): Promise<boolean> {
  return (await configFilesIn(await findProjectFolder(cwd))).length > 0;
}

/**
 * Finds the config file: the named one, or `eca.config.*` in the working directory or the nearest folder above it.
 *
 * @throws EcaError ConfigNotFoundError when there is none, when a folder has two, or when the named one is no file.
 */
export async function findConfigFile(cwd: string, named?: string): Promise<ConfigFileName> {
  const path = named === undefined ? await findUpward(cwd) : resolve(cwd, named);
  const displayPath = displayPathOf(path, resolve(cwd));
  await checkNamed(path, displayPath);
  return { path, displayPath };
}
