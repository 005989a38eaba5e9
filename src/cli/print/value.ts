import type { FieldGroup, FieldValue } from '../../metadata/component.js';
import { Secret } from '../../secret.js';

const LONGEST = 90;
const SHOWN_HEAD = 40;
const SHOWN_TAIL = 12;

/** Shows the value of a field on one line; what is too long, such as a certificate, by its beginning, end and length. */
export function fieldText(value: FieldValue | undefined): string {
  const text = wholeText(value);
  if (text.length <= LONGEST) return text;
  return `${text.slice(0, SHOWN_HEAD)}…${text.slice(-SHOWN_TAIL)} (${text.length} characters)`;
}

function wholeText(value: FieldValue | undefined): string {
  if (value === undefined) return '(none)';
  if (typeof value === 'string') return value.includes('\n') ? value.split('\n').join(' ⏎ ') : value;
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

/**
 * Gives the elements of a field that repeats groups, one line each, such as the parameters of a credential; undefined for
 * any other value. A field that is not there has none.
 */
export function groupTexts(value: FieldValue | undefined): readonly string[] | undefined {
  if (value === undefined) return [];
  if (!Array.isArray(value) || !value.every(isGroup)) return undefined;
  return value.map((group) =>
    Object.entries(group)
      .map(([name, inner]) => `${name}: ${fieldText(inner)}`)
      .join(', '),
  );
}

const isGroup = (item: unknown): item is FieldGroup => typeof item === 'object' && !(item instanceof Secret);
