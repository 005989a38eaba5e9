/** Characters that Markdown, GitHub or GitLab make something of. */
const SPECIAL = /[\\`*_~[\]<>{}|&$:^!]/g;

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
    .replace(/[@#]/g, '$&<!-- -->');
}

/** Puts a text into a code span, whatever backticks it holds; in a table too. */
export function markdownCode(text: string): string {
  const line = text.replace(/\s+/g, ' ').replaceAll('|', '\\|');
  if (line.trim() === '') return '—';
  const longest = Math.max(0, ...Array.from(line.matchAll(/`+/g), ([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  return longest === 0 ? `${fence}${line}${fence}` : `${fence} ${line} ${fence}`;
}
