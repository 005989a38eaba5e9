import { callOf } from '../../src/cli/how-to-call.js';
import { main } from '../../src/cli/main.js';
import { testEnvironment, type Finished, type RunOptions } from './run-eca.js';

/**
 * Runs a command line in the process of the test, as {@link runEca} runs the built one in a process of its own, which
 * costs several times as much. What is about the process itself - signals, its user, its streams, the bundle - needs
 * that one.
 */
export async function runHere(
  argv: readonly string[],
  { cwd = process.cwd(), env }: Pick<RunOptions, 'cwd' | 'env'> = {},
): Promise<Finished> {
  let [stdout, stderr] = ['', ''];
  const environment = testEnvironment(env);
  const code = await main(argv, {
    cwd,
    env: environment,
    stdout: { isTTY: false, write: (text) => void (stdout += text) },
    stderr: { isTTY: false, write: (text) => void (stderr += text) },
    signal: new AbortController().signal,
    listen: () => undefined,
    call: callOf(environment, cwd),
  });
  return { code, stdout, stderr };
}
