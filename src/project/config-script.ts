import { defineConfig } from '../config/define-config.js';
import type { ConfigContent, ConfigFileName, Position } from './config-source.js';
import { unreadable } from './config-unreadable.js';

/** Finds the place in a file that an error's stack names first. */
export function stackPosition(error: unknown, path: string): Position | undefined {
  const stack = error instanceof Error ? (error.stack ?? '') : '';
  const at = stack.split('\n').find((line) => line.includes(`${path}:`));
  const [, line, column] = at === undefined ? [] : (/:(\d+):(\d+)\)?\s*$/.exec(at) ?? []);
  return line === undefined || column === undefined ? undefined : { line: Number(line), column: Number(column) };
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

/**
 * Runs a config that is a program in TypeScript or JavaScript, in this process, with all that this process may do.
 *
 * Its default export is the config, a promise of it, or a function without parameters that gives either.
 *
 * @throws EcaError ConfigUnreadableError when it does not compile, throws, or exports nothing.
 */
export async function readScript({ path, displayPath }: ConfigFileName): Promise<ConfigContent> {
  const value = await run(path).catch((cause: unknown) => {
    const position = stackPosition(cause, path);
    const action = 'Correct the file; it is run to read the config.';
    throw unreadable(displayPath, [{ position, message: messageOf(cause), action }], cause);
  });
  if (value === undefined || value === null) {
    const action = 'Write "export default defineConfig({ … })".';
    throw unreadable(displayPath, [{ message: 'The file has no default export.', action }]);
  }
  return { value, locate: () => undefined };
}
