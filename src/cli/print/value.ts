import type { FieldValue } from '../../metadata/component.js';

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
