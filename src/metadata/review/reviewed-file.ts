import { spellPath } from '../../problem.js';
import type { Problem } from '../../errors.js';
import type { MetadataComponent } from '../component.js';
import { positionOf, type XmlElement } from '../document.js';
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
}

/** Finds the element that a path leads to, or the last one on the way. */
function elementAt(root: XmlElement, path: FieldPath): XmlElement {
  return path.reduce<{ found: XmlElement; list: readonly XmlElement[] }>(
    ({ found, list }, step) => {
      if (typeof step === 'number') return { found: list[step] ?? found, list };
      const named = found.children.filter((child) => child.name === step);
      return { found: named[0] ?? found, list: named };
    },
    { found: root, list: [] },
  ).found;
}

/** Makes a problem of a file out of what is wrong at a path. */
export function problemAt(file: ReviewedFile, path: FieldPath, message: string, action: string): Problem {
  const { line, column } = positionOf(file.text, elementAt(file.root, path).offset);
  return { file: file.path, line, column, path: spellPath([file.type.root, ...path]), message, action };
}

/** Gives a field that holds text, without the space around it; undefined when it is absent or empty. */
export function textField(file: ReviewedFile, field: string): string | undefined {
  const value = file.component.fields[field];
  const text = typeof value === 'string' ? value.trim() : '';
  return text === '' ? undefined : text;
}

/** Gives the name of the app that a file belongs to, or that it is. */
export function appOf(file: ReviewedFile): string | undefined {
  if (file.type.role === 'app') return file.component.fullName;
  return file.type.owner === undefined ? undefined : textField(file, file.type.owner);
}
