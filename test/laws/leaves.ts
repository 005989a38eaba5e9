import type { FieldValue } from '../../src/metadata/component.js';
import { Secret } from '../../src/secret.js';
import { leavesOf } from '../model/published-file.js';

/** Gives every value of a component, by its path, in the order of the file. */
export function valuesOf(value: FieldValue, path: string): readonly (readonly [string, string])[] {
  if (value instanceof Secret) return [[path, value.reveal()]];
  if (Array.isArray(value)) return value.flatMap((item) => valuesOf(item as FieldValue, path));
  if (typeof value !== 'object') return [[path, String(value)]];
  return Object.entries(value)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([name, inner]) => valuesOf(inner, `${path}/${name}`));
}

/** Leaves of a file, without groups that hold nothing: these are whitespace where no value stands. */
export function textsOf(xml: string, expected: readonly (readonly [string, string])[]) {
  const paths = new Set(expected.map(([path]) => path));
  return leavesOf(xml).filter(([path, text]) => paths.has(path) || text.trim() !== '');
}
