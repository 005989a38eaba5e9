import { counted } from '../problem.js';

const DAY_MS = 86_400_000;
/** The end of a pair in the slot is told so long before. */
const NOTICE_DAYS = 7;

/** What is known of the age of an app's pairs. */
export interface PairAges {
  /** Whole days since the current pair began to count. */
  readonly days: number;
  /** When the pair before stops to count, while it still does; ISO 8601. */
  readonly oldPairExpires?: string | undefined;
  /** When the pair that waits to be swapped in ends, where there is one; ISO 8601. */
  readonly stagedPairExpires?: string | undefined;
  /** When the rotation began that this project did not bring to its end, where there is one; ISO 8601. */
  readonly unfinishedRotation?: string | undefined;
}

/**
 * Says what is to be done: finish a rotation, rotate a pair that is too old, and act before a pair in the slot ends.
 *
 * @param now - Milliseconds, as `Date.now()` counts them.
 */
export function dueOf(
  { days, oldPairExpires, stagedPairExpires, unfinishedRotation }: PairAges,
  maxDays: number,
  now: number,
): readonly string[] {
  const endsSoon = (expires: string | undefined): expires is string =>
    expires !== undefined && Date.parse(expires) - now < NOTICE_DAYS * DAY_MS;
  return [
    ...(unfinishedRotation === undefined
      ? []
      : [`The rotation of ${unfinishedRotation} is not finished; rotate, which goes on with it.`]),
    ...(days > maxDays ? [`The pair is older than ${counted(maxDays, 'day')}; rotate it.`] : []),
    ...(endsSoon(oldPairExpires)
      ? [`The old pair ends at ${oldPairExpires}; every consumer needs the new one before.`]
      : []),
    ...(endsSoon(stagedPairExpires)
      ? [`The staged pair ends at ${stagedPairExpires}; swap it in before, or delete it.`]
      : []),
  ];
}
