import type { Io } from '../../io.js';

const LOOK_MS = 500;

/**
 * Waits until the command is ended: by a signal, by the end of the process that started it, or by something else.
 *
 * @param withParent - Whether the end of the parent process ends it.
 */
export async function untilEnded(io: Io, withParent: boolean, other: Promise<void>): Promise<void> {
  const done = new AbortController();
  try {
    const ends = [signalled(io.signal, done.signal), other];
    if (withParent) ends.push(parentEnded(done.signal));
    await Promise.race(ends);
  } finally {
    done.abort();
  }
}

/** Tells whether npm or npx started this process: it ends with them, whose end does not always reach it. */
export function isBelowNpm({ env }: Pick<Io, 'env'>): boolean {
  return env.npm_command !== undefined || env.npm_lifecycle_event !== undefined;
}

function signalled(signal: AbortSignal, done: AbortSignal): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<undefined>();
  const end = (): void => {
    resolve(undefined);
  };
  if (signal.aborted) end();
  else signal.addEventListener('abort', end, { once: true, signal: done });
  return promise;
}

/** A process whose parent has ended gets another one; where it keeps the number, that names nobody any more. */
function parentEnded(done: AbortSignal): Promise<void> {
  const parent = process.ppid;
  const { promise, resolve } = Promise.withResolvers<undefined>();
  const timer = setInterval(() => {
    if (process.ppid !== parent || !lives(parent)) resolve(undefined);
  }, LOOK_MS);
  done.addEventListener('abort', () => {
    clearInterval(timer);
  });
  return promise;
}

function lives(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
