import type { FieldGroup, FieldValue } from '../../metadata/component.js';
import { Secret } from '../../secret.js';

const SHOWN_HEAD = 40;
const SHOWN_TAIL = 12;

/** What nobody reads: a certificate, or another long run of base64. */
const OPAQUE = /^(?:-----BEGIN [A-Z ]+-----.*|[A-Za-z0-9+/=_\s⏎-]{91,})$/s;

/**
 * Shows the value of a field on one line. A certificate is shown by its beginning, end and length; what people read, such as
 * URLs and lists, is never cut.
 */
export function fieldText(value: FieldValue | undefined): string {
  const text = wholeText(value);
  if (text.length <= SHOWN_HEAD + SHOWN_TAIL || !OPAQUE.test(text)) return text;
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
