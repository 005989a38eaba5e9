import { appsOfOrg } from '../credentials/publisher.js';
import { dueOf, type PairAges } from '../credentials/age.js';
import { precise, readAllowed } from '../credentials/read-allowed.js';
import type { ResolvedApp, ResolvedConfig } from '../config/model.js';
import { EcaError } from '../errors.js';
import { partOf } from '../metadata/parts.js';
import { asked } from '../org/asked.js';
import { readParts } from '../org/app-parts.js';
import { handOver, refuseSharedOutputs, type Stored } from '../handover/hand-over-pair.js';
import type { HandOverOptions } from '../handover/targets.js';
import { readConsumer, readCredentials } from '../credentials/read-pair.js';
import type { Org } from '../org/org.js';
import { quote } from '../org/soql.js';
import { deleteStaged, readStaged } from '../credentials/staged.js';
import { readEntry, type RotatedEntry, type RotationEntry } from '../project/credentials-journal.js';
import { suppliedPair } from '../project/supplied-pair.js';
import type { Secret } from '../secret.js';
import type { Work } from '../work.js';
import { wantsOff, withSecretAccess, type SecretAccessOptions } from '../credentials/secret-access.js';

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
export interface CredentialsAge extends PairAges {
  readonly app: string;
  readonly consumerKey: string;
  /** When the pair began to count, as far as it is known; ISO 8601. */
  readonly since: string;
  /** How that is known: from a rotation by this tool, from the org's rotated pair, or from when the app was created. */
  readonly from: 'rotation' | 'rotated pair' | 'creation of the app';
  /** What is to be done now, where `maxDays` was given; empty when nothing is. */
  readonly due?: readonly string[] | undefined;
}

/** What the age is judged by. */
export interface AgeOptions extends SecretAccessOptions {
  /** Days after which a pair is to be rotated. Default: nothing is judged. */
  readonly maxDays?: number | undefined;
}

const DAY_MS = 86_400_000;
/** A staged pair ends so long after it was staged, rotated or not. */
const STAGED_DAYS = 30;

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
    if (options.reveal) {
      const { consumerKey, consumerSecret } = await readAllowed(org, app.name, work, turnedOn);
      return { app: app.name, consumerKey, consumerSecret, staged: await readStagedIfAny(org, app.name) };
    }
    const known = await readKey(org, app.name, work);
    const consumerKey = known ?? (await readAllowed(org, app.name, work, turnedOn)).consumerKey;
    return { app: app.name, consumerKey, staged: await readStagedIfAny(org, app.name).catch(unlessKept) };
  });
}

/** The key is no secret: the metadata has it, whatever the org gives to REST. */
async function readKey(org: Org, app: string, work: Work): Promise<string | undefined> {
  const type = 'ExtlClntAppGlobalOauthSettings';
  const found = await asked(() => readParts(org, { apps: [app], types: [type] }, work));
  const key = found.known ? partOf(app, type, found.value.components)?.fields.consumerKey : undefined;
  return typeof key === 'string' && key !== '' ? key : undefined;
}

