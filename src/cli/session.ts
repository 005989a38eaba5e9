import { environmentOfOrg } from '../config/effective.js';
import type { ResolvedConfig } from '../config/model.js';
import type { Org } from '../org/org.js';
import type { Problem } from '../errors.js';
import { loadConfig, type LoadConfigOptions, type LoadedConfig } from '../project/load-config.js';
import { show } from '../problem.js';
import { shellWord } from '../shell-quote.js';
import { scriptGuard } from './script-guard.js';
import type { Work } from '../work.js';
import { minutes, text, texts, type CommandContext } from './command.js';

/** Gives what the shared flags say of the config to read. */
export function configRequest({ io, flags }: Pick<CommandContext, 'io' | 'flags'>): LoadConfigOptions {
  const configPath = text(flags, 'config');
  const environment = text(flags, 'environment');
  const apps = texts(flags, 'app');
  const apiVersion = text(flags, 'api-version');
  return {
    cwd: io.cwd,
    env: io.env,
    configPath,
    environment,
    apps,
    apiVersion,
    guard: scriptGuard,
  };
}

/** Says a problem in one line, for warnings. */
export function problemText({ file, line, path, message, action }: Problem): string {
  const place = [file, line].filter((part) => part !== undefined).join(':');
  return `${[place, path].filter((part) => part !== '').join(' ')}: ${message} ${action}`;
}

/** Reads the config that the shared flags name, and passes its warnings on. */
export async function configOf(context: CommandContext): Promise<LoadedConfig> {
  const loaded = await loadConfig(configRequest(context));
  for (const problem of loaded.warnings) context.onProgress({ kind: 'warning', message: problemText(problem) });
  const passedOver = passedOverText(context, loaded);
  if (passedOver !== undefined) context.onProgress({ kind: 'warning', message: passedOver });
  return loaded;
}

/** `-o` names an org and no environment: what the environment of that org says would silently not count. */
function passedOverText({ flags }: CommandContext, { source, config }: LoadedConfig): string | undefined {
  const target = text(flags, 'target-org');
  if (target === undefined || config.environment !== undefined) return undefined;
  const found = environmentOfOrg(source.value, target);
  if (found === undefined) return undefined;
  const { name, keys } = found;
  return `${show(target)} is the org of the environment ${show(name)}, and -o without -e leaves out what that says (${keys.join(', ')}). Use -e ${shellWord(name)} to have it.`;
}

/** A config, and the surroundings of the run that works with it. */
export interface Session {
  readonly loaded: LoadedConfig;
  readonly work: Work;
}

/** Reads the config and begins the run, in the folder of the config wherever the command was typed. */
export async function sessionOf(context: CommandContext): Promise<Session> {
  const loaded = await configOf(context);
  return { loaded, work: await workOf(context, loaded.source.root) };
}

/**
 * Begins a run; from here on signals are heeded.
 *
 * @param folder - Folder of the config.
 * @throws UsageError when `--wait` is no number of minutes.
 */
export async function workOf({ io, flags, onProgress, begin }: CommandContext, folder: string): Promise<Work> {
  const waitMs = flags.wait === undefined ? undefined : minutes(flags, 'wait');
  io.listen();
  const { openWork } = await import('../work.js');
  const announce = (line: string): void => {
    io.stderr.write(`${line}\n`);
  };
  const work = openWork({ folder, env: io.env, signal: io.signal, waitMs, onProgress, announce });
  begin(work);
  return work;
}

/** Begins a run that reads no config, in the folder of the config that would be read. */
export async function workWithoutConfig(context: CommandContext): Promise<Work> {
  const { findProjectFolder } = await import('../project/config-discovery.js');
  return workOf(context, await findProjectFolder(context.io.cwd, text(context.flags, 'config')));
}

/** Connects to the org that flags, config and environment variables name. */
export async function orgOf(
  { flags, met }: CommandContext,
  work: Work,
  config: ResolvedConfig | undefined,
): Promise<Org> {
  work.onProgress({ kind: 'stage', stage: 'connect', message: 'Connecting to the org' });
  const [{ connect }, { chooseLogin }] = await Promise.all([import('../org/connect.js'), import('../org/login.js')]);
  const login = chooseLogin({
    flag: text(flags, 'target-org'),
    targetOrg: config?.targetOrg,
    auth: config?.auth,
    env: work.env,
  });
  const apiVersion = config?.apiVersion ?? text(flags, 'api-version') ?? '66.0';
  const org = await connect({ login, apiVersion, sandbox: config?.sandbox, work });
  met?.(org.identity, org);
  return org;
}
