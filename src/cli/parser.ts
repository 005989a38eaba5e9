import yargs, { type Argv, type Options } from 'yargs';
import { EcaError } from '../errors.js';
import { closest } from '../metadata/closest.js';
import { COMMON_FLAGS, HELP_WORDS, ownFlags, type Command, type FlagValues } from './command.js';
import { COMMAND_NAMES, GROUPS } from './registry.js';
import { wrapped } from '../wrapped.js';
import { usageText } from './usage-text.js';

/** Width of help texts, the same everywhere, so that they can be made beforehand. */
const HELP_WIDTH = 80;

/** A command line that was understood. */
export interface Parsed {
  readonly command: Command;
  readonly flags: FlagValues;
}

/**
 * Parses the words after `eca`.
 *
 * @returns The command and its flags, or the text to print when help was asked for.
 * @throws UsageError
 */
export async function parseArguments(argv: readonly string[], commands: readonly Command[]): Promise<Parsed | string> {
  let parsed: Parsed | undefined;
  let help = '';
  const withHelp = argv.length === 0 || argv.some((word) => HELP_WORDS.has(word));
  // With the command known, the others need not be built.
  const named = withHelp ? [] : commands.filter(({ name }) => name.split(' ')[0] === argv[0]);
  const parser = build(named.length === 0 ? commands : named, {
    withHelp,
    onCommand: (command, flags) => {
      parsed = { command, flags };
    },
  });
  try {
    await parser.parseAsync([...argv], {}, (_error: Error | undefined, _argv: unknown, output: string) => {
      help = output;
    });
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const command = commandOf(argv, commands);
    throw noSuchCommand(argv, commands) ?? usageError(usageText(message, command), command?.name.split(' ') ?? argv);
  }
  if (parsed !== undefined) return wellFormed(parsed, argv);
  if (help !== '') return `${withoutOff(help)}\n`;
  throw usageError('No command was given.', argv);
}

/** Finds the command that words begin with, the longest name first. */
function commandOf(argv: readonly string[], commands: readonly Command[]): Command | undefined {
  const words = argv.filter((word) => !word.startsWith('-')).join(' ');
  const isMeant = ({ name }: Command): boolean => words === name || words.startsWith(`${name} `);
  return commands.filter(isMeant).toSorted((one, other) => other.name.length - one.name.length)[0];
}

/**
 * A switch is off where nothing is said; without these words no description touches its type. One that fills its line to the
 * end leaves no space before the type, which then has a line of its own.
 */
function withoutOff(help: string): string {
  return help
    .replace(/ *\[boolean\] \[default: false\]/g, (types) => '[boolean]'.padStart(types.length))
    .replace(/(\S)(\[(?:boolean|string|number|array)\].*)$/gm, (_all, end: string, type: string) => {
      return `${end}\n${type.padStart(HELP_WIDTH)}`;
    });
}

/** yargs makes a list of a flag that is given twice, in which the command would find no value at all, and of a word no number. */
function wellFormed(parsed: Parsed, argv: readonly string[]): Parsed {
  const { command, flags } = parsed;
  const options: Readonly<Record<string, Options>> = { ...COMMON_FLAGS, ...ownFlags(command) };
  for (const [name, { array, type }] of Object.entries(options)) {
    if (array !== true && Array.isArray(flags[name])) throw usageError(`--${name} was given more than once.`, argv);
    // What is compared with no number is never too much, and a gate would pass.
    if (type === 'number' && Number.isNaN(flags[name])) throw usageError(`--${name} takes a number.`, argv);
  }
  return parsed;
}

/** Renders the help of the whole tool (no words) or of one command. */
export async function helpText(words: readonly string[], commands: readonly Command[]): Promise<string> {
  const help = await parseArguments([...words, '--help'], commands);
  return typeof help === 'string' ? help : '';
}

interface Building {
  /** yargs lays out the whole help of every command that it runs; without texts that costs nothing. */
  readonly withHelp: boolean;
  readonly onCommand: (command: Command, flags: FlagValues) => void;
}

function build(commands: readonly Command[], building: Building): Argv {
  const base = yargs([]).scriptName('eca').locale('en').wrap(HELP_WIDTH).exitProcess(false).version(false).strict();
  const parser = base
    .usage('$0 COMMAND\n\nSalesforce External Client Apps as code: plan, deploy, and prove the token.')
    .alias('help', 'h')
    .demandCommand(1, 'No command was given.')
    .recommendCommands()
    .parserConfiguration({ 'camel-case-expansion': false, 'greedy-arrays': false })
    .fail((message, error) => {
      // yargs types the error as always there; it is missing for its own complaints.
      throw (error as Error | undefined) ?? new Error(message);
    })
    .option('version', { type: 'boolean', describe: 'Show the version', global: false })
    .epilogue(
      'Run eca COMMAND --help for flags and examples. Exit codes: 0 done, 1 failed, 2 differences, 3 deployed but not proven, 4 wrong input, 69 still running.',
    );
  for (const [name, options] of Object.entries(COMMON_FLAGS))
    parser.option(name, { ...options, hidden: !building.withHelp });
  for (const command of commands.filter(({ name }) => !name.includes(' '))) add(parser, command, building, commands);
  for (const [group, summary] of Object.entries(GROUPS)) {
    const members = commands.filter(({ name }) => name.startsWith(`${group} `));
    if (members.length === 0) continue;
    parser.command(group, summary, (sub) => {
      for (const command of members) add(sub, command, building, []);
      const names = members.map(({ name }) => name.slice(group.length + 1)).join(', ');
      return sub
        .usage(`$0 ${group} COMMAND\n\n${summary}`)
        .demandCommand(1, `"${group}" needs a command after it: ${names}.`);
    });
  }
  return parser;
}

