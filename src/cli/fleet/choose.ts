import { resolve } from 'node:path';
import { valueAt } from '../../plain-data.js';
import { EcaError, type Problem } from '../../errors.js';
import { SHARED_TARGET_ACTION, sharedTargetText, type SharedTarget } from '../../fleet/shared-sinks.js';
import { loadEnvironments, type LoadedEnvironment } from '../../project/load-config.js';
import type { ConfigSource } from '../../project/config-source.js';
import type { ConfigPath } from '../../problem.js';
import type { RunIdentity } from '../../report/read-run.js';
import type { RunEnvironment } from '../../report/run.js';
import { RUN_FILE } from '../../report/run-log.js';
import {
  doneBefore,
  readRunBefore,
  refuseSharedTargets,
  refuseUnnamedProduction,
  type RunBefore,
} from '../../runs/before.js';
import type { RunMember } from '../../runs/several.js';
import { isOn, text, texts, type CommandContext } from '../command.js';
import type { EnvironmentCommand } from '../environment-flags.js';
import { configRequest, problemText } from '../session.js';
import { sinkOf } from '../sink-flag.js';
import { commandIdentity } from './report-place.js';

/** One environment of a run, with the places of its config. */
export interface ChosenEnvironment extends RunMember, Pick<LoadedEnvironment, 'loaded'> {}

/** The environments of a run, and what a run before did already. */
export interface Chosen {
  readonly source: ConfigSource;
  readonly environments: readonly ChosenEnvironment[];
  readonly identity: RunIdentity;
  /** What a run before did, by the name of the environment. */
  readonly done: ReadonlyMap<string, RunEnvironment>;
}

/**
 * Reads the config and, where one is to be resumed, the report of a run before; refuses what would be wrong for the whole,
 * before the first login.
 *
 * @throws UsageError, ConfigInvalidError, NothingToResumeError, ReportUnreadableError, ReportMismatchError,
 * NotConfirmedError
 */
export async function choose(
  command: EnvironmentCommand,
  context: CommandContext,
  names: readonly string[],
): Promise<Chosen> {
  const before = await runBefore(context);
  // A report that somebody joined by hand may name an environment twice.
  const named = names.length > 0 ? names : [...new Set(before?.run.environments.map(({ name }) => name))];
  const isAll = isOn(context.flags, 'all');
  const { source, environments: all } = await loadEnvironments(configRequest(context), isAll ? undefined : named);
  // One without a config takes part, and fails.
  const isMeant = ({ loaded: one }: LoadedEnvironment): boolean =>
    !isAll || one === undefined || command.meantByAll?.(one.config) !== false;
  const environments = all.filter(isMeant).map((one) => ({ ...one, config: one.loaded?.config }));
  const identity = commandIdentity(command, context, source.value);
  const chosen = { source, environments, identity, done: doneBefore(before, identity, environments) };
  warnOf(chosen, context);
  refuseShared(command, chosen, context);
  if (command.changes?.(context.flags) === true) {
    const left = environments.filter(({ name }) => !chosen.done.has(name));
    refuseUnnamedProduction(left, texts(context.flags, 'yes-org-id') ?? []);
  }
  return chosen;
}

async function runBefore({ io, flags }: CommandContext): Promise<RunBefore | undefined> {
  const given = text(flags, 'resume');
  if (given === undefined) return undefined;
  const folder = text(flags, 'report-dir');
  if (given === '' && folder === undefined) {
    throw new EcaError({
      name: 'UsageError',
      message: '--resume does not say which run to go on with.',
      actions: ['Name its run.json with --resume FILE, or the folder that it lies in with --report-dir DIR.'],
    });
  }
  const path = given === '' ? resolve(io.cwd, folder ?? '', RUN_FILE) : resolve(io.cwd, given);
  return readRunBefore(path);
}

/** Each environment finds the same in what all share; it is said once. */
function warnOf({ environments }: Chosen, { onProgress }: CommandContext): void {
  const warnings = environments.flatMap(({ loaded }) => loaded?.warnings ?? []).map(problemText);
  for (const message of new Set(warnings)) onProgress({ kind: 'warning', message });
}

function refuseShared({ sinks }: EnvironmentCommand, { source, environments }: Chosen, context: CommandContext): void {
  const { sink } = sinkOf(context.flags);
  refuseSharedTargets(environments, {
    ...{ folder: source.root, sink, sinks, config: source.displayPath, onProgress: context.onProgress },
    problemOf: (target) => problemOf(target, environments, sink !== undefined),
  });
}

function problemOf(target: SharedTarget, all: readonly ChosenEnvironment[], isFlag: boolean): Problem {
  const { app, key, environments } = target;
  const name = environments.at(-1) ?? '';
  const loaded = all.find((one) => one.name === name)?.loaded;
  const places: readonly ConfigPath[] = [
    ['environments', name, 'apps', app, key],
    ['apps', app, key],
    ['environments', name, key],
    [key],
  ];
  const written = places.find((path) => valueAt(loaded?.source.value, path) !== undefined) ?? [key];
  const path = isFlag && key === 'sink' ? ['--sink'] : written;
  const message = sharedTargetText(target);
  return (
    loaded?.problemAt(path, message, SHARED_TARGET_ACTION) ?? {
      level: 'error',
      path: path.join('.'),
      message,
      action: SHARED_TARGET_ACTION,
    }
  );
}
