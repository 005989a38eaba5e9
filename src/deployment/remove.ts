import { counted } from '../problem.js';
import { rejected } from './rejection.js';
import { recorded } from './run.js';
import { packComponents } from '../sending/send-components.js';
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
  /** Stops after the check in the org. Default: false. */
  readonly dryRun?: boolean | undefined;
}

/** What is deleted in one org, and what is changed there before. */
export interface Removal {
  readonly org: Org;
  readonly deleted: readonly Deletion[];
  /** Default: nothing is. */
  readonly updated?: readonly MetadataComponent[] | undefined;
  /** Of the run. Default: one of its own, for the org. */
  readonly journal?: Journal | undefined;
}

/**
 * Deletes components of one org: a check there, then the same package.
 *
 * @throws DeployFailedError, and what sending a deploy throws.
 */
export async function remove(
  org: Org,
  deleted: readonly Deletion[],
  work: Work,
  { journal, ...options }: RemoveOptions & Pick<Removal, 'journal'>,
): Promise<DeployOutcome> {
  const [outcome] = await removeAll([{ org, deleted, journal }], work, options);
  if (outcome === undefined) throw new Error('Nothing was sent.');
  return outcome;
}

/**
 * Deletes components of several orgs in their order, once each of them has checked its share.
 *
 * @returns What came of each, in the order of the removals.
 * @throws DeployFailedError, and what sending a deploy throws.
 */
export async function removeAll(
  removals: readonly Removal[],
  work: Work,
  { dryRun = false }: RemoveOptions,
): Promise<readonly DeployOutcome[]> {
  const parcels = await Promise.all(removals.map(async (removal) => ({ removal, zip: await pack(removal) })));
  const outcomes: DeployOutcome[] = [];
  for (const { removal, zip } of parcels) outcomes.push(await sendRemoval(removal, zip, work, true));
  if (dryRun) return outcomes;
  outcomes.length = 0;
  for (const { removal, zip } of parcels) outcomes.push(await removeInEarnest(removal, zip, work));
  return outcomes;
}

/** A journal knows the deploys of one org. */
async function removeInEarnest(removal: Removal, zip: Buffer, work: Work): Promise<DeployOutcome> {
  if (removal.journal !== undefined) return sendRemoval(removal, zip, work, false);
  const { deleted, updated = [] } = removal;
  const apps = [...new Set([...deleted.map(({ app }) => app), ...updated.map(({ fullName }) => fullName)])];
  return recorded(removal.org, { work: 'destroy', apps }, work, (journal) =>
    sendRemoval({ ...removal, journal }, zip, work, false),
  );
}

async function pack({ org, deleted, updated = [] }: Removal): Promise<Buffer> {
  const brought = updated.length === 0 ? undefined : await packComponents(org, updated);
  return packDeletion(deleted, org.apiVersion, brought);
}

async function sendRemoval(
  { org, deleted, updated = [], journal }: Removal,
  zip: Buffer,
  work: Work,
  checkOnly: boolean,
): Promise<DeployOutcome> {
  const count = counted(deleted.length + updated.length, 'component');
  work.onProgress(
    checkOnly
      ? { kind: 'stage', stage: 'validate', message: `Checking the deletion of ${count}` }
      : { kind: 'stage', stage: 'deploy', message: `Deleting ${count}` },
  );
  const earlier = checkOnly ? undefined : await readRecentDeploys(org);
  // The org deletes parts along with what they hang on, and warns of each that is gone already.
  const options = { sender: 'destroy', ignoreWarnings: true, journal, checkOnly, earlier } as const;
  const { status, outcome } = await send(org, zip, work, options);
  if (!status.success) throw rejected(org, status, checkOnly);
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
