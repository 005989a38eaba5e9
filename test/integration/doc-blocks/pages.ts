import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const DOCS = fileURLToPath(new URL('../../../docs/', import.meta.url));

/** A command line of a shell block of a page. */
export interface PageLine {
  /** File in docs/; a section of the README is a page of its own, such as `../README.md#completion`. */
  readonly page: string;
  readonly line: string;
}

/** A row of the table of what is not typed: lines of a page, and the reason. */
export interface NotTyped {
  readonly page: string;
  /** What the lines begin with; empty for all lines of the page. */
  readonly start: string;
  readonly reason: string;
}

/** Made from the commands themselves, whose examples the tests of the help parse. */
const FROM_COMMANDS: readonly string[] = ['commands.md'];
const PAGES = globSync('*.md', { cwd: DOCS })
  .filter((page) => !FROM_COMMANDS.includes(page))
  .sort();
const read = (page: string): string => readFileSync(`${DOCS}${page}`, 'utf8');

/** The front page, which begins anew with each section. */
export const README = '../README.md';
const SECTIONS: Readonly<Record<string, string>> = Object.fromEntries(
  read(README)
    .split(/^(?=## )/m)
    .map((text) => [`${README}#${/^## (.+)/.exec(text)?.[1]?.toLowerCase().replaceAll(' ', '-') ?? ''}`, text]),
);
const textOf = (page: string): string => SECTIONS[page] ?? read(page);

/** The config that the README shows. */
export const README_CONFIG = /```yaml\n(# eca\.config\.yaml\n[\s\S]*?)```/.exec(read(README))?.[1] ?? '';

/** The lines that a reader would type: those of `sh` blocks without comments, and of `console` blocks those behind a `$`. */
function linesOf(page: string): readonly PageLine[] {
  const blocks = [...textOf(page).matchAll(/^[ \t]*```(sh|bash|shell|console)\b[^\n]*\n([\s\S]*?)^[ \t]*```$/gm)];
  const lines = blocks.flatMap(([, language, text = '']) => {
    const whole = text.replaceAll('\\\n', ' ').split('\n');
    return language === 'console' ? whole.flatMap((line) => (line.startsWith('$ ') ? [line.slice(2)] : [])) : whole;
  });
  const typed = lines.map((line) => line.replace(/(?:^|\s)#\s.*$/, '').trim()).filter((line) => line !== '');
  return typed.map((line) => ({ page, line }));
}

/** Every command line of the README and of the pages in docs/. */
export const LINES: readonly PageLine[] = [...Object.keys(SECTIONS), ...PAGES].flatMap(linesOf);

/** The table of docs/typed.md. */
export const NOT_TYPED: readonly NotTyped[] = [
  ...read('typed.md').matchAll(
    /^\| \[[^\]]+\]\(((?:\.\.\/)?[\w-]+\.md)\)\s+\| (?:all|`([^`]+?)(?: …)?`)\s+\| (.+?)\s+\|$/gm,
  ),
].map(([, page = '', start = '', reason = '']) => ({ page, start, reason }));

/** Gives the row of the table that names a line; undefined when the line is to be typed. */
export function rowOf({ page, line }: PageLine): NotTyped | undefined {
  return NOT_TYPED.find((row) => row.page === page.replace(/#.*/, '') && line.startsWith(row.start));
}

/** Files that a page tells to write: blocks with a path behind their language. */
export function filesOf(page: string): Readonly<Record<string, string>> {
  const blocks = [...textOf(page).matchAll(/^```\w+ (\S+)\n([\s\S]*?)^```$/gm)];
  return Object.fromEntries(blocks.map(([, path = '', text = '']) => [path, text]));
}

/** The rows of a page's table of results: a command, and the keys of what it gives with `--json`. */
export function resultsOf(page: string): readonly (readonly [command: string, keys: readonly string[]])[] {
  const rows = [...read(page).matchAll(/^\| `(eca [^`]+?)`\s+\|[^|]+\| `\[?\{([^}]+)\}\]?`\s+\|$/gm)];
  return rows.map(([, command = '', keys = '']) => [command, keys.split(', ')]);
}
