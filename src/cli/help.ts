import { completionData, type CompletionData } from './completion/data.js';
import { COMMAND_NAMES, GROUPS, loadCommands } from './registry.js';
import { helpText } from './parser.js';
import { forSf, sfCommandData } from './sf/command.js';

/** Renders every help text, by the words after `eca`; the empty text stands for the tool itself. */
export async function renderHelp(): Promise<Readonly<Record<string, string>>> {
  const commands = await loadCommands();
  const words = ['', ...Object.keys(GROUPS), ...COMMAND_NAMES];
  const texts: Record<string, string> = {};
  for (const name of words) texts[name] = await helpText(name === '' ? [] : name.split(' '), commands);
  return texts;
}

/** Renders `oclif.manifest.json`: what `sf` reads of the plugin instead of loading it. */
export async function renderSfManifest(version: string): Promise<object> {
  const commands = forSf(await loadCommands()).map(sfCommandData);
  const place = { isESM: true, relativePath: ['dist', 'sf-plugin.mjs'] };
  return { commands: Object.fromEntries(commands.map((command) => [command.id, { ...command, ...place }])), version };
}

/** Renders `dist/completion.json`: what shells complete without asking anything else. */
export async function renderCompletion(): Promise<CompletionData> {
  return completionData(await loadCommands());
}
