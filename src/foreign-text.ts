import { masked } from './secret.js';

/** Longest text of somebody else that a message takes over, in characters. */
const LONGEST = 500;
/** What is looked at of a text that is shown in part only. */
const LOOKED_AT = 65_536;

/**
 * Characters that move the cursor, turn the direction of writing, or cannot be seen: C0 and C1 controls, separators of
 * lines and paragraphs, bidirectional marks and overrides, characters without width, tags.
 */
const HIDDEN =
  /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]|[\u{e0000}-\u{e007f}]/gu;

const SHORT: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/**
 * Makes a text of an org, a server or a program fit to stand in a message of ours: one line, each secret of this run
 * masked, control, bidi and newline characters visible, no workflow command of a CI system, and not too long.
 *
 * @param longest - Characters that are kept. Default: 500.
 */
export function foreignText(text: string, longest = LONGEST): string {
  const looked = masked(text.slice(0, Math.max(LOOKED_AT, longest * 2)).toWellFormed()).trim();
  const shown = withoutCommands(looked.replace(HIDDEN, visible));
  if (shown.length <= longest) return shown;
  // Half of a letter that takes two units would be no letter.
  return `${shown.slice(0, longest).replace(/[\ud800-\udbff]$/, '')}…`;
}

/**
 * Makes a message of ours fit for a terminal or a log, whatever found its way into it: the same as {@link foreignText},
 * but our own line breaks stay and nothing is cut. Colours are put around it afterwards.
 */
export function printableText(text: string): string {
  const lines = masked(text.toWellFormed()).split('\n');
  return lines.map((line) => withoutCommands(line.replace(HIDDEN, visible))).join('\n');
}

/** The same for all texts of a value that is printed as JSON, where control characters are escaped anyway. */
export function printableData(value: unknown): unknown {
  if (typeof value === 'string') return masked(value.toWellFormed());
  if (Array.isArray(value)) return value.map(printableData);
  if (typeof value !== 'object' || value === null) return value;
  // A method of ours, as dates and secrets have; an org's answer can hold a value of that name, and no function.
  if ('toJSON' in value && typeof value.toJSON === 'function') return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [masked(key), printableData(each)]));
}

/** Spelt as JSON does, so that a line that is JSON stays JSON. */
function visible(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  if (code <= 0xffff) return SHORT[character] ?? `\\u${code.toString(16).padStart(4, '0')}`;
  return [...character.split('')].map((unit) => `\\u${unit.charCodeAt(0).toString(16)}`).join('');
}

/**
 * Breaks what GitHub and Azure would obey: `::command::` at the beginning of a line, `##[command]` and `##vso[command]`
 * anywhere in it.
 *
 * @see https://docs.github.com/actions/reference/workflow-commands-for-github-actions
 */
function withoutCommands(line: string): string {
  return line.replace(/^(\s*)::/, '$1\\::').replace(/##(?=\[|vso\[)/gi, '#\\u0023');
}
