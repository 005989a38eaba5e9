import type { Problem } from '../../errors.js';
import { Secret } from '../../secret.js';
import { checkFields, type FieldProblem, missingFields } from '../check-fields.js';
import { isMap } from '../../plain-data.js';
import { positionOf, readDocument } from '../document.js';
import { parse } from '../parse.js';
import { findType, METADATA_TYPES, type MetadataType, typeOfPath } from '../types.js';
import { type FieldPath, problemAt, type ReviewedFile } from './reviewed-file.js';

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

function folderType(path: string): MetadataType | undefined {
  const folders = path.split('/').slice(0, -1);
  return folders.map((folder) => typesByFolder.get(folder)).find((type) => type !== undefined);
}

/** Tells by its path whether a file can hold metadata of an External Client App, rightly named or not. */
export function mayBeReviewed(path: string): boolean {
  if (!path.endsWith('.xml')) return reviewed(typeOfPath(path));
  if (reviewed(typeOfPath(path)) || folderType(path) !== undefined) return true;
  return !path.endsWith('-meta.xml') || /eca|extlclnt|externalclient/i.test(baseName(path));
}

function inFile(path: string, text: string, offset: number, message: string, action: string): Problem {
  return { file: path, ...positionOf(text, offset), path: '', message, action };
}

/** A file whose name says nothing of its type, and whose folder or root element does. */
function misnamed(path: string, text: string, type: MetadataType): Problem {
  const stem = baseName(path).split('.')[0] ?? '';
  const wanted = `${type.folder}/${stem}.${type.suffix}-meta.xml`;
  const message = `A file of ${type.name} does not have the name ${baseName(path)}, so a deploy would pass it over.`;
  return inFile(path, text, 0, message, `Rename it to ${wanted}.`);
}

function misplaced(path: string, text: string, type: MetadataType): Problem[] {
  const folders = path.split('/').slice(0, -1);
  const here = folders.at(-1);
  if (here === undefined || here === '.' || folders.includes(type.folder)) return [];
  const message = `A file of ${type.name} lies in the folder ${here}; a deploy in metadata format would not find it.`;
  return [inFile(path, text, 0, message, `Move it to the folder ${type.folder}.`)];
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
  return problemAt(file, path, message, action);
}

function checkContent(file: ReviewedFile, apiVersion: string): Problem[] {
  const { type, fields } = file.component;
  const found: readonly FieldProblem[] = [
    ...checkFields(type, fields, apiVersion, { allowLiteralSecrets: true }),
    ...missingFields(type, fields, apiVersion),
  ];
  return [
    ...found.map(({ path, message, action }) => problemAt(file, path, message, action)),
    ...secretPaths(fields, []).map((path) => secretInSource(file, path)),
  ];
}

/** Finds the type of a file by its name, else by its root element, else by its folder; undefined for other metadata. */
export function typeOfSource(path: string, text: string): MetadataType | undefined {
  const byName = typeOfPath(path);
  if (reviewed(byName)) return byName;
  const type = findType(ROOT.exec(text)?.[1] ?? '') ?? folderType(path);
  return reviewed(type) ? type : undefined;
}

/** Reviews one file by itself: name, folder, XML, root element, fields and secrets. */
export function reviewFile(path: string, original: string, apiVersion: string): FileReview {
  const text = original.replace(/^\u{FEFF}/u, '');
  const type = typeOfSource(path, text);
  if (type === undefined) return { problems: [] };
  const placed = typeOfPath(path) === type ? misplaced(path, text, type) : [misnamed(path, text, type)];
  const fullName = type.member ?? baseName(path).replace(/\.\w+(-meta\.xml)?$/, '');
  const { component, problems } = parse(type.name, fullName, text);
  const read = problems.map((problem) => ({ file: path, ...problem }));
  const { root } = readDocument(text);
  if (component === undefined || root === undefined) return { problems: [...placed, ...read] };
  const file: ReviewedFile = { path, text, type, root, component };
  return { file, problems: [...placed, ...read, ...checkContent(file, apiVersion)] };
}
