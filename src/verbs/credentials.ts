import { precise, readAllowed } from '../credentials/read-allowed.js';
import type { ResolvedApp, ResolvedConfig } from '../config/model.js';
import { EcaError } from '../errors.js';
import { handOver, type HandOverOptions, type Stored } from '../handover/hand-over-pair.js';
import { readConsumer, readCredentials } from '../credentials/read-pair.js';
import type { Org } from '../org/org.js';
import { quote } from '../org/soql.js';
import { deleteStaged, readStaged } from '../credentials/staged.js';
import { readEntry, type RotatedEntry, type RotationEntry } from '../project/credentials-journal.js';
import type { Secret } from '../secret.js';
import type { Work } from '../work.js';
import { withSecretAccess, type SecretAccessOptions } from '../credentials/secret-access.js';

/** Key of an app, and its secret when it was asked for. */
export interface ShownCredentials {
  readonly app: string;
  readonly consumerKey: string;
  readonly consumerSecret?: Secret | undefined;
  /** The pair in the staged slot, if there is one. */
  readonly staged?:
    | { readonly state: 'staged' | 'rotated'; readonly consumerKey: string; readonly expires?: string | undefined }
    | undefined;
}

/** Where key and secret of an app went. */
export interface StoredCredentials extends Stored {
  readonly app: string;
  readonly consumerKey: string;
}

/** What was deleted from an app's staged slot. */
export interface RevokedCredentials {
  readonly app: string;
  readonly revoked: boolean;
  /** Key of the pair that no longer counts. */
  readonly consumerKey?: string | undefined;
}

/** How old the key and secret of an app are. */
export interface CredentialsAge {
  readonly app: string;
  readonly consumerKey: string;
  /** When the pair began to count, as far as it is known; ISO 8601. */
  readonly since: string;
  /** Whole days since then. */
  readonly days: number;
  /** How that is known: from a rotation by this tool, from the org's rotated pair, or from when the app was created. */
  readonly from: 'rotation' | 'rotated pair' | 'creation of the app';
  /** When the pair before stops to count, while it still does. */
  readonly oldPairExpires?: string | undefined;
}

const DAY_MS = 86_400_000;
/** A rotated pair counts for so long. */
const ROTATED_DAYS = 30;

/**
 * Reads the keys of the apps, and the secrets when they are to be shown.
 *
 * @throws CredentialsUnavailableError, AppNotFoundError
 */
export function showCredentials(
  org: Org,
  config: ResolvedConfig,
  work: Work,
  options: SecretAccessOptions & { readonly reveal: boolean },
): Promise<readonly ShownCredentials[]> {
  return eachApp(org, config, work, options, async (app, turnedOn) => {
    const { consumerKey, consumerSecret } = await readAllowed(org, app.name, work, turnedOn);
    const staged = await readStagedIfAny(org, app.name);
    return {
      app: app.name,
      consumerKey,
      ...(options.reveal ? { consumerSecret } : {}),
      staged,
    };
  });
}

async function readStagedIfAny(org: Org, app: string): Promise<ShownCredentials['staged']> {
  if (Number.parseFloat(org.newestApiVersion) < 65) return undefined;
  const staged = await readStaged(org, await readConsumer(org, app));
  if (staged === undefined) return undefined;
  const { state, consumerKey, expires } = staged;
  return { state, consumerKey, expires };
}

/**
 * Hands key and secret of the apps to their sinks.
 *
 * @throws UsageError when an app has no sink, CredentialsUnavailableError, AppNotFoundError. A sink that fails is
 * reported, not thrown.
 */
export async function storeCredentials(
  org: Org,
  config: ResolvedConfig,
  work: Work,
  options: SecretAccessOptions & HandOverOptions = {},
): Promise<readonly StoredCredentials[]> {
  const without = config.apps.filter(
    (app) => (options.sink ?? app.sink) === undefined && app.namedCredential === undefined,
  );
  if (without.length > 0) {
    throw new EcaError({
      name: 'UsageError',
      message: `No sink takes key and secret of ${without.map(({ name }) => name).join(', ')}.`,
      actions: ['Write `sink` into the config, for the app or its environment, or pass --sink file:PATH.'],
    });
  }
  const environment = config.environment;
  return eachApp(org, config, work, options, async (app, turnedOn) => {
    const pair = await readAllowed(org, app.name, work, turnedOn);
    return {
      app: app.name,
      consumerKey: pair.consumerKey,
      ...(await handOver(org, app, pair, work, { ...options, environment })),
    };
  });
}