/** An org that keeps its secrets does not tell of staged pairs either; the key is shown all the same. */
function unlessKept(error: unknown): undefined {
  if (!(error instanceof EcaError) || error.name !== 'CredentialsUnavailableError') throw error;
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
  refuseSharedOutputs(config, options);
  const { environment, loginVariables } = config;
  const isSupplied = config.apps.every(({ credentials }) => credentials !== undefined);
  const access = isSupplied ? { ...options, allowSecretAccess: false } : options;
  const store = async (app: ResolvedApp, turnedOn: boolean): Promise<StoredCredentials> => {
    const pair = suppliedPair(app, work.env) ?? (await readAllowed(org, app.name, work, turnedOn));
    return {
      app: app.name,
      consumerKey: pair.consumerKey,
      ...(await handOver(org, app, pair, work, { ...options, environment, loginVariables })),
    };
  };
  return eachApp(org, config, work, access, store, true);
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

async function refuseUnderWay(org: Org, app: string, work: Work): Promise<void> {
  const { orgId } = org.identity;
  const entry = await readEntry<RotationEntry>(work, { kind: 'rotation', orgId, app }, (path) => {
    throw damagedRotation(app, path);
  });
  if (entry === undefined) return;
  throw new EcaError({
    name: 'RotationConflictError',
    message: `A rotation of "${app}" of ${entry.since} is not finished; the old pair may still be in use.`,
    actions: [
      'Finish it with `eca credentials rotate --revoke-old`, which ends the old pair once the new one is stored.',
    ],
  });
}

/** Whether the consumers have the new pair nobody knows, and the old one cannot be had back. */
function damagedRotation(app: string, path: string): EcaError {
  return new EcaError({
    name: 'RotationConflictError',
    message: `${path} should say where a rotation of "${app}" stands, and cannot be understood; the old pair may still be in use.`,
    actions: [
      `Run \`eca credentials store --app ${app}\`, so that the consumers get the pair that counts; then delete the file and revoke again.`,
    ],
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
  options: AgeOptions = {},
): Promise<readonly CredentialsAge[]> {
  return eachApp(org, config, work, options, async ({ name }) => {
    const consumer = await readConsumer(org, name);
    const consumerKey = consumer.consumerKey ?? (await readCredentials(org, name)).consumerKey;
    const staged = await readStagedIfAny(org, name);
    const oldPairExpires = staged?.state === 'rotated' ? staged.expires : undefined;
    const stagedPairExpires = staged?.state === 'staged' ? staged.expires : undefined;
    const { since, from } = await beginningOf(org, name, { consumerKey, expires: oldPairExpires, work });
    const days = Math.max(0, Math.floor((Date.now() - Date.parse(since)) / DAY_MS));
    const { orgId } = org.identity;
    const unfinished = await readEntry<RotationEntry>(work, { kind: 'rotation', orgId, app: name });
    const unfinishedRotation = unfinished?.since;
    const age = { app: name, consumerKey, since, days, from, oldPairExpires, stagedPairExpires, unfinishedRotation };
    return { ...age, due: options.maxDays === undefined ? undefined : dueOf(age, options.maxDays, Date.now()) };
  });
}

async function beginningOf(
  org: Org,
  app: string,
  known: { readonly consumerKey: string; readonly expires: string | undefined; readonly work: Work },
): Promise<Pick<CredentialsAge, 'since' | 'from'>> {
  const { orgId } = org.identity;
  const rotated = await readEntry<RotatedEntry>(known.work, { kind: 'rotated', orgId, app });
  if (rotated?.consumerKey === known.consumerKey) return { since: rotated.at, from: 'rotation' };
  if (known.expires !== undefined) {
    const since = new Date(Date.parse(known.expires) - STAGED_DAYS * DAY_MS).toISOString();
    return { since, from: 'rotated pair' };
  }
  const [record] = await org.query<{ readonly CreatedDate: string }>(
    `SELECT CreatedDate FROM ExternalClientApplication WHERE DeveloperName = ${quote(app)}`,
  );
  const created = record === undefined ? Number.NaN : Date.parse(record.CreatedDate);
  return { since: new Date(Number.isNaN(created) ? Date.now() : created).toISOString(), from: 'creation of the app' };
}

/**
 * Runs something for the apps of a config, one after the other, with access to secrets.
 *
 * @param mayBeSupplied - Whether a pair of the config will do for a publisher's app. Default: only the org's own apps count.
 */
async function eachApp<T>(
  org: Org,
  config: ResolvedConfig,
  work: Work,
  options: SecretAccessOptions,
  act: (app: ResolvedApp, turnedOn: boolean) => Promise<T>,
  mayBeSupplied = false,
): Promise<readonly T[]> {
  const apps = appsOfOrg(config, work, mayBeSupplied);
  return withSecretAccess(org, work, { ...options, endsOff: wantsOff(config) }, async (turnedOn) => {
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
