import { COMMANDS, GROUPS } from './registry.js';
import { helpText } from './parser.js';

/** Renders every help text, by the words after `eca`; the empty text stands for the tool itself. */
export async function renderHelp(): Promise<Readonly<Record<string, string>>> {
  const words = ['', ...Object.keys(GROUPS), ...COMMANDS.map(({ name }) => name)];
  const texts: Record<string, string> = {};
  for (const name of words) texts[name] = await helpText(name === '' ? [] : name.split(' '), COMMANDS);
  return texts;
}
