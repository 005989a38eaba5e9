import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { COMMON_FLAGS, SHARED_FLAGS, type Command } from '../../src/cli/command.js';
import { loadCommands } from '../../src/cli/registry.js';

const COMMANDS = await loadCommands();

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const TEXTS = globSync(
  ['src/**/*.ts', 'docs/**/*', 'templates/**/*', '.github/**/*.yml', '*.md', '*.yml', 'eca.config.yaml', 'bin/*'],
  { cwd: ROOT, withFileTypes: true },
)
  .filter((entry) => entry.isFile())
  .map(({ parentPath, name }) => join(parentPath, name));
/** The binary called by its name, in code marks or quotes, at the start of a line, or behind npx. */
const NAMED = /(?:[`"]|^[ \t]*(?:- )?(?:run: )?|npx )(?:npx )?eca(?:-as-code)? (?!needs )([a-z][^`"\n]*)/gm;

/** A command line that some text names. */
interface Mention {
  readonly command: Command | undefined;
  readonly flags: readonly string[];
}

function mentionOf(words: string): Mention {
  const tokens = words.replace(/\s#\s.*$/, '').split(/\s+/);
  const byLength = [...COMMANDS].sort((a, b) => b.name.length - a.name.length);
  const command = byLength.find(
    ({ name }) =>
      tokens
        .slice(0, name.split(' ').length)
        .join(' ')
        .replace(/[.,;:)\\]+$/, '') === name,
  );
  const flags = [...words.matchAll(/(?:^|\s)--(?:no-)?([a-z][a-z-]*)/g)].map(([, flag]) => flag ?? '');
  return { command, flags };
}

/** What is wrong with a command line that a text names; undefined when nothing is. */
function problemOf(words: string): string | undefined {
  const [first = ''] = words.split(' ');
  const { command, flags } = mentionOf(words);
  const isGroup = COMMANDS.some(({ name }) => name.startsWith(`${first} `));
  if (command === undefined) return isGroup ? undefined : `eca ${words}: no such command`;
  const known = [
    ...Object.keys(command.flags ?? {}),
    ...command.shared,
    ...Object.keys(COMMON_FLAGS),
    'help',
    'version',
  ];
  const unknown = flags.filter((flag) => !known.includes(flag) && !known.includes(`no-${flag}`));
  return unknown.length === 0 ? undefined : `eca ${words}: ${command.name} has no --${unknown.join(', --')}`;
}

it('every script of npm that a text names exists', () => {
  const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { readonly scripts: object };
  const named = TEXTS.flatMap((path) =>
    [...readFileSync(path, 'utf8').matchAll(/\bnpm run (?:-\S+ )*([a-z][\w:-]*)/g)].map(([, name = '']) => name),
  );
  expect(named).toContain('smoke');
  expect(named.filter((name) => !Object.hasOwn(scripts, name))).toEqual([]);
});

describe('every command that a text names exists, and has the flags that are named', () => {
  it('knows a wrong command, a wrong flag, and a right line', () => {
    expect(problemOf('undo --everything')).toBe('eca undo --everything: no such command');
    expect(problemOf('deploy resume 0Af --dry')).toContain('has no --dry');
    expect(problemOf('deploy -o acme-uat --no-verify')).toBeUndefined();
    expect(Object.keys(SHARED_FLAGS)).toContain('target-org');
  });

  it.each(TEXTS.map((path) => [path.slice(ROOT.length)]))('%s', (path) => {
    // Jobs of a pipeline have names of their own.
    const text = readFileSync(join(ROOT, path), 'utf8').replaceAll(/^eca [\w ]+:$/gm, '');
    const problems = [...text.matchAll(NAMED)].flatMap(([, words = '']) => problemOf(words) ?? []);
    expect(problems).toEqual([]);
  });
});
