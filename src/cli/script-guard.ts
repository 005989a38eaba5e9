import { setTimeout as sleep } from 'node:timers/promises';
import type { ScriptFailure, ScriptGuard } from '../project/config-script.js';

/** Longest time that a config which is a script may take. */
const LONGEST_MS = 20_000;

/** Longest time that a file gets to settle once it is known to have failed. */
const SECOND_TRY_MS = 300;

type Reject = (error: unknown) => void;
type Undo = () => void;

/**
 * Runs a config that is a script so that it cannot spoil the run: what it prints goes to standard error, `process.exit`
 * and a promise that never settles end in an error that names the file.
 */
export const scriptGuard: ScriptGuard = async (run, fail) => {
  const { promise: broken, reject } = Promise.withResolvers<never>();
  // It can break before anybody listens.
  broken.catch(() => undefined);
  const undo = [divertOutput(), refuseExit(reject, fail), catchCallbacks(reject), endWaiting(reject, fail)];
  const running = run();
  try {
    return await Promise.race([running, broken]);
  } finally {
    // The loader tries a file that failed a second time, in another way, and that is not to go unguarded.
    await Promise.race([running.catch(() => undefined), sleep(SECOND_TRY_MS)]);
    for (const restore of undo) restore();
  }
};

/**
 * Standard output is for the result, which `--json` promises to be one object, and standard error for what is wrong: the
 * file may end neither.
 */
function divertOutput(): Undo {
  const { stdout, stderr } = process;
  const kept = [stdout, stderr].flatMap((stream) => ['write', 'end', 'destroy'].map((name) => undoOf(stream, name)));
  stdout.write = stderr.write.bind(stderr);
  for (const stream of [stdout, stderr]) {
    Object.assign(stream, { end: endOf(stream), destroy: () => stream });
  }
  return () => {
    for (const restore of kept) restore();
  };
}

/** Gives what puts a method of a stream back: its own, or the one that it inherits. */
function undoOf(stream: NodeJS.WriteStream, name: string): Undo {
  const own = Object.getOwnPropertyDescriptor(stream, name);
  return () => {
    if (own === undefined) Reflect.deleteProperty(stream, name);
    else Object.defineProperty(stream, name, own);
  };
}

/** Writes the last words and calls back, as the end of a stream does, and leaves the stream open. */
const endOf =
  (stream: NodeJS.WriteStream) =>
  (...given: readonly unknown[]): NodeJS.WriteStream => {
    const [words] = given;
    if (typeof words === 'string' || words instanceof Uint8Array) stream.write(words);
    const done = given.find((each): each is () => void => typeof each === 'function');
    if (done !== undefined) setImmediate(done);
    return stream;
  };

function refuseExit(reject: Reject, fail: ScriptFailure): Undo {
  const exit = process.exit.bind(process);
  process.exit = (code) => {
    const error = fail(
      `The file called process.exit(${code ?? ''}).`,
      'Throw an error instead, which says what is wrong.',
    );
    reject(error);
    throw error;
  };
  return () => {
    process.exit = exit;
  };
}

/** What is thrown where nobody waits, such as in a timer, is the file's too. */
function catchCallbacks(reject: Reject): Undo {
  if (process.hasUncaughtExceptionCaptureCallback()) return () => undefined;
  process.setUncaughtExceptionCaptureCallback(reject);
  return () => {
    process.setUncaughtExceptionCaptureCallback(null);
  };
}

/** A promise that nothing can settle any more is known when the process would end; others are given some time. */
function endWaiting(reject: Reject, fail: ScriptFailure): Undo {
  const end = (): void => {
    reject(fail('The file does not come to an end: a promise in it is never settled.', 'Settle it, or do without it.'));
  };
  const timer = setTimeout(end, LONGEST_MS).unref();
  process.once('beforeExit', end);
  return () => {
    clearTimeout(timer);
    process.off('beforeExit', end);
  };
}
