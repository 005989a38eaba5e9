import { EcaError } from '../errors.js';
import type { Org } from '../org/org.js';
import { poll } from '../org/poll.js';
import { within, type Work } from '../work.js';
import { readRecentDeploys, readSessionUserId, type RecentDeploy } from '../org/recent-deploys.js';

/** How long a deploy whose answer was lost may take to show up. */
const SHOW_UP_MS = 2500;

/**
 * Looks for the deploy that this run sent and got no answer to: this user's deploys that the org did not know before.
 *
 * @returns Its id, or undefined when the org did not take it.
 * @throws DeployLostError when the org may not be asked, or has several that it could be.
 */
export async function findLostDeploy(
  org: Org,
  earlier: readonly RecentDeploy[] | undefined,
  work: Work,
  cause: unknown,
): Promise<string | undefined> {
  if (earlier === undefined) throw lost(org, cause);
  const known = new Set(earlier.map(({ id }) => id));
  const candidates = await poll(
    async () => {
      const found = await deploysSince(org, known);
      // Not knowing is not the same as knowing of none.
      if (found === undefined) throw lost(org, cause);
      return found.length === 0 ? undefined : found;
    },
    within(work, SHOW_UP_MS),
  );
  const [first, ...more] = candidates ?? [];
  if (more.length > 0) throw lost(org, cause);
  return first?.id;
}

/** Reads this user's deploys, checks aside, that are not among earlier ones; undefined when that cannot be told. */
export async function deploysSince(
  org: Org,
  earlier: ReadonlySet<string>,
): Promise<readonly RecentDeploy[] | undefined> {
  const [recent, userId] = await Promise.all([readRecentDeploys(org), readSessionUserId(org)]);
  if (recent === undefined || userId === undefined) return undefined;
  return recent.filter(
    ({ id, checkOnly, createdById }) => !checkOnly && !earlier.has(id) && sameId(createdById, userId),
  );
}

/** Ids come in 15 and 18 characters. */
function sameId(a: string, b: string): boolean {
  return a.slice(0, 15) === b.slice(0, 15);
}

/** Makes the error of a deploy of which nobody knows whether the org took it. */
export function lost(org: Org, cause: unknown): EcaError {
  return new EcaError({
    name: 'DeployLostError',
    message: `The answer to the deploy was lost, and whether the org "${org.identity.target}" took it could not be told.`,
    actions: ['Run the command again: it compares with the org first, and deploys only what is missing.'],
    cause,
  });
}
