import { join } from 'node:path';
import type { OpenField } from '../metadata/open-field.js';
import { EcaError } from '../errors.js';
import { withAddedLines } from './added-lines.js';
import { insertIntoList } from './json-insert.js';
import { isReplaced } from './replacements.js';
import { PROJECT_FILE, type SfdxProject } from './sfdx-project.js';
import { readTextFile, type SourceFile } from './source-files.js';

/** A field whose value comes at the deploy, and the file it stands in. */
export interface PlacedField extends OpenField {
  /** Path below the project. */
  readonly path: string;
}

/** Another file that belongs beside generated source, as it has to be; absent when it is so already. */
export type BesideFile = SourceFile & { readonly previous: string | undefined };

/** Gives the project file with a replacement for each field that it does not replace yet. */
export async function withReplacements(
  project: SfdxProject | undefined,
  root: string,
  fields: readonly PlacedField[],
): Promise<BesideFile | undefined> {
  if (project === undefined) throw noProject(root);
  const missing = await Promise.all(
    fields.map(async (field) => ((await isReplaced(project, field.path, field.token)) ? [] : [field])),
  );
  const previous = (await readTextFile(join(project.folder, PROJECT_FILE))) ?? '';
  const entries = missing.flat().map(({ path, token, variable }) => ({
    filename: path,
    stringToReplace: token,
    replaceWithEnv: variable,
  }));
  const mark = previous.startsWith('\u{FEFF}') ? '\u{FEFF}' : '';
  const text = mark + insertIntoList(previous.slice(mark.length), 'replacements', entries);
  return text === previous ? undefined : { path: PROJECT_FILE, text, previous };
}

function noProject(root: string): EcaError {
  return new EcaError({
    name: 'UsageError',
    message: `--replacements writes into ${PROJECT_FILE}, and ${root} has none, nor a folder above it.`,
    actions: ['Make it a project with `sf project generate`, or use --forceignore.'],
  });
}

const IGNORE_FILE = '.forceignore';
const HEADING = '# External Client Apps: deployed by eca, passed over by sf';

/** Spells a path as a pattern that names just this path. */
const patternOf = (path: string): string => path.replace(/[\\*?[\]! #]/g, '\\$&');

/** Gives `.forceignore` with a line for each file that it does not name yet. */
export async function withIgnored(root: string, paths: readonly string[]): Promise<BesideFile | undefined> {
  const previous = await readTextFile(join(root, IGNORE_FILE));
  const text = withAddedLines(previous, HEADING, paths.map(patternOf));
  return text === (previous ?? '') ? undefined : { path: IGNORE_FILE, text, previous };
}
