import * as z from 'zod/mini';
import { closest } from '../metadata/closest.js';
import { hasPlaceholder, type IsOpen } from './placeholders.js';
import { describeValue, valueAt } from '../plain-data.js';
import { type ConfigPath, type ConfigProblem, show, spellPath } from '../problem.js';
import { CONFIG, DEFAULT_API_VERSION } from './rows/config.js';
import { isKnownVersion, spellingOf } from './rules/versions.js';
import { literalSecret } from './secret-fields.js';
import { type Shape, shapeAt, under } from './shape.js';
import { adviseUnknownKey } from './unknown-key.js';
import { zodOf } from './zod-shape.js';

type Issue = z.core.$ZodIssue;

// One config is parsed per process: compiling a parser for it would cost more than it saves.
z.config({ jitless: true });

/** What a value should have been: in words, and what to write. */
const EXPECTED: Readonly<Record<string, readonly [string, string]>> = {
  string: ['text', 'Put the value in quotes.'],
  boolean: [
    'true or false',
    'Write true or false without quotes. It cannot come from a variable, which is always text.',
  ],
  number: ['a number', 'Write a whole number without quotes. It cannot come from a variable, which is always text.'],
  int: ['a whole number', 'Write a whole number without quotes. It cannot come from a variable, which is always text.'],
  array: ['a list', 'Write a list, such as [first, second], even for one entry.'],
  object: ['a map', 'Write keys and values below it.'],
  record: ['a map', 'Write keys and values below it.'],
};

function isListItem(path: ConfigPath): boolean {
  return typeof path.at(-1) === 'number';
}

function wrongType(path: ConfigPath, value: unknown, expected: string): ConfigProblem {
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

function wrongChoice(path: ConfigPath, value: unknown, values: readonly unknown[]): ConfigProblem[] {
  const names = values.filter((name) => typeof name === 'string');
  if (value === undefined || value === null) return [wrongType(path, value, `one of ${names.join(', ')}`)];
  const near = typeof value === 'string' ? closest(value, names) : undefined;
  const message = `${spellPath(path)} cannot be ${show(value)}.`;
  return [
    {
      path,
      message,
      action: near === undefined ? `Use one of ${names.join(', ')}.` : `Did you mean "${near}"?`,
      kind: 'wrong-word',
    },
  ];
}

/** Of "one or a list" gives what is wrong with the one that was written: a list for a list, else the one. */
function meantAlternative({ errors }: z.core.$ZodIssueInvalidUnion, value: unknown): readonly Issue[] | undefined {
  const isNoList = (issues: readonly Issue[]): boolean =>
    issues.some((issue) => issue.code === 'invalid_type' && issue.expected === 'array' && issue.path.length === 0);
  const [one, list] = errors;
  if (one === undefined || list === undefined || !(Array.isArray(value) || isNoList(list))) return undefined;
  return Array.isArray(value) ? list : one;
}

/** Where a value stands, and what is known of the config around it. */
interface Surroundings {
  readonly around: ConfigPath;
  readonly isOpen: IsOpen;
  readonly apiVersion: string;
}

function toProblems(issue: Issue, root: unknown, { around, isOpen, apiVersion }: Surroundings): ConfigProblem[] {
  const inside = issue.path.filter((step) => typeof step !== 'symbol');
  const path = [...around, ...inside];
  const value = valueAt(root, inside);
  if (issue.code === 'unrecognized_keys') {
    const place = path.length === 0 ? 'The config' : spellPath(path);
    return issue.keys.map((key) => {
      return {
        path: [...path, key],
        message: `${place} has no key "${key}".`,
        action: adviseUnknownKey(key, path, apiVersion),
        kind: 'unknown-key' as const,
      };
    });
  }
  const shape = shapeAt(CONFIG, path);
  if (shape !== undefined && under(shape).kind === 'secret' && value !== undefined && value !== null) {
    return [{ path, ...literalSecret(String(path.at(-1))), kind: 'literal-secret' }];
  }
  if (issue.code === 'invalid_union') {
    const meant = meantAlternative(issue, value);
    if (meant !== undefined)
      return meant.flatMap((inner) => toProblems(inner, value, { around: path, isOpen, apiVersion }));
  }
  if (issue.code === 'invalid_type') return [wrongType(path, value, issue.expected)];
  if (issue.code === 'invalid_value') return isOpen(path, value) ? [] : wrongChoice(path, value, issue.values);
  return [
    { path, message: `${spellPath(path)} cannot be ${show(value)}.`, action: 'Correct the value.', kind: 'wrong-type' },
  ];
}

/**
 * Checks that a value has the keys and types that its shape names, and gives every problem.
 *
 * A text with `${env:…}` passes where one of several words is expected, while its value is not known.
 *
 * @param around - Path of the value inside the config.
 * @param isOpen - Tells where a value is not known yet. Default: wherever a text has `${env:…}` in it.
 * @param apiVersion - Version whose fields advice may name. Default: the one that a config has without saying so.
 */
export function checkShape(
  value: unknown,
  shape: Shape = CONFIG,
  around: ConfigPath = [],
  isOpen: IsOpen = (_, inner) => hasPlaceholder(inner),
  apiVersion: string = DEFAULT_API_VERSION,
): ConfigProblem[] {
  const result = z.safeParse(zodOf(shape), value);
  const surroundings = { around, isOpen, apiVersion: isKnownVersion(apiVersion) ? apiVersion : DEFAULT_API_VERSION };
  return result.success ? [] : result.error.issues.flatMap((issue) => toProblems(issue, value, surroundings));
}
