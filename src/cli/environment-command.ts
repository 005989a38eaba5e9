import { EcaError } from '../errors.js';
import { isGiven, isOn, text, texts, type Command, type CommandContext, type Outcome } from './command.js';
import { FLEET_FLAGS, PRODUCTION_FLAG, REPORT_FLAG, type EnvironmentCommand } from './environment-flags.js';
import { withPlaceOfOrg } from './place-problems.js';
import { asEcaError } from '../internal-error.js';
import { pasteableError, pasteableOutcome } from './next-command.js';
import { sessionOf, type Session } from './session.js';

/** Makes a command that works in one environment, or in several side by side. */
export function environmentCommand(command: EnvironmentCommand): Command {
  const { name, summary, shared, flags, positionals, examples, changes } = command;
  const placing = placingOrg(command);
  return {
    ...{ name, summary, positionals, examples },
    shared: shared.filter((flag) => flag !== 'environment'),
    flags: { ...(changes === undefined ? FLEET_FLAGS : { ...FLEET_FLAGS, ...PRODUCTION_FLAG }), ...flags },
    run: (context) => run(placing, context),
  };
}

/** Makes a command that works in one environment at a time, and reports what it did. */
export function reportingCommand(command: EnvironmentCommand): Command {
  const { name, summary, shared, flags, positionals, examples } = command;
  return {
    ...{ name, summary, shared, positionals, examples },
    flags: { ...flags, ...REPORT_FLAG },
    run: (context) => runOne(placingOrg(command), context),
  };
}

/** An alias of the config that nobody knows is shown where the config has it, and what to do next can be pasted. */
function placingOrg(command: EnvironmentCommand): EnvironmentCommand {
  return {
    ...command,
    inEnvironment: async (context, session) => {
      try {
        const isFlag = isGiven(context.flags, 'target-org');
        const run = (): Promise<Outcome> => command.inEnvironment(context, session);
        const outcome = await withPlaceOfOrg(session.loaded, isFlag, run);
        return command.quotes === true ? outcome : pasteableOutcome(outcome, context);
      } catch (error) {
        throw pasteableError(asEcaError(error), context);
      }
    },
  };
}

async function run(command: EnvironmentCommand, context: CommandContext): Promise<Outcome> {
  const { flags } = context;
  const names = [...new Set(texts(flags, 'environment') ?? [])];
  const isFleet = isOn(flags, 'all') || names.length > 1 || isGiven(flags, 'resume');
  const outside = command.outside?.(context);
  if (outside !== undefined) {
    if (isFleet) throw notBeside('--all, --resume and several environments', 'a command that reads no config');
    if (isGiven(flags, 'report-dir')) throw notBeside('--report-dir', 'a command that reads no config');
    return outside();
  }
  if (!isFleet) return runOne(command, { ...context, flags: { ...flags, environment: names[0] } });
  if (isOn(flags, 'all') && names.length > 0) throw notBeside('--environment', '--all, which takes every one');
  if (isGiven(flags, 'target-org'))
    throw notBeside('--target-org', 'several environments, each of which names its org');
  const [{ runMany }, { refuseSharedFile }] = await Promise.all([
    import('./fleet/run-many.js'),
    import('../runs/before.js'),
  ]);
  for (const flag of command.files ?? []) refuseSharedFile(flag, text(flags, flag));
  return runMany(command, context, names);
}

async function runOne(command: EnvironmentCommand, context: CommandContext): Promise<Outcome> {
  const isReported = isGiven(context.flags, 'report-dir');
  const session = isReported ? await reportedSession(command, context) : await sessionOf(context);
  if (!isReported && texts(context.flags, 'yes-org-id') === undefined) return command.inEnvironment(context, session);
  const { runReported } = await import('./fleet/run-one.js');
  return runReported(command, context, session);
}

/** Loads what writes reports only where one was asked for. */
async function reportedSession(command: EnvironmentCommand, context: CommandContext): Promise<Session> {
  const { orReported } = await import('./fleet/report-failure.js');
  return orReported(command, context, () => sessionOf(context));
}

function notBeside(flag: string, what: string): EcaError {
  return new EcaError({
    name: 'UsageError',
    message: `${flag} cannot stand beside ${what}.`,
    actions: ['Leave one of them out.'],
  });
}
