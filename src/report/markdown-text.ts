import { markupText } from '../page/markup.js';

/** Characters that Markdown, GitHub or GitLab make something of. */
const SPECIAL = /[\\`*_~[\]<>{}|&$^!]/g;
/** Behind these a name, a number, an emoji or an address would begin; an empty comment keeps it apart. */
const CALLING = /[@#]|:(?=[/A-Za-z+_-])/g;

/** What begins a list, a heading or a rule at the beginning of a line. */
const BEGINNING = /^(?:[-+=]|(\d+)(?=[.)]))/;

/**
 * Escapes a text for a line of Markdown, so that it is shown as it is: no markup, no HTML, no link, no cell of
 * a table, and nobody is called by `@name` or linked by `#1`.
 */
export function markdownText(text: string): string {
  return text
    .replace(/\s+/g, ' ')
    .trim()
    .replace(SPECIAL, '\\$&')
    .replace(/\bwww\./gi, (found) => `${found.slice(0, -1)}\\.`)
    .replace(BEGINNING, (found, digits?: string) => (digits === undefined ? `\\${found}` : `${digits}\\`))
    .replace(CALLING, '$&<!-- -->');
}

/** Escapes a text for HTML that stands in Markdown, with the same care. */
export function markdownHtml(text: string): string {
  const parts = text.replace(/\s+/g, ' ').replace(CALLING, '$&\n').split('\n');
  return parts.map(markupText).join('<!-- -->');
}

/** Puts a text into a code span, whatever backticks it holds; in a table too. */
export function markdownCode(text: string): string {
  const line = text.replace(/\s+/g, ' ').replaceAll('|', '\\|');
  if (line.trim() === '') return '—';
  // Behind a backslash no backslash escapes the pipe: such a text is spelt out, so that it ends no cell of a table.
  if (line.includes('\\\\|')) return `<code>${text.replace(/\s+/g, ' ').replace(/[^\p{L}\p{N} ]/gu, entity)}</code>`;
  const longest = Math.max(0, ...Array.from(line.matchAll(/`+/g), ([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  return longest === 0 ? `${fence}${line}${fence}` : `${fence} ${line} ${fence}`;
}

const entity = (character: string): string => `&#${character.codePointAt(0) ?? 0};`;
