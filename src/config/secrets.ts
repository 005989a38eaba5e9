import { Secret } from '../secret.js';
import type { ResolvedApp, ResolvedConfig } from './model.js';
import { readVariable } from './placeholders.js';
import { isMap, type Variables } from '../plain-data.js';
import type { ConfigPath, ConfigProblem } from '../problem.js';
import { isSecretSource } from './secret-fields.js';
import type { SecretSource } from './values.js';

function readSecret(
  { variable }: SecretSource,
  path: ConfigPath,
  variables: Variables,
  problems: ConfigProblem[],
): unknown {
  const value = readVariable(variables, variable);
  if (value !== undefined && value !== '') return new Secret(value);
  const state = value === undefined ? 'is not set' : 'is empty';
  const message = `The environment variable ${variable} ${state}; the secret ${String(path.at(-1))} comes from it.`;
  problems.push({ path, message, action: `Set ${variable} and run the command again.` });
  return undefined;
}

/**
 * Reads the secrets that a config names from environment variables. For commands that send them, and only there.
 *
 * @returns The config with `Secret` values in its secret fields, and a problem for every variable that is not set or empty.
 */
export function resolveSecrets(
  config: ResolvedConfig,
  env: Variables,
): { readonly config: ResolvedConfig; readonly problems: readonly ConfigProblem[] } {
  const problems: ConfigProblem[] = [];
  const walk = (value: unknown, path: ConfigPath): unknown => {
    if (isSecretSource(value)) return readSecret(value, path, env, problems) ?? value;
    if (Array.isArray(value)) return value.map((item: unknown, index) => walk(item, [...path, index]));
    if (!isMap(value)) return value;
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, walk(inner, [...path, key])]));
  };
  const apps = config.apps.map((app) => ({
    ...app,
    fields: walk(app.fields, ['apps', app.name, 'fields']) as ResolvedApp['fields'],
  }));
  return { config: { ...config, apps }, problems };
}
