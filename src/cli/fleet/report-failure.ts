import { environmentNames } from '../../config/effective.js';
import type { EcaError } from '../../errors.js';
import { asEcaError } from '../../internal-error.js';
import { isGiven, isOn, texts, type CommandContext } from '../command.js';
import { environmentLabel, type EnvironmentCommand } from '../environment-flags.js';
import { configRequest } from '../session.js';
import { openReporting } from '../../runs/reporting.js';
import { commandIdentity, reportPlace } from './report-place.js';

/** Stands for environments whose names nobody could read. */
const UNREAD = 'all environments';

/**
 * Does what comes before a report begins, such as reading the config. Where that fails, and a report was asked for, the
 * report says so: whoever joins those of many jobs finds the cause, not an empty folder. A run that was to be resumed keeps
 * the report that it would have gone on from.
 *
 * @throws what `act` throws.
 */
export async function orReported<T>(
  command: EnvironmentCommand,
  context: CommandContext,
  act: () => Promise<T>,
): Promise<T> {
  try {
    return await act();
  } catch (thrown) {
    const error = asEcaError(thrown);
    const { flags, onProgress } = context;
    if (isGiven(flags, 'report-dir') && !isGiven(flags, 'resume')) {
      await reportFailure(command, context, error).catch((other: unknown) => {
        onProgress({ kind: 'warning', message: `No report is written: ${asEcaError(other).message}` });
      });
    }
    throw thrown;
  }
}

async function reportFailure(command: EnvironmentCommand, context: CommandContext, error: EcaError): Promise<void> {
  const written = await writtenConfig(context, error);
  const names = namesOf(context, written);
  const identity = commandIdentity(command, context, written ?? null);
  const reporting = await openReporting(
    reportPlace(context),
    identity,
    names.map((name) => ({ name })),
  );
  for (const name of names) {
    reporting.began(name);
    reporting.ended({ name, error, began: true, ms: 0 });
  }
  await reporting.finish(error.exitCode);
}

/** Gives a config that could be read and is wrong; one that cannot be read is not read twice. */
async function writtenConfig(context: CommandContext, error: EcaError): Promise<unknown> {
  if (error.name !== 'ConfigInvalidError' || context.io.signal.aborted) return undefined;
  const { readConfigFile } = await import('../../project/config-file.js');
  const { cwd, configPath, guard } = configRequest(context);
  return (await readConfigFile({ cwd, path: configPath, guard })).value;
}

/** Those that were named; of `--all` those of the config. */
function namesOf({ flags }: CommandContext, written: unknown): readonly string[] {
  if (isOn(flags, 'all')) {
    const known = environmentNames(written);
    return known.length > 0 ? known : [UNREAD];
  }
  const named = texts(flags, 'environment') ?? [];
  return named.length > 0 ? [...new Set(named)] : [environmentLabel(flags)];
}
