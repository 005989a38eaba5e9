import type { Options } from 'yargs';
import { EcaError } from '../errors.js';
import {
  isGiven,
  isOn,
  SHARED_FLAGS,
  text,
  texts,
  type Command,
  type CommandContext,
  type FlagValues,
  type Outcome,
} from './command.js';
import { sessionOf, type Session } from './session.js';

/**
 * A command that works in one environment. It says once how it does; {@link environmentCommand} makes of that the same
 * command for several environments side by side, with recap, report and resumption.
 */
export interface EnvironmentCommand extends Omit<Command, 'run'> {
  /**
   * Does the work in one environment. Whoever does not log in by `orgOf` calls `context.met` with the org, before anything
   * is changed there.
   */
  readonly inEnvironment: (context: CommandContext, session: Session) => Promise<Outcome>;
  /** Whether a run with these flags changes orgs. Default: none does. */
  readonly changes?: ((flags: FlagValues) => boolean) | undefined;
  /** What it does with the sinks of the config. Default: nothing. */
  readonly sinks?: 'stores' | 'reads' | undefined;
  /** Another way to run, which knows no environments: what does it, undefined where the flags do not ask for it. */
  readonly outside?: ((context: CommandContext) => (() => Promise<Outcome>) | undefined) | undefined;
}

const REPORT_FLAG = {
  'report-dir': {
    type: 'string',
    describe: 'Folder for run.json: what was done and proven in each environment, without secrets',
    requiresArg: true,
  },
} as const satisfies Record<string, Options>;

/** Flags of a command that works in several environments. */
const FLEET_FLAGS = {
  environment: { ...SHARED_FLAGS.environment, array: true, describe: 'Environment of the config (repeatable)' },
  all: { type: 'boolean', describe: 'Every environment of the config, side by side', default: false },
  concurrency: { type: 'number', describe: 'Environments at a time. Default: 20', requiresArg: true },
  wait: { type: 'number', describe: 'Minutes to wait for the org', default: 33, requiresArg: true },
  'wait-all': {
    type: 'number',
    describe: 'Minutes that all environments together may take. Default: as long as --wait lets each',
    requiresArg: true,
  },
  ...REPORT_FLAG,
  resume: {
    type: 'string',
    describe: 'Only what a run before did not do, by its run.json. Without a value: the one in --report-dir',
  },
} as const satisfies Record<string, Options>;

const PRODUCTION_FLAG = {
  'yes-org-id': {
    type: 'string',
    array: true,
    describe: 'Id of a production org that may be changed (repeatable); needed for each beside other environments',
    requiresArg: true,
  },
} as const satisfies Record<string, Options>;

/** Flags that say where and how long a command runs and what is told of it, not what it does. */
const AROUND: ReadonlySet<string> = new Set([
  ...Object.keys({ ...FLEET_FLAGS, ...PRODUCTION_FLAG }),
  ...['yes', 'allow-secret-access'],
]);

/** Gives the flags that decide what a run does, for a later run to be known as the same. */
export function decidingFlags({ flags: own = {} }: EnvironmentCommand, flags: FlagValues): FlagValues {
  const names = [...Object.keys(own), 'app', 'api-version'].filter((name) => !AROUND.has(name));
  return Object.fromEntries(names.map((name) => [name, flags[name]]));
}

/** Makes a command that works in one environment, or in several side by side. */
export function environmentCommand(command: EnvironmentCommand): Command {
  const { name, summary, shared, flags, positionals, examples, changes } = command;
  return {
    ...{ name, summary, positionals, examples },
    shared: shared.filter((flag) => flag !== 'environment'),
    flags: { ...(changes === undefined ? FLEET_FLAGS : { ...FLEET_FLAGS, ...PRODUCTION_FLAG }), ...flags },
    run: (context) => run(command, context),
  };
}

/** Makes a command that works in one environment at a time, and reports what it did. */
export function reportingCommand(command: EnvironmentCommand): Command {
  const { name, summary, shared, flags, positionals, examples } = command;
  return {
    ...{ name, summary, shared, positionals, examples },
    flags: { ...flags, ...REPORT_FLAG },
    run: (context) => runOne(command, context),
  };
}

async function run(command: EnvironmentCommand, context: CommandContext): Promise<Outcome> {
  const { flags } = context;
  const names = [...new Set(texts(flags, 'environment') ?? [])];
  const isFleet = isOn(flags, 'all') || names.length > 1 || isGiven(flags, 'resume');
  const outside = command.outside?.(context);
  if (outside !== undefined) {
    if (isFleet) throw notBeside('--all, --resume and several environments', 'a command that reads no config');
    return outside();
  }
  if (!isFleet) return runOne(command, { ...context, flags: { ...flags, environment: names[0] } });
  if (isOn(flags, 'all') && names.length > 0) throw notBeside('--environment', '--all, which takes every one');
  if (isGiven(flags, 'target-org'))
    throw notBeside('--target-org', 'several environments, each of which names its org');
  const { runMany } = await import('./fleet/run-many.js');
  return runMany(command, context, names);
}

async function runOne(command: EnvironmentCommand, context: CommandContext): Promise<Outcome> {
  const session = await sessionOf(context);
  const isReported = isGiven(context.flags, 'report-dir');
  if (!isReported && texts(context.flags, 'yes-org-id') === undefined) return command.inEnvironment(context, session);
  const { runReported } = await import('./fleet/run-one.js');
  return runReported(command, context, session);
}

function notBeside(flag: string, what: string): EcaError {
  return new EcaError({
    name: 'UsageError',
    message: `${flag} cannot stand beside ${what}.`,
    actions: ['Leave one of them out.'],
  });
}

/** Gives the name under which an environment is reported: without one it is that of the org. */
export function environmentLabel(flags: FlagValues): string {
  return text(flags, 'environment') ?? text(flags, 'target-org') ?? 'default org';
}
