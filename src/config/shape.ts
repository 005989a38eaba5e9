import type { KeyRow } from './key-row.js';

/** A map with named keys: everything else in it is an error. */
export interface Group {
  readonly kind: 'group';
  /** Name of its interface. */
  readonly name: string;
  /** What it is, for the reader of its interface. */
  readonly text: string;
  readonly keys: Readonly<Record<string, KeyRow>>;
  /** Keys of which exactly one is written. Default: any may be. */
  readonly oneOf?: readonly string[] | undefined;
}

/** What may stand as the value of a key. */
export type Shape =
  | { readonly kind: 'text' | 'scope' | 'variable-name' | 'boolean' | 'whole-number' | 'true-or-text' }
  /** A text, or one variable as in `${env:NAME}`, that is read only where it is used. A secret is never a text. */
  | { readonly kind: 'late-text' | 'secret' }
  | { readonly kind: 'choice'; readonly of: readonly string[] }
  | { readonly kind: 'list'; readonly item: Shape }
  | { readonly kind: 'map'; readonly value: Shape }
  /** One of something, or a list of them. */
  | { readonly kind: 'one-or-list'; readonly of: Shape }
  /** What an environment says about a value: each key may be missing, or `null` to remove what it lies over. */
  | { readonly kind: 'overlay'; readonly of: Shape }
  /** Fields of metadata types, by type and by their own names. The field table checks them. */
  | { readonly kind: 'metadata-fields' | 'metadata-field' }
  | Group;

export const TEXT: Shape = { kind: 'text' };
/** A scope, by its protocol or its metadata name. */
export const SCOPE: Shape = { kind: 'scope' };
/** Name of an environment variable: nothing is put in its place. */
export const VARIABLE_NAME: Shape = { kind: 'variable-name' };
/** A text that may be one whole `${env:NAME}`, which is put in only where it is used. */
export const LATE_TEXT: Shape = { kind: 'late-text' };
/** A secret: `${env:NAME}` and nothing else, put in only where it is used. */
export const SECRET: Shape = { kind: 'secret' };
export const BOOLEAN: Shape = { kind: 'boolean' };
export const WHOLE_NUMBER: Shape = { kind: 'whole-number' };
export const TRUE_OR_TEXT: Shape = { kind: 'true-or-text' };
export const METADATA_FIELDS: Shape = { kind: 'metadata-fields' };

/** Makes a shape that takes one of several words. */
export const choice = (...words: readonly string[]): Shape => ({ kind: 'choice', of: words });

export const listOf = (item: Shape): Shape => ({ kind: 'list', item });
export const oneOrListOf = (of: Shape): Shape => ({ kind: 'one-or-list', of });
export const mapOf = (value: Shape): Shape => ({ kind: 'map', value });
export const overlayOf = (shape: Shape): Shape => ({ kind: 'overlay', of: shape });

/** Gives the shape that an overlay lies over, or the shape itself. */
export function under(shape: Shape): Shape {
  return shape.kind === 'overlay' ? shape.of : shape;
}

/** Gives the shape of what stands below a key, list position or any key of a map; undefined where nothing may stand. */
function shapeBelow(shape: Shape, step: string | number): Shape | undefined {
  const inner = under(shape);
  if (inner.kind === 'list') return inner.item;
  const isOverlaid = shape.kind === 'overlay';
  if (inner.kind === 'one-or-list') {
    if (typeof step === 'number') return inner.of;
    return shapeBelow(isOverlaid ? overlayOf(inner.of) : inner.of, step);
  }
  const below =
    inner.kind === 'map'
      ? inner.value
      : inner.kind === 'group' && Object.hasOwn(inner.keys, step)
        ? inner.keys[step]?.shape
        : undefined;
  return below !== undefined && isOverlaid ? overlayOf(below) : below;
}

/** Gives the shape of the value that a path leads to; undefined where nothing may stand. */
export function shapeAt(shape: Shape, path: readonly (string | number)[]): Shape | undefined {
  return path.reduce<Shape | undefined>((at, step) => (at === undefined ? undefined : shapeBelow(at, step)), shape);
}
