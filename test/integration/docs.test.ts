import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { parseArguments } from '../../src/cli/parser.js';
import { EcaError, ERRORS } from '../../src/errors.js';
import * as localOrg from '../../src/local-org/index.js';
import { loadCommands } from '../../src/cli/registry.js';

const COMMANDS = await loadCommands();

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const PAGES = ['README.md', 'DESIGN.md', 'CONTRIBUTING.md', 'CHANGELOG.md', ...globSync('docs/**/*.md', { cwd: ROOT })];
const text = (page: string): string => readFileSync(join(ROOT, page), 'utf8');
const { scripts } = JSON.parse(text('package.json')) as { readonly scripts: Readonly<Record<string, string>> };

/** The command lines of the shell blocks of a page, without their comments. */
function shellLines(page: string): readonly string[] {
  const blocks = [...text(page).matchAll(/```(?:sh|bash|shell)\n(.*?)```/gs)].map(([, block]) => block ?? '');
  const indented = [...text(page).matchAll(/^ {4}((?:npx |npm |eca ).*)$/gm)].map(([, line]) => line ?? '');
  const lines = [...blocks.flatMap((block) => block.replaceAll('\\\n', ' ').split('\n')), ...indented];
  return lines
    .map((line) =>
      line
        .replace(/(?:^|\s)#\s.*$/, '')
        .replace(/\s>>?\s*\S+\s*$/, '')
        .trim(),
    )
    .filter((line) => line !== '');
}

/** The anchors that GitHub gives to the headings of a page. */
function anchorsOf(page: string): ReadonlySet<string> {
  const headings = [...text(page).matchAll(/^#{1,6} (.*)$/gm)].map(([, heading = '']) => heading);
  const plain = headings.map((heading) => heading.replace(/\[([^\]]*)\]\([^)]*\)/g, '$1').toLowerCase());
  return new Set(plain.map((heading) => heading.replace(/[^\p{L}\p{N}_ -]/gu, '').replaceAll(' ', '-')));
}

describe.each(PAGES)('%s', (page) => {
  it('links to pages and folders that are there', () => {
    const targets = [...text(page).matchAll(/\]\((?!https?:|mailto:|#)([^)#\s]+)/g)].map(([, target]) => target ?? '');
    const missing = targets.filter((target) => !existsSync(join(ROOT, dirname(page), target)));
    expect(missing).toEqual([]);
  });

  it.skipIf(page.startsWith('docs/api'))('links to headings that are there', () => {
    const links = [...text(page).matchAll(/\]\((?!https?:)([^)#\s]*)#([^)\s]+)\)/g)];
    const missing = links.filter(([, target = '', anchor = '']) => {
      const path = target === '' ? page : join(dirname(page), target);
      return path.endsWith('.md') && !anchorsOf(path).has(anchor);
    });
    expect(missing.map(([link]) => link)).toEqual([]);
  });

  it.skipIf(page.includes('decisions') || page === 'docs/errors.md')('names errors that are there', () => {
    const named = [...text(page).matchAll(/`([A-Z]\w+Error)`/g)].map(([, name]) => name ?? '');
    const isThere = (name: string): boolean => name in ERRORS || name in localOrg || name === EcaError.name;
    expect(named.filter((name) => !isThere(name))).toEqual([]);
  });

  it('names commands and scripts that are there', async () => {
    for (const line of shellLines(page).flatMap((each) => each.split(/\s*(?:&&|\|)\s*/))) {
      const [, script] = /^npm run ([\w:]+)/.exec(line) ?? [];
      if (script !== undefined) expect(scripts).toHaveProperty([script]);
      const [, words] = /(?:^|\s)(?:npx )?eca(?:-as-code)? ([^)]*)$/.exec(line) ?? [];
      if (words === undefined || words.startsWith('…')) continue;
      const argv = [...words.matchAll(/(?:'[^']*'|"[^"]*"|[^\s'"])+/g)].map(([word]) =>
        word.replace(/'([^']*)'|"([^"]*)"/g, '$1$2'),
      );
      const parsed = await parseArguments(
        argv.filter((word) => !/^[<>]/.test(word)),
        COMMANDS,
      ).catch((error: unknown) => error);
      expect({ line, parsed: parsed instanceof Error ? parsed.message : 'understood' }).toEqual({
        line,
        parsed: 'understood',
      });
    }
  });
});
