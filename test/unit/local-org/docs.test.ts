import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ASSUMPTIONS } from '../../../src/local-org/index.js';

const root = join(import.meta.dirname, '../../..');
const page = readFileSync(join(root, 'docs/local-org.md'), 'utf8');
const tests = globSync('test/{integration,unit}/local-org/**/*.test.ts', { cwd: root }).map((path) => join(root, path));
// Prettier pads tables with spaces.
const docs = page.replace(/ {2,}/g, ' ');

describe('docs/local-org.md', () => {
  const rows = [...docs.matchAll(/^\| .* \| .* \| ([\w-]+): (.+) \|$/gm)].map(([, file = '', title = '']) => ({
    file,
    title,
  }));

  it('lists behaviours by the dozen', () => {
    expect(rows.length).toBeGreaterThan(60);
  });

  it.each(rows)('names a test that is there: $file: $title', ({ file, title }) => {
    const text = tests
      .filter((path) => path.endsWith(`/${file}.test.ts`))
      .map((path) => readFileSync(path, 'utf8'))
      .join('');
    expect([`'${title}'`, `"${title}"`].some((written) => text.includes(written))).toBe(true);
  });

  it('lists every assumption with its default first', () => {
    for (const { name, default: value } of ASSUMPTIONS) expect(docs).toContain(`| \`${name}\` | \`${value}\`, `);
  });

  it('shows an example that is a test here', () => {
    const example = readFileSync(join(root, 'test/integration/local-org/example.test.ts'), 'utf8');
    expect(page).toContain(example.replace("'../../../src/local-org/index.js'", "'eca-as-code/local-org'").trim());
  });
});
