import { closest } from '../metadata/closest.js';
import { type CertificateTexts, withCertificates } from './certificate-files.js';
import { checkRules, type RuleProblems } from './check-rules.js';
import { checkShape } from './check-shape.js';
import { environmentNames, layOver, loginVariables, originOf } from './effective.js';
import type { ResolvedConfig } from './model.js';
import { hasPlaceholder, type IsOpen } from './placeholders.js';
import { isMap, toPlainData, valueAt, type Variables, withoutPaths } from '../plain-data.js';
import { type ConfigPath, type ConfigProblem, isWithin, show, withoutRepetition } from '../problem.js';
import { putVariables } from './put-variables.js';
import { resolveApp } from './resolve-app.js';
import { resolveKeys } from './resolve-keys.js';
import { CONFIG } from './rows/config.js';
import { ENVIRONMENT } from './rows/environment.js';
import type { EffectiveConfig } from './rules/rule.js';

const NO_CERTIFICATES: CertificateTexts = { texts: {}, problems: [] };

/** What {@link resolve} needs to know beside the config. */
export interface ResolveOptions {
  /** Environment to lay over the base. Default: none. */
  readonly environment?: string | undefined;
  /** Developer names of the apps to resolve. Default: all. */
  readonly apps?: readonly string[] | undefined;
  /** Environment variables that `${env:NAME}` takes values from. */
  readonly env: Variables;
  /** API version of the command line, before that of the config. */
  readonly apiVersion?: string | undefined;
  /** Certificates that the config names by their files. Default: none was read, and a file stands for an empty text. */
  readonly certificates?: CertificateTexts | undefined;
}

/** A config with one environment applied, or what is wrong with it. */
export interface Resolution {
  /** Undefined when there are problems. */
  readonly config: ResolvedConfig | undefined;
  /** All of them, also in environments and apps that were not chosen. */
  readonly problems: readonly ConfigProblem[];
  readonly warnings: readonly ConfigProblem[];
}

function unknownName(flag: string, what: string, name: string, known: readonly string[]): ConfigProblem {
  const near = closest(name, known);
  const list = known.length === 0 ? `The config has no ${what}.` : `The config has ${known.join(', ')}.`;
  const action = near === undefined ? list : `Did you mean "${near}"? ${list}`;
  return { path: [flag], message: `The config has no ${what} ${show(name)}.`, action, kind: 'unknown-name' };
}

function chooseApps(config: EffectiveConfig, wanted: readonly string[] | undefined, malformed: readonly ConfigPath[]) {
  const names = config.apps.map(([name]) => name);
  const isBroken = (name: string): boolean => malformed.some((path) => path.at(-2) === 'apps' && path.at(-1) === name);
  const unknown = (wanted ?? []).filter((name) => !names.includes(name) && !isBroken(name));
  const problems = unknown.map((name) => unknownName('--app', 'app', name, names));
  return { chosen: new Set(wanted ?? names), problems };
}

const isAlwaysOpen: IsOpen = (_, value) => hasPlaceholder(value);

/** Checks the environments that were not chosen, without their variables; keeps what they alone are to blame for. */
function checkOthers(written: unknown, malformed: readonly ConfigPath[], options: ResolveOptions): RuleProblems {
  const others = environmentNames(written).filter((name) => name !== options.environment);
  const found = others.map((name) => {
    const context = { written, malformed, isOpen: isAlwaysOpen };
    const { problems, warnings } = checkRules(layOver(written, name, options.apiVersion), context);
    const own = ({ path }: ConfigProblem): boolean => isWithin(path, ['environments', name]);
    return { problems: problems.filter(own), warnings: warnings.filter(own) };
  });
  return { problems: found.flatMap(({ problems }) => problems), warnings: found.flatMap(({ warnings }) => warnings) };
}

