import { originOf } from '../config/effective.js';
import { EcaError, type Problem } from '../errors.js';
import { show } from '../problem.js';
import type { LoadedConfig } from '../project/load-config.js';
import { shellWord } from '../shell-quote.js';

/** Runs a verb and gives the problems of its error, which name keys of the config, their places in the file. */
export async function placed<T>(loaded: LoadedConfig, run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    if (!(error instanceof EcaError) || error.problems.length === 0) throw error;
    const { name, message, actions, cause, data } = error;
    const [first = '', ...more] = actions;
    const problems = error.problems.map((problem) => placeOf(problem, loaded));
    throw new EcaError({ name, message, actions: [first, ...more], cause, data, problems });
  }
}

/**
 * Runs what connects. An alias that nobody knows gets its place, where the config names it; where no environment was named,
 * those of the config are.
 */
export async function withPlaceOfOrg<T>(
  { problemAt, config, environments }: LoadedConfig,
  isFlag: boolean,
  run: () => Promise<T>,
): Promise<T> {
  try {
    return await run();
  } catch (error) {
    if (isFlag || !(error instanceof EcaError) || error.name !== 'TargetOrgNotFoundError') throw error;
    const { targetOrg, environment } = config;
    if (environment === undefined && environments.length > 0) throw withEnvironments(error, environments);
    if (targetOrg === undefined || environment === undefined || error.problems.length > 0) throw error;
    const { name, message, actions, cause, data } = error;
    const [first = '', ...more] = actions;
    const action = `Correct ${show(targetOrg)}, or log in to the org under this name.`;
    const problems = [problemAt(['environments', environment, 'targetOrg'], message, action)];
    throw new EcaError({ name, message, actions: [first, ...more], cause, data, problems });
  }
}

/** Most environments that an error lists. */
const MOST_ENVIRONMENTS = 8;

/** Where the config has environments, one of them was most probably meant. */
function withEnvironments(error: EcaError, environments: readonly string[]): EcaError {
  const { name, message, cause, data } = error;
  const listed = environments.slice(0, MOST_ENVIRONMENTS).map((each) => `-e ${shellWord(each)}`);
  const more = environments.length > listed.length ? ' and more' : '';
  const action = `Name an environment of the config: ${listed.join(', ')}${more}; or an org that sf knows: -o ALIAS.`;
  return new EcaError({ name, message, actions: [action], cause, data });
}

/** Names of apps, types and fields hold no dots, so that a path comes apart at them. */
function placeOf(problem: Problem, { source, config, problemAt }: LoadedConfig): Problem {
  if (problem.file !== undefined || !/^(?:apps|settings)\b/.test(problem.path)) return problem;
  const path = originOf(problem.path.split('.'), source.value, config.environment);
  return problemAt(path, problem.message, problem.action);
}
