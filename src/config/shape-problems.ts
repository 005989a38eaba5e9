import { closest } from '../metadata/closest.js';
import { describeValue } from '../plain-data.js';
import { type ConfigPath, type ConfigProblem, show, spellPath } from '../problem.js';
import { spellingOf } from './rules/versions.js';

/** What a value should have been: in words, and what to write. */
const EXPECTED: Readonly<Record<string, readonly [string, string]>> = {
  string: ['text', 'Put the value in quotes.'],
  boolean: [
    'true or false',
    'Write true or false without quotes. It cannot come from a variable, which is always text.',
  ],
  'true-or-text': ['true or text', 'Write true, or put the text in quotes.'],
  number: ['a number', 'Write a whole number without quotes. It cannot come from a variable, which is always text.'],
  int: ['a whole number', 'Write a whole number without quotes. It cannot come from a variable, which is always text.'],
  array: ['a list', 'Write a list, such as [first, second], even for one entry.'],
  object: ['a map', 'Write keys and values below it.'],
  record: ['a map', 'Write keys and values below it.'],
};

function isListItem(path: ConfigPath): boolean {
  return typeof path.at(-1) === 'number';
}

/** Says that a value has another type than its key takes, or that it is missing. */
export function wrongType(path: ConfigPath, value: unknown, expected: string): ConfigProblem {
  const [words, action] = EXPECTED[expected] ?? [expected, 'Correct the value.'];
  const place = path.length === 0 ? 'The config' : spellPath(path);
  if (value === undefined && !isListItem(path)) {
    return {
      path,
      message: `${place} is missing.`,
      action: `Add ${String(path.at(-1))}: it takes ${words}.`,
      kind: 'missing-key',
    };
  }
  if (path.length === 1 && path[0] === 'apiVersion' && typeof value === 'number') {
    return {
      path,
      message: `apiVersion needs text, not the number ${show(value)}.`,
      action: spellingOf(value),
      kind: 'api-version',
    };
  }
  if (value === null || value === undefined) {
    const isOverlaid = path[0] !== 'environments';
    const action = isOverlaid ? 'Give it a value, or remove the key.' : 'Give it a value.';
    return { path, message: `${place} has no value.`, action: `${action} It takes ${words}.`, kind: 'missing-key' };
  }
  return { path, message: `${place} needs ${words}, not ${describeValue(value)}.`, action, kind: 'wrong-type' };
}

/** Says that a value is none of the words that its key takes. */
export function wrongChoice(path: ConfigPath, value: unknown, names: readonly string[]): ConfigProblem {
  if (value === undefined || value === null) return wrongType(path, value, `one of ${names.join(', ')}`);
  const near = typeof value === 'string' ? closest(value, names) : undefined;
  const message = `${spellPath(path)} cannot be ${show(value)}.`;
  return {
    path,
    message,
    action: near === undefined ? `Use one of ${names.join(', ')}.` : `Did you mean "${near}"?`,
    kind: 'wrong-word',
  };
}

/** Says that a value cannot stand where it stands, when there is no more to say. */
export function wrongValue(path: ConfigPath, value: unknown): ConfigProblem {
  return {
    path,
    message: `${spellPath(path)} cannot be ${show(value)}.`,
    action: 'Correct the value.',
    kind: 'wrong-type',
  };
}
