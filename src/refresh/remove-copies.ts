import { lockNameOf, lockOptions } from '../credentials/secret-access.js';
import { expectGone, partsOf, readPartsAndMigrated, remove, type Deletion } from '../deployment/remove.js';
import { recorded } from '../deployment/run.js';
import { EcaError } from '../errors.js';
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
 * @throws SessionAppError when one of them is the app that the session logged in with; ConnectedAppRevivesError when Setup made
 * one of a Connected App, which would come back to life and hold name and key.
 */
export async function copiesOf(org: Org, apps: readonly string[], work: Work): Promise<readonly Deletion[]> {
  if (apps.length === 0) return [];
  const { parts, migrated } = await readPartsAndMigrated(org, apps, work);
  const own = ownApp(org, apps, parts);
  if (own !== undefined) throw own;
  const reviving = apps.filter((app) => migrated.has(app));
  if (reviving.length > 0) throw revives(org, reviving);
  return partsOf(apps, parts);
}

/** Without its app a migrated Connected App gives tokens again, by the key of the org it came from, and no new app can have its name. */
function revives({ identity: { target } }: Org, apps: readonly string[]): EcaError {
  const names = apps.map((app) => `"${app}"`).join(', ');
  return new EcaError({
    name: 'ConnectedAppRevivesError',
    message: `"${target}" has a Connected App beside ${names}, of which Setup made the app. Once the app is removed, the Connected App comes back to life with the same key and secret, and no new app can have its name. Nothing was removed.`,
    actions: [
      `In Setup of "${target}", delete the External Client App ${names}, then the Connected App of the same name, and run the command again: it creates the app anew.`,
    ],
    data: { apps },
  });
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
