import { lockNameOf, lockOptions } from '../credentials/secret-access.js';
import { expectGone, partsOf, readParts, remove, type Deletion } from '../deployment/remove.js';
import { recorded } from '../deployment/run.js';
import { foreignOrgIn } from '../metadata/app-link.js';
import { readAppLinks } from '../org/app-links.js';
import { asked } from '../org/asked.js';
import type { Org } from '../org/org.js';
import { ownApp } from '../planning/refusals.js';
import { withLock } from '../project/lock.js';
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
 * Removes copies of another org's apps. Runs on one org take turns, and a copy that another run has removed and made anew
 * meanwhile is this org's own app by now, and stays.
 *
 * @throws OrgBusyError, and what {@link removeApps} throws.
 */
export async function removeCopies(org: Org, parts: readonly Deletion[], work: Work): Promise<void> {
  if (parts.length === 0) return;
  await withLock(`${lockNameOf(org)} removal`, lockOptions(work), async () => {
    const names = [...new Set(parts.map(({ app }) => app))];
    const now = await asked(() => readAppLinks(org, names));
    const isMadeAnew = (app: string): boolean => {
      const links = now.known ? (now.value.get(app)?.links ?? []) : [];
      return links.length > 0 && foreignOrgIn(links, org.identity.orgId) === undefined;
    };
    await removeApps(
      org,
      parts.filter(({ app }) => !isMadeAnew(app)),
      work,
    );
  });
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
