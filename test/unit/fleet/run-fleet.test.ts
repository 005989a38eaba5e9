import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { EcaError } from '../../../src/errors.js';
import { runFleet, worstOf, type FleetOptions } from '../../../src/fleet/run-fleet.js';
import { putBack, type Work } from '../../../src/work.js';

const NAMES = ['dev', 'qa', 'uat', 'int', 'perf'];
const members = NAMES.map((name) => ({ name }));
const never = new AbortController().signal;

function options<T>(change: Partial<FleetOptions<T>> = {}): FleetOptions<T> {
  return { work: { waitMs: 20_000 }, signal: never, onProgress: () => () => undefined, ...change };
}

const interrupted = new EcaError({ name: 'InterruptedError', message: 'Interrupted.', actions: ['Run it again.'] });

/** Waits for good, or until the run ends. */
const untilAborted = ({ signal }: Work): Promise<never> =>
  new Promise((_done, failed) => {
    signal.addEventListener('abort', () => {
      failed(signal.reason as Error);
    });
  });

describe('a fleet', () => {
  it('gives what came of each environment, in their order, whichever ends first', async () => {
    const ends = await runFleet(
      members,
      async ({ name }) => {
        await sleep((NAMES.length - NAMES.indexOf(name)) * 10);
        return name.toUpperCase();
      },
      options(),
    );
    expect(ends.map(({ name, value }) => [name, value])).toEqual(NAMES.map((name) => [name, name.toUpperCase()]));
  });

  it('works on no more environments at a time than it may', async () => {
    let [running, most] = [0, 0];
    const act = async (): Promise<void> => {
      running += 1;
      most = Math.max(most, running);
      await sleep(10);
      running -= 1;
    };
    await runFleet(members, act, options({ concurrency: 2 }));
    expect(most).toBe(2);
    most = 0;
    await runFleet(members, act, options());
    expect(most).toBe(NAMES.length);
  });

  it('keeps the error of each and goes on with the others', async () => {
    const refused = new EcaError({ name: 'SessionExpiredError', message: 'It expired.', actions: ['Log in.'] });
    const ends = await runFleet(
      members,
      ({ name }) => {
        if (name === 'qa') throw refused;
        return name === 'int' ? Promise.reject(new TypeError('x is not a function')) : Promise.resolve(name);
      },
      options(),
    );
    expect(ends.map(({ error }) => error?.name)).toEqual([
      undefined,
      'SessionExpiredError',
      undefined,
      'InternalError',
      undefined,
    ]);
    expect(ends[1]?.error).toBe(refused);
    expect(ends[3]?.error?.message).toContain('x is not a function');
  });

  it('counts the time of each environment from its own start', async () => {
    const ends = await runFleet(
      members,
      async ({ name }, work) => {
        if (name === 'qa') await untilAborted(work);
        await sleep(100);
        return work.deadline - Date.now();
      },
      options<number>({ concurrency: 1, work: { waitMs: 800 } }),
    );
    // One after the other takes longer than the time of one.
    expect(ends.map(({ error }) => error?.name)).toEqual([undefined, 'WaitOverError', undefined, undefined, undefined]);
    for (const { value } of ends.filter(({ error }) => error === undefined)) expect(value).toBeGreaterThan(200);
  });

  it('gives each its own way out and its own progress', async () => {
    const told: string[] = [];
    const works = new Set<unknown>();
    await runFleet(
      members,
      ({ name }, work) => {
        works.add(work.http);
        work.onProgress({ kind: 'stage', stage: 'read', message: `reads ${name}` });
        return Promise.resolve();
      },
      options({
        onProgress: (name) => (event) => {
          told.push(`${name}: ${event.kind === 'stage' ? event.message : ''}`);
        },
      }),
    );
    expect(told).toEqual(NAMES.map((name) => `${name}: reads ${name}`));
    expect(works.size).toBe(NAMES.length);
  });

  it('ends all within two seconds, also one that heeds no signal, and begins no more', async () => {
    const abort = new AbortController();
    const started = performance.now();
    const run = runFleet(
      members,
      ({ name }, work) => (name === 'dev' ? new Promise<never>(() => undefined) : untilAborted(work)),
      options({ concurrency: 2, signal: abort.signal }),
    );
    await sleep(20);
    abort.abort(interrupted);
    const ends = await run;
    expect(performance.now() - started).toBeLessThan(2000);
    expect(ends.map(({ error, began }) => [error?.name, began])).toEqual([
      ['InterruptedError', true],
      ['InterruptedError', true],
      ['InterruptedError', false],
      ['InterruptedError', false],
      ['InterruptedError', false],
    ]);
  });

  it('waits for what has to be put back in each', async () => {
    const abort = new AbortController();
    const restored: string[] = [];
    const run = runFleet(
      members,
      async ({ name }, work) => {
        try {
          await untilAborted(work);
        } finally {
          await putBack(work, async () => {
            await sleep(1500);
            restored.push(name);
          });
        }
      },
      options({ signal: abort.signal }),
    );
    await sleep(20);
    abort.abort(interrupted);
    await run;
    expect(restored.sort()).toEqual([...NAMES].sort());
  });

  it('ends when the time of all is over, and says so', async () => {
    const ends = await runFleet(
      members,
      ({ name }, work) => (name === 'dev' ? Promise.resolve('done') : untilAborted(work)),
      options<string>({ concurrency: 2, waitAllMs: 60 }),
    );
    expect(ends.map(({ value, error }) => value ?? error?.name)).toEqual([
      'done',
      'WaitOverError',
      'WaitOverError',
      'WaitOverError',
      'WaitOverError',
    ]);
    expect(ends.at(-1)?.error?.message).toContain('--wait-all');
    expect(ends.at(-1)?.began).toBe(false);
  });

  it('tells of each begin and end', async () => {
    const told: string[] = [];
    await runFleet(
      members.slice(0, 2),
      ({ name }) => (name === 'qa' ? Promise.reject(interrupted) : Promise.resolve()),
      options({
        concurrency: 1,
        onBegin: (name) => told.push(`${name} begins`),
        onEnd: ({ name, error }) => told.push(`${name} ends ${error?.name ?? 'well'}`),
      }),
    );
    expect(told).toEqual(['dev begins', 'dev ends well', 'qa begins', 'qa ends InterruptedError']);
  });
});

describe('the exit code of a fleet', () => {
  it.each([
    [[0, 0, 0], 0],
    [[0, 2, 0], 2],
    [[2, 69, 0], 69],
    [[2, 69, 3], 3],
    [[2, 69, 3, 1], 1],
    // A login that is missing is the failure of its environment.
    [[0, 4], 1],
    [[0, 130], 1],
    [[], 0],
  ] as const)('of %j is %d', (codes, worst) => {
    expect(worstOf(codes)).toBe(worst);
  });
});
