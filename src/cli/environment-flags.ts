import { resolve } from 'node:path';
import type { Options } from 'yargs';
import { ENVIRONMENT_PLACE } from '../config/sink-environment.js';
import type { VerbTraits } from '../runs/verb-traits.js';
import { SHARED_FLAGS, text, type Command, type CommandContext, type FlagValues, type Outcome } from './command.js';
import type { Session } from './session.js';

/**
 * A command that works in one environment. It says once how it does; `environmentCommand` makes of that the same
 * command for several environments side by side, with recap, report and resumption.
 */
export interface EnvironmentCommand extends Omit<Command, 'run'>, VerbTraits {
  /**
   * Does the work in one environment. Whoever does not log in by `orgOf` calls `context.met` with the org, before anything
   * is changed there.
   */
  readonly inEnvironment: (context: CommandContext, session: Session) => Promise<Outcome>;
  /** Whether a run with these flags changes orgs. Default: none does. */
  readonly changes?: ((flags: FlagValues) => boolean) | undefined;
  /** Flags that name a file for each environment: beside several the name carries `{environment}`. Default: none. */
  readonly files?: readonly string[] | undefined;
  /** Its lines quote config and org, and say nothing of what to do next: they stay as they are. Default: false. */
  readonly quotes?: boolean | undefined;
  /** Another way to run, which knows no environments: what does it, undefined where the flags do not ask for it. */
  readonly outside?: ((context: CommandContext) => (() => Promise<Outcome>) | undefined) | undefined;
}

/** The flag that asks for a report. */
export const REPORT_FLAG = {
  'report-dir': {
    type: 'string',
    describe: 'Folder for run.json, JUnit XML, a summary, a page and proof statements, without secrets',
    requiresArg: true,
  },
} as const satisfies Record<string, Options>;

/** Flags of a command that works in several environments. */
export const FLEET_FLAGS = {
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

/** The flag that names production orgs. */
export const PRODUCTION_FLAG = {
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

/** Gives the path of a flag that names a file for each environment; undefined when it was not given. */
export function fileFlag({ io, flags }: CommandContext, name: string, { loaded }: Session): string | undefined {
  const path = text(flags, name);
  if (path === undefined) return undefined;
  return resolve(io.cwd, path.replaceAll(ENVIRONMENT_PLACE, loaded.config.environment ?? 'base'));
}

/** Gives the name under which an environment is reported: without one it is that of the org. */
export function environmentLabel(flags: FlagValues): string {
  return text(flags, 'environment') ?? text(flags, 'target-org') ?? 'default org';
}
