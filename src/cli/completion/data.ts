import type { Options, PositionalOptions } from 'yargs';
import { NEWEST_API_VERSION, OLDEST_API_VERSION } from '../../metadata/api-version.js';
import { METADATA_TYPES } from '../../metadata/types.js';
import { COMMON_FLAGS, ownFlags, type Command } from '../command.js';
import { GROUPS } from '../registry.js';

/** What a value can be, where it is not one of a few fixed words. */
export type ValueKind = 'environment' | 'app' | 'org' | 'file' | 'free';

/** The value of a flag or of a word that has its place: fixed words, or what is looked up while somebody types. */
export type ValueData = ValueKind | readonly string[];

/** A flag as completion knows it. */
export interface FlagData {
  readonly name: string;
  readonly about: string;
  /** The letter that stands for it. */
  readonly letter?: string | undefined;
  /** Absent for a switch. */
  readonly value?: ValueData | undefined;
  /** Whether it may stand without its value. Default: it may not. */
  readonly alone?: boolean | undefined;
  /** Whether it may be given several times. Default: it may not. */
  readonly many?: boolean | undefined;
}

/** A command as completion knows it. */
export interface CommandData {
  readonly name: string;
  readonly about: string;
  readonly flags: readonly FlagData[];
  /** Words that have their place. */
  readonly words: readonly ValueData[];
}

/** All that completion knows beforehand: `dist/completion.json`. */
export interface CompletionData {
  readonly commands: readonly CommandData[];
  /** First words that several commands share, with what they are about. */
  readonly groups: Readonly<Record<string, string>>;
}

const API_VERSIONS = Array.from(
  { length: NEWEST_API_VERSION - OLDEST_API_VERSION + 1 },
  (_, index) => `${NEWEST_API_VERSION - index}.0`,
);

/** Flags whose value is a file or a folder. */
const FILES = [
  ...['config', 'connected-app', 'source-dir', 'output', 'output-dir', 'report-dir', 'resume', 'out', 'plan'],
  ...['body', 'script', 'seed', 'state', 'log', 'sink'],
];
/** Flags whose value only the user knows. */
const FREE = [
  ...['label', 'contact-email', 'run-as-user', 'as', 'sf-alias', 'my-domain', 'yes-org-id', 'org-id', 'source-org-id'],
  ...['sandbox-name', 'branch', 'access-group', 'taken-username', 'assume', 'fault'],
];
const named = (names: readonly string[], value: ValueData): readonly (readonly [string, ValueData])[] =>
  names.map((name) => [name, value]);

/** What the values of flags are that take a text, by name. A test asks for each flag. */
export const VALUES_OF_FLAGS: ReadonlyMap<string, ValueData> = new Map([
  ...named(['environment'], 'environment'),
  ...named(['app'], 'app'),
  ...named(['target-org', 'from-org', 'sandbox-of', 'alias'], 'org'),
  ...named(['api-version'], API_VERSIONS),
  ...named(FILES, 'file'),
  ...named(FREE, 'free'),
]);

/** What words are that have their place, by command and name. A test asks for each. */
export const VALUES_OF_WORDS: ReadonlyMap<string, ValueData> = new Map<string, ValueData>([
  ['deploy resume id', 'free'],
  ['request method', ['GET', 'POST', 'PATCH', 'PUT', 'DELETE']],
  ['request path', 'free'],
  ['query soql', 'free'],
  ['report reports', 'file'],
  ['fields name', ['scopes', 'config', 'app', 'environment', ...METADATA_TYPES.map(({ name }) => name)]],
  ['local-org stop alias', 'org'],
  ['local-org logs alias', 'org'],
  ['local-org env alias', 'org'],
]);

/** Describes all commands to completion. */
export function completionData(commands: readonly Command[]): CompletionData {
  return { commands: commands.map(commandData), groups: GROUPS };
}

function commandData(command: Command): CommandData {
  const { name, summary, positionals = {} } = command;
  return {
    name,
    about: summary,
    flags: [
      ...Object.entries({ ...ownFlags(command), ...COMMON_FLAGS }).flatMap(([flag, options]) =>
        flagData(flag, options),
      ),
      { name: 'help', about: 'Show help', letter: 'h' },
    ],
    words: Object.entries(positionals).map(([word, options]) => wordData(`${name} ${word}`, options)),
  };
}

function flagData(name: string, options: Options): readonly FlagData[] {
  const { type, alias, describe = '', choices, array, requiresArg } = options;
  const about = describe;
  const letter = typeof alias === 'string' && alias.length === 1 ? alias : undefined;
  if (type === 'boolean') {
    const off = { name: `no-${name}`, about };
    if (options.default === true) return [off];
    const on = { name, about, letter };
    // A switch without a default is on in some places.
    return options.default === undefined ? [on, off] : [on];
  }
  const value = choices?.map(String) ?? (type === 'number' ? 'free' : (VALUES_OF_FLAGS.get(name) ?? 'file'));
  const alone = requiresArg === true ? undefined : true;
  return [{ name, about, letter, value, alone, many: array }];
}

function wordData(name: string, { choices }: PositionalOptions): ValueData {
  return choices?.map(String) ?? VALUES_OF_WORDS.get(name) ?? 'file';
}
