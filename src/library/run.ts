import type { ResolvedConfig } from '../config/model.js';
import { resolve } from '../config/resolve.js';
import { inTime } from '../ending.js';
import { EcaError } from '../errors.js';
import { chooseLogin } from '../org/login.js';
import { asEcaError } from '../internal-error.js';
import type { Org } from '../org/org.js';
import { counted } from '../problem.js';
import { readCertificates } from '../project/certificate-files.js';
import { withSecrets } from '../project/secrets.js';
import { openWork, type Work } from '../work.js';
import type { Begun, Opened } from './acts.js';
import type { ConfigOptions, RunOptions, VerbOptions } from './options.js';

/** What a verb needs of its config. */
export interface Needs {
  /** Sends the secrets that the config names: their variables have to be set, before any org is asked. Default: false. */
  readonly secrets?: boolean | undefined;
}

/** Makes a run of the library: connects, and ends in time. */
export async function runInOrg<T>(
  options: VerbOptions,
  act: (opened: Opened) => Promise<T>,
  needs: Needs = {},
): Promise<T> {
  const connected = async ({ config, work }: Begun): Promise<T> =>
    act({ org: await orgOf(options.targetOrg, config, work), config, work });
  return runWithConfig(options, connected, needs);
}

/** Makes a run of the library that connects by itself, if at all. */
export async function runWithConfig<T>(
  options: VerbOptions,
  act: (begun: Begun) => Promise<T>,
  { secrets = false }: Needs = {},
): Promise<T> {
  return begin(options, async (work) => {
    const config = await resolved(options, work);
    return act({ config: secrets ? withSecrets(config, work.env) : config, work });
  });
}

/** Makes a run of the library that reads no config. */
export async function begin<T>(options: RunOptions, act: (work: Work) => Promise<T>): Promise<T> {
  const work = workOf(options);
  return told(() => inTime(work, () => act(work)), options.signal);
}

/** Gives every error as one of the closed list, but the one that the caller ended the run with. */
export async function told<T>(act: () => Promise<T>, signal?: AbortSignal): Promise<T> {
  try {
    return await act();
  } catch (error) {
    if (signal?.aborted === true && error === signal.reason) throw error;
    throw asEcaError(error);
  }
}

/** Connects to the org that the options, the config or the variables name. */
export async function orgOf(
  targetOrg: string | undefined,
  config: Pick<ResolvedConfig, 'apiVersion'> & Partial<Pick<ResolvedConfig, 'targetOrg' | 'auth' | 'sandbox'>>,
  work: Work,
): Promise<Org> {
  const { connect } = await import('../org/connect.js');
  const login = chooseLogin({ flag: targetOrg, targetOrg: config.targetOrg, auth: config.auth, env: work.env });
  return connect({ login, apiVersion: config.apiVersion, sandbox: config.sandbox, work });
}

/** Begins a run. */
export function workOf({ env, folder, wait, signal, onProgress }: RunOptions): Work {
  const waitMs = wait === undefined ? undefined : wait * 60_000;
  return openWork({ folder, env, signal, waitMs, onProgress });
}

/**
 * Lays the environment over the config, with the certificates that it names by their files.
 *
 * @throws ConfigInvalidError with all problems
 */
export async function resolved(
  { config: written, environment, apps, apiVersion }: ConfigOptions,
  { env, folder }: Pick<Work, 'env' | 'folder'>,
): Promise<ResolvedConfig> {
  const certificates = await readCertificates(written, folder);
  const { config, problems } = resolve(written, { env, environment, apps, apiVersion, certificates });
  if (config !== undefined && problems.length === 0) return config;
  throw new EcaError({
    name: 'ConfigInvalidError',
    message: `The config has ${counted(problems.length, 'problem')}:\n${problems.map(({ path, message }) => `  ${path.join('.')}: ${message}`).join('\n')}`,
    actions: ['Correct them; `problems` of this error lists each with its fix.'],
    problems: problems.map(({ path, message, action }) => ({ path: path.join('.'), message, action })),
  });
}
