import type { EffectiveConfig } from './rules/rule.js';
import { hasPlaceholder, type IsOpen, substitute, type Variables } from './placeholders.js';
import { type ConfigPath, type ConfigProblem, spellPath } from '../problem.js';
import { isSecretPath } from './secret-fields.js';

/** A merged config with the values of environment variables in it. */
export interface FilledConfig {
  readonly config: EffectiveConfig;
  readonly problems: readonly ConfigProblem[];
  /** Tells where a variable was not put in: it is not set, or the value was not looked at. */
  readonly isOpen: IsOpen;
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
  const isLogin = (path: ConfigPath): boolean => path.length === 3 && path[2] === 'auth';
  const filled: EffectiveConfig = {
    ...config,
    apiVersion: fill(config.apiVersion, config.apiVersionPath),
    apps: apps.map(([name, app]) => [name, chosen.has(name) ? fill(app, ['apps', name], isSecretPath) : app] as const),
    ...(sink === undefined || environment?.sink !== undefined ? {} : { sink: fill(sink, ['sink']) }),
    ...(environment === undefined ? {} : { environment: fill(environment, here, isLogin) }),
  };
  const isSkipped = ([top, app]: ConfigPath): boolean =>
    top === 'apps' ? !chosen.has(String(app)) : top === 'sink' && environment?.sink !== undefined;
  const isOpen: IsOpen = (path, value) =>
    hasPlaceholder(value) && (isSkipped(path) || problems.some((unset) => spellPath(unset.path) === spellPath(path)));
  return { config: filled, problems, isOpen };
}
