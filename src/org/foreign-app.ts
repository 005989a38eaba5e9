import { EcaError } from '../errors.js';
import { foreignOrgIn, linksOf } from '../metadata/app-link.js';
import { sentence } from '../problem.js';
import { readAppLinks } from './app-links.js';
import { asked, type Asked } from './asked.js';
import { readParts } from './app-parts.js';
import type { Org } from './org.js';

/** Apps that a run has seen to be the org's own; that does not change while it runs. */
const OWN = new WeakMap<Org, Set<string>>();

/**
 * Refuses an app whose links name another org, as a refresh leaves copies of production's apps: key and secret are that
 * org's until proven otherwise, and may not be read, staged, rotated or revoked through the copy. In a sandbox an app whose
 * links nobody tells is refused, too.
 *
 * @throws ForeignAppError
 */
export async function refuseForeignApp(org: Org, app: string): Promise<void> {
  const own = OWN.get(org) ?? new Set();
  OWN.set(org, own);
  if (own.has(app)) return;
  const links = await linksToJudge(org, app);
  if (!links.known) throw unknownOwner(org, app, links.why);
  const owner = foreignOrgIn(links.value, org.identity.orgId);
  if (owner !== undefined) throw foreignApp(org, app, owner);
  own.add(app);
}

/**
 * Reads the links of an app: by a query, and in a sandbox, where copies come about, from the metadata when the query tells
 * none. An app that is in neither has no link that names another org.
 */
async function linksToJudge(org: Org, app: string): Promise<Asked<readonly unknown[]>> {
  const rows = await asked(() => readAppLinks(org, [app]));
  const links = rows.known ? (rows.value.get(app)?.links ?? []) : [];
  if (links.length > 0 || !org.identity.isSandbox) return { known: true, value: links };
  // Its requests end with the run, as all of the org's.
  const bounds = { signal: AbortSignal.timeout(RETRIEVE_MS), deadline: Date.now() + RETRIEVE_MS };
  return asked(async () => {
    const { components } = await readParts(org, { apps: [app], types: LINKED }, bounds);
    return linksOf(app, components);
  });
}

/** Types whose components carry the links. */
const LINKED = ['ExternalClientApplication', 'ExtlClntAppOauthSettings'];
const RETRIEVE_MS = 60_000;

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

function unknownOwner({ identity }: Org, app: string, why: string): EcaError {
  return new EcaError({
    name: 'ForeignAppError',
    message: `"${identity.target}" does not tell whether "${app}" is its own app or a copy of another org's: ${sentence(why)} Its key and secret may be that org's, so they are neither read nor changed here.`,
    actions: [
      `Let ${identity.username} see External Client Apps by SOQL (ExternalClientApplication) or retrieve them by the Metadata API, then run the command again.`,
    ],
    data: { app },
  });
}
