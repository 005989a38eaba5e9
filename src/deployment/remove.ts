import { counted } from '../problem.js';
import { rejected } from './rejection.js';
import { send, type DeployOutcome } from '../sending/send.js';
import { EcaError } from '../errors.js';
import { includesVersion, versionNumber } from '../metadata/api-version.js';
import type { MetadataComponent } from '../metadata/component.js';
import { appOf } from '../metadata/parts.js';
import { APP_TYPE_NAMES, findType } from '../metadata/types.js';
import { componentsIn, readComponents, selectionOf } from '../org/components.js';
import { connectedAppSelection, migratedAppsIn } from '../org/connected-apps.js';
import { packDeletion } from '../org/deletion-package.js';
import type { Org } from '../org/org.js';
import { readRecentDeploys } from '../org/recent-deploys.js';
import type { Journal } from '../project/journal.js';
import type { Work } from '../work.js';

/** One component that is to be deleted. */
export interface Deletion {
  readonly app: string;
  readonly type: string;
  readonly fullName: string;
}

function typesOf({ apiVersion }: Org): readonly string[] {
  const version = versionNumber(apiVersion);
  return APP_TYPE_NAMES.filter((name) => {
    const type = findType(name);
    return type !== undefined && includesVersion(type, version);
  });
}

/** Reads every part of every app of the org. */
export function readParts(org: Org, work: Work): Promise<readonly MetadataComponent[]> {
  return readComponents(org, typesOf(org), work);
}

/** Reads every part of every app of the org, and which of the apps named Setup made of a Connected App. */
export async function readPartsAndMigrated(
  org: Org,
  apps: readonly string[],
  work: Work,
): Promise<{ readonly parts: readonly MetadataComponent[]; readonly migrated: ReadonlySet<string> }> {
  const files = await org.retrieve([...selectionOf(typesOf(org)), ...connectedAppSelection(apps)], work);
  const parts = componentsIn(files);
  return { parts, migrated: migratedAppsIn(files, parts) };
}

/** Gives all parts of apps; parts come before what they hang on, the app last. */
export function partsOf(apps: readonly string[], found: readonly MetadataComponent[]): readonly Deletion[] {
  const order = (type: string): number => findType(type)?.deployOrder ?? 0;
  return found
    .flatMap((component) => {
      const app = appOf(component);
      return app !== undefined && apps.includes(app)
        ? [{ app, type: component.type, fullName: component.fullName }]
        : [];
    })
    .sort((a, b) => apps.indexOf(a.app) - apps.indexOf(b.app) || order(b.type) - order(a.type));
}

/** How to delete. */
interface RemoveOptions {
  readonly journal: Journal;
  /** Stops after the check in the org. Default: false. */
  readonly dryRun?: boolean | undefined;
}

/**
 * Deletes components: a check in the org, then the same package.
 *
 * @throws DeployFailedError, and what sending a deploy throws.
 */
export async function remove(
  org: Org,
  deleted: readonly Deletion[],
  work: Work,
  { journal, dryRun = false }: RemoveOptions,
): Promise<DeployOutcome> {
  const { onProgress } = work;
  const zip = await packDeletion(deleted, org.apiVersion);
  // The org deletes parts along with what they hang on, and warns of each that is gone already.
  const sending = { sender: 'destroy', ignoreWarnings: true, journal } as const;
  onProgress({
    kind: 'stage',
    stage: 'validate',
    message: `Checking the deletion of ${counted(deleted.length, 'component')}`,
  });
  const check = await send(org, zip, work, { ...sending, checkOnly: true });
  if (!check.status.success) throw rejected(org, check.status, true);
  if (dryRun) return check.outcome;
  onProgress({ kind: 'stage', stage: 'deploy', message: `Deleting ${counted(deleted.length, 'component')}` });
  const earlier = await readRecentDeploys(org);
  const { status, outcome } = await send(org, zip, work, { ...sending, checkOnly: false, earlier });
  if (!status.success) throw rejected(org, status, false);
  return outcome;
}

/**
 * Makes sure that the org has nothing left of apps.
 *
 * @throws NotDeletedError
 */
export async function expectGone(org: Org, apps: readonly string[], work: Work): Promise<void> {
  work.onProgress({ kind: 'stage', stage: 'read-back', message: 'Making sure that nothing is left' });
  const left = partsOf(apps, await readParts(org, work));
  if (left.length === 0) return;
  throw new EcaError({
    name: 'NotDeletedError',
    message: `The org "${org.identity.target}" still has ${left.map(({ type, fullName }) => `${type} ${fullName}`).join(', ')}.`,
    actions: ['Run the command again; if it stays, delete the app in Setup, External Client App Manager.'],
    data: { left },
  });
}