/** A command can have others below it, such as `deploy` and `deploy resume`. */
function add(parser: Argv, command: Command, building: Building, others: readonly Command[]): void {
  const { withHelp, onCommand } = building;
  const word = command.name.split(' ').at(-1) ?? command.name;
  const positionals = Object.entries(command.positionals ?? {});
  const signature = [
    word,
    ...positionals.map(([name, { demandOption, array }]) => {
      const words = array === true ? `${name}..` : name;
      return demandOption === true ? `<${words}>` : `[${words}]`;
    }),
  ];
  parser.command(
    signature.join(' '),
    command.summary,
    (sub) => {
      const below = others.filter(({ name }) => name.startsWith(`${command.name} `));
      for (const other of below) add(sub, other, building, []);
      for (const [name, options] of positionals) sub.positional(name, options);
      for (const [name, options] of Object.entries(ownFlags(command))) {
        // A flag of `deploy` is none of `deploy resume` unless that has it too.
        sub.option(name, { ...options, hidden: !withHelp, global: below.length === 0 });
      }
      if (withHelp) {
        sub.usage(`$0 ${[command.name, ...signature.slice(1)].join(' ')}\n\n${command.summary}`);
      }
      return sub.demandCommand(0, 0, undefined, 'Too many words.').epilogue(withHelp ? examplesOf(command) : '');
    },
    (flags: FlagValues) => {
      onCommand(command, flags);
    },
  );
}

/** yargs sets examples in two columns and breaks long command lines; these can be copied. */
function examplesOf({ examples }: Command): string {
  return ['Examples:', ...examples.flatMap(([line, text]) => [...typedLines(line), ...textLines(text)])].join('\n');
}

const textLines = (text: string): readonly string[] => wrapped(text, HELP_WIDTH - 6).map((line) => `      ${line}`);

/** A command line that is too long goes on behind a backslash, so that it can still be copied. */
function typedLines(line: string): readonly string[] {
  const [first = '', ...rest] = flagged(line);
  const lines = [`  ${first}`];
  for (const words of rest) {
    const last = lines.at(-1) ?? '';
    if (last.length + words.length + 1 <= HELP_WIDTH - 2) lines[lines.length - 1] = `${last} ${words}`;
    else lines.push(`    ${words}`);
  }
  return lines.map((each, index) => (index === lines.length - 1 ? each : `${each} \\`));
}

/** Divides a command line before each flag, which stays with its value. */
const flagged = (line: string): readonly string[] => line.split(/ (?=--?[a-z])/);

/** Says of a word where a command is expected that it is none; undefined when the words begin with a command. */
function noSuchCommand(argv: readonly string[], commands: readonly Command[]): EcaError | undefined {
  const start = argv.findIndex((word) => !Object.keys(COMMON_FLAGS).some((flag) => word === `--${flag}`));
  const [first = '-', second = '-'] = argv.slice(Math.max(0, start));
  const isGroup = Object.hasOwn(GROUPS, first);
  const written = isGroup ? `${first} ${second}` : first;
  const names = commands.map(({ name }) => name);
  const isKnown = isGroup ? names.includes(written) : names.some((name) => name.split(' ')[0] === first);
  if (isKnown || (isGroup ? second : first).startsWith('-')) return undefined;
  const near = closest(written, isGroup ? names : [...Object.keys(GROUPS), ...names]);
  return new EcaError({
    name: 'UsageError',
    message: `"${written}" is no command.${near === undefined ? '' : ` Did you mean "${near}"?`}`,
    actions: [`See \`${['eca', ...(isGroup ? [first] : []), '--help'].join(' ')}\`.`],
  });
}

function usageError(message: string, argv: readonly string[]): EcaError {
  const known = [...Object.keys(GROUPS), ...COMMAND_NAMES];
  const words = known.includes(argv.join(' ')) ? argv : argv.slice(0, 1).filter((word) => known.includes(word));
  return new EcaError({
    name: 'UsageError',
    message,
    actions: [`See \`${['eca', ...words, '--help'].join(' ')}\`.`],
  });
}
