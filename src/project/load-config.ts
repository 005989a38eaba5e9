import type { ResolvedConfig } from '../config/model.js';
import { type ConfigPath, type ConfigProblem, spellPath } from '../problem.js';
import { environmentNames } from '../config/effective.js';
import { resolve } from '../config/resolve.js';
import { EcaError, type Problem } from '../errors.js';
import { readConfigFile } from './config-file.js';
import type { ScriptGuard } from './config-script.js';
import type { ConfigSource } from './config-source.js';

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
    const place = isFlag ? {} : { file: source.displayPath, ...source.locate(path) };
    return { level: 'error', ...place, path: spellPath(path), message, action };
  };
}

/** Orders problems as a reader of the file meets them; those without a place come first. */
function inFileOrder(problems: readonly Problem[]): readonly Problem[] {
  return problems.toSorted((a, b) => (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0));
}

/**
 * Reads and checks the config, and gives every problem instead of throwing. For `eca validate`.
 *
 * @throws EcaError ConfigNotFoundError or ConfigUnreadableError, when there is nothing to check.
 */
export async function checkConfig(options: LoadConfigOptions): Promise<CheckedConfig> {
  const { cwd, configPath, environment, apps, apiVersion, env, guard } = options;
  const source = await readConfigFile({ cwd, path: configPath, guard });
  const resolution = resolve(source.value, {
    env,
    environment,
    apps,
    apiVersion,
  });
  const problemAt = problemsOf(source);
  const placed = (found: readonly ConfigProblem[]): readonly Problem[] =>
    inFileOrder(found.map(({ path, message, action, kind }) => ({ ...problemAt(path, message, action), kind })));
  return {
    config: resolution.config,
    problems: placed(resolution.problems),
    warnings: placed(resolution.warnings),
    source,
    environments: environmentNames(source.value),
    problemAt,
  };
}

/** Makes the error of a config that breaks rules. */
function configInvalid(problems: readonly Problem[], displayPath: string): EcaError {
  const count = problems.length === 1 ? '1 problem' : `${problems.length} problems`;
  const [first] = problems;
  return new EcaError({
    name: 'ConfigInvalidError',
    message: `${count} in ${displayPath}.`,
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
  const { config, problems, ...rest } = await checkConfig(options);
  if (config === undefined) throw configInvalid(problems, rest.source.displayPath);
  return { ...rest, config };
}
