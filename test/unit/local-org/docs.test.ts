import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { CLIENTS } from '../../../scripts/install-clients.mjs';
import { BEHAVIOURS } from '../../../src/local-org/behaviours.js';
import { ROUTES, destinationOf } from '../../../src/local-org/server/rooms.js';
import { ASSUMPTIONS } from '../../../src/local-org/index.js';

const root = join(import.meta.dirname, '../../..');
const page = readFileSync(join(root, 'docs/local-org.md'), 'utf8');
const tests = globSync('test/{integration,unit}/local-org/**/*.test.ts', { cwd: root }).map((path) => join(root, path));
// Prettier pads tables with spaces.
const docs = page.replace(/ {2,}/g, ' ');

const recorded = parse(readFileSync(join(root, 'test/fixtures/local-org/recorded-shapes.yaml'), 'utf8'), {
  merge: true,
}) as readonly { readonly name: string; readonly request: string }[];
const rows = BEHAVIOURS.flatMap(({ behaviours }) => behaviours);

/** Tells whether a text has a test of a title that runs: the title is what `it(` or `it.each(…)(` is called with. */
function isTest(text: string, title: string): boolean {
  return [`'${title}'`, `"${title}"`].some((written) =>
    text
      .split(written)
      .slice(0, -1)
      .some((before) => /(?:\bit|\))\(\s*$/.test(before)),
  );
}

describe('the behaviours of the local org', () => {
  it('are there by the dozen, each with a mark and a source', () => {
    expect(rows.length).toBeGreaterThan(250);
    const marks = /^(?:certain|reported|assumed|assumption|wording reported|of the local org alone)\b/;
    for (const { behaviour, mark, sources } of rows) {
      expect(mark, behaviour).toMatch(marks);
      expect(sources.length, behaviour).toBeGreaterThan(0);
    }
  });

  it('are certain by a source, and assumed by none', () => {
    const wrong = rows.filter(
      ({ mark, sources }) =>
        mark.startsWith('certain') && !sources.some((one) => !['reports', 'none', 'own'].includes(one)),
    );
    expect(wrong).toEqual([]);
    expect(rows.filter(({ mark, sources }) => mark === 'assumed' && sources.join() !== 'none')).toEqual([]);
  });

  it('are shown by no text that only looks like a test', () => {
    const texts = ["it.skip('a', () => {", "it.todo('a')", "// it is 'a'", "const name = 'a';", "it('b a', () => {"];
    expect(texts.filter((text) => isTest(text, 'a'))).toEqual([]);
    expect(["it('a', () => {", "it.each(rows)(\n 'a',", "it.skipIf(x)('a'"].every((text) => isTest(text, 'a'))).toBe(
      true,
    );
  });

  it.each([...new Set(rows.map(({ test }) => test))])('name a test that is there: %s', (test) => {
    const [, file = '', title = ''] = /^([\w-]+): (.+)$/s.exec(test) ?? [];
    if (file === 'recorded') {
      expect(recorded.map(({ name }) => name)).toContain(title);
      return;
    }
    const text = tests
      .filter((path) => path.endsWith(`/${file}.test.ts`))
      .map((path) => readFileSync(path, 'utf8'))
      .join('');
    expect(isTest(text, title)).toBe(true);
  });
});

describe('the endpoints', () => {
  const shown = ROUTES.filter(({ evidence }) => evidence.test.startsWith('recorded: '));

  it.each(shown)('are what their recorded answer asks for: $method $operation', (route) => {
    const { request } = recorded.find(({ name }) => `recorded: ${name}` === route.evidence.test) ?? { request: '' };
    const ids: Readonly<Record<string, string>> = { org: '00D000000000042EAA', user: '005000000000001AAA' };
    const [method = '', path = ''] = request
      .replace(/\{(\w+)\}/g, (_, name: string) => ids[name] ?? 'Sample1')
      .split(/[ ?]/);
    expect(destinationOf(method, path)).toMatchObject({ kind: 'route', route });
  });
});

describe('docs/local-org.md', () => {
  it('lists every assumption with its default first', () => {
    for (const { name, default: value } of ASSUMPTIONS) expect(docs).toContain(`| \`${name}\` | \`${value}\`, `);
  });

  it('names the clients of others that are tried, with their versions', () => {
    const words = docs.replace(/\s+/g, ' ');
    for (const [name, version] of Object.entries(CLIENTS)) expect(words).toContain(`${name} ${version}`);
  });

  it('shows an example that is a test here', () => {
    const example = readFileSync(join(root, 'test/integration/local-org/example.test.ts'), 'utf8');
    expect(page).toContain(example.replace("'../../../src/local-org/index.js'", "'eca-as-code/local-org'").trim());
  });
});
