import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { renderHelp } from '../../src/cli/help.js';
import { loadCommands } from '../../src/cli/registry.js';
import { runEca } from './run-eca.js';

const COMMANDS = await loadCommands();

const built = JSON.parse(
  readFileSync(fileURLToPath(new URL('../../dist/help.json', import.meta.url)), 'utf8'),
) as Readonly<Record<string, string>>;

const reference = readFileSync(fileURLToPath(new URL('../../docs/commands.md', import.meta.url)), 'utf8');

/** The flags that a part of a page names at the beginning of a line. */
const flagsOf = (text: string): readonly string[] =>
  [...text.matchAll(/^(?: {2}| {6}|\| )(?:`?-\w`?, )?`?--([a-z][\w-]*)/gm)].map(([, name]) => name ?? '').sort();

describe('docs/commands.md', () => {
  const [head = '', ...sections] = reference.split(/^## eca /m);
  const common = flagsOf(head);

  it.each(COMMANDS.map(({ name }) => name))('names the flags of the help of "%s", and no others', (name) => {
    const section = sections.find((text) => text.startsWith(`${name}\n`)) ?? '';
    const inHelp = flagsOf(built[name] ?? '');
    expect(inHelp).toContain('json');
    expect([...flagsOf(section), ...common].sort()).toEqual(inHelp);
  });
});

describe('help', () => {
  it('was rendered beforehand as the parser renders it now', async () => {
    expect(built).toEqual(await renderHelp());
  });

  it('keeps the types of flags apart from what they do', () => {
    for (const text of Object.values(built)) {
      expect(text).not.toMatch(/\S\[(?:boolean|string|number|array)\]/);
      expect(Math.max(...text.split('\n').map(({ length }) => length))).toBeLessThanOrEqual(80);
    }
  });

  it.each(COMMANDS.map(({ name }) => name))('of "%s" has an example', (name) => {
    expect(built[name]).toMatch(/Examples:\n +\S/);
    expect(built[name]).toContain(`eca ${name}`);
  });

  it.each([
    [['--help'], ''],
    [['deploy', '--help'], 'deploy'],
    [['help', 'deploy'], 'deploy'],
    [['local-org', '-h'], 'local-org'],
    [['local-org', 'start', '--help'], 'local-org start'],
    [[], ''],
    // Words that the quick way does not know go to the parser.
    [['deploy', '--json', '--help'], 'deploy'],
  ])('is printed for %j', async (argv, name) => {
    const { code, stdout } = await runEca(argv);
    expect(code).toBe(0);
    expect(stdout).toBe(built[name]);
  });
});
