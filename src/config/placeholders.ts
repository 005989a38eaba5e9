import { isMap, type Variables } from '../plain-data.js';
import { type ConfigPath, type ConfigProblem, spellPath } from '../problem.js';

/** One that is never closed is a slip, and no text of its own. */
const PLACEHOLDER = /(\$)?\$\{env:([^}]*)(?:\}|$)/g;
const WHOLE = /^\$\{env:([A-Za-z_][A-Za-z0-9_]*)\}$/;
const VARIABLE_NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;

/** Tells whether a text is the name of an environment variable. */
export function isVariableName(text: string): boolean {
  return VARIABLE_NAME.test(text);
}

/** Tells whether a value is a text with `${env:…}` in it, so that its real value is not known before it is put in. */
export function hasPlaceholder(value: unknown): boolean {
  return typeof value === 'string' && /(?<!\$)\$\{env:[^}]*\}/.test(value);
}

/** Tells of a place and the value there whether a variable is still to be put in, so that it cannot be judged yet. */
export type IsOpen = (path: ConfigPath, value: unknown) => boolean;

/** Gives the variable that a text consists of entirely, as in `${env:NAME}`. */
export function variableOf(text: string): string | undefined {
  return WHOLE.exec(text)?.[1];
}

/** Gives the value of a variable; a name that the object merely inherits is not one. */
export function readVariable(variables: Variables, name: string): string | undefined {
  return Object.hasOwn(variables, name) ? variables[name] : undefined;
}

function substituteText(text: string, path: ConfigPath, variables: Variables, problems: ConfigProblem[]): string {
  return text.replace(PLACEHOLDER, (whole: string, escape: string | undefined, name: string) => {
    if (escape !== undefined) return whole.slice(1);
    const isNamed = isVariableName(name) && whole.endsWith('}');
    const value = isNamed ? readVariable(variables, name) : undefined;
    if (value !== undefined) return value;
    problems.push(
      isNamed
        ? {
            path,
            message: `The environment variable ${name} is not set; ${spellPath(path)} takes its value from it.`,
            action: `Set ${name} and run the command again.`,
          }
        : {
            path,
            message: `"${whole}" names no environment variable.`,
            action: 'Write ${env:NAME} with letters, digits and underscores, or $${env:…} for the text itself.',
          },
    );
    return whole;
  });
}

/**
 * Puts the values of environment variables in place of `${env:NAME}` in every text inside a value.
 *
 * A text may hold several. `$${env:NAME}` stands for the text `${env:NAME}` itself. A variable that is not set is a
 * problem, an empty one is an empty text. Keys of maps are left alone, and so is all that `keep` says to.
 */
export function substitute(
  value: unknown,
  path: ConfigPath,
  variables: Variables,
  keep: (path: ConfigPath) => boolean = () => false,
): { readonly value: unknown; readonly problems: readonly ConfigProblem[] } {
  const problems: ConfigProblem[] = [];
  const walk = (inner: unknown, at: ConfigPath): unknown => {
    if (keep(at)) return inner;
    if (typeof inner === 'string') return substituteText(inner, at, variables, problems);
    if (Array.isArray(inner)) return inner.map((item: unknown, index) => walk(item, [...at, index]));
    if (!isMap(inner)) return inner;
    return Object.fromEntries(Object.entries(inner).map(([key, below]) => [key, walk(below, [...at, key])]));
  };
  return { value: walk(value, path), problems };
}
