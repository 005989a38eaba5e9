import { readFile } from 'node:fs/promises';
import { join, resolve, sep } from 'node:path';
import { EcaError } from '../errors.js';
import type { SourceToken } from '../metadata/review/tokens.js';
import type { Variables } from '../plain-data.js';
import { PROJECT_FILE, type SfdxProject } from './sfdx-project.js';

/** One entry of `replacements` in `sfdx-project.json`: what a deploy replaces in which files, and by what. */
export interface Replacement {
  readonly filename: string | undefined;
  readonly glob: string | undefined;
  readonly find: RegExp;
  /** Environment variable that holds the new text. */
  readonly variable: string | undefined;
  /** File that holds the new text, from the project folder. */
  readonly file: string | undefined;
  /** True takes a variable that is not set for an empty text. */
  readonly allowUnset: boolean;
  /** Variables that have to have these values. */
  readonly conditions: readonly { readonly env: string; readonly value: string }[];
}

/** Gives the replacements that a deploy makes in a file of the project, whatever the environment is. */
async function replacementsFor(project: SfdxProject, path: string): Promise<readonly Replacement[]> {
  if (project.replacements.length === 0) return [];
  const absolute = resolve(project.folder, path).split(sep).join('/');
  const { Minimatch } = await import('minimatch');
  return project.replacements.filter((replacement) => {
    const { filename, glob } = replacement;
    if (filename !== undefined && absolute.endsWith(filename)) return true;
    if (glob === undefined) return false;
    const pattern = PATTERNS.get(replacement) ?? new Minimatch(`**/${glob}`);
    PATTERNS.set(replacement, pattern);
    return pattern.match(absolute);
  });
}

/** Patterns of the entries, each made once: a project can have many files. */
const PATTERNS = new WeakMap<Replacement, { readonly match: (path: string) => boolean }>();

const sourceOf = ({ variable, file = '' }: Replacement): string =>
  variable === undefined ? `the file ${file}` : `the variable ${variable}`;

/**
 * Finds the texts of a file that a deploy replaces. Their values are never put in here, since they would show in messages:
 * an entry can name any variable, a secret one too.
 */
export async function tokensOf(project: SfdxProject, path: string, text: string): Promise<readonly SourceToken[]> {
  const found = await replacementsFor(project, path);
  return found
    .filter(({ find }) => text.search(find) >= 0)
    .map((replacement) => ({
      find: replacement.find,
      replacedBy: `${PROJECT_FILE} has it replaced at a deploy by what ${sourceOf(replacement)} holds`,
      action: `See that ${sourceOf(replacement)} holds what the field takes where the deploy runs.`,
    }));
}

function notReplaceable(project: SfdxProject, path: string, replacement: Replacement, why: string): EcaError {
  return new EcaError({
    name: 'SourceInvalidError',
    message: `${join(project.folder, PROJECT_FILE)} has a text in ${path} replaced by what ${sourceOf(replacement)} holds, ${why}.`,
    actions: [
      replacement.variable === undefined
        ? 'Write the file, or correct replaceWithFile.'
        : `Set ${replacement.variable} as the pipeline does that deploys these files.`,
    ],
  });
}

async function newTextOf(
  project: SfdxProject,
  path: string,
  replacement: Replacement,
  env: Variables,
): Promise<string> {
  const { variable, file = '', allowUnset } = replacement;
  if (variable !== undefined) {
    const value = env[variable] ?? (allowUnset ? '' : undefined);
    if (value === undefined) throw notReplaceable(project, path, replacement, 'and it is not set');
    return value;
  }
  const text = (await readFile(resolve(project.folder, file), 'utf8').catch(() => '')).trim();
  if (text === '') throw notReplaceable(project, path, replacement, 'and it is empty or cannot be read');
  return text;
}

/**
 * Gives the text of a file as a deploy by `sf` would send it from this environment.
 *
 * @throws EcaError SourceInvalidError when a variable or file that the text needs is not there, as `sf` would.
 */
export async function replaced(project: SfdxProject, path: string, text: string, env: Variables): Promise<string> {
  let result = text;
  for (const replacement of await replacementsFor(project, path)) {
    const applies = replacement.conditions.every(({ env: name, value }) => env[name] === value);
    if (!applies || result.search(replacement.find) < 0) continue;
    result = result.replace(replacement.find, await newTextOf(project, path, replacement, env));
  }
  return result;
}

/** Tells whether a deploy replaces a text wherever it stands in a file of the project. */
export async function isReplaced(project: SfdxProject, path: string, text: string): Promise<boolean> {
  return (await tokensOf(project, path, text)).length > 0;
}
