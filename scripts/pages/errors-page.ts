import { globSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { EXIT } from '../../src/errors.js';
import { documentedTable, errorClasses, type Documented } from './doc-comments.js';

const HEAD = `<!-- Made from src/errors.ts by "npm run generate". Change the comments there, not this page. -->

# Every error, with cause, fix and exit code

A command that cannot do its work ends with one error: a name of this list, a message that says what is wrong and where, and
what to try. With \`--json\` it is \`{status, name, message, actions, exitCode, …}\` on standard output; without, it is printed
to standard error. The library throws it as an \`EcaError\` with the same \`name\`. Names and exit codes follow SemVer.

A token that the org refused has [causes of its own](troubleshooting.md).
`;

const FIX = 'Fix: ';

/** One error of the page. */
export interface ErrorEntry {
  readonly name: string;
  readonly exitCode: number;
  readonly cause: string;
  readonly fix: string;
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
/** A page that a text names by its path becomes a link. */
const linked = (text: string): string => text.replace(/docs\/([\w-]+\.md)/g, '[$1]($1)');

function codeOf({ value }: Documented): number {
  const [, name] = /^EXIT\.(\w+)$/.exec(value) ?? [];
  const found = Object.entries(EXIT).find(([key]) => key === name);
  if (found === undefined) throw new Error(`${value} is no exit code.`);
  return found[1];
}

function entryOf(row: Documented): ErrorEntry {
  const fix = row.paragraphs.find((paragraph) => paragraph.startsWith(FIX));
  const cause = row.paragraphs.filter((paragraph) => paragraph !== fix).join(' ');
  return { name: row.name, exitCode: codeOf(row), cause, fix: capital((fix ?? '').slice(FIX.length)) };
}

/** Reads every error out of the table in src/errors.ts and its comments. */
export function errorEntries(): readonly ErrorEntry[] {
  const rows = documentedTable(readFileSync('src/errors.ts', 'utf8'), 'ERRORS').map(entryOf);
  return [...rows].sort((one, other) => one.name.localeCompare(other.name, 'en'));
}

/** Rows of the table of exit codes: number, and what it means. */
export function exitCodes(): readonly (readonly [number, string])[] {
  const rows = documentedTable(readFileSync('src/errors.ts', 'utf8'), 'EXIT');
  return rows.map(({ value, paragraphs }) => [Number(value), paragraphs.join(' ')]);
}

function entryText({ name, exitCode, cause, fix }: ErrorEntry): string {
  return `### ${name}\n\n${linked(cause)}\n\n- Fix: ${linked(fix)}\n- Exit code: ${String(exitCode)}\n`;
}

/** Classes that extend Error beside EcaError: most only travel inside, as the \`cause\` of an error of the list. */
function classLines(): string {
  const files = globSync('src/**/*.ts').sort();
  const rows = files.flatMap((path) =>
    errorClasses(readFileSync(path, 'utf8').replaceAll('\r\n', '\n')).map((row) => ({ ...row, path })),
  );
  const others = rows.filter(({ path }) => basename(path) !== 'errors.ts');
  const lines = others.map(({ name, paragraphs: [text = ''], path }) => {
    const seen = path.includes('local-org') ? 'the local org' : 'inside only';
    return `| \`${name}\` | ${seen} | ${text} |`;
  });
  return ['| class | who meets it | when |', '| --- | --- | --- |', ...lines].join('\n');
}

/** Writes docs/errors.md, not formatted yet. */
export function errorsPage(): string {
  const codes = exitCodes().map(([code, text]) => `| ${String(code)} | ${text} |`);
  return [
    HEAD,
    '## Exit codes\n',
    ['| exit code | meaning |', '| --- | --- |', ...codes].join('\n'),
    '\nOf several environments the worst counts: 1, then 3, 69, 2, 0.\n',
    '## Errors\n',
    ...errorEntries().map(entryText),
    '## Other classes of errors\n',
    'No command ends with one of these: it is the `cause` of an error above, or is thrown by the module',
    '`eca-as-code/local-org`.\n',
    classLines(),
    '',
  ].join('\n');
}
