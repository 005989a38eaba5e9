import { defineConfig } from '../config/define-config.js';
import { EcaError } from '../errors.js';
import { isMap } from '../plain-data.js';
import type { ConfigContent, ConfigFileName } from './config-source.js';
import { unreadable, type ReadingProblem } from './config-unreadable.js';

/**
 * Finds the place in a file that an error's stack names first.
 *
 * What stands in the message is the compiler's, and right. A frame of the stack is one of the compiled text: its lines are
 * those of the file, its columns are not.
 */
export function stackPosition(error: unknown, path: string): ReadingProblem['position'] {
  const stack = error instanceof Error ? (error.stack ?? '') : '';
  const at = stack.split('\n').find((line) => line.includes(`${path}:`));
  const [, line, column] = at === undefined ? [] : (/:(\d+):(\d+)\)?\s*$/.exec(at) ?? []);
  if (line === undefined || column === undefined) return undefined;
  const isFrame = /^\s*at\s/.test(at ?? '');
  return { line: Number(line), column: isFrame ? undefined : Number(column) };
}

async function run(path: string): Promise<unknown> {
  const { createJiti } = await import('jiti');
  // Nothing compiled is kept on disk: a config could hold what does not belong there. The package itself is handed in,
  // so that the import works where it is not installed next to the config.
  const jiti = createJiti(path, {
    fsCache: false,
    moduleCache: false,
    virtualModules: { 'eca-as-code': { defineConfig } },
  });
  const module: unknown = await jiti.import(path);
  const exported: unknown =
    typeof module === 'object' && module !== null && 'default' in module ? module.default : undefined;
  return typeof exported === 'function' ? (exported as () => unknown)() : exported;
}

/** Gives the first line of what was thrown; the rest is the stack of the module loader. */
function messageOf(thrown: unknown): string {
  const [line = ''] = (thrown instanceof Error ? thrown.message : String(thrown)).split('\n');
  return line.trim() === '' ? 'The file threw an error without a message.' : line.trim();
}

/** Says what a script threw, and where. It can throw what throws once more when it is looked at. */
function problemOf(thrown: unknown, path: string): ReadingProblem {
  const action = 'Correct the file; it is run to read the config.';
  try {
    return { position: stackPosition(thrown, path), message: messageOf(thrown), action };
  } catch {
    return { message: 'The file threw something that cannot be shown.', action };
  }
}

/** Makes the error of a script that does what no config may do. */
export type ScriptFailure = (message: string, action: string) => EcaError;

/** Runs a script while something guards the process against it. */
export type ScriptGuard = <T>(run: () => Promise<T>, fail: ScriptFailure) => Promise<T>;

/** Nesting that is copied; what is deeper is refused when the config is checked. */
const DEEPEST = 50;

/** Copies what a script exports, so that whatever a getter does happens while the script is run, and once. */
function readAll(value: unknown, copies = new Map<unknown, unknown>(), depth = 0): unknown {
  if (depth > DEEPEST) return value;
  if (copies.has(value)) return copies.get(value);
  if (Array.isArray(value)) {
    const items: unknown[] = [];
    copies.set(value, items);
    for (const item of value as unknown[]) items.push(readAll(item, copies, depth + 1));
    return items;
  }
  if (!isMap(value)) return value;
  const map = {};
  copies.set(value, map);
  for (const key of Object.keys(value)) {
    const inner = readAll(value[key], copies, depth + 1);
    Object.defineProperty(map, key, { value: inner, enumerable: true, writable: true, configurable: true });
  }
  return map;
}

/**
 * Runs a config that is a program in TypeScript or JavaScript, in this process, with all that this process may do.
 *
 * Its default export is the config, a promise of it, or a function without parameters that gives either.
 *
 * @param guard - Runs the script. Default: nothing guards the process against it.
 * @throws EcaError ConfigUnreadableError when it does not compile, throws, exports nothing, or the guard stops it.
 */
export async function readScript(
  { path, displayPath }: ConfigFileName,
  guard: ScriptGuard = (act) => act(),
): Promise<ConfigContent> {
  const fail: ScriptFailure = (message, action) => unreadable(displayPath, [{ message, action }]);
  const value = await guard(async () => readAll(await run(path)), fail).catch((cause: unknown) => {
    if (cause instanceof EcaError && cause.name === 'ConfigUnreadableError') throw cause;
    throw unreadable(displayPath, [problemOf(cause, path)], cause);
  });
  if (value === undefined || value === null) {
    const action = 'Write "export default defineConfig({ … })".';
    throw unreadable(displayPath, [{ message: 'The file has no default export.', action }]);
  }
  return { value, locate: () => undefined };
}
