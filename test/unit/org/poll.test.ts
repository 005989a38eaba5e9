import { describe, expect, it } from 'vitest';
import { poll } from '../../../src/org/poll.js';
import type { Bounds } from '../../../src/work.js';

/** Bounds that end after so many milliseconds. */
const until = (milliseconds: number, signal = new AbortController().signal): Bounds => ({
  deadline: Date.now() + milliseconds,
  signal,
});

/** A check that never gives a value, and counts how often it was asked. */
function endless() {
  const state = { looks: 0, check: () => Promise.resolve<string | undefined>(undefined) };
  const { check } = state;
  state.check = () => {
    state.looks += 1;
    return check();
  };
  return state;
}

describe('poll', () => {
  it('gives a value at once when there is one', async () => {
    const started = performance.now();
    expect(await poll(() => Promise.resolve('Succeeded'), until(60_000))).toBe('Succeeded');
    expect(performance.now() - started).toBeLessThan(90);
  });

  it('asks again with growing pauses', async () => {
    const times: number[] = [];
    const check = () => Promise.resolve(times.push(performance.now()) < 4 ? undefined : 'done');
    expect(await poll(check, until(60_000))).toBe('done');
    const pauses = times.slice(1).map((time, index) => time - (times[index] ?? 0));
    expect(pauses).toHaveLength(3);
    // 100, 160 and 256 ms; timers may be late, and a millisecond early.
    expect(pauses.map((pause, index) => pause >= ([100, 160, 256][index] ?? 0) - 2)).toEqual([true, true, true]);
  });

  it('gives nothing when the time is over, after one last look', async () => {
    const state = endless();
    expect(await poll(state.check, until(240))).toBeUndefined();
    // At 0, 100 and 240 ms; a timer that fires a moment early makes it look once more.
    expect(state.looks).toBeGreaterThanOrEqual(3);
    expect(state.looks).toBeLessThanOrEqual(4);
  });

  it('looks once when there is no time at all', async () => {
    const state = endless();
    expect(await poll(state.check, until(0))).toBeUndefined();
    expect(state.looks).toBe(1);
  });

  it('passes on what the check throws', async () => {
    await expect(poll(() => Promise.reject(new Error('gone')), until(1000))).rejects.toThrow('gone');
  });

  it('throws the reason of a signal that was aborted before', async () => {
    const reason = new Error('Interrupted.');
    const state = endless();
    await expect(poll(state.check, until(1000, AbortSignal.abort(reason)))).rejects.toBe(reason);
    expect(state.looks).toBe(0);
  });

  it('ends at once when the signal is aborted during a pause', async () => {
    const abort = new AbortController();
    const started = performance.now();
    const waiting = poll(() => Promise.resolve(undefined), until(60_000, abort.signal));
    setTimeout(() => {
      abort.abort(new Error('Interrupted.'));
    }, 20);
    await expect(waiting).rejects.toThrow();
    expect(performance.now() - started).toBeLessThan(5_000);
  });

  it('throws the reason of a signal that is aborted during a pause', async () => {
    const abort = new AbortController();
    const reason = new Error('Interrupted.');
    const waiting = poll(() => Promise.resolve(undefined), until(60_000, abort.signal));
    setTimeout(() => {
      abort.abort(reason);
    }, 20);
    await expect(waiting).rejects.toBe(reason);
  });
});
