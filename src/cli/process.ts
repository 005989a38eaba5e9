import { fstatSync } from 'node:fs';
import { EcaError, EXIT } from '../errors.js';
import type { Io } from './io.js';
import { main, reportCrash } from './main.js';

/** Runs the command line of this process and ends it. */
export async function runProcess(): Promise<void> {
  const abort = new AbortController();
  onSignal('SIGINT', 'InterruptedError', abort);
  onSignal('SIGTERM', 'TerminatedError', abort);
  const io: Io = {
    cwd: process.cwd(),
    env: process.env,
    stdout: output(1, () => process.stdout),
    stderr: output(2, () => process.stderr),
    signal: abort.signal,
    ...(isTerminal(0, () => process.stdin) && isTerminal(2, () => process.stderr)
      ? { ask: (question) => ask(question, abort.signal) }
      : {}),
  };
  const argv = process.argv.slice(2);
  // A broken-off answer can make jsforce throw where nobody waits; without this Node would print its own stack.
  process.on('uncaughtException', (error) => process.exit(reportCrash(error, argv, io)));
  const code = await main(argv, io);
  await Promise.all([flushed(process.stdout), flushed(process.stderr)]);
  // The Salesforce libraries keep sockets and timers open; nothing of ours is left to do.
  process.exit(code);
}

/** The first signal asks the command to stop; a second one ends the process at once. */
function onSignal(
  signal: 'SIGINT' | 'SIGTERM',
  name: 'InterruptedError' | 'TerminatedError',
  abort: AbortController,
): void {
  process.on(signal, () => {
    if (abort.signal.aborted) process.exit(signal === 'SIGINT' ? EXIT.interrupted : EXIT.terminated);
    const message = signal === 'SIGINT' ? 'Interrupted.' : 'Terminated.';
    abort.abort(new EcaError({ name, message, actions: ['Run the command again; it goes on from what the org has.'] }));
  });
}

async function ask(question: string, signal: AbortSignal): Promise<string> {
  const { createInterface } = await import('node:readline/promises');
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  // In raw mode Ctrl-C reaches the terminal's reader and not the process.
  terminal.once('SIGINT', () => process.kill(process.pid, 'SIGINT'));
  try {
    return await terminal.question(question, { signal });
  } finally {
    terminal.close();
  }
}

/** Node sets a stream up when it is first looked at, which costs a start some milliseconds; a pipe is known without. */
function isTerminal(descriptor: number, stream: () => { readonly isTTY?: boolean }): boolean {
  try {
    return fstatSync(descriptor).isCharacterDevice() && stream().isTTY === true;
  } catch {
    return false;
  }
}

function output(descriptor: number, stream: () => NodeJS.WriteStream): Io['stdout'] {
  return {
    get isTTY() {
      return isTerminal(descriptor, stream);
    },
    write: (text) => void stream().write(text),
  };
}

function flushed(stream: NodeJS.WriteStream): Promise<void> {
  return new Promise((done) => {
    stream.write('', () => {
      done();
    });
  });
}
