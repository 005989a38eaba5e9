import { resolve as resolvePath } from 'node:path';
import { environmentNames } from '../config/effective.js';
import type { EcaConfig } from '../config/model.js';
import { resolve } from '../config/resolve.js';
import { usageError, type Problem } from '../errors.js';
import { spellPath, type ConfigProblem } from '../problem.js';
import type { BesidePipeline, GenerateReport } from '../verbs/generate.js';
import type { ValidateSourceReport } from '../verbs/validate.js';
import type { ConfigOptions, RunOptions } from './options.js';
import { readCertificates } from '../project/certificate-files.js';
import { resolved, told, workOf } from './run.js';

/** Which config file {@link readConfig} reads. */
export interface ReadConfigOptions {
  /** Default: `eca.config.*` in `folder` or the nearest folder above it. */
  readonly file?: string | undefined;
  /** Default: the working directory. */
  readonly folder?: string | undefined;
  /** Variables for `${env:NAME}`, by which the config is checked. Default: those of the process. */
  readonly env?: Readonly<Record<string, string | undefined>> | undefined;
}

/** A config file that was read, and breaks no rule. */
export interface ReadConfig {
  /** As it is written, what it extends laid below: for the verbs, which lay the environment over it. */
  readonly config: EcaConfig;
  /** Folder of the file: for `folder` of the verbs. */
  readonly folder: string;
  /** Names of its environments. */
  readonly environments: readonly string[];
  readonly warnings: readonly Problem[];
}

/**
 * Reads a config file of any format. One that is a script is run in this process.
 *
 * @throws EcaError: `ConfigNotFoundError`, `ConfigUnreadableError`, `ConfigInvalidError` with all `problems`.
 */
export async function readConfig(options: ReadConfigOptions = {}): Promise<ReadConfig> {
  return told(async () => {
    const { loadConfig } = await import('../project/load-config.js');
    const { env, root } = surroundings(options);
    const { source, environments, warnings } = await loadConfig({ cwd: root, configPath: options.file, env });
    // Every rule holds, the shape among them.
    return { config: source.value as EcaConfig, folder: source.root, environments, warnings };
  }, options);
}

/** What {@link validate} found. */
export interface ValidateReport {
  /** Empty when the config may be used. */
  readonly problems: readonly Problem[];
  readonly warnings: readonly Problem[];
}

/** Which config {@link validate} checks. */
export interface ValidateVerbOptions extends ConfigOptions {
  /** Folder from which the config names files of certificates. Default: the working directory. */
  readonly folder?: string | undefined;
}

/** Checks a config with all of its environments, offline. Problems are given back, not thrown. */
export async function validate(options: ValidateVerbOptions): Promise<ValidateReport> {
  return told(async () => {
    const { config, environment, apps, apiVersion } = options;
    const { env, root } = surroundings(options);
    const certificates = await readCertificates(config, root);
    const { problems, warnings } = resolve(config, { env, environment, apps, apiVersion, certificates });
    return { problems: problems.map((each) => spelt(each)), warnings: warnings.map((each) => spelt(each, 'warning')) };
  }, options);
}

const spelt = ({ path, message, action, kind }: ConfigProblem, level: Problem['level'] = 'error'): Problem => ({
  ...{ path: spellPath(path), message, action, kind, level },
});

/** Which files {@link validateSource} checks. */
export interface ValidateSourceVerbOptions {
  /** Folder with metadata source, at any depth. */
  readonly sourceDir: string;
  /** Default: that of the project, else of the manifest beside the files, else 66.0. */
  readonly apiVersion?: string | undefined;
  /** Folder that a relative `sourceDir` starts from. Default: the working directory. */
  readonly folder?: string | undefined;
}

/**
 * Checks External Client App files that are there already, offline and without a config.
 *
 * @throws EcaError: `SourceInvalidError` when the folder is not there or holds nothing of External Client Apps.
 */
export async function validateSource(options: ValidateSourceVerbOptions): Promise<ValidateSourceReport> {
  return told(async () => {
    const verb = await import('../verbs/validate.js');
    const { sourceDir, apiVersion } = options;
    return verb.validateSource({ sourceDir, apiVersion, cwd: surroundings(options).root });
  }, options);
}

/** What {@link generate} takes beside {@link ConfigOptions}. */
export interface GenerateVerbOptions extends ConfigOptions {
  /** Folder of the config; source goes to the project around it. Default: the working directory. */
  readonly folder?: string | undefined;
  /** Writes nothing and only tells what would change. Default: false. */
  readonly check?: boolean | undefined;
  /** Removes files of apps and parts that are no longer in the config. Default: false. */
  readonly prune?: boolean | undefined;
  /** Folder that takes the place of the project folder; from `folder`. Default: the project folder. An environment needs one. */
  readonly outputDir?: string | undefined;
  /** Gives the text of each file too; with `check` that is source in memory. Default: false. */
  readonly texts?: boolean | undefined;
  /**
   * How a pipeline of `sf` is to meet the files: `replacements` puts tokens where orgs differ and has `sfdx-project.json`
   * replace them, `forceignore` has `sf` pass over them. Default: no other pipeline is thought of.
   */
  readonly beside?: 'replacements' | 'forceignore' | undefined;
  /** Writes what calls the apps too; with `myDomainUrl` of the org that has them. Default: it is left as it is. */
  readonly namedCredentials?: { readonly myDomainUrl?: string | undefined } | undefined;
}

/**
 * Writes the metadata source and the manifest of a config.
 *
 * @throws EcaError: `ConfigInvalidError`; `UsageError` for an environment without `outputDir`, whose source must not replace
 * that of the base; `WriteFailedError`.
 */
export async function generate(options: GenerateVerbOptions): Promise<GenerateReport> {
  return told(() => generateFrom(options), options);
}

async function generateFrom(options: GenerateVerbOptions): Promise<GenerateReport> {
  const { environment, check, prune, outputDir, namedCredentials, texts } = options;
  if (environment !== undefined && outputDir === undefined && check !== true) {
    throw usageError(
      `The source of the environment "${environment}" must not replace that of the base config.`,
      'Name another folder by `outputDir`, or write nothing with `check`.',
    );
  }
  const { env, root } = surroundings(options);
  const config = await resolved(options, { env, folder: root });
  const beside = await besideOf(options, { env, folder: root });
  const verb = await import('../verbs/generate.js');
  const allApps = Object.keys(options.config.apps);
  const folder = outputDir === undefined ? undefined : resolvePath(root, outputDir);
  return verb.generate({ config, allApps, root, check, prune, outputDir: folder, namedCredentials, texts, beside });
}

async function besideOf(
  { config, apps, apiVersion, beside, outputDir }: GenerateVerbOptions,
  surroundings: Parameters<typeof resolved>[1],
): Promise<BesidePipeline | undefined> {
  if (beside === undefined) return undefined;
  if (outputDir !== undefined) {
    throw usageError('`beside` is about the files of the project, not of another folder.', 'Leave `outputDir` out.');
  }
  if (beside === 'forceignore') return { kind: 'forceignore' };
  const environments = environmentNames(config).map(async (environment) => ({
    environment,
    config: await resolved({ config, environment, apps, apiVersion }, surroundings),
  }));
  return { kind: 'replacements', environments: await Promise.all(environments) };
}

/** Gives folder and variables of a verb that makes no run. */
function surroundings(options: Pick<RunOptions, 'env' | 'folder'>): {
  readonly env: ReturnType<typeof workOf>['env'];
  readonly root: string;
} {
  const { env, folder } = workOf({ env: options.env, folder: options.folder });
  return { env, root: folder };
}