/**
 * Ends the rotated pair of each app before its 30 days are over. A staged pair that does not count yet is left alone,
 * unless it is named.
 *
 * @throws RotationConflictError when a rotation is under way, or a staged pair is there.
 */
export function revokeCredentials(
  org: Org,
  config: ResolvedConfig,
  work: Work,
  options: SecretAccessOptions & { readonly staged: boolean },
): Promise<readonly RevokedCredentials[]> {
  return eachApp(org, config, work, options, async ({ name }) => {
    const staged = await readStaged(org, await readConsumer(org, name));
    if (staged === undefined) return { app: name, revoked: false };
    await refuseUnderWay(org, name, work);
    if (staged.state === 'staged' && !options.staged) throw stagedPair(name, staged.consumerKey);
    await deleteStaged(org, staged);
    return { app: name, revoked: true, consumerKey: staged.consumerKey };
  });
}

async function refuseUnderWay(org: Org, app: string, { folder }: Work): Promise<void> {
  const { orgId } = org.identity;
  const entry = await readEntry<RotationEntry>(folder, { kind: 'rotation', orgId, app });
  if (entry === undefined) return;
  throw new EcaError({
    name: 'RotationConflictError',
    message: `A rotation of "${app}" of ${entry.since} is not finished; the old pair may still be in use.`,
    actions: ['Finish it with `eca credentials rotate`; it revokes the old pair once the new one is stored.'],
  });
}

function stagedPair(app: string, consumerKey: string): EcaError {
  return new EcaError({
    name: 'RotationConflictError',
    message: `The pair in the slot of "${app}" (key ${consumerKey}) is staged and does not count yet; somebody means to rotate to it.`,
    actions: ['Pass --staged to delete it all the same.'],
  });
}

/** Tells how old the key and secret of each app are. */
export function credentialsAge(
  org: Org,
  config: ResolvedConfig,
  work: Work,
  options: SecretAccessOptions = {},
): Promise<readonly CredentialsAge[]> {
  return eachApp(org, config, work, options, async ({ name }) => {
    const consumer = await readConsumer(org, name);
    const consumerKey = consumer.consumerKey ?? (await readCredentials(org, name)).consumerKey;
    const staged = await readStagedIfAny(org, name);
    const expires = staged?.state === 'rotated' ? staged.expires : undefined;
    const { since, from } = await beginningOf(org, name, { consumerKey, expires, folder: work.folder });
    const days = Math.max(0, Math.floor((Date.now() - Date.parse(since)) / DAY_MS));
    return { app: name, consumerKey, since, days, from, oldPairExpires: expires };
  });
}

async function beginningOf(
  org: Org,
  app: string,
  known: { readonly consumerKey: string; readonly expires: string | undefined; readonly folder: string },
): Promise<Pick<CredentialsAge, 'since' | 'from'>> {
  const { orgId } = org.identity;
  const rotated = await readEntry<RotatedEntry>(known.folder, { kind: 'rotated', orgId, app });
  if (rotated?.consumerKey === known.consumerKey) return { since: rotated.at, from: 'rotation' };
  if (known.expires !== undefined) {
    const since = new Date(Date.parse(known.expires) - ROTATED_DAYS * DAY_MS).toISOString();
    return { since, from: 'rotated pair' };
  }
  const [record] = await org.query<{ readonly CreatedDate: string }>(
    `SELECT CreatedDate FROM ExternalClientApplication WHERE DeveloperName = ${quote(app)}`,
  );
  const created = record === undefined ? Number.NaN : Date.parse(record.CreatedDate);
  return { since: new Date(Number.isNaN(created) ? Date.now() : created).toISOString(), from: 'creation of the app' };
}

/** Runs something for the apps of a config, one after the other, with access to secrets. */
async function eachApp<T>(
  org: Org,
  config: ResolvedConfig,
  work: Work,
  options: SecretAccessOptions,
  act: (app: ResolvedApp, turnedOn: boolean) => Promise<T>,
): Promise<readonly T[]> {
  const apps = config.apps.filter(({ role }) => role === 'owner');
  return withSecretAccess(org, work, options, async (turnedOn) => {
    const results: T[] = [];
    for (const app of apps) {
      results.push(
        await act(app, turnedOn).catch(async (error: unknown) => {
          throw error instanceof EcaError ? await precise(org, work, error) : error;
        }),
      );
    }
    return results;
  });
}
