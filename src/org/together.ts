import { setImmediate } from 'node:timers/promises';
import type { Bounds } from '../work.js';
import type { MemberSelection, Org, PackageFile } from './org.js';

/** A retrieve that is about to be sent, and what it will ask for. */
interface Waiting {
  readonly selections: MemberSelection[];
  readonly files: Promise<readonly PackageFile[]>;
}
const WAITING = new WeakMap<Org, Waiting>();

/**
 * Retrieves components along with what others ask of the org at the same moment, as the checks and the comparison do: each
 * retrieve is a job that takes the org some seconds. The files are those of all that ask.
 */
export function retrieveTogether(
  org: Org,
  selection: readonly MemberSelection[],
  wait: Bounds,
): Promise<readonly PackageFile[]> {
  const waiting = WAITING.get(org);
  if (waiting !== undefined) {
    waiting.selections.push(...selection);
    return waiting.files;
  }
  const selections = [...selection];
  const files = setImmediate().then(() => {
    WAITING.delete(org);
    return org.retrieve(merged(selections), wait);
  });
  WAITING.set(org, { selections, files });
  return files;
}

function merged(selections: readonly MemberSelection[]): readonly MemberSelection[] {
  return [...Map.groupBy(selections, ({ type }) => type)].map(([type, all]) => {
    const members = [...new Set(all.flatMap((one) => one.members))];
    return { type, members: members.includes('*') ? ['*'] : members };
  });
}