function build(
  config: EffectiveConfig,
  chosen: ReadonlySet<string>,
  written: unknown,
  options: ResolveOptions,
): ResolvedConfig {
  const { environment = {}, environmentName, apps } = config;
  const around = { runAsUserSuffix: environment.runAsUserSuffix ?? '', sink: environment.sink ?? config.sink };
  const ofConfig = resolveKeys(CONFIG, {
    apiVersion: config.apiVersion,
    settings: config.settings,
    apps: apps.filter(([name]) => chosen.has(name)).map(([name, app]) => resolveApp(name, app, around)),
  }) as unknown as Pick<ResolvedConfig, 'apiVersion' | 'settings' | 'apps'>;
  const ofEnvironment = resolveKeys(ENVIRONMENT, environment) as unknown as Pick<ResolvedConfig, 'production'>;
  return {
    ...ofConfig,
    ...ofEnvironment,
    apiVersionWritten: options.apiVersion === undefined && valueAt(written, ['apiVersion']) !== undefined,
    environment: environmentName,
    loginVariables: loginVariables(written),
  };
}

function checkNothingLeft(config: EffectiveConfig, written: unknown): ConfigProblem[] {
  const isShapeWrong = !isMap(valueAt(written, ['apps']));
  if (config.apps.length > 0 || isShapeWrong) return [];
  const path = config.environmentName === undefined ? ['apps'] : ['environments', config.environmentName, 'apps'];
  return [{ path, message: 'No app is left.', action: 'Describe at least one app below apps.', kind: 'no-app' }];
}

/** Resolves a config whose outer shape is right and whose environment exists. */
function resolveChosen(plain: unknown, shape: readonly ConfigProblem[], options: ResolveOptions): Resolution {
  const malformed = shape.map(({ path }) => path);
  const written = withoutPaths(plain, malformed);
  const effective = layOver(written, options.environment, options.apiVersion);
  const { chosen, problems: unknownApps } = chooseApps(effective, options.apps, malformed);
  const filled = putVariables(effective, chosen, options.env);
  const unset = filled.problems.map((found) => ({
    ...found,
    path: originOf(found.path, written, options.environment),
    kind: 'unset-variable' as const,
  }));
  const ruled = checkRules(filled.config, { written, malformed, isOpen: filled.isOpen });
  const others = checkOthers(written, malformed, options);
  const nothing = malformed.length === 0 ? checkNothingLeft(effective, plain) : [];
  const problems = [...shape, ...nothing, ...unknownApps, ...unset, ...ruled.problems, ...others.problems];
  return {
    config: problems.length === 0 ? build(filled.config, chosen, written, options) : undefined,
    problems: withoutRepetition(problems),
    warnings: withoutRepetition([...ruled.warnings, ...others.warnings]),
  };
}

/**
 * Checks a written config, lays one environment over it, puts environment variables in, and fills in defaults.
 *
 * All problems are found at once. The shape of every environment is checked, and the rules of those that were not chosen
 * as far as they can be without their variables. Secret fields get the source of their secret, never the secret.
 *
 * @param written - What the file holds: plain data, of any shape.
 */
export function resolve(written: unknown, options: ResolveOptions): Resolution {
  const { certificates = NO_CERTIFICATES } = options;
  const { value, problems: notPlain } = toPlainData(written);
  const plain = withCertificates(value, certificates);
  const failed = (problems: readonly ConfigProblem[]): Resolution => ({ config: undefined, problems, warnings: [] });
  if (notPlain.length > 0) return failed(notPlain);
  const version = options.apiVersion ?? valueAt(plain, ['apiVersion']);
  const wrong = checkShape(plain, CONFIG, [], undefined, typeof version === 'string' ? version : undefined);
  const shape = [...wrong, ...certificates.problems];
  if (!isMap(plain)) return failed(shape);
  const { environment } = options;
  const known = environmentNames(plain);
  if (environment !== undefined && !known.includes(environment)) {
    return failed([unknownName('--environment', 'environment', environment, known), ...shape]);
  }
  return resolveChosen(plain, shape, options);
}
