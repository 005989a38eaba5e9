import type { Problem, ProblemLevel } from '../../errors.js';
import { Secret } from '../../secret.js';
import type { Fields } from '../component.js';
import { checkFields, checkValueless, type FieldProblem, missingFields } from '../check-fields.js';
import { isMap } from '../../plain-data.js';
import { readDocument } from '../document.js';
import { meantTypeOfSuffix } from '../known-mistakes.js';
import { parse, type ValuelessElement } from '../parse.js';
import { findType, METADATA_TYPES, type MetadataType, typeOfPath } from '../types.js';
import { type FieldPath, type FileProblem, problemAt, type ReviewedFile } from './reviewed-file.js';
import { notesOfTokens, openPlaces, type SourceToken, TEMPLATE } from './tokens.js';

/** What one file by itself tells: a component, when it is one, and what is wrong. */
export interface FileReview {
  readonly file?: ReviewedFile;
  readonly problems: readonly Problem[];
}

const reviewed = (type: MetadataType | undefined): boolean =>
  type !== undefined && (type.role !== 'other' || type.member !== undefined);

const typesByFolder = new Map(
  METADATA_TYPES.filter((type) => type.role !== 'other').map((type) => [type.folder, type] as const),
);
const ROOT = /<((?:ExtlClntApp|ExternalClientApp)\w+)[\s>/]/;

const baseName = (path: string): string => path.slice(path.lastIndexOf('/') + 1);
const suffixOf = (path: string): string => /\.(\w+)(?:-meta\.xml)?$/.exec(path)?.[1] ?? '';
/** Suffixes that look like those of External Client Apps, rightly spelled or not. */
const ECA_SUFFIX = /^(?:eca|extlclnt|externalclient)/i;

function folderType(path: string): MetadataType | undefined {
  const folders = path.split('/').slice(0, -1);
  return folders.map((folder) => typesByFolder.get(folder)).find((type) => type !== undefined);
}

/** Tells by its path whether a file can hold metadata of an External Client App, rightly named or not. */
export function mayBeReviewed(path: string): boolean {
  if (reviewed(typeOfPath(path)) || ECA_SUFFIX.test(suffixOf(path))) return true;
  if (!path.endsWith('.xml')) return false;
  if (folderType(path) !== undefined) return true;
  return !path.endsWith('-meta.xml') || /eca|extlclnt|externalclient/i.test(baseName(path));
}

function inFile(path: string, level: ProblemLevel, finding: Omit<FileProblem, 'level'>): Problem {
  return { level, file: path, line: 1, column: 1, path: '', ...finding };
}

/** A file whose name says nothing of its type, and whose folder or root element does. */
function misnamed(path: string, type: MetadataType): Problem {
  const stem = baseName(path).split('.')[0] ?? '';
  const end = path.endsWith('.xml') ? '-meta.xml' : '';
  const message = `A file of ${type.name} does not have the name ${baseName(path)}, so a deploy would pass it over.`;
  const action = `Rename it to ${type.folder}/${stem}.${type.suffix}${end}.`;
  return inFile(path, 'error', { message, action, kind: 'file-name' });
}

/** Source format finds a file by its name in any folder; metadata format does not. */
function misplaced(path: string, type: MetadataType): Problem[] {
  const folders = path.split('/').slice(0, -1);
  const here = folders.at(-1);
  if (here === undefined || here === '.' || folders.includes(type.folder)) return [];
  const message = `A file of ${type.name} lies in the folder ${here}; a deploy in metadata format would not find it.`;
  const level = path.endsWith('-meta.xml') ? 'warning' : 'error';
  return [inFile(path, level, { message, action: `Move it to the folder ${type.folder}.`, kind: 'file-place' })];
}

/** Finds every secret with a value, at any depth. */
function secretPaths(value: unknown, path: FieldPath): FieldPath[] {
  if (value instanceof Secret) return value.reveal().trim() === '' ? [] : [path];
  if (Array.isArray(value)) return value.flatMap((item: unknown, index) => secretPaths(item, [...path, index]));
  return isMap(value) ? Object.entries(value).flatMap(([name, item]) => secretPaths(item, [...path, name])) : [];
}

