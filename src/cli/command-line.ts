import { HELP_WORDS, type Command } from './command.js';
import type { Parsed } from './parser.js';
import { plainLine } from './plain-line.js';
import { loadCommands } from './registry.js';

/**
 * Understands the words after `eca`.
 *
 * @returns The command and its flags, or the text to print when help was asked for.
 * @throws UsageError
 */
export async function readCommandLine(argv: readonly string[]): Promise<Parsed | string> {
  const commands = await loadCommands(argv[0]);
  const command = namedFirst(argv, commands);
  const asksForHelp = argv.some((word) => HELP_WORDS.has(word));
  if (command !== undefined && !asksForHelp) {
    const flags = plainLine(argv.slice(command.name.split(' ').length), command);
    if (flags !== undefined) return { command, flags };
  }
  return (await import('./parser.js')).parseArguments(argv, commands);
}

/** Finds the command whose whole name the words begin with, the longest name first. */
function namedFirst(argv: readonly string[], commands: readonly Command[]): Command | undefined {
  for (const length of [2, 1]) {
    const name = argv.slice(0, length).join(' ');
    const found = argv.length < length ? undefined : commands.find((command) => command.name === name);
    if (found !== undefined) return found;
  }
  return undefined;
}
