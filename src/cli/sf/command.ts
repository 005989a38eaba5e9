import type { Options } from 'yargs';
import { COMMON_FLAGS, ownFlags, type Command } from '../command.js';
import { inSf } from './wording.js';

/** Name of the package, as `sf plugins` lists it. */
const PLUGIN = 'eca-as-code';

/** A flag as the framework of `sf` describes it. What it says is for help and completion; the parser is ours. */
export interface SfFlag {
  readonly name: string;
  readonly type: 'boolean' | 'option';
  readonly char?: string | undefined;
  readonly summary?: string | undefined;
  readonly default?: string | number | undefined;
  readonly options?: readonly string[] | undefined;
  readonly multiple?: boolean | undefined;
  readonly required?: boolean | undefined;
  readonly hidden?: boolean | undefined;
  readonly allowNo?: boolean | undefined;
  readonly helpValue?: string | undefined;
  readonly helpGroup?: string | undefined;
}

/** A word of a command that has its place, as the framework of `sf` describes it. */
export interface SfArgument {
  readonly name: string;
  readonly description?: string | undefined;
  readonly default?: string | undefined;
  readonly required: boolean;
}

/** What `sf` knows of a command before it runs it: the fields of `oclif.manifest.json`. */
export interface SfCommandData {
  /** As `sf` calls it: `eca:local-org:start`. */
  readonly id: string;
  readonly summary: string;
  readonly examples: readonly { readonly description: string; readonly command: string }[];
  readonly flags: Readonly<Record<string, SfFlag>>;
  readonly args: Readonly<Record<string, SfArgument>>;
  readonly aliases: readonly string[];
  readonly hiddenAliases: readonly string[];
  readonly hidden: boolean;
  readonly hasDynamicHelp: boolean;
  readonly enableJsonFlag: boolean;
  readonly strict: boolean;
  readonly pluginAlias: string;
  readonly pluginName: string;
  readonly pluginType: string;
}

/** Those commands that `sf` has, too. */
export const forSf = (commands: readonly Command[]): readonly Command[] =>
  commands.filter(({ isOwn }) => isOwn !== true);

/** Describes a command of this tool to `sf`. */
export function sfCommandData(command: Command): SfCommandData {
  const { name, summary, positionals, examples } = command;
  return {
    id: ['eca', ...name.split(' ')].join(':'),
    summary: inSf(summary),
    examples: examples.map(([line, text]) => ({ description: inSf(text), command: inSf(line) })),
    flags: { ...flagsOf(ownFlags(command)), ...flagsOf(COMMON_FLAGS, 'GLOBAL') },
    args: Object.fromEntries(
      Object.entries(positionals ?? {}).map(([word, { describe, default: value, demandOption }]) => [
        word,
        {
          name: word,
          description: describe === undefined ? undefined : inSf(describe),
          default: value === undefined ? undefined : String(value),
          required: demandOption === true,
        },
      ]),
    ),
    ...{ aliases: [], hiddenAliases: [], hidden: false, hasDynamicHelp: false, enableJsonFlag: true, strict: true },
    ...{ pluginAlias: PLUGIN, pluginName: PLUGIN, pluginType: 'user' },
  };
}

function flagsOf(all: Readonly<Record<string, Options>>, helpGroup?: string): Readonly<Record<string, SfFlag>> {
  return Object.fromEntries(Object.entries(all).map(([name, options]) => [name, flagOf(name, options, helpGroup)]));
}

function flagOf(name: string, options: Options, helpGroup: string | undefined): SfFlag {
  const { type, alias, describe, choices, array, demandOption, hidden } = options;
  const value: unknown = options.default;
  const about = {
    name,
    char: typeof alias === 'string' && alias.length === 1 ? alias : undefined,
    summary: describe === undefined ? undefined : inSf(describe),
    hidden,
    helpGroup,
  };
  // A switch without a default is on in some places; `--no-…` turns it off.
  if (type === 'boolean') return { ...about, type: 'boolean', allowNo: value === undefined };
  return {
    ...about,
    type: 'option',
    default: typeof value === 'string' || typeof value === 'number' ? value : undefined,
    options: choices?.map(String),
    multiple: array,
    required: demandOption === true ? true : undefined,
    helpValue: type === 'number' ? '<number>' : undefined,
  };
}
