import type { EffectiveConfig } from './rules/rule.js';
import { hasPlaceholder, type IsOpen, substitute } from './placeholders.js';
import type { Variables } from '../plain-data.js';
import { type ConfigPath, type ConfigProblem, spellPath } from '../problem.js';
import { CONFIG } from './rows/config.js';
import { isSecretPath } from './secret-fields.js';
import { shapeAt } from './shape.js';

/** A merged config with the values of environment variables in it. */
export interface FilledConfig {
  readonly config: EffectiveConfig;
  readonly problems: readonly ConfigProblem[];
  /** Tells where a variable was not put in: it is not set, or the value was not looked at. */
  readonly isOpen: IsOpen;
}

/** Tells whether a path leads to the name of a variable, for which nothing is put in. */
function isVariableName(path: ConfigPath): boolean {
  return shapeAt(CONFIG, path)?.kind === 'variable-name';
}

/** Tells whether a path leads to what is read only where it is used. */
function isLate(path: ConfigPath): boolean {
  const shape = shapeAt(CONFIG, path);
  return shape?.kind === 'late-text' || shape?.kind === 'secret' || isSecretPath(path);
}

/**
 * Puts environment variables into a merged config: into the chosen apps, and into what surrounds them.
 *
 * Secret fields and the names below `auth` are left as they are. A sink that the environment replaces is not looked at.
 */
export function putVariables(config: EffectiveConfig, chosen: ReadonlySet<string>, variables: Variables): FilledConfig {
  const problems: ConfigProblem[] = [];
  const fill = <T>(value: T, path: ConfigPath, keep?: (path: ConfigPath) => boolean): T => {
    const filled = substitute(value, path, variables, keep);
    problems.push(...filled.problems);
    return filled.value as T;
  };
  const { environment, environmentName, sink, apps } = config;
  const here = ['environments', environmentName ?? ''];
  const filled: EffectiveConfig = {
    ...config,
    apiVersion: fill(config.apiVersion, config.apiVersionPath),
    apps: apps.map(([name, app]) => [name, chosen.has(name) ? fill(app, ['apps', name], isLate) : app] as const),
    sink: environment?.sink === undefined ? fill(sink, ['sink']) : sink,
    environment: fill(environment, here, isVariableName),
  };
  const isSkipped = ([top, app]: ConfigPath): boolean =>
    top === 'apps' ? !chosen.has(String(app)) : top === 'sink' && environment?.sink !== undefined;
  const isOpen: IsOpen = (path, value) =>
    hasPlaceholder(value) && (isSkipped(path) || problems.some((unset) => spellPath(unset.path) === spellPath(path)));
  return { config: filled, problems, isOpen };
}
