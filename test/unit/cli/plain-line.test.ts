import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Options } from 'yargs';
import { COMMON_FLAGS, ownFlags, type Command, type FlagValues } from '../../../src/cli/command.js';
import { parseArguments } from '../../../src/cli/parser.js';
import { plainLine } from '../../../src/cli/plain-line.js';
import { loadCommands } from '../../../src/cli/registry.js';

const COMMANDS = await loadCommands();

const optionsOf = (command: Command): Readonly<Record<string, Options>> => ({ ...COMMON_FLAGS, ...ownFlags(command) });

/** Words as they are typed: flags of the command, with and without values, of others, and whatever else. */
function wordsFor(command: Command): fc.Arbitrary<readonly string[]> {
  const options = Object.entries(optionsOf(command));
  const spelt = options.flatMap(([name, { alias, choices = [] }]) => [
    [`--${name}`],
    [`--no-${name}`],
    [`--${name}`, ...choices.slice(0, 1).map(String)],
    ...(typeof alias === 'string' ? [[`-${alias}`]] : []),
  ]);
  const value = fc.constantFrom(
    'uat',
    '5',
    '0',
    '-1',
    '1e3',
    'true',
    'false',
    'a=b',
    'a b',
    '',
    '0x1',
    '2026-01-01',
    '"q"',
    '-',
    '--',
  );
  const word = fc.oneof(
    { weight: 4, arbitrary: fc.constantFrom(...spelt) },
    { weight: 3, arbitrary: value.map((text) => [text]) },
    {
      weight: 2,
      arbitrary: fc.tuple(fc.constantFrom(...spelt), value).map(([flag, text]) => [`${flag.join(' ')}=${text}`]),
    },
    { weight: 1, arbitrary: fc.constantFrom(['--nonsense'], ['-x'], ['-eo'], ['--__proto__'], ['--targetOrg', 'x']) },
  );
  return fc.array(word, { maxLength: 6 }).map((parts) => parts.flat());
}

/** What the full parser makes of the same words: the values by the names that the command declares, or that it refused. */
async function inFull(words: readonly string[], command: Command): Promise<FlagValues | undefined> {
  const parsed = await parseArguments([...command.name.split(' '), ...words], COMMANDS).catch(() => undefined);
  if (parsed === undefined || typeof parsed === 'string' || parsed.command.name !== command.name) return undefined;
  return declared(parsed.flags, command);
}

function declared(values: FlagValues, command: Command): FlagValues {
  const names = [...Object.keys(optionsOf(command)), ...Object.keys(command.positionals ?? {})];
  return Object.fromEntries(names.filter((name) => values[name] !== undefined).map((name) => [name, values[name]]));
}

describe('a line that is read without the full parser', () => {
  it.each(COMMANDS)('means the same to both: eca $name', async (command) => {
    await fc.assert(
      fc.asyncProperty(wordsFor(command), async (words) => {
        const values = plainLine(words, command);
        if (values === undefined) return;
        expect(declared(values, command)).toEqual(await inFull(words, command));
      }),
      { numRuns: 60 },
    );
  });

  it('is what the examples of the help are', () => {
    const lines = COMMANDS.flatMap((command) => command.examples.map(([line]) => ({ command, line })))
      .filter(({ command, line }) => line.startsWith(`eca ${command.name}`) && !/["'|<>&;$]/.test(line))
      .map(({ command, line }) => ({ command, words: line.split(' ').slice(1 + command.name.split(' ').length) }));
    const read = lines.filter(({ command, words }) => plainLine(words, command) !== undefined);
    expect(read.length / lines.length).toBeGreaterThan(0.9);
  });
});
