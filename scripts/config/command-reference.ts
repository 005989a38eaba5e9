import type { Options, PositionalOptions } from 'yargs';
import { COMMON_FLAGS, ownFlags, type Command } from '../../src/cli/command.js';
import { GROUPS, loadCommands } from '../../src/cli/registry.js';

const HEAD = `# Commands

Every command with its flags and examples: what \`eca COMMAND --help\` says, on one page. Made by \`npm run generate\`.
`;

const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ').replaceAll('<', '&lt;');

/** Says what stands behind a flag. */
function valueOf({ type, choices }: Options | PositionalOptions): string {
  if (choices !== undefined) return choices.map((choice) => `\`${String(choice)}\``).join(', ');
  if (type === 'boolean') return 'switch';
  return type === 'number' ? 'number' : 'text';
}

function meaningOf({ describe = '', default: standard, type }: Options | PositionalOptions): string {
  const isSaid = standard === undefined || (type === 'boolean' && standard === false);
  return isSaid ? describe : `${describe}. Default: \`${String(standard)}\``;
}

function flagLine([name, options]: readonly [string, Options]): string {
  const { alias, describe } = options;
  const letter = typeof alias === 'string' ? `\`-${alias}\`, ` : '';
  return `| ${letter}\`--${name}\` | ${valueOf(options)} | ${cell(meaningOf({ ...options, describe }))} |`;
}

function wordLine([name, options]: readonly [string, PositionalOptions]): string {
  const needed = options.demandOption === true ? '; needed' : '';
  return `| \`${name.toUpperCase()}\` | ${valueOf(options)}${needed} | ${cell(meaningOf(options))} |`;
}

function table(lines: readonly string[]): string {
  return ['| flag | value | meaning |', '| --- | --- | --- |', ...lines].join('\n');
}

function section(command: Command): string {
  const { name, summary, positionals = {}, examples } = command;
  const lines = [...Object.entries(positionals).map(wordLine), ...Object.entries(ownFlags(command)).map(flagLine)];
  const typed = examples.map(([line, text]) => `# ${text}\n${line}`).join('\n\n');
  return [
    `## eca ${name}`,
    `${summary}.`,
    ...(lines.length === 0 ? [] : [table(lines)]),
    `\`\`\`sh\n${typed}\n\`\`\``,
  ].join('\n\n');
}

/** Writes docs/commands.md from the commands themselves, not formatted yet. */
export async function commandReference(): Promise<string> {
  const commands = await loadCommands();
  const groups = Object.entries(GROUPS).map(([name, about]) => `- \`eca ${name}\`: ${about}`);
  const common: Readonly<Record<string, Options>> = {
    ...COMMON_FLAGS,
    help: { alias: 'h', type: 'boolean', describe: 'Show help' },
  };
  return [
    HEAD,
    'Groups of commands:\n',
    groups.join('\n'),
    '\nEvery command takes these, too:\n',
    table(Object.entries(common).map(flagLine)),
    ...commands.map((command) => `\n${section(command)}`),
    '',
  ].join('\n');
}
