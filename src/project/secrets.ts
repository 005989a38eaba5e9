import type { ResolvedConfig } from '../config/model.js';
import { resolveSecrets } from '../config/secrets.js';
import { EcaError } from '../errors.js';

/**
 * Takes the secrets that a config names out of the environment. Only commands that send them call this.
 *
 * @throws ConfigInvalidError when a variable is not set.
 */
export function withSecrets(config: ResolvedConfig, env: Readonly<Record<string, string | undefined>>): ResolvedConfig {
  const { config: complete, problems } = resolveSecrets(config, env);
  if (problems.length === 0) return complete;
  throw new EcaError({
    name: 'ConfigInvalidError',
    message: 'Secrets that the config names are not set.',
    actions: ['Set the variables, or take the keys out of the config.'],
    problems: problems.map(({ path, message, action }) => ({ path: path.join('.'), message, action })),
  });
}
