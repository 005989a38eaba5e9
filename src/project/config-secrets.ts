import type { ResolvedConfig } from '../config/model.js';
import { resolveSecrets } from '../config/secrets.js';
import { configInvalid, type LoadedConfig } from './load-config.js';

/**
 * Reads the secrets that a loaded config names from environment variables. For commands that send them, and only there.
 *
 * @throws EcaError ConfigInvalidError with a problem for each variable that is not set or empty.
 */
export function readConfigSecrets(
  loaded: Pick<LoadedConfig, 'config' | 'source' | 'problemAt'>,
  env: Readonly<Record<string, string | undefined>>,
): ResolvedConfig {
  const { config, problems } = resolveSecrets(loaded.config, env);
  if (problems.length === 0) return config;
  const placed = problems.map(({ path, message, action }) => loaded.problemAt(path, message, action));
  throw configInvalid(placed, loaded.source.displayPath);
}
