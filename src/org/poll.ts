import { setTimeout as sleep } from 'node:timers/promises';
import { withinBounds } from '../http/open-http.js';
import type { Bounds } from '../work.js';

const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 3000;
const GROWTH = 1.6;

/**
 * Repeats a check, at once and then with growing pauses from 0.1 s to 3 s, until it gives a value.
 *
 * @returns The value, or `undefined` when the time was over first.
 */
export async function poll<T>(
  check: () => Promise<T | undefined>,
  { deadline, signal }: Bounds,
): Promise<T | undefined> {
  let pause = FIRST_PAUSE_MS;
  for (;;) {
    signal.throwIfAborted();
    const value = await checkOnce(check, { deadline, signal });
    if (value !== undefined) return value;
    const left = deadline - Date.now();
    if (left <= 0) return undefined;
    await pauseFor(Math.min(pause, left), signal);
    pause = Math.min(pause * GROWTH, LONGEST_PAUSE_MS);
  }
}

/** One check ends with the time of all of them, however silent the org is. */
async function checkOnce<T>(check: () => Promise<T | undefined>, bounds: Bounds): Promise<T | undefined> {
  try {
    return await withinBounds(bounds, check);
  } catch (error) {
    bounds.signal.throwIfAborted();
    if (Date.now() >= bounds.deadline) return undefined;
    throw error;
  }
}

async function pauseFor(milliseconds: number, signal: AbortSignal): Promise<void> {
  try {
    await sleep(milliseconds, undefined, { signal });
  } catch (error) {
    // The timer's own AbortError would hide why the signal was raised.
    signal.throwIfAborted();
    throw error;
  }
}
