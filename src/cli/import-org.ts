import { dirname } from 'node:path';
import type { Org } from '../org/org.js';
import type { ConfigTarget } from '../project/config-target.js';
import type { Work } from '../work.js';
import { text, type CommandContext } from './command.js';

/** Logs in to the org that an import reads: that of the command line, else that of the environment. */
export async function orgToImport(
  context: CommandContext,
  target: ConfigTarget,
): Promise<{ readonly org: Org; readonly work: Work }> {
  const { workOf, orgOf } = await import('./session.js');
  const config = await environmentOf(context, target);
  const work = await workOf(context, dirname(target.path));
  return { org: await orgOf(context, work, config), work };
}

/** Gives the config with its environment, which may say how to log in; undefined where there is none yet. */
async function environmentOf(context: CommandContext, { path, value }: ConfigTarget) {
  if (value === undefined) return undefined;
  const { loadConfig } = await import('../project/load-config.js');
  const { configRequest } = await import('./session.js');
  const { environmentNames } = await import('../config/effective.js');
  const name = text(context.flags, 'environment');
  const environment = environmentNames(value).find((each) => each === name);
  const loaded = await loadConfig({ ...configRequest(context), configPath: path, environment, apps: undefined });
  return loaded.config;
}
