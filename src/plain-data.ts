import { type ConfigPath, type ConfigProblem, show } from './problem.js';

/** A map as YAML, JSON or an object literal gives it. */
export type PlainMap = Readonly<Record<string, unknown>>;

/** Environment variables of the process. */
export type Variables = Readonly<Record<string, string | undefined>>;

/** Tells whether a value is a map, which excludes lists, `null` and class instances. */
export function isMap(value: unknown): value is PlainMap {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

/** Gives the value that a path leads to, or undefined. */
export function valueAt(value: unknown, path: ConfigPath): unknown {
  return path.reduce<unknown>((inner, step) => {
    if (Array.isArray(inner)) return typeof step === 'number' ? (inner[step] as unknown) : undefined;
    return isMap(inner) && Object.hasOwn(inner, step) ? inner[String(step)] : undefined;
  }, value);
}

/** Gives a copy of a value without the places that the paths lead to. List items become `undefined`. */
export function withoutPaths(value: unknown, paths: readonly ConfigPath[]): unknown {
  if (paths.length === 0) return value;
  if (paths.some((path) => path.length === 0)) return undefined;
  const byStep = Map.groupBy(paths, ([step]) => step);
  const below = (step: string | number): ConfigPath[] => (byStep.get(step) ?? []).map((path) => path.slice(1));
  if (Array.isArray(value)) return value.map((item: unknown, index) => withoutPaths(item, below(index)));
  if (!isMap(value)) return value;
  const entries = Object.entries(value).map(([key, inner]) => [key, withoutPaths(inner, below(key))] as const);
  return Object.fromEntries(entries.filter(([, inner]) => inner !== undefined));
}

const DEEPEST = 40;

function kindOf(value: unknown): string {
  if (typeof value !== 'object' || value === null)
    return typeof value === 'number' ? String(value) : `a ${typeof value}`;
  const name: unknown = (value as { constructor?: { name?: unknown } }).constructor?.name;
  return typeof name === 'string' && name !== '' ? `an instance of ${name}` : 'a class instance';
}

/**
 * Copies a config as a program wrote it into plain data: maps, lists, texts, numbers, booleans and `null`.
 *
 * Keys whose value is `undefined` count as absent. Functions, class instances, endless numbers, values that contain
 * themselves and very deep nesting are problems; what a file in YAML or JSON holds never is.
 */
export function toPlainData(written: unknown): {
  readonly value: unknown;
  readonly problems: readonly ConfigProblem[];
} {
  const problems: ConfigProblem[] = [];
  const refuse = (path: ConfigPath, message: string): unknown =>
    void problems.push({ path, message, action: 'Write a text, number, boolean, list or map of these.' });
  const copy = (value: unknown, path: ConfigPath, around: readonly unknown[]): unknown => {
    if (value === null || value === undefined || typeof value === 'string' || typeof value === 'boolean') return value;
    if (typeof value === 'number' && Number.isFinite(value)) return value;
    if (around.includes(value)) return refuse(path, 'The value contains itself.');
    if (around.length >= DEEPEST) return refuse(path, `The value is nested more than ${DEEPEST} levels deep.`);
    const inside = [...around, value];
    if (Array.isArray(value)) return Array.from(value, (item: unknown, index) => copy(item, [...path, index], inside));
    if (!isMap(value)) return refuse(path, `The value is ${kindOf(value)}.`);
    const entries = Object.keys(value).map((key) => [key, copyOf(value, key, path, inside)] as const);
    return Object.fromEntries(entries.filter(([, inner]) => inner !== undefined));
  };
  const copyOf = (map: PlainMap, key: string, path: ConfigPath, inside: readonly unknown[]): unknown => {
    let inner: unknown;
    try {
      inner = map[key];
    } catch (error) {
      return refuse(
        [...path, key],
        `Reading the value threw: ${error instanceof Error ? error.message : String(error)}`,
      );
    }
    return copy(inner, [...path, key], inside);
  };
  return { value: copy(written, [], []), problems };
}

/** Says what a value is, for a message about what it should have been. */
export function describeValue(value: unknown): string {
  if (value === undefined) return 'missing';
  if (value === null) return 'empty';
  if (Array.isArray(value)) return 'a list';
  if (isMap(value)) return 'a map';
  return `${typeof value === 'string' ? 'the text' : `the ${typeof value}`} ${show(value)}`;
}
