import { environmentNames } from '../config/effective.js';
import type { EcaConfig } from '../config/model.js';
import { DEFAULT_API_VERSION } from '../config/rows/config.js';
import type { Org } from '../org/org.js';
import type { ConfigTarget } from '../project/config-target.js';
import type { ConnectedAppMove } from '../verbs/import-connected.js';
import type { Imported } from '../verbs/import-source.js';
import type { ImportReport } from '../verbs/import.js';
import type { Work } from '../work.js';
import type { RunOptions } from './options.js';
import { begin, orgOf, resolved } from './run.js';

/** From where something is imported, and into which config. */
export interface ImportTargetOptions extends RunOptions {
  /** Alias or username that `sf` knows. Default: the login of the environment, then what the variables name, then sf's default. */
  readonly targetOrg?: string | undefined;
  /** Config to write. Default: `eca.config.*` in `folder` or above, else `eca.config.yaml` there. */
  readonly output?: string | undefined;
  /** Environment whose overlay is written. Default: the base config. */
  readonly environment?: string | undefined;
  /** Such as `66.0`. Default: that of the files; 66.0 for an org. */
  readonly apiVersion?: string | undefined;
  /** Changes apps that the config has already. Default: false, they are in `waiting` of the report. */
  readonly update?: boolean | undefined;
  /** Writes every value, also one that is the default. Default: false. */
  readonly all?: boolean | undefined;
  /** Writes although something cannot be said in a config. Default: false. */
  readonly force?: boolean | undefined;
}

/** What {@link importApps} takes over, and into which config. */
export interface ImportVerbOptions extends ImportTargetOptions {
  /** Folders with the apps, in source or in metadata format; no org is asked then. Default: the org. */
  readonly sourceDirs?: readonly string[] | undefined;
  /** Developer names of the apps. Default: all that were found. */
  readonly apps?: readonly string[] | undefined;
}

/** What {@link importConnectedApps} moves, and into which config. */
export interface ImportConnectedVerbOptions extends ImportTargetOptions {
  /** Files or folders of Connected Apps, or API names in the org. */
  readonly connectedApps: readonly string[];
  /** Name of the External Client App that one Connected App becomes. Default: its own with `_ECA` behind it. */
  readonly as?: string | undefined;
}

/** What became of Connected Apps. */
export interface ImportConnectedReport extends ImportReport {
  /** What was moved of each, and what has to be done by hand. */
  readonly connectedApps: readonly ConnectedAppMove[];
}

/**
 * Takes apps of a source folder or of an org over into a config file. Nothing is written unless the plan of that config
 * against what was imported is empty.
 *
 * @throws EcaError: `SourceInvalidError`, `ImportIncompleteError`, `ConfigInvalidError`, and for an org those of {@link plan}.
 */
export async function importApps(options: ImportVerbOptions): Promise<ImportReport> {
  return importing(options, options.apps, (target, work) => importedOf(options, target, work));
}

/**
 * Writes the External Client App that a Connected App becomes into a config file, or the one that Setup has made of it
 * already. Nothing of the Connected App itself is changed.
 *
 * @throws EcaError: `SourceInvalidError` for files that cannot be read entirely, `UsageError` for a name that the org does not have,
 * and those of {@link importApps}.
 */
export async function importConnectedApps(options: ImportConnectedVerbOptions): Promise<ImportConnectedReport> {
  const moves: ConnectedAppMove[] = [];
  const report = await importing(options, undefined, async (target, work) => {
    const { readConnectedApps } = await import('../verbs/read-connected-apps.js');
    const { connectedApps, as, apiVersion, targetOrg } = options;
    const { folder: cwd, env } = work;
    const imported = await readConnectedApps({
      ...{ connectedApps, as, apiVersion, target, cwd, env, asksOrg: targetOrg !== undefined },
      connect: async () => ({ org: await orgToImport(options, target, work), work }),
    });
    moves.push(...imported.moves);
    return imported;
  });
  return { ...report, connectedApps: moves };
}

async function importing(
  options: ImportTargetOptions,
  apps: readonly string[] | undefined,
  read: (target: ConfigTarget, work: Work) => Promise<Imported>,
): Promise<ImportReport> {
  return begin(options, async (work) => {
    const { findConfigTarget } = await import('../project/config-target.js');
    const target = await findConfigTarget({ cwd: work.folder, named: options.output });
    const imported = await read(target, work);
    const verb = await import('../verbs/import.js');
    const { environment, targetOrg, update, all, force } = options;
    return verb.importApps({ imported, target, apps, environment, targetOrg, update, all, force, env: work.env });
  });
}

async function importedOf(options: ImportVerbOptions, target: ConfigTarget, work: Work): Promise<Imported> {
  const { sourceDirs, apiVersion } = options;
  if (sourceDirs !== undefined) {
    const { readImportedSource } = await import('../verbs/import-source.js');
    return readImportedSource({ cwd: work.folder, sourceDirs, apiVersion, env: work.env });
  }
  const { readImportedOrg } = await import('../verbs/import-org.js');
  return readImportedOrg(await orgToImport(options, target, work), work);
}

/** Logs in to the org that was named, else to that of the environment, if the config has it already. */
async function orgToImport(options: ImportTargetOptions, { value }: ConfigTarget, work: Work): Promise<Org> {
  const { targetOrg, apiVersion = DEFAULT_API_VERSION } = options;
  if (value === undefined) return orgOf(targetOrg, { apiVersion }, work);
  const environment = environmentNames(value).find((name) => name === options.environment);
  // Its shape is checked there.
  const config = value as EcaConfig;
  return orgOf(targetOrg, await resolved({ config, environment, apiVersion: options.apiVersion }, work), work);
}
