import { checkShape } from './check-shape.js';
import { originOf } from './effective.js';
import type { AppConfig } from './model.js';
import type { IsOpen } from './placeholders.js';
import { isMap, valueAt } from '../plain-data.js';
import { type ConfigPath, type ConfigProblem, isWithin } from '../problem.js';
import type { ProblemKind } from '../problem-kinds.js';
import { APP_RULES, CONFIG_RULES } from './rules.js';
import type { AppContext, EffectiveConfig, RuleProblem } from './rules/rule.js';
import { isKnownVersion } from './rules/versions.js';
import { APP } from './rows/app.js';
import { DEFAULT_API_VERSION } from './rows/config.js';
import { takeSecrets } from './secret-fields.js';

/** What checking found. */
export interface RuleProblems {
  readonly problems: readonly ConfigProblem[];
  readonly warnings: readonly ConfigProblem[];
}

/** What {@link checkRules} looks at beside the merged config. */
export interface CheckContext {
  /** The written config, which findings point into. */
  readonly written: unknown;
  /** Places that are known to have a wrong shape: rules that would read them are left out. */
  readonly malformed: readonly ConfigPath[];
  /** Tells, by paths of the merged config, where a variable is still to be put in. */
  readonly isOpen: IsOpen;
}

function checkSecrets(name: string, app: AppConfig): RuleProblem[] {
  if (!isMap(app.fields)) return [];
  return Object.entries(app.fields).flatMap(([type, fields]) => {
    if (!isMap(fields)) return [];
    const { problems } = takeSecrets(type, fields);
    return problems.map((found) => ({
      ...found,
      severity: 'problem' as const,
      kind: 'literal-secret' as const,
      path: ['apps', name, 'fields', type, ...found.path],
    }));
  });
}

/** Each rule finds problems of one kind. */
function ofKind({ name }: { readonly name: ProblemKind }, found: readonly RuleProblem[]): RuleProblem[] {
  return found.map((finding) => ({ kind: name, ...finding }));
}

function checkApp(
  app: AppConfig,
  context: AppContext,
  malformed: readonly ConfigPath[],
  isOpen: IsOpen,
): RuleProblem[] {
  const { name } = context;
  const here = ['apps', name];
  const shape = checkShape(app, APP, here, isOpen, context.apiVersion);
  // What was cut out for its wrong shape is reported already, and is not missing as well.
  const isCut = ({ path }: ConfigProblem): boolean => malformed.some((cut) => isWithin(path, cut));
  const wrong = [...malformed, ...shape.map((problem) => problem.path)];
  const wrongKeys = new Set(wrong.flatMap((path) => (isWithin(path, here) ? [path[here.length]] : [])));
  const isWrong = (key: string): boolean => wrongKeys.has(key);
  const sound = Object.fromEntries(Object.entries(app).filter(([key]) => !isWrong(key))) as unknown as AppConfig;
  const ruled = APP_RULES.filter((rule) => !rule.reads.some(isWrong)).flatMap((rule) =>
    ofKind(rule, rule.check(sound, context)),
  );
  const known = ruled.filter(({ path }) => !isOpen([...here, ...path], valueAt(app, path)));
  return [
    ...shape.filter((problem) => !isCut(problem)).map((problem) => ({ ...problem, severity: 'problem' as const })),
    ...known.map((finding) => ({ ...finding, path: [...here, ...finding.path] })),
    ...checkSecrets(name, app),
  ];
}

/** Gives the value that a path of a config rule leads to, as it is after the environment and its variables. */
function merged({ apiVersion, sink, environmentName, environment }: EffectiveConfig, path: ConfigPath): unknown {
  const isLogin = path[0] === 'environments' && path[2] === 'auth';
  const environments = environmentName === undefined ? {} : { [environmentName]: environment };
  return isLogin ? undefined : valueAt({ apiVersion, sink, environments }, path);
}

function checkRest(config: EffectiveConfig, { malformed, isOpen }: CheckContext): RuleProblem[] {
  return CONFIG_RULES.flatMap((rule) => ofKind(rule, rule.check(config)))
    .filter(({ path }) => !isOpen(path, merged(config, path)))
    .filter(({ path }) => !malformed.some((wrong) => isWithin(wrong, path) || isWithin(path, wrong)));
}

function findAll(config: EffectiveConfig, context: CheckContext): RuleProblem[] {
  const { malformed, isOpen } = context;
  const apiVersion = isKnownVersion(config.apiVersion) ? config.apiVersion : DEFAULT_API_VERSION;
  const runAsUserSuffix = config.environment?.runAsUserSuffix ?? '';
  const ofApps = malformed.map((path) =>
    config.environmentName !== undefined && isWithin(path, ['environments', config.environmentName, 'apps'])
      ? path.slice(2)
      : path,
  );
  return [
    ...config.apps.flatMap(([name, app]) => checkApp(app, { name, apiVersion, runAsUserSuffix }, ofApps, isOpen)),
    ...checkRest(config, context),
  ];
}

/**
 * Checks a merged config: shape of the merged apps, then every rule.
 *
 * What `${env:…}` stands for is not judged while it is not put in. Findings point to where a value is written, in the
 * base or in the environment.
 */
export function checkRules(config: EffectiveConfig, context: CheckContext): RuleProblems {
  const all = findAll(config, context).map(({ severity, path, message, action, kind }) => ({
    severity,
    problem: { path: originOf(path, context.written, config.environmentName), message, action, kind },
  }));
  const of = (severity: RuleProblem['severity']): ConfigProblem[] =>
    all.filter((found) => found.severity === severity).map((found) => found.problem);
  return { problems: of('problem'), warnings: of('warning') };
}
