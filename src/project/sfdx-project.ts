import { dirname, join, resolve } from 'node:path';
import { EcaError } from '../errors.js';
import { isMap } from '../plain-data.js';
import { jsonErrorPosition } from './config-json.js';
import type { Replacement } from './replacements.js';
import { readTextFile } from './source-files.js';

/** What a project of Salesforce DX says of its source in `sfdx-project.json`. */
export interface SfdxProject {
  /** Folder of the project, absolute. */
  readonly folder: string;
  /** Such as `66.0`; undefined when the project names none. */
  readonly apiVersion: string | undefined;
  /** Folders of the packages below the project, with `/`, the default one first. */
  readonly packageFolders: readonly string[];
  /** Those of them whose content goes into a package, with the name of it. */
  readonly packages: readonly { readonly folder: string; readonly name: string }[];
  /** What a deploy replaces in the files. */
  readonly replacements: readonly Replacement[];
}

/** Name of the file that makes a folder a project. */
export const PROJECT_FILE = 'sfdx-project.json';

/** Reads the project file of a folder; undefined when it has none. */
export async function readSfdxProject(folder: string): Promise<SfdxProject | undefined> {
  const path = join(folder, PROJECT_FILE);
  const text = await readTextFile(path);
  return text === undefined ? undefined : projectOf(parseProject(text.replace(/^\u{FEFF}/u, ''), path), folder);
}

/** Finds the project that a folder belongs to: its own, or that of the nearest folder above it. */
export async function findSfdxProject(folder: string): Promise<SfdxProject | undefined> {
  for (let current = resolve(folder); ; current = dirname(current)) {
    const project = await readSfdxProject(current);
    if (project !== undefined || dirname(current) === current) return project;
  }
}

function malformed(path: string, what: string, action: string): EcaError {
  return new EcaError({ name: 'SourceInvalidError', message: `${path} ${what}.`, actions: [action] });
}

function parseProject(text: string, path: string): Readonly<Record<string, unknown>> {
  const value = parseJson(text, path);
  if (isMap(value)) return value;
  throw malformed(path, 'is no JSON object', 'Write it as `sf project generate` would.');
}

function parseJson(text: string, path: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    const { line, column } = jsonErrorPosition(cause instanceof Error ? cause.message : '', text);
    throw malformed(`${path}:${line}:${column}`, 'is not well-formed JSON', 'Check commas, quotes and brackets there.');
  }
}

function projectOf(written: Readonly<Record<string, unknown>>, folder: string): SfdxProject {
  const path = join(folder, PROJECT_FILE);
  return {
    folder,
    apiVersion: apiVersionOf(written.sourceApiVersion, path),
    packageFolders: packageFoldersOf(written.packageDirectories, path),
    packages: packagesOf(written.packageDirectories, path),
    replacements: replacementsOf(written.replacements, path),
  };
}

function apiVersionOf(written: unknown, path: string): string | undefined {
  if (written === undefined || written === '') return undefined;
  if (typeof written === 'string' && /^\d{1,3}(?:\.0)?$/.test(written)) return `${Number.parseInt(written, 10)}.0`;
  throw malformed(
    path,
    `names the API version ${JSON.stringify(written)}`,
    'Write sourceApiVersion as text, such as "66.0".',
  );
}

function packageFoldersOf(written: unknown, path: string): readonly string[] {
  if (written === undefined) return [];
  const entries: readonly unknown[] = Array.isArray(written) ? written : [written];
  const folders = entries.map((entry) => {
    const named = isMap(entry) ? entry.path : undefined;
    if (typeof named === 'string' && named !== '')
      return { folder: withinProject(named, path), first: isMap(entry) && entry.default === true };
    throw malformed(path, 'has an entry without a path in packageDirectories', 'Give every package directory a path.');
  });
  return [...new Set([...folders.filter(({ first }) => first), ...folders].map(({ folder }) => folder))];
}

function packagesOf(written: unknown, path: string): SfdxProject['packages'] {
  const entries: readonly unknown[] = Array.isArray(written) ? written : [written];
  return entries.flatMap((entry) => {
    const { path: folder, package: name } = isMap(entry) ? entry : {};
    const isPackage = typeof folder === 'string' && typeof name === 'string' && name !== '';
    return isPackage ? [{ folder: withinProject(folder, path), name }] : [];
  });
}

/** Spells a folder below the project without `./` and a last `/`. */
function withinProject(named: string, path: string): string {
  const steps = named.replaceAll('\\', '/').split('/');
  if (named.startsWith('/') || /^[A-Za-z]:/.test(named) || steps.includes('..')) {
    throw malformed(
      path,
      `names the package directory ${JSON.stringify(named)}, which is not below the project`,
      'Name a folder below it.',
    );
  }
  return steps.filter((step) => step !== '' && step !== '.').join('/');
}

function replacementsOf(written: unknown, path: string): readonly Replacement[] {
  if (written === undefined) return [];
  if (Array.isArray(written)) return written.map((entry: unknown) => replacementOf(entry, path));
  throw malformed(path, 'has replacements that are no list', 'Write a list of replacements.');
}

const textOf = (entry: Readonly<Record<string, unknown>>, key: string): string | undefined => {
  const value = entry[key];
  return typeof value === 'string' ? value : undefined;
};

function replacementOf(entry: unknown, path: string): Replacement {
  const map = isMap(entry) ? entry : {};
  const [filename, glob, text, regex] = ['filename', 'glob', 'stringToReplace', 'regexToReplace'].map((key) =>
    textOf(map, key),
  );
  if ((filename ?? glob) === undefined || (text ?? regex) === undefined) {
    throw malformed(
      path,
      'has a replacement without a file or without what is replaced',
      'Give it filename or glob, and stringToReplace or regexToReplace.',
    );
  }
  return {
    filename,
    glob,
    find: patternOf(text, regex, path),
    variable: textOf(map, 'replaceWithEnv'),
    file: textOf(map, 'replaceWithFile'),
    allowUnset: map.allowUnsetEnvVariable === true,
    conditions: conditionsOf(map.replaceWhenEnv),
  };
}

function patternOf(text: string | undefined, regex: string | undefined, path: string): RegExp {
  if (text !== undefined) return new RegExp(text.replace(/[-/\\^$*+?.()|[\]{}]/g, '\\$&'), 'g');
  try {
    return new RegExp(regex ?? '', 'g');
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw malformed(path, `has a replacement whose regexToReplace is none: ${reason}`, 'Correct the expression.');
  }
}

function conditionsOf(written: unknown): Replacement['conditions'] {
  const entries: readonly unknown[] = Array.isArray(written) ? written : [];
  return entries.flatMap((entry) =>
    isMap(entry) && typeof entry.env === 'string' ? [{ env: entry.env, value: String(entry.value) }] : [],
  );
}
