import { closest } from '../metadata/closest.js';
import { counted } from '../problem.js';
import { COMMON_FLAGS, ownFlags, type Command } from './command.js';

/** Words of yargs for what it refuses, and how they are said here. */
const SAID: readonly (readonly [RegExp, (found: readonly string[], command: Command) => string])[] = [
  [
    /^Unknown arguments?: (.+)$/,
    ([names = ''], command) =>
      names
        .split(', ')
        .map((name) => noFlag(name, command))
        .join(' '),
  ],
  [/^Not enough arguments following: (.+)$/, ([name = '']) => `${spelt(name)} needs a value.`],
  [
    /^Invalid values:\s+Argument: (.+), Given: (.+), Choices: (.+)$/,
    ([name = '', given = '', choices = '']) =>
      `${spelt(name)} takes ${choices.replaceAll(', ', ' or ')}, and got ${given}.`,
  ],
  [
    /^Not enough non-option arguments/,
    (_found, command) => `eca ${command.name} needs ${wordsOf(command).join(' and ')}.`,
  ],
  [/^Too many words/, (_found, command) => `eca ${command.name} takes ${tooMany(wordsOf(command).length)}.`],
];

/** Says what is wrong with the words after a command, as somebody sees them who typed them. */
export function usageText(message: string, command: Command | undefined): string {
  if (command === undefined) return message;
  for (const [pattern, say] of SAID) {
    const match = pattern.exec(message);
    if (match !== null) return say(match.slice(1), command);
  }
  return message;
}

const spelt = (name: string): string => (name.length === 1 ? `-${name}` : `--${name}`);
const wordsOf = ({ positionals = {} }: Command): readonly string[] =>
  Object.keys(positionals).map((name) => `<${name}>`);
const tooMany = (most: number): string =>
  most === 0 ? 'flags only, and no further word' : `at most ${counted(most, 'word')} beside its flags`;

function noFlag(name: string, command: Command): string {
  const near = closest(name, Object.keys({ ...ownFlags(command), ...COMMON_FLAGS }));
  return `eca ${command.name} has no ${spelt(name)}.${near === undefined ? '' : ` Did you mean --${near}?`}`;
}
