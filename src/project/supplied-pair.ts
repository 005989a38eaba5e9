import type { ResolvedApp } from '../config/model.js';
import { readVariable } from '../config/placeholders.js';
import { whyNoKey } from '../config/rules/credentials.js';
import { isSecretSource } from '../config/secret-fields.js';
import { EcaError, type UnratedProblem } from '../errors.js';
import type { Credentials } from '../oauth/key-pair.js';
import { Secret } from '../secret.js';
import type { Variables } from '../plain-data.js';

/** What stands in the variables of one supplied value. */
interface Taken {
  readonly value: string;
  readonly problem?: UnratedProblem | undefined;
}

/** Gives the consumer key that the config supplies; undefined where it supplies none, or its variable is not set here. */
export function suppliedKey({ credentials }: ResolvedApp, env: Variables): string | undefined {
  const key = credentials?.key;
  const value = isSecretSource(key) ? readVariable(env, key.variable)?.trim() : key;
  return value === '' ? undefined : value;
}

/**
 * Gives the pair that the config supplies for an app, out of environment variables; undefined where it supplies none.
 *
 * @throws ConfigInvalidError for a variable that is not set, or holds what no key and no secret consists of.
 */
export function suppliedPair({ name, credentials }: ResolvedApp, env: Variables): Credentials | undefined {
  if (credentials === undefined) return undefined;
  const key = taken(credentials.key, 'key', name, env);
  const secret = taken(credentials.secret, 'secret', name, env);
  const problems = [key, secret].flatMap(({ problem }) => problem ?? []);
  if (problems.length === 0) return { consumerKey: key.value, consumerSecret: new Secret(secret.value) };
  throw new EcaError({
    name: 'ConfigInvalidError',
    message: `The config supplies key and secret of "${name}", and they cannot be taken from the environment.`,
    actions: ['Set the variables to key and secret of the app, and run the command again.'],
    problems,
  });
}

function taken(from: unknown, what: 'key' | 'secret', app: string, env: Variables): Taken {
  if (!isSecretSource(from)) return { value: String(from) };
  const { variable } = from;
  const value = readVariable(env, variable)?.trim() ?? '';
  const isSet = value !== '';
  const isPlain = whyNoKey(value) === undefined;
  if (isSet && isPlain) return { value };
  const problem = {
    path: `apps.${app}.credentials.${what}`,
    message: isSet
      ? `The environment variable ${variable} holds something else than a consumer ${what}: it has a space or another character that is not plain.`
      : `The environment variable ${variable} is not set or empty; the consumer ${what} of "${app}" comes from it.`,
    action: `Set ${variable} to the consumer ${what}, and run the command again.`,
  };
  return { value: '', problem };
}
