import { EcaError } from '../errors.js';
import { foreignOrgIn } from '../metadata/app-link.js';
import { readAppLinks } from './app-links.js';
import { asked } from './asked.js';
import type { Org } from './org.js';

/** Apps that a run has seen to be the org's own; that does not change while it runs. */
const OWN = new WeakMap<Org, Set<string>>();

/**
 * Refuses an app whose links name another org, as a refresh leaves copies of production's apps: key and secret are that
 * org's until proven otherwise, and may not be read, staged, rotated or revoked through the copy.
 *
 * @throws ForeignAppError
 */
export async function refuseForeignApp(org: Org, app: string): Promise<void> {
  const own = OWN.get(org) ?? new Set();
  OWN.set(org, own);
  if (own.has(app)) return;
  const found = await asked(() => readAppLinks(org, [app]));
  const links = found.known ? found.value.get(app)?.links : undefined;
  // An app that is not there, or that the org does not tell of, has no link that names another org.
  if (links === undefined) return;
  const owner = foreignOrgIn(links, org.identity.orgId);
  if (owner !== undefined) throw foreignApp(org, app, owner);
  own.add(app);
}

/** Makes the error of an app that is another org's. */
export function foreignApp({ identity }: Org, app: string, owner: string): EcaError {
  return new EcaError({
    name: 'ForeignAppError',
    message: `"${app}" in "${identity.target}" is a copy: its links name the org ${owner}, not this one (${identity.orgId}). Its key and secret are that org's until proven otherwise, so they are neither read nor changed here.`,
    actions: [
      'Run `eca refresh` with the environment of this sandbox: it removes the copy and makes the app anew, with a key and secret of its own.',
    ],
    data: { app, owner },
  });
}