function secretInSource(file: ReviewedFile, path: FieldPath): Problem {
  const message = `${String(path.at(-1))} is a secret and stands in source.`;
  const action = 'Delete the element, and replace the secret: whoever reads this file or its history knows it.';
  return problemAt(file, path, { message, action, kind: 'literal-secret' });
}

function checkContent(file: ReviewedFile, valueless: readonly ValuelessElement[], apiVersion: string): Problem[] {
  const { type } = file.component;
  const found: readonly FieldProblem[] = [
    ...checkFields(type, withoutOpen(file), apiVersion, { allowLiteralSecrets: true }),
    ...[...valueless, ...presenceOfOpen(file)].flatMap((element) => checkValueless(element, apiVersion)),
  ];
  return found.map(({ path, message, action, kind = 'field-value' }) =>
    problemAt(file, path, { message, action, kind }),
  );
}

/** Gives the fields whose value stands in the file. */
function withoutOpen({ component, open }: ReviewedFile): Fields {
  return Object.fromEntries(Object.entries(component.fields).filter(([field]) => !open.has(field)));
}

/** A field whose value comes at the deploy still has to be one that the type has. */
function presenceOfOpen({ component, type, open }: ReviewedFile): ValuelessElement[] {
  const fields = Object.keys(component.fields).filter((field) => open.has(field));
  return fields.map((field) => ({ type: type.root, field, path: [field], nil: true }));
}

function checkMissing(file: ReviewedFile, apiVersion: string): Problem[] {
  const { type, fields } = file.component;
  return missingFields(type, fields, apiVersion).map(({ path, message, action, kind }) =>
    problemAt(file, path, { message, action, kind }),
  );
}

/** Finds the type of a file by its name, else by root element, known wrong suffix or folder; undefined for other metadata. */
export function typeOfSource(path: string, text: string): MetadataType | undefined {
  const byName = typeOfPath(path);
  if (reviewed(byName)) return byName;
  const type =
    findType(ROOT.exec(text)?.[1] ?? '') ?? findType(meantTypeOfSuffix(suffixOf(path)) ?? '') ?? folderType(path);
  return reviewed(type) ? type : undefined;
}

/** A file to review: its path as the user would type it, with `/`, its text, and what the deploy puts in. */
export interface SourceText {
  readonly path: string;
  readonly text: string;
  /** What will be replaced in the text at the deploy. Default: nothing that is known. */
  readonly tokens?: readonly SourceToken[] | undefined;
}

/** Reviews one file by itself: name, folder, XML, root element, fields and secrets. */
export function reviewFile({ path, text: original, tokens: known = [] }: SourceText, apiVersion: string): FileReview {
  const text = original.replace(/^\u{FEFF}/u, '');
  const type = typeOfSource(path, text);
  if (type === undefined) return { problems: [] };
  const placed = typeOfPath(path) === type ? misplaced(path, type) : [misnamed(path, type)];
  const fullName = type.member ?? baseName(path).replace(/\.\w+(-meta\.xml)?$/, '');
  const { component, problems, valueless } = parse(type.name, fullName, text);
  const read = problems.map((problem): Problem => ({
    level: 'error',
    kind: 'unreadable-file',
    file: path,
    ...problem,
  }));
  const { root } = readDocument(text);
  if (component === undefined || root === undefined) return { problems: [...placed, ...read] };
  const tokens = [...known, TEMPLATE];
  const open = openPlaces(root, text, tokens);
  const isOpenBetween = open.between !== undefined;
  const file: ReviewedFile = { path, text, type, root, component, open: new Set(open.fields.keys()), isOpenBetween };
  return {
    file,
    problems: [
      ...placed,
      ...read,
      ...checkContent(file, valueless, apiVersion),
      ...(isOpenBetween ? [] : checkMissing(file, apiVersion)),
      ...secretPaths(component.fields, []).map((field) => secretInSource(file, field)),
      ...notesOfTokens(file, open),
    ],
  };
}
