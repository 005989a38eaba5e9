import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  countOf,
  expectKeyLeftAlone,
  expectNight,
  expectNoSecret,
  expectNoWrite,
  fineOrgs,
} from './night-expectations.js';
import {
  filesBelow,
  killNight,
  NIGHT_COMMAND,
  refreshAgain,
  runNight,
  snapshotOf,
  startNight,
  type Night,
  type Variant,
} from './night.js';

const APPS = ['absent', 'kept', 'stale', 'half-broken', 'foreign-link'] as const;
/** Each outcome of a refresh for the apps: plain, with frozen users, with an altered username; some that are not there yet, and two in trouble. */
const VARIANTS: readonly Variant[] = [
  ...APPS.map((apps): Variant => ({ title: apps, apps })),
  ...APPS.map((apps): Variant => ({ title: `${apps}, frozen users`, apps, isFrozen: true })),
  ...APPS.map((apps): Variant => ({ title: `${apps}, altered username`, apps, isRenamed: true })),
  { title: 'a copy, frozen, altered', apps: 'foreign-link', isFrozen: true, isRenamed: true },
  { title: 'not activated', apps: 'absent', isPending: true },
  { title: 'a copy, not activated', apps: 'foreign-link', isPending: true },
  { title: 'the CI user is frozen', apps: 'kept', trouble: 'login-refused' },
  { title: 'nothing answers', apps: 'kept', trouble: 'dead-port' },
];
const LATENCY_MS = 200;
/** At most twice as long as one org alone; the machine of the test is the fleet and the twenty orgs at once. */
const MOST = 2;
const ROUNDS = 3;

const median = (numbers: readonly number[]): number =>
  [...numbers].sort((one, other) => one - other)[Math.floor(numbers.length / 2)] ?? 0;

describe.runIf(process.env.MODE === 'faults')('twenty sandboxes, each a process that is 200 ms away', () => {
  let night: Night;
  beforeAll(async () => {
    night = await startNight(VARIANTS, { latencyMs: LATENCY_MS });
  }, 180_000);
  afterAll(() => night.stop(), 60_000);

  it('are finished and proven but for those in trouble, and production’s key is left alone', async () => {
    const copies = fineOrgs(night).filter(({ variant }) => variant.apps === 'foreign-link');
    const before = await Promise.all(copies.map(({ process }) => countOf(process)));
    const [production, asked] = [await snapshotOf(night.production), await countOf(night.production)];
    const { code, answer } = await runNight(night);
    await expectNight(night, code, answer);
    for (const [index, org] of copies.entries()) await expectKeyLeftAlone(org, before[index] ?? 0);
    await expectNoWrite(night.production, asked);
    expect(await snapshotOf(night.production)).toEqual(production);
    const state = filesBelow(night.folder).filter((path) => !path.startsWith(join(night.folder, 'secrets')));
    expectNoSecret(await night.secrets(), [JSON.stringify(answer), ...state.map((path) => readFileSync(path, 'utf8'))]);
  }, 120_000);

  it('take at most twice as long as the slowest of them alone', async () => {
    const all: number[] = [];
    const alone: number[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      await refreshAgain(night);
      alone.push(await timed(['refresh', '-e', 'n10', ...NIGHT_COMMAND.slice(2)]));
      await refreshAgain(night);
      all.push(await timed([...NIGHT_COMMAND, '--concurrency', '20']));
    }
    const ratio = median(all) / median(alone);
    process.stdout.write(`one ${alone.join(' ')} ms, twenty ${all.join(' ')} ms: ${ratio.toFixed(2)}\n`);
    expect(ratio).toBeLessThan(MOST);
  }, 300_000);

  async function timed(argv: readonly string[]): Promise<number> {
    const started = performance.now();
    await runNight(night, argv);
    return Math.round(performance.now() - started);
  }

  it('are finished by the next run, whichever step the first one was killed at', async () => {
    await refreshAgain(night);
    const [, lines] = await killNight(night);
    const steps = new Map(lines.toReversed().map((line) => [stepOf(line), line]));
    steps.delete('');
    expect(steps.size).toBeGreaterThan(12);
    for (const [step, line] of steps) {
      await refreshAgain(night);
      const [isKilled] = await killNight(night, patternOf(line));
      expect(isKilled, step).toBe(true);
      const { code, answer } = await runNight(night);
      await expectNight(night, code, answer);
    }
  }, 1_800_000);
});

/** What differs from run to run, in a line as it is or escaped: usernames, ids of deploys, and how many components are done. */
const VARYING: readonly (readonly [found: RegExp, any: string])[] = [
  [/[\w.\\]+@\S+/g, String.raw`\S+@\S+`],
  [/\b0Af\w{15}\b/g, String.raw`0Af\w{15}`],
  [/\d+( of \d+)? components?/g, String.raw`\d+( of \d+)? components?`],
];

/** What a line begins, whichever environment it is of; empty for a line that tells an end or a warning. */
function stepOf(line: string): string {
  const [, said = ''] = /^n\d\d: (.*)$/.exec(line) ?? [];
  return /^(?:Warning|Ended|Done)/.test(said) ? '' : VARYING.reduce((text, [found]) => text.replace(found, ''), said);
}

/** Matches a line of the log again, in another run. */
function patternOf(line: string): RegExp {
  const escaped = line.replace(/[$()*+.?[\\\]^{|}]/g, String.raw`\$&`);
  return new RegExp(`^${VARYING.reduce((text, [found, any]) => text.replace(found, any), escaped)}$`);
}
