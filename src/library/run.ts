import type { EcaConfig, ResolvedConfig } from '../config/model.js';
import { resolve } from '../config/resolve.js';
import { inTime } from '../ending.js';
import { EcaError } from '../errors.js';
import { chooseLogin } from '../org/login.js';
import { asEcaError } from '../internal-error.js';
import type { Org } from '../org/org.js';
import { isMap, valueAt } from '../plain-data.js';
import { type ConfigProblem, counted, show, spellPath } from '../problem.js';
import { readCertificates } from '../project/certificate-files.js';
import { withSecrets } from '../project/secrets.js';
import { openWork, type Work } from '../work.js';
import type { Begun, Opened } from './acts.js';
import type { ConfigOptions, RunOptions, SinkSettings, VerbOptions } from './options.js';

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
  return told(() => {
    const work = workOf(options);
    return inTime(work, () => act(work));
  }, options);
}

/** Gives every error as one of the closed list, but the one that the caller ended the run with. */
export async function told<T>(act: () => Promise<T>, options: object): Promise<T> {
  try {
    refuseNoOptions(options);
    refuseNoLists(options);
    return await act();
  } catch (error) {
    if (error instanceof EcaError) throw error;
    if ('signal' in options && options.signal instanceof AbortSignal && wasEndedBy(options.signal, error)) throw error;
    throw asEcaError(error);
  }
}

const wasEndedBy = (signal: AbortSignal, error: unknown): boolean => signal.aborted && error === signal.reason;

/** Programs in JavaScript have no types that tell. */
function refuseNoOptions(options: unknown): void {
  if (typeof options === 'object' && options !== null) return;
  throw new EcaError({
    name: 'UsageError',
    message: `The function takes one object with its options, and got ${show(options)}.`,
    actions: ['Pass one, such as { config, folder, environment: "uat" }.'],
  });
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

/** Options that are lists of texts, in every function that takes them. */
const LISTS = ['apps', 'environments', 'yesOrgId', 'reports', 'connectedApps', 'sourceDirs'];

function refuseNoLists(options: object): void {
  const wrong = LISTS.find((name) => {
    const value = valueAt(options, [name]);
    return value !== undefined && !Array.isArray(value);
  });
  if (wrong === undefined) return;
  throw new EcaError({
    name: 'UsageError',
    message: `\`${wrong}\` takes a list, and got ${show(valueAt(options, [wrong]))}.`,
    actions: [`Write it in brackets: ${wrong}: [NAME].`],
  });
}

/**
 * Refuses a sink that the config could not have.
 *
 * @throws ConfigInvalidError
 */
function refuseNoSink(config: EcaConfig, sink: unknown): void {
  if (sink === undefined) return;
  const { problems } = resolve({ ...config, sink }, { env: {} });
  const wrong = problems.filter(({ path: [key] }) => key === 'sink');
  if (wrong.length > 0) throw configInvalid(wrong);
}

/**
 * Lays the environment over the config, with the certificates that it names by their files.
 *
 * @throws ConfigInvalidError with all problems; UsageError when there is no config.
 */
export async function resolved(
  { config: written, environment, apps, apiVersion, sink }: ConfigOptions & SinkSettings,
  { env, folder }: Pick<Work, 'env' | 'folder'>,
): Promise<ResolvedConfig> {
  refuseNoConfig(written);
  refuseNoSink(written, sink);
  const certificates = await readCertificates(written, folder);
  const { config, problems } = resolve(written, { env, environment, apps, apiVersion, certificates });
  if (config !== undefined && problems.length === 0) return config;
  throw configInvalid(problems);
}

function configInvalid(problems: readonly ConfigProblem[]): EcaError {
  const [first] = problems;
  const lines = problems.map(
    ({ path, message }) => `  ${[spellPath(path), message].filter((part) => part !== '').join(': ')}`,
  );
  throw new EcaError({
    name: 'ConfigInvalidError',
    message: `The config has ${counted(problems.length, 'problem')}:\n${lines.join('\n')}`,
    actions: [
      problems.length === 1 && first !== undefined
        ? first.action
        : 'Correct them; `problems` of this error lists each with its fix.',
    ],
    problems: problems.map(({ path, message, action, kind }) => ({ path: spellPath(path), message, action, kind })),
  });
}

/**
 * Refuses what is no config.
 *
 * @throws UsageError
 */
export function refuseNoConfig(config: unknown): void {
  if (isMap(config) && !(config instanceof Promise)) return;
  const got = config instanceof Promise ? 'a promise' : typeof config === 'string' ? show(config) : typeof config;
  throw new EcaError({
    name: 'UsageError',
    message: `\`config\` takes a config as \`defineConfig\` or \`readConfig\` gives it, and got ${got}.`,
    actions: ['Read a file first: const { config, folder } = await readConfig({ file }).'],
  });
}
