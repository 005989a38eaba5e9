import { sameValue } from './compare.js';
import type { FieldValue, MetadataComponent } from './component.js';
import type { ParseResult } from './parse.js';

const spaced = (value: FieldValue): FieldValue =>
  typeof value === 'string' ? value.replace(/\s+/g, ' ').trim() : value;

function sameField(type: string, field: string, a: FieldValue | undefined, b: FieldValue | undefined): boolean {
  if (a === undefined || b === undefined) return a === b;
  return sameValue(type, field, a, b) || sameValue(type, field, spaced(a), spaced(b));
}

/**
 * Tells whether a file says what a component says, however it is written: elements in any order, other indentation, texts
 * over several lines, comments.
 *
 * @param open - Fields whose value comes at the deploy, so that it says nothing here.
 */
export function saysTheSame(
  { component, problems }: ParseResult,
  wanted: MetadataComponent,
  open: ReadonlySet<string>,
): boolean {
  if (component === undefined || problems.length > 0) return false;
  const fields = new Set([...Object.keys(component.fields), ...Object.keys(wanted.fields)]);
  return [...fields].every(
    (field) =>
      (open.has(field) && component.fields[field] !== undefined) ||
      sameField(wanted.type, field, component.fields[field], wanted.fields[field]),
  );
}
