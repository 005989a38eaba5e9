import fc from 'fast-check';

/** Random cases of each law: all of them by `npm run test:laws`, a sample in `npm test`. */
const RUNS = process.env.MODE === 'laws' ? 20_000 : 500;

/** Milliseconds that a law may take. */
export const TIMEOUT = process.env.MODE === 'laws' ? 1_800_000 : 60_000;

const given = process.env.ECA_LAWS_SEED;

/** What the random cases follow from: the same seed gives the same ones. */
const SEED = given === undefined ? Date.now() % 2 ** 31 : Number(given);

if (!Number.isInteger(SEED)) throw new Error(`ECA_LAWS_SEED is "${given ?? ''}", and a seed is a whole number.`);
console.log(`Seed of the laws: ${SEED}. ECA_LAWS_SEED=${SEED} gives the same cases again.`);

/** Settings of one law for fast-check. */
const PARAMETERS = { numRuns: RUNS, seed: SEED } as const;

/** Holds a law against random cases. */
export function holds<T>(cases: fc.Arbitrary<T>, law: (value: T) => void): void {
  fc.assert(fc.property(cases, law), PARAMETERS);
}

/** Holds a law that works on the disk, which takes its time, against a twentieth of the random cases. */
export function holdsOnDisk<T>(cases: fc.Arbitrary<T>, law: (value: T) => Promise<void>): Promise<void> {
  return fc.assert(fc.asyncProperty(cases, law), { ...PARAMETERS, numRuns: RUNS / 20 });
}
