import { describe, expect, it } from 'vitest';
import { dueOf, type PairAges } from '../../../src/credentials/age.js';

const DAY = 86_400_000;
const rotated = Date.parse('2026-11-01T00:00:00Z');
const ends = new Date(rotated + 30 * DAY).toISOString();
const dueOn = (day: number, maxDays: number, slot: Partial<PairAges> = {}): readonly string[] =>
  dueOf({ days: day, ...slot }, maxDays, rotated + day * DAY);

describe('what is due of a pair', () => {
  it('is to rotate it once it is older than allowed', () => {
    expect(dueOn(90, 90)).toEqual([]);
    expect(dueOn(91, 90)).toEqual(['The pair is older than 90 days; rotate it.']);
  });

  it('is told a week before the old pair ends, and every day from then', () => {
    expect(dueOn(23, 90, { oldPairExpires: ends })).toEqual([]);
    for (const day of [24, 29, 30]) {
      expect(dueOn(day, 90, { oldPairExpires: ends })).toEqual([
        expect.stringContaining(`The old pair ends at ${ends}`),
      ]);
    }
  });

  it('is to go on with a rotation that was cut short, however young the pair is', () => {
    expect(dueOn(0, 90, { unfinishedRotation: '2026-11-01T00:00:00Z' })).toEqual([
      'The rotation of 2026-11-01T00:00:00Z is not finished; rotate, which goes on with it.',
    ]);
  });

  it('is told a week before a staged pair ends', () => {
    expect(dueOn(23, 90, { stagedPairExpires: ends })).toEqual([]);
    expect(dueOn(24, 20, { stagedPairExpires: ends })).toEqual([
      expect.stringContaining('older than 20 days'),
      expect.stringContaining('The staged pair ends at'),
    ]);
  });
});
