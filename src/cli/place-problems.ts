import { originOf } from '../config/effective.js';
import { EcaError, type Problem } from '../errors.js';
import { show } from '../problem.js';
import type { LoadedConfig } from '../project/load-config.js';

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

/** Runs a command that connects, and gives the alias that nobody knows its place, where the config names it. */
export async function withPlaceOfOrg<T>(
  { problemAt, config }: LoadedConfig,
  isFlag: boolean,
  run: () => Promise<T>,
): Promise<T> {
  try {
    return await run();
  } catch (error) {
    if (isFlag || !(error instanceof EcaError) || error.name !== 'TargetOrgNotFoundError') throw error;
    const { targetOrg, environment } = config;
    if (targetOrg === undefined || environment === undefined || error.problems.length > 0) throw error;
    const { name, message, actions, cause, data } = error;
    const [first = '', ...more] = actions;
    const action = `Correct ${show(targetOrg)}, or log in to the org under this name.`;
    const problems = [problemAt(['environments', environment, 'targetOrg'], message, action)];
    throw new EcaError({ name, message, actions: [first, ...more], cause, data, problems });
  }
}

/** Names of apps, types and fields hold no dots, so that a path comes apart at them. */
function placeOf(problem: Problem, { source, config, problemAt }: LoadedConfig): Problem {
  if (problem.file !== undefined || !/^(?:apps|settings)\b/.test(problem.path)) return problem;
  const path = originOf(problem.path.split('.'), source.value, config.environment);
  return problemAt(path, problem.message, problem.action);
}
