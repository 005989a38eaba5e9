import type { ResolvedApp } from '../config/model.js';
import { readParts } from '../deployment/remove.js';
import { foreignOrgIn, linksOf } from '../metadata/app-link.js';
import { partOf } from '../metadata/parts.js';
import { readAppLinks } from '../org/app-links.js';
import { asked } from '../org/asked.js';
import type { Org } from '../org/org.js';
import type { Work } from '../work.js';

/**
 * What a refresh made of an app: it is the org's `own`, `copied` from the org that the sandbox was made from, whose id its
 * links keep, `half-broken` without its OAuth settings, or `gone`.
 */
export type AppFate = 'own' | 'copied' | 'half-broken' | 'gone';

/** What became of one app of the config. */
export interface AppState {
  readonly app: string;
  readonly fate: AppFate;
  /** Org that a copied app belongs to, 15 characters. */
  readonly ownerOrgId?: string | undefined;
}

interface Seen {
  readonly links: readonly unknown[];
  readonly hasSettings?: boolean | undefined;
}

/** Tells what became of the apps, by org id and links: those of the config that are the org's to own. */
export async function classify(org: Org, apps: readonly ResolvedApp[], work: Work): Promise<readonly AppState[]> {
  const names = apps.filter(({ role }) => role === 'owner').map(({ name }) => name);
  const rows = await asked(() => readAppLinks(org, names));
  const seen = rows.known ? rows.value : await seenInMetadata(org, names, work);
  return names.map((app) => ({ app, ...fateOf(seen.get(app), org.identity.orgId) }));
}

/** A user who may not query apps may still be able to retrieve them. */
async function seenInMetadata(org: Org, names: readonly string[], work: Work): Promise<ReadonlyMap<string, Seen>> {
  const parts = await readParts(org, work);
  return new Map(
    names
      .filter((app) => partOf(app, 'ExternalClientApplication', parts) !== undefined)
      .map((app) => {
        const hasSettings = partOf(app, 'ExtlClntAppOauthSettings', parts) !== undefined;
        return [app, { links: linksOf(app, parts), hasSettings }];
      }),
  );
}

/** A link that names another org comes first: whatever else is wrong with the app, it is not this org's. */
export function fateOf(seen: Seen | undefined, orgId: string): Omit<AppState, 'app'> {
  if (seen === undefined) return { fate: 'gone' };
  const ownerOrgId = foreignOrgIn(seen.links, orgId);
  if (ownerOrgId !== undefined) return { fate: 'copied', ownerOrgId };
  return { fate: seen.hasSettings === false ? 'half-broken' : 'own' };
}
