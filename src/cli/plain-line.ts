import { parseArgs, type ParseArgsConfig } from 'node:util';
import type { Options, PositionalOptions } from 'yargs';
import { COMMON_FLAGS, ownFlags, type Command, type FlagValues } from './command.js';

type Flags = Readonly<Record<string, Options>>;
type Values = Readonly<Record<string, readonly (string | boolean)[] | undefined>>;

/**
 * Reads the words after a command by Node's own `parseArgs`, where there is only one way to understand them. Anything else, what
 * is wrong too, is left to the full parser, which takes as long to load as a config takes to check.
 *
 * @returns The values of all flags and words, or undefined where the full parser has to look.
 */
export function plainLine(words: readonly string[], command: Command): FlagValues | undefined {
  if (words.some((word) => !isPlain(word))) return undefined;
  const flags: Flags = { ...COMMON_FLAGS, ...ownFlags(command) };
  const parsed = parsedStrictly(words, flags);
  if (parsed === undefined) return undefined;
  const given = wordsOf(parsed.positionals, command.positionals ?? {});
  if (given === undefined) return undefined;
  const values: Record<string, unknown> = given;
  for (const [name, options] of Object.entries(flags)) {
    const value = valueOf(parsed.values[name], options);
    if (value === NOT_PLAIN) return undefined;
    values[name] = value;
  }
  return values;
}

/** Quotation marks, values that are attached or could be a switch's, and what ends the flags: parsers disagree about them. */
function isPlain(word: string): boolean {
  return word !== '' && !/^(?:true|false)$|^["']|=(?:["'].*)?$|^--?$|^-[^-].|^--(?:no-)?[^=]*[A-Z_]/.test(word);
}

function parsedStrictly(
  words: readonly string[],
  flags: Flags,
): { readonly values: Values; readonly positionals: readonly string[] } | undefined {
  const options: NonNullable<ParseArgsConfig['options']> = {};
  for (const [name, { type, alias }] of Object.entries(flags)) {
    const short = typeof alias === 'string' ? { short: alias } : {};
    options[name] = { type: type === 'boolean' ? 'boolean' : 'string', multiple: true, ...short };
  }
  try {
    const config = { args: [...words], options, allowPositionals: true, allowNegative: true } as const;
    return parseArgs(config) as { values: Values; positionals: string[] };
  } catch {
    return undefined;
  }
}

const NOT_PLAIN = Symbol('not plain');

function valueOf(given: readonly (string | boolean)[] | undefined, options: Options): unknown {
  const { array, choices, type } = options;
  if (given === undefined) return options.demandOption === true ? NOT_PLAIN : (options.default as unknown);
  if (array !== true && given.length > 1) return NOT_PLAIN;
  if (choices !== undefined && !given.every((value) => choices.includes(value as string))) return NOT_PLAIN;
  if (array === true) return given;
  const [value] = given;
  if (type !== 'number') return value;
  return typeof value === 'string' && /^\d+(?:\.\d+)?$/.test(value) ? Number(value) : NOT_PLAIN;
}

/** Gives each word its name; undefined when there are too many or too few. */
function wordsOf(
  words: readonly string[],
  positionals: Readonly<Record<string, PositionalOptions>>,
): Record<string, unknown> | undefined {
  const left = [...words];
  const values: Record<string, unknown> = {};
  for (const [name, { array, choices, demandOption, default: otherwise }] of Object.entries(positionals)) {
    const own = left.splice(0, array === true ? left.length : 1);
    if (own.length === 0 && demandOption === true) return undefined;
    if (choices !== undefined && !own.every((word) => choices.includes(word))) return undefined;
    values[name] = own.length === 0 ? (otherwise as unknown) : array === true ? own : own[0];
  }
  return left.length === 0 ? values : undefined;
}
