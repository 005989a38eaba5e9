import { spawn, type ChildProcess } from 'node:child_process';
import { masked } from '../secret.js';
import { setTimeout as sleep } from 'node:timers/promises';
import { privateFolder } from '../project/private-file.js';
import type { Work } from '../work.js';
import { isTimeOver, stayFor } from '../ending.js';
import { namelessFile } from './nameless-file.js';
import { endTree, hasGroups, whyNotStarted } from './on-windows.js';

/** Longest time that a program may take to store or to give key and secret. */
const LONGEST_RUN_MS = 120_000;
/** As much of what a program printed as is kept for an error message. */
const KEPT_CHARACTERS = 10_000;
/** A pair is small; whoever prints more prints something else. */
const MOST_OUTPUT_BYTES = 1_000_000;

/** How a program ended. */
export interface Run {
  readonly code: number;
  /** Why it counts as failed, for an error message. */
  readonly why: string;
  /** The end of what it printed. */
  readonly said: string;
  /** The end of what it printed to standard error. */
  readonly complaint: string;
  /** What it printed to standard output; undefined when it was too much. */
  readonly output: string | undefined;
}

/** What a program gets of a run. */
export type Surroundings = Pick<Work, 'folder' | 'env' | 'signal'>;

/**
 * Runs a program without a shell, ends it with the run or after two minutes, and with it whatever it started.
 *
 * @param input - Its standard input.
 */
export async function runProgram(argv: readonly string[], input: string, work: Surroundings): Promise<Run> {
  const file = await namelessFile(await privateFolder(work.folder), input);
  try {
    return await finished(argv, file.fd, work);
  } finally {
    await file.close();
  }
}

/** Time that a program has to end by itself once it was told to. */
const KILL_MS = 500;
const LOOK_MS = 25;
/** Time for its last words to arrive once it has ended: a program that it left behind keeps the pipes open for good. */
const LAST_WORDS_MS = 200;

function finished(argv: readonly string[], input: number, work: Surroundings): Promise<Run> {
  const { promise, resolve } = Promise.withResolvers<Run>();
  const child = start(argv, input, work);
  if (child instanceof Error) return Promise.resolve(notStarted(child));
  const heard = listenTo(child);
  let endedBy: string | undefined;
  const end = (why: string): void => {
    if (endedBy !== undefined) return;
    endedBy = why;
    stayFor(
      endGroup(child).then((ended) => {
        if (!ended) done(1, 'it did not end');
      }),
    );
  };
  const onAbort = (): void => {
    end(isTimeOver(work) ? 'it was ended, since the time of --wait was over' : 'it was ended with the run');
  };
  const timer = setTimeout(() => {
    end(`it was ended after ${LONGEST_RUN_MS / 1000} s`);
  }, LONGEST_RUN_MS);
  const done = (code: number, why: string): void => {
    clearTimeout(timer);
    work.signal.removeEventListener('abort', onAbort);
    for (const stream of [child.stdout, child.stderr]) stream?.destroy();
    resolve({ code: endedBy === undefined ? code : 1, why: endedBy ?? why, ...heard() });
  };
  child.once('error', (error) => {
    done(127, whyNotStarted(error));
  });
  child.once('exit', (code, killer) => {
    const why = code === null ? `it was ended by ${killer ?? 'a signal'}` : `it ended with ${code}`;
    const last = setTimeout(done, LAST_WORDS_MS, code ?? 1, why);
    child.once('close', () => {
      clearTimeout(last);
      done(code ?? 1, why);
    });
  });
  if (work.signal.aborted) onAbort();
  else work.signal.addEventListener('abort', onAbort, { once: true });
  return promise;
}

/** Keeps what a program prints, and gives it when asked. */
function listenTo(child: ChildProcess): () => Pick<Run, 'said' | 'complaint' | 'output'> {
  // What is cut off later is masked first: a cut through a secret would leave a part of it that nobody knows.
  const last = (text: string): string => masked(text).slice(-KEPT_CHARACTERS);
  let [said, complaint, output] = ['', '', ''];
  let size = 0;
  child.stdout?.on('data', (chunk: Buffer) => {
    size += chunk.length;
    said = last(said + chunk.toString());
    if (size <= MOST_OUTPUT_BYTES) output += chunk.toString();
  });
  child.stderr?.on('data', (chunk: Buffer) => {
    said = last(said + chunk.toString());
    complaint = last(complaint + chunk.toString());
  });
  return () => ({ said, complaint, output: size > MOST_OUTPUT_BYTES ? undefined : output });
}

/** The program leads a group of its own, so that what it starts can be ended with it. Some failures Node throws at once. */
function start(
  [program = '', ...rest]: readonly string[],
  input: number,
  { folder, env }: Surroundings,
): ChildProcess | Error {
  try {
    return spawn(program, rest, { cwd: folder, env, stdio: [input, 'pipe', 'pipe'], detached: hasGroups });
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

function notStarted(error: Error): Run {
  return { code: 127, why: whyNotStarted(error), said: '', complaint: '', output: '' };
}

/** Ends a program and all that it started: gently first, then by force. Tells whether they ended by themselves. */
async function endGroup(child: ChildProcess): Promise<boolean> {
  kill(child, 'SIGTERM');
  if (await isGone(child, KILL_MS)) return true;
  kill(child, 'SIGKILL');
  await isGone(child, LAST_WORDS_MS);
  return false;
}

async function isGone(child: ChildProcess, milliseconds: number): Promise<boolean> {
  const over = performance.now() + milliseconds;
  while (kill(child, 0)) {
    if (performance.now() >= over) return false;
    await sleep(LOOK_MS);
  }
  return true;
}

/** Sends a signal, or 0 to ask only. False: the program and all that it started have ended already. */
function kill(child: ChildProcess, signal: NodeJS.Signals | 0): boolean {
  if (child.pid === undefined) return false;
  try {
    if (hasGroups) return process.kill(-child.pid, signal);
    // The gentle way ends the whole tree on Windows, as long as its first process is there to name it.
    if (signal !== 'SIGTERM') return child.kill(signal);
    endTree(child.pid);
    return true;
  } catch {
    return false;
  }
}
