import { fstatSync } from 'node:fs';
import { EcaError, EXIT, type ErrorName } from '../errors.js';
import { lastOnes } from '../ending.js';
import type { Io } from './io.js';
import { callOf } from './how-to-call.js';
import { main, reportCrash } from './main.js';
import { onReaderGone } from './reader-gone.js';

/**
 * Runs a command line and ends this process.
 *
 * @param argv - Default: the words after `eca`.
 * @param said - Puts what is printed into other words. Default: as it is.
 */
export async function runProcess(
  argv: readonly string[] = process.argv.slice(2),
  said?: (text: string) => string,
): Promise<void> {
  const abort = new AbortController();
  const io: Io = {
    cwd: process.cwd(),
    env: process.env,
    ...outputs(abort, said),
    signal: abort.signal,
    listen: listener(abort),
    call: said === undefined ? callOf(process.env, process.cwd()) : undefined,
    ask:
      isTerminal(0, () => process.stdin) && isTerminal(2, () => process.stderr)
        ? (question) => ask(question, abort.signal)
        : undefined,
  };
  // A broken-off answer can make jsforce throw where nobody waits; without this Node would print its own stack.
  process.on('uncaughtException', (error) => process.exit(reportCrash(error, argv, io)));
  const code = await main(argv, io);
  await lastOnes();
  await Promise.all([flushed(process.stdout), flushed(process.stderr)]);
  // The Salesforce libraries keep sockets and timers open; nothing of ours is left to do.
  process.exit(isClosed(abort.signal) ? EXIT.outputClosed : code);
}

/** Signals that end a run, each with the error that tells of it. */
const SIGNALS = [
  ['SIGINT', 'InterruptedError', 'Interrupted.'],
  ['SIGTERM', 'TerminatedError', 'Terminated.'],
  ['SIGHUP', 'HangupError', 'The terminal was closed.'],
  ['SIGQUIT', 'QuitError', 'Ended by SIGQUIT.'],
  // Ctrl-Break of Windows; no other system has it.
  ['SIGBREAK', 'InterruptedError', 'Interrupted.'],
] as const;

/** Ends the run at the first signal, or once nobody reads standard output. A second one changes nothing: what is being put back is not to be cut short. */
function listener(abort: AbortController): () => void {
  let listens = false;
  return () => {
    if (listens) return;
    listens = true;
    for (const [signal, name, message] of SIGNALS) {
      process.on(signal, () => {
        abort.abort(ending(name, message));
      });
    }
    onReaderGone((error) => {
      abort.abort(outputError(error));
    });
  };
}

function ending(name: ErrorName, message: string, cause?: unknown): EcaError {
  return new EcaError({
    name,
    message,
    actions: ['Run the command again; it goes on from what is there.'],
    cause,
  });
}

async function ask(question: string, signal: AbortSignal): Promise<string> {
  const { createInterface } = await import('node:readline/promises');
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  // In raw mode Ctrl-C reaches the terminal's reader and not the process.
  // Windows has no signals to send: there a kill of the own process would end it before anything is put back.
  terminal.once('SIGINT', () => process.emit('SIGINT', 'SIGINT') || process.kill(process.pid, 'SIGINT'));
  let isOver = false;
  const { promise: closed, reject } = Promise.withResolvers<never>();
  closed.catch(() => undefined);
  terminal.once('close', () => {
    if (!isOver) process.stderr.write('\n');
    reject(noAnswer());
  });
  try {
    return await Promise.race([terminal.question(question, { signal }), closed]);
  } finally {
    isOver = true;
    terminal.close();
  }
}

/** Ctrl-D ends the input, and no answer would ever come. */
function noAnswer(): EcaError {
  return new EcaError({
    name: 'NotConfirmedError',
    message: 'The input ended before there was an answer. Nothing was touched.',
    actions: ['Run the command again and answer, or give the answers by flags.'],
  });
}

/** Node sets a stream up when it is first looked at, which costs a start some milliseconds; a pipe is known without. */
function isTerminal(descriptor: number, stream: () => { readonly isTTY?: boolean }): boolean {
  try {
    return fstatSync(descriptor).isCharacterDevice() && stream().isTTY === true;
  } catch {
    return false;
  }
}

/** Standard output and standard error. A closed standard output ends the run; a closed standard error ends nothing. */
function outputs(
  abort: AbortController,
  said: (text: string) => string = (text) => text,
): Pick<Io, 'stdout' | 'stderr'> {
  const onOutputError = (error: NodeJS.ErrnoException): void => {
    abort.abort(outputError(error));
  };
  const onProgressError = (error: NodeJS.ErrnoException): void => {
    // With `2>&1 | head` both are the one pipe, and standard error is the first to learn that nobody reads it.
    if (isSamePipe()) onOutputError(error);
  };
  return {
    stdout: output(1, () => process.stdout, onOutputError, said),
    stderr: output(2, () => process.stderr, onProgressError, said),
  };
}

/** Codes that say that nobody reads any more: of a pipe, of a terminal. */
const READER_GONE: ReadonlySet<string> = new Set(['EPIPE', 'EIO', 'ECONNRESET']);

function outputError(error: NodeJS.ErrnoException): EcaError {
  return READER_GONE.has(error.code ?? '')
    ? ending('OutputClosedError', 'Standard output was closed.', error)
    : ending('OutputFailedError', `Standard output could not be written: ${error.message}`, error);
}

function isSamePipe(): boolean {
  try {
    const [out, err] = [fstatSync(1), fstatSync(2)];
    return (out.isFIFO() || out.isSocket()) && out.dev === err.dev && out.ino === err.ino;
  } catch {
    return false;
  }
}

function isClosed({ reason }: AbortSignal): boolean {
  return reason instanceof EcaError && reason.name === 'OutputClosedError';
}

function output(
  descriptor: number,
  stream: () => NodeJS.WriteStream,
  onError: (error: NodeJS.ErrnoException) => void,
  said: (text: string) => string,
): Io['stdout'] {
  let known: NodeJS.WriteStream | undefined;
  const opened = (): NodeJS.WriteStream => (known ??= stream().on('error', onError));
  return {
    get isTTY() {
      return isTerminal(descriptor, opened);
    },
    size: () => ({ columns: opened().columns, rows: opened().rows }),
    write: (text) => void opened().write(said(text)),
  };
}

function flushed(stream: NodeJS.WriteStream): Promise<void> {
  return new Promise((done) => {
    // A stream that was never written to has no listener yet, and this write can fail like any other.
    stream.once('error', () => {
      done();
    });
    stream.write('', () => {
      done();
    });
  });
}
