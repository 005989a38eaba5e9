import { printableData, printableText } from '../../foreign-text.js';

/** Colours of our own; no other control character of a line reaches a terminal. */
const OWN_COLOURS = /(\u001b\[\d+m)/;

/**
 * Makes a report fit to be printed: every text in it, whoever it comes from, with control, bidi and newline characters
 * visible and the secrets of this run masked. Colours are put around it afterwards.
 */
export function shown<T>(report: T): T {
  return mapped(report) as T;
}

function mapped(value: unknown): unknown {
  if (typeof value === 'string') return printableText(value.replaceAll('\r\n', '\n').replaceAll('\n', ' ⏎ '));
  if (Array.isArray(value)) return value.map(mapped);
  if (typeof value !== 'object' || value === null || 'toJSON' in value) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, mapped(inner)]));
}

/** The last look at a line before it is printed: nothing of it moves the cursor, and no CI system obeys it. */
export function printableLine(line: string): string {
  const parts = line.split(OWN_COLOURS);
  return parts.map((part, index) => (index % 2 === 1 ? part : printableText(part))).join('');
}

/** Characters that JSON may hold as they are, and that a terminal or a reader would not show as such. */
const UNSEEN = /[\u007f-\u009f\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/g;

/** JSON that means the same and shows every character of its texts. */
export function jsonText(value: unknown, indent?: number): string {
  const text = JSON.stringify(value, undefined, indent);
  // Azure obeys `##vso[…]` anywhere in a line.
  return text.replace(UNSEEN, escaped).replace(/#(?=#(?:\[|vso\[))/gi, escaped);
}

function escaped(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

/** JSON of a result in which no secret was asked for: those that this run knows are masked wherever they stand. */
export function maskedJson(value: unknown): string {
  return jsonText(printableData(value));
}
