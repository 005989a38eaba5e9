import type { Options, PositionalOptions } from 'yargs';
import { EcaError } from '../errors.js';
import type { Org, OrgIdentity } from '../org/org.js';
import type { OnProgress } from '../progress.js';
import type { Judged } from '../runs/outcome.js';
import type { Io } from './io.js';
import type { Work } from '../work.js';
import type { Style } from './style.js';

/** Values of flags and positionals, as yargs gives them. */
export type FlagValues = Readonly<Record<string, unknown>>;

/** What a command works with. */
export interface CommandContext {
  readonly io: Io;
  readonly flags: FlagValues;
  readonly onProgress: OnProgress;
  readonly style: Style;
  /** Prints a line of the result at once, for commands that go on after it. Not with `--json`. */
  readonly print: (line: string) => void;
  /** Told of the run that the command begins: its end is that of the command. */
  readonly begin: (work: Pick<Work, 'signal'>) => void;
  /**
   * Told of the org once the login has said which it is, before anything is changed there. Whoever listens may throw.
   * Default: nobody is told.
   */
  readonly met?: ((identity: OrgIdentity, org: Org) => void) | undefined;
  /** Tells whether the id of a production org was given, where only those that were named may be changed. Default: any may. */
  readonly isNamed?: ((orgId: string) => boolean) | undefined;
}

/** What a command ends with. */
export interface Outcome extends Judged {
  /** The `result` of `--json`. */
  readonly result: unknown;
  /** The result for people, line by line. */
  readonly lines: readonly string[];
  readonly warnings?: readonly string[] | undefined;
  /** The result holds a secret that was asked for, and is printed as it is. Default: false. */
  readonly reveals?: boolean | undefined;
  /** Keeps running after the result was printed, until this settles. */
  readonly until?: Promise<void> | undefined;
}

/** One command of the command line: a value that maps flags to a verb and the report to text. */
export interface Command {
  /** As typed, `local-org start`. */
  readonly name: string;
  /** One line for the list of commands. */
  readonly summary: string;
  /** Whether `eca` alone has it, because `sf` has its own way to do so. Default: `sf eca` has it too. */
  readonly isOwn?: boolean | undefined;
  /** Which of the shared flags it takes, beside those that every command has. */
  readonly shared: readonly SharedFlag[];
  readonly flags?: Readonly<Record<string, Options>> | undefined;
  readonly positionals?: Readonly<Record<string, PositionalOptions>> | undefined;
  /** Command lines and what they do. */
  readonly examples: readonly (readonly [string, string])[];
  readonly run: (context: CommandContext) => Promise<Outcome>;
}

/** Flags that several commands take. */
export const SHARED_FLAGS = {
  config: {
    type: 'string',
    describe: 'Config file. Default: eca.config.* here or above',
    requiresArg: true,
  },
  environment: { type: 'string', alias: 'e', describe: 'Environment of the config', requiresArg: true },
  app: { type: 'string', array: true, describe: 'Only this app (repeatable)', requiresArg: true },
  'target-org': {
    type: 'string',
    alias: 'o',
    describe: 'Alias or username of an org that sf knows',
    requiresArg: true,
  },
  'api-version': {
    type: 'string',
    describe: 'API version instead of the one in the config, such as 66.0',
    requiresArg: true,
  },
} as const satisfies Record<string, Options>;

/** Name of a flag that several commands take. */
export type SharedFlag = keyof typeof SHARED_FLAGS;

/** Flags that every command has. */
export const COMMON_FLAGS = {
  json: { type: 'boolean', describe: 'Print one JSON object on stdout', default: false },
  quiet: { type: 'boolean', describe: 'Print no progress', default: false },
  debug: { type: 'boolean', describe: 'Print requests and decisions to stderr, without secrets', default: false },
  color: { type: 'boolean', describe: 'Colour; by default on a terminal; or --no-color' },
} as const satisfies Record<string, Options>;

/** Words that ask for help. */
export const HELP_WORDS: ReadonlySet<string> = new Set(['--help', '-h', 'help']);

/** The flags of a command, those that it shares first, without those that every command has. */
export function ownFlags({ shared, flags }: Pick<Command, 'shared' | 'flags'>): Readonly<Record<string, Options>> {
  return { ...Object.fromEntries(shared.map((name) => [name, SHARED_FLAGS[name]])), ...flags };
}

/** The text of a flag, undefined when it was not given. */
export function text(flags: FlagValues, name: string): string | undefined {
  const value = flags[name];
  return typeof value === 'string' ? value : undefined;
}

/** The texts of a repeatable flag, undefined when it was not given. */
export function texts(flags: FlagValues, name: string): readonly string[] | undefined {
  const value = flags[name];
  return Array.isArray(value) ? value.map(String) : undefined;
}

/** Whether a switch is on. */
export function isOn(flags: FlagValues, name: string): boolean {
  return flags[name] === true;
}

/** Whether a flag was given, with or without a value. */
export function isGiven(flags: FlagValues, name: string): boolean {
  return flags[name] !== undefined;
}

/**
 * Minutes of a flag as milliseconds.
 *
 * @throws UsageError when it is no number, or a negative one.
 */
export function minutes(flags: FlagValues, name: string): number {
  const value = flags[name];
  if (typeof value === 'number' && value >= 0 && Number.isFinite(value)) return value * 60_000;
  throw new EcaError({
    name: 'UsageError',
    message: `--${name} takes a number of minutes, 0 or more${typeof value === 'number' ? `, and got ${value}` : ''}.`,
    actions: [`Give one, such as --${name} 10.`],
  });
}
