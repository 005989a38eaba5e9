import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { errorEntries, exitCodes } from '../../scripts/pages/errors-page.js';
import { errorClasses } from '../../scripts/pages/doc-comments.js';
import { reportCrash } from '../../src/cli/main.js';
import { EcaError, ERRORS, EXIT, type ErrorName } from '../../src/errors.js';
import { DIAGNOSES } from '../../src/proof/diagnosis-table.js';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const read = (path: string): string => readFileSync(`${ROOT}${path}`, 'utf8');
const PAGE = read('docs/errors.md');
const SOURCES = globSync(['src/**/*.ts', 'bin/*.mjs'], { cwd: ROOT }).map((path) => [path, read(path)] as const);

/** Prints an error as the command line would, and gives exit code and JSON. */
function printed(name: ErrorName): { readonly code: number; readonly json: unknown } {
  let text = '';
  const out = { isTTY: false, write: (more: string) => (text += more) };
  const silent = { isTTY: false, write: () => undefined };
  const io = { cwd: ROOT, env: {}, stdout: out, stderr: silent, signal: new AbortController().signal };
  const error = new EcaError({ name, message: 'It went wrong.', actions: ['Try again.'] });
  const code = reportCrash(error, ['--json'], { ...io, listen: () => undefined });
  return { code, json: text === '' ? undefined : JSON.parse(text) };
}

describe('docs/errors.md', () => {
  const entries = errorEntries();

  it('has every error of the table, each once', () => {
    expect(entries.map(({ name }) => name).sort()).toEqual(Object.keys(ERRORS).sort());
  });

  it.each(entries)(
    '$name has a cause, a fix and the exit code of the command line',
    ({ name, exitCode, cause, fix }) => {
      expect(cause).toMatch(/^[A-Z`].{15,}[.]$/);
      expect(fix).toMatch(/^[A-Z`].{15,}[.]$/);
      expect(fix).not.toBe(cause);
      const { code, json } = printed(name as ErrorName);
      expect(code).toBe(exitCode);
      // Whoever closed standard output reads nothing any more.
      if (name !== 'OutputClosedError') expect(json).toMatchObject({ name, status: exitCode, exitCode });
      expect(PAGE).toContain(`### ${name}\n`);
    },
  );

  it('has every name that the sources raise', () => {
    const named = SOURCES.flatMap(([, text]) => [...text.matchAll(/\bname: '(\w+Error)'/g)].map(([, name]) => name));
    expect(named.length).toBeGreaterThan(60);
    expect(named.filter((name) => !PAGE.includes(`### ${name ?? ''}\n`))).toEqual([]);
  });

  it('has every class of errors that the sources declare, with what it means', () => {
    const declared = SOURCES.filter(([path]) => !path.endsWith('errors.ts')).flatMap(([, text]) => errorClasses(text));
    const all = SOURCES.flatMap(([, text]) => [...text.matchAll(/\bclass (\w+) extends \w*Error\b/g)]);
    expect(declared.length).toBe(all.length - 1);
    for (const { name, paragraphs } of declared) {
      expect(PAGE).toContain(`\`${name}\``);
      expect(paragraphs[0]).toMatch(/^[A-Z].{15,}/);
    }
  });

  it('says what every exit code means, as the README does', () => {
    expect(exitCodes().map(([code]) => code)).toEqual(Object.values(EXIT));
    for (const [, text] of exitCodes()) expect(text.length).toBeGreaterThan(3);
    const codes = Object.values(EXIT).map((code) => String(code));
    const cells = [...read('README.md').matchAll(/^\| (\d+(?: to \d+)?) .*?\|(.*)\|$/gm)];
    const named = cells.flatMap(([, code = '', text = '']) => (code.includes(' to ') ? text.match(/\d{3}/g) : [code]));
    expect(codes.filter((code) => !named.includes(code))).toEqual([]);
  });
});

describe('docs/troubleshooting.md', () => {
  it('has every row of the diagnosis table', () => {
    const page = read('docs/troubleshooting.md').toLowerCase();
    expect(DIAGNOSES.filter(({ id }) => !page.includes(`### ${id.toLowerCase()}\n`))).toEqual([]);
  });
});
