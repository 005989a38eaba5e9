import { resolve } from 'node:path';
import { valueAt } from '../../plain-data.js';
import { EcaError, type Problem } from '../../errors.js';
import {
  SHARED_TARGET_ACTION,
  sharedTargets,
  sharedTargetText,
  type NamedConfig,
  type SharedTarget,
} from '../../fleet/shared-sinks.js';
import { digestOf } from '../../project/digest.js';
import {
  loadEnvironments,
  type LoadedConfig,
  type LoadedEnvironment,
  type LoadedEnvironments,
} from '../../project/load-config.js';
import { counted, type ConfigPath } from '../../problem.js';
import { doneBy, doneOtherwise, readRun, refuseOtherRun, type RunIdentity } from '../../report/read-run.js';
import type { Run, RunEnvironment } from '../../report/run.js';
import { RUN_FILE } from '../../report/run-log.js';
import { isOn, text, texts, type CommandContext } from '../command.js';
import type { EnvironmentCommand } from '../environment-flags.js';
import { configRequest, problemText } from '../session.js';
import { sinkOf } from '../sink-flag.js';
import { identityOf } from './reporting.js';

/** The environments of a run, and what a run before did already. */
export interface Chosen extends LoadedEnvironments {
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
  const all = await loadEnvironments(configRequest(context), isAll ? undefined : named);
  // One without a config takes part, and fails.
  const isMeant = ({ loaded: one }: LoadedEnvironment): boolean =>
    !isAll || one === undefined || command.meantByAll?.(one.config) !== false;
  const loaded = { ...all, environments: all.environments.filter(isMeant) };
  const identity = identityOf(command, context, loaded.source.value);
  if (before !== undefined) refuseOther(before, identity, loaded.environments);
  const finished = before === undefined ? [] : doneBy(before.run);
  const chosen = { ...loaded, identity, done: new Map(finished.map((one) => [one.name, one])) };
  warnOf(chosen, context);
  refuseSharedTargets(command, chosen, context);
  refuseUnnamedProduction(command, chosen, context);
  return chosen;
}

/** The report that a run goes on from. */
interface RunBefore {
  readonly path: string;
  readonly run: Run;
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
  return { path, run: await readRun(path) };
}

function refuseOther(
  { path, run }: RunBefore,
  identity: RunIdentity,
  environments: readonly LoadedEnvironment[],
): void {
  const digests = environments.map(
    ({ name, loaded }) => [name, loaded === undefined ? undefined : digestOf(loaded.config)] as const,
  );
  const { configDigest } = identity;
  refuseOtherRun(path, run, identity, doneOtherwise(run, { configDigest, environments: new Map(digests) }));
}

/** Each environment finds the same in what all share; it is said once. */
function warnOf({ environments }: Chosen, { onProgress }: CommandContext): void {
  const warnings = environments.flatMap(({ loaded }) => loaded?.warnings ?? []).map(problemText);
  for (const message of new Set(warnings)) onProgress({ kind: 'warning', message });
}

function refuseSharedTargets(command: EnvironmentCommand, chosen: Chosen, context: CommandContext): void {
  const configs = chosen.environments.flatMap(({ name, loaded }) =>
    loaded === undefined ? [] : [{ name, config: loaded.config, loaded }],
  );
  const { sink } = sinkOf(context.flags);
  const { sinks } = command;
  const shared = sharedTargets(configs, { folder: chosen.source.root, sink, reads: sinks === 'reads' });
  const [first] = shared;
  if (first === undefined) return;
  if (sinks === undefined) {
    for (const target of shared)
      context.onProgress({ kind: 'warning', message: `${sharedTargetText(target)} ${SHARED_TARGET_ACTION}` });
    return;
  }
  throw new EcaError({
    name: 'ConfigInvalidError',
    message: `Several environments have one target for key and secret in ${chosen.source.displayPath}.`,
    actions: [SHARED_TARGET_ACTION],
    problems: shared.map((target) => problemOf(target, configs, sink !== undefined)),
  });
}

function problemOf(
  target: SharedTarget,
  configs: readonly (NamedConfig & { readonly loaded: LoadedConfig })[],
  isFlag: boolean,
): Problem {
  const { app, key, environments } = target;
  const name = environments.at(-1) ?? '';
  const loaded = configs.find((config) => config.name === name)?.loaded;
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

/** Before the first login nobody knows which id is whose; that there is one for each is known. */
function refuseUnnamedProduction(command: EnvironmentCommand, chosen: Chosen, { flags }: CommandContext): void {
  if (command.changes?.(flags) !== true) return;
  const names = chosen.environments
    .filter(({ name, loaded }) => loaded?.config.production === true && !chosen.done.has(name))
    .map(({ name }) => name);
  const ids = new Set(texts(flags, 'yes-org-id') ?? []);
  if (ids.size >= names.length) return;
  throw new EcaError({
    name: 'NotConfirmedError',
    message: `${names.length === 1 ? 'A production environment' : `${names.length} production environments`} would be changed (${names.join(', ')}), and ${ids.size === 0 ? 'no org id was' : `${counted(ids.size, 'org id')} ${ids.size === 1 ? 'was' : 'were'}`} given. Nothing was begun.`,
    actions: [
      `Pass --yes-org-id ID once for each; \`eca doctor -e ${names[0] ?? ''}\` shows the id. Or name the other environments with -e.`,
    ],
  });
}
