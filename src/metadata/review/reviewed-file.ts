import type { ProblemKind } from '../../problem-kinds.js';
import { spellPath } from '../../problem.js';
import type { Problem, ProblemLevel } from '../../errors.js';
import type { MetadataComponent } from '../component.js';
import { type Position, positionsIn, type XmlElement } from '../document.js';
import type { MetadataType } from '../types.js';

/** Where a value stands: field, then index and field inside lists and groups. */
export type FieldPath = readonly (string | number)[];

/** A source file that could be read as a component. */
export interface ReviewedFile {
  /** As the user would type it, with `/`. */
  readonly path: string;
  readonly text: string;
  readonly type: MetadataType;
  readonly root: XmlElement;
  readonly component: MetadataComponent;
  /** Fields whose value is made at the deploy only, so that nobody can judge it here. */
  readonly open: ReadonlySet<string>;
  /** Whether elements that do not stand in the file can come at the deploy. */
  readonly isOpenBetween: boolean;
}

/** What is wrong, and what to do. */
export interface FileProblem {
  readonly message: string;
  readonly action: string;
  /** Default: error. */
  readonly level?: ProblemLevel | undefined;
  readonly kind?: ProblemKind | undefined;
}

/** What finding places in a file takes, made once for each file: a report can have thousands of problems. */
interface Places {
  readonly positionAt: (offset: number) => Position;
  readonly children: WeakMap<XmlElement, ReadonlyMap<string, readonly XmlElement[]>>;
}
const knownPlaces = new WeakMap<XmlElement, Places>();

function placesOf({ root, text }: ReviewedFile): Places {
  const known = knownPlaces.get(root) ?? { positionAt: positionsIn(text), children: new WeakMap() };
  knownPlaces.set(root, known);
  return known;
}

function childrenOf(element: XmlElement, name: string, { children }: Places): readonly XmlElement[] {
  const byName = children.get(element) ?? Map.groupBy(element.children, (child) => child.name);
  children.set(element, byName);
  return byName.get(name) ?? [];
}

/** Finds the element that a path leads to, or the last one on the way. */
function elementAt(root: XmlElement, path: FieldPath, places: Places): XmlElement {
  return path.reduce<{ found: XmlElement; list: readonly XmlElement[] }>(
    ({ found, list }, step) => {
      if (typeof step === 'number') return { found: list[step] ?? found, list };
      const named = childrenOf(found, step, places);
      return { found: named[0] ?? found, list: named };
    },
    { found: root, list: [] },
  ).found;
}

/** Makes a problem of a file out of what is wrong at a path. */
export function problemAt(
  file: ReviewedFile,
  path: FieldPath,
  { level = 'error', message, action, kind }: FileProblem,
): Problem {
  const places = placesOf(file);
  const { line, column } = places.positionAt(elementAt(file.root, path, places).offset);
  return { level, file: file.path, line, column, path: spellPath([file.type.root, ...path]), message, action, kind };
}

/** Tells whether a file has no text in a field and gets none at the deploy either. */
export function lacks(file: ReviewedFile, field: string): boolean {
  return textField(file, field) === undefined && !file.open.has(field) && !file.isOpenBetween;
}

/** Gives a field that holds text, without the space around it; undefined when it is absent or empty. */
export function textField(file: ReviewedFile, field: string): string | undefined {
  const value = file.component.fields[field];
  const text = typeof value === 'string' ? value.trim() : '';
  return text === '' ? undefined : text;
}

/** Gives the name of the app that a file belongs to, or that it is; undefined when that is not to be told. */
export function appOf(file: ReviewedFile): string | undefined {
  if (file.type.role === 'app') return file.component.fullName;
  const { owner } = file.type;
  return owner === undefined || file.open.has(owner) ? undefined : textField(file, owner);
}

/** Gives the folder that holds the folder of a file's type: the root of a package, or of one of its alternatives. */
export function packageFolderOf({ path, type }: ReviewedFile): string {
  const folders = path.split('/').slice(0, -1);
  const last = folders.lastIndexOf(type.folder);
  return folders.slice(0, last < 0 ? Math.max(folders.length - 1, 0) : last).join('/');
}
