import { expectGone, partsOf, readParts, remove, type Deletion } from '../deployment/remove.js';
import { recorded } from '../deployment/run.js';
import type { Org } from '../org/org.js';
import { ownApp } from '../planning/refusals.js';
import type { Work } from '../work.js';

/**
 * Gives the components of apps as the org has them, in the order in which they can be deleted.
 *
 * @throws SessionAppError when one of them is the app that the session logged in with.
 */
export async function copiesOf(org: Org, apps: readonly string[], work: Work): Promise<readonly Deletion[]> {
  if (apps.length === 0) return [];
  const parts = await readParts(org, work);
  const own = ownApp(org, apps, parts);
  if (own !== undefined) throw own;
  return partsOf(apps, parts);
}

/**
 * Removes apps of an org with all of their parts, as a deletion that the journal knows.
 *
 * @throws DeployFailedError, NotDeletedError, and what sending a deploy throws.
 */
export async function removeApps(org: Org, parts: readonly Deletion[], work: Work): Promise<void> {
  if (parts.length === 0) return;
  const apps = [...new Set(parts.map(({ app }) => app))];
  await recorded(org, { work: 'destroy', apps }, work, (journal) => remove(org, parts, work, { journal }));
  await expectGone(org, apps, work);
}
