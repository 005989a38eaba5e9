import type { ProblemKind } from './problem-kinds.js';

/** Keys and list positions that lead to a value of the config. */
export type ConfigPath = readonly (string | number)[];

/** One thing that is wrong, or worth a warning, in the written config. */
export interface ConfigProblem {
  /**
   * Where in the file as it is written: a value that an environment overlays is found below `environments`. A first
   * step that begins with `--` names a flag of the command line instead.
   */
  readonly path: ConfigPath;
  /** What is wrong, with the value unless it is a secret. */
  readonly message: string;
  /** What to do next. */
  readonly action: string;
  readonly kind?: ProblemKind | undefined;
}

const PLAIN_KEY = /^[A-Za-z_-][A-Za-z0-9_-]*$/;

/** Spells a path as people read it, such as `apps.Billing_Sync.scopes[1]`. */
export function spellPath(path: ConfigPath): string {
  return path
    .map((step, index) => {
      if (typeof step === 'number') return `[${step}]`;
      if (!PLAIN_KEY.test(step)) return `[${JSON.stringify(step)}]`;
      return index === 0 ? step : `.${step}`;
    })
    .join('');
}

/** Tells whether one path is another, or leads to something inside it. */
export function isWithin(path: ConfigPath, outer: ConfigPath): boolean {
  return outer.length <= path.length && outer.every((step, index) => step === path[index]);
}

/** Drops problems that say the same about the same place. */
export function withoutRepetition(problems: readonly ConfigProblem[]): ConfigProblem[] {
  const seen = new Map(problems.map((problem) => [`${spellPath(problem.path)}\n${problem.message}`, problem]));
  return [...seen.values()];
}

const LONGEST_SHOWN = 60;

/** Shows a value inside a message, shortened. */
export function show(value: unknown): string {
  const text = value === undefined ? 'nothing' : JSON.stringify(value);
  return text.length > LONGEST_SHOWN ? `${text.slice(0, LONGEST_SHOWN)}…` : text;
}

/** Gives a text as a sentence: with one full stop at its end, whether it had one or not. */
export function sentence(text: string): string {
  const bare = text.trimEnd().replace(/\.+$/, '');
  return /[!?…]$/.test(bare) ? bare : `${bare}.`;
}

/** Spells a number of things, such as `1 component` or `5 components`. */
export function counted(count: number, thing: string): string {
  return `${count} ${thing}${count === 1 ? '' : 's'}`;
}
