import type { ResolvedConfig } from '../config/model.js';
import { chooseLogin } from '../org/login.js';
import type { Org } from '../org/org.js';
import type { Problem } from '../errors.js';
import { loadConfig, type LoadConfigOptions, type LoadedConfig } from '../project/load-config.js';
import { text, texts, type CommandContext } from './command.js';

/** Gives what the shared flags say of the config to read. */
export function configRequest({ io, flags }: Pick<CommandContext, 'io' | 'flags'>): LoadConfigOptions {
  const configPath = text(flags, 'config');
  const environment = text(flags, 'environment');
  const apps = texts(flags, 'app');
  const apiVersion = text(flags, 'api-version');
  return {
    cwd: io.cwd,
    env: io.env,
    ...(configPath === undefined ? {} : { configPath }),
    ...(environment === undefined ? {} : { environment }),
    ...(apps === undefined ? {} : { apps }),
    ...(apiVersion === undefined ? {} : { apiVersion }),
  };
}

/** Says a problem in one line, for warnings. */
function problemText({ file, line, path, message, action }: Problem): string {
  const place = [file, line].filter((part) => part !== undefined).join(':');
  return `${[place, path].filter((part) => part !== '').join(' ')}: ${message} ${action}`;
}

/** Reads the config that the shared flags name, and passes its warnings on. */
export async function configOf(context: CommandContext): Promise<LoadedConfig> {
  const loaded = await loadConfig(configRequest(context));
  for (const problem of loaded.warnings) context.onProgress({ kind: 'warning', message: problemText(problem) });
  return loaded;
}

/** Connects to the org that flags, config and environment variables name. */
export async function orgOf(
  { io, flags, onProgress }: CommandContext,
  config: ResolvedConfig | undefined,
): Promise<Org> {
  onProgress({ kind: 'stage', stage: 'connect', message: 'Connecting to the org' });
  const { connect } = await import('../org/connect.js');
  const login = chooseLogin({
    flag: text(flags, 'target-org'),
    targetOrg: config?.targetOrg,
    auth: config?.auth,
    env: io.env,
  });
  return connect({
    login,
    apiVersion: config?.apiVersion ?? text(flags, 'api-version') ?? '66.0',
    onProgress,
  });
}
