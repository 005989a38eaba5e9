import type { ResolvedConfig } from '../config/model.js';
import { type ConfigPath, type ConfigProblem, counted, spellPath } from '../problem.js';
import { environmentNames } from '../config/effective.js';
import type { CertificateTexts } from '../config/certificate-files.js';
import { resolve } from '../config/resolve.js';
import { EcaError, type Problem } from '../errors.js';
import { readCertificates } from './certificate-files.js';
import { readConfigFile, type ReadConfigOptions } from './config-file.js';
import type { ScriptGuard } from './config-script.js';
import type { ConfigSource } from './config-source.js';
import { settingsBeside, settingsWrittenTwice } from './settings-owners.js';

/** Which config to load, and with what. */
export interface LoadConfigOptions {
  readonly cwd: string;
  /** Default: `eca.config.*` in the working directory or the nearest folder above it. */
  readonly configPath?: string | undefined;
  /** Default: none, the base config. */
  readonly environment?: string | undefined;
  /** Default: all apps. */
  readonly apps?: readonly string[] | undefined;
  /** Comes before the version that the config names. */
  readonly apiVersion?: string | undefined;
  /** Environment variables for `${env:NAME}`. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Runs a config that is a script. Default: nothing guards the process against it. */
  readonly guard?: ScriptGuard | undefined;
}

/** Makes a problem with a value of the config, with the place where it stands. */
type ProblemAt = (path: ConfigPath, message: string, action: string) => Problem;

/** A config that was read and checked, whether or not it is right. */
export interface CheckedConfig {
  /** Undefined when there are problems. */
  readonly config: ResolvedConfig | undefined;
  readonly problems: readonly Problem[];
  readonly warnings: readonly Problem[];
  readonly source: ConfigSource;
  /** Names of all environments of the config. */
  readonly environments: readonly string[];
  readonly problemAt: ProblemAt;
}

/** A config that was read and breaks no rule. */
export type LoadedConfig = Omit<CheckedConfig, 'config' | 'problems'> & { readonly config: ResolvedConfig };

function problemsOf(source: ConfigSource): ProblemAt {
  return (path, message, action) => {
    const isFlag = typeof path[0] === 'string' && path[0].startsWith('--');
    const place = isFlag ? {} : source.place(path);
    return { level: 'error', ...place, path: spellPath(path), message, action };
  };
}

/** Orders problems as a reader of the files meets them, the config itself first; those without a place come before. */
function inFileOrder(problems: readonly Problem[], { layers }: ConfigSource): readonly Problem[] {
  const fileOf = ({ file }: Problem): number => layers.findIndex(({ displayPath }) => displayPath === file);
  return problems.toSorted(
    (a, b) => fileOf(a) - fileOf(b) || (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0),
  );
}

/**
 * Reads and checks the config, and gives every problem instead of throwing. For `eca validate`.
 *
 * @throws EcaError ConfigNotFoundError or ConfigUnreadableError, when there is nothing to check.
 */
export async function checkConfig(options: LoadConfigOptions): Promise<CheckedConfig> {
  const { cwd, configPath, guard } = options;
  return checkSource(await readSource({ cwd, path: configPath, guard }), options);
}

/** A config that was read with the certificates that it names, and what can be said of its files before an environment is laid over it. */
interface ReadSource {
  readonly source: ConfigSource;
  readonly certificates: CertificateTexts;
  readonly beside: readonly ConfigProblem[];
}

async function readSource(options: ReadConfigOptions): Promise<ReadSource> {
  const source = await readConfigFile(options);
  const [certificates, beside] = await Promise.all([
    readCertificates(source.value, source.root),
    settingsBeside(source),
  ]);
  return { source, certificates, beside };
}

function checkSource({ source, certificates, beside }: ReadSource, options: LoadConfigOptions): CheckedConfig {
  const { environment, apps, apiVersion, env } = options;
  const resolution = resolve(source.value, {
    env,
    environment,
    apps,
    apiVersion,
    certificates,
  });
  const problemAt = problemsOf(source);
  const placed = (found: readonly ConfigProblem[]): readonly Problem[] =>
    inFileOrder(
      found.map(({ path, message, action, kind }) => ({ ...problemAt(path, message, action), kind })),
      source,
    );
  const ofFiles = settingsWrittenTwice(source);
  return {
    config: ofFiles.length === 0 ? resolution.config : undefined,
    problems: placed([...ofFiles, ...resolution.problems]),
    warnings: placed([...resolution.warnings, ...beside]),
    source,
    environments: environmentNames(source.value),
    problemAt,
  };
}

/** Makes the error of a config that breaks rules. */
function configInvalid(problems: readonly Problem[], displayPath: string): EcaError {
  const count = counted(problems.length, 'problem');
  const [first] = problems;
  const place = problems.every(({ file }) => file === undefined) ? 'the flags' : displayPath;
  return new EcaError({
    name: 'ConfigInvalidError',
    message: `${count} in ${place}.`,
    actions: [
      problems.length === 1 && first !== undefined
        ? first.action
        : 'Correct each of them; every problem names what to do.',
    ],
    problems,
  });
}

/**
 * Reads the config, lays the environment over it, and checks every rule.
 *
 * @throws EcaError ConfigInvalidError with all problems; ConfigNotFoundError; ConfigUnreadableError.
 */
export async function loadConfig(options: LoadConfigOptions): Promise<LoadedConfig> {
  return loaded(await checkConfig(options));
}

function loaded({ config, problems, ...rest }: CheckedConfig): LoadedConfig {
  if (config === undefined) throw configInvalid(problems, rest.source.displayPath);
  return { ...rest, config };
}

/** One of several environments: its config, or why it has none. */
export interface LoadedEnvironment {
  readonly name: string;
  readonly loaded?: LoadedConfig | undefined;
  readonly error?: EcaError | undefined;
}

/** A config that was read once, with each of several environments laid over it. */
export interface LoadedEnvironments {
  readonly source: ConfigSource;
  /** In the order of the names; for all of them, in that of the file. */
  readonly environments: readonly LoadedEnvironment[];
}

/**
 * Reads the config once and lays each environment over it. What one of them alone is to blame for, such as a variable that
 * is not set, stands in its place; what they all are is thrown.
 *
 * @param names - Default: all environments of the config.
 * @throws EcaError ConfigInvalidError, also for a name that the config does not have; ConfigNotFoundError;
 * ConfigUnreadableError; UsageError when the config has no environments.
 */
export async function loadEnvironments(
  options: LoadConfigOptions,
  names: readonly string[] | undefined,
): Promise<LoadedEnvironments> {
  const { cwd, configPath, guard } = options;
  const read = await readSource({ cwd, path: configPath, guard });
  const { source } = read;
  const check = (environment: string): LoadedConfig => loaded(checkSource(read, { ...options, environment }));
  const known = environmentNames(source.value);
  const unknown = (names ?? []).find((name) => !known.includes(name));
  if (unknown !== undefined) check(unknown);
  const environments = (names ?? known).map((name): LoadedEnvironment => {
    try {
      return { name, loaded: check(name) };
    } catch (error) {
      if (!(error instanceof EcaError)) throw error;
      return { name, error };
    }
  });
  const [first] = environments;
  if (first === undefined) throw noEnvironments(source.displayPath);
  if (first.error !== undefined && environments.every(({ error }) => error !== undefined)) throw first.error;
  return { source, environments };
}

function noEnvironments(displayPath: string): EcaError {
  return new EcaError({
    name: 'UsageError',
    message: `${displayPath} has no environments, and --all is for each of them.`,
    actions: ['Write `environments` into the config, or name one org with -o ALIAS.'],
  });
}
