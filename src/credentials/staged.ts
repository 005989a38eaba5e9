import { EcaError } from '../errors.js';
import { Secret } from '../secret.js';
import { withAccess, type OauthConsumer } from './read-pair.js';
import type { Org } from '../org/org.js';
import { listIn } from '../org/unexpected.js';

/** First API version with staged credentials. */
const FIRST_VERSION = 65;

/** The pair in the staged slot of a consumer: one that waits to be swapped in, or the one that was swapped out. */
export interface StagedPair {
  /** Where Connect REST has it, from the root of the org. */
  readonly path: string;
  /** `rotated` still counts, until it is deleted or expires. */
  readonly state: 'staged' | 'rotated';
  readonly consumerKey: string;
  /** Absent where the org does not give it. */
  readonly consumerSecret?: Secret | undefined;
  /** When it ends, 30 days after it was staged, ISO 8601. */
  readonly expires?: string | undefined;
}

interface StagedRecord {
  readonly id?: string | undefined;
  readonly url?: string | undefined;
  readonly key?: string | undefined;
  readonly secret?: string | undefined;
  readonly state?: string | undefined;
  readonly status?: string | undefined;
  readonly expirationDate?: string | undefined;
}

/**
 * Reads the staged slot; undefined when it is empty. A pair that has expired counts as none.
 
 *
 * @throws CredentialsUnavailableError, ApiVersionUnsupportedError for an org that is older than API version 65.0.
 */
export async function readStaged(org: Org, consumer: OauthConsumer): Promise<StagedPair | undefined> {
  const path = slotPath(org, consumer);
  const list = await withAccess(consumer.app, () => org.request({ method: 'GET', path }));
  const records = listIn<StagedRecord>('The staged slot', list, 'stagedCredentials');
  const record = records.find((one) => stateOf(one) !== 'expired');
  return record === undefined ? undefined : pairOf(path, record);
}

/** Stages a new pair. The org makes up key and secret; they take the place of the old ones once they are swapped in. */
export async function stagePair(org: Org, consumer: OauthConsumer): Promise<StagedPair> {
  const path = slotPath(org, consumer);
  // Without a body the org waits for one.
  const list = await org.request({ method: 'POST', path, body: {} });
  const [record] = listIn<StagedRecord>('The staging of a pair', list, 'stagedCredentials');
  if (record !== undefined) return pairOf(path, record);
  throw new EcaError({
    name: 'OrgRequestFailedError',
    message: `The org staged a pair for "${consumer.app}" and did not say which.`,
    actions: ['Run the command again; it goes on with that pair.'],
  });
}

/** Swaps the staged pair in. The pair that counted until now takes its place in the slot, and ends when it would have. */
export async function swapIn(org: Org, { path }: StagedPair): Promise<void> {
  await org.request({ method: 'PATCH', path, body: { command: 'rotate' } });
}

/** Deletes what is in the slot; a rotated pair stops to count. One that is gone or has expired is no longer there: done. */
export async function deleteStaged(org: Org, { path }: StagedPair): Promise<void> {
  try {
    await org.request({ method: 'DELETE', path });
  } catch (error) {
    const isGone = error instanceof EcaError && error.name === 'OrgRequestFailedError' && error.data.status === 404;
    if (!isGone) throw error;
  }
}

/** `Active`, `Expired` and `Rotated`, whatever their case; anything else waits to be swapped in. */
const stateOf = ({ state, status }: StagedRecord): string => (state ?? status ?? '').toLowerCase();

function slotPath({ apiVersion, newestApiVersion, identity }: Org, { path }: OauthConsumer): string {
  if (Number.parseFloat(newestApiVersion) < FIRST_VERSION) {
    throw new EcaError({
      name: 'ApiVersionUnsupportedError',
      message: `The org "${identity.target}" offers API versions up to ${newestApiVersion}; rotating needs ${FIRST_VERSION}.0.`,
      actions: ['Rotate in Setup, External Client App Manager, until the org is upgraded.'],
    });
  }
  const version = Math.max(Number.parseFloat(apiVersion), FIRST_VERSION).toFixed(1);
  return `/services/data/v${version}/${path}/staged`;
}

function pairOf(slot: string, record: StagedRecord): StagedPair {
  const { id, url, key = '', secret, expirationDate } = record;
  const path = url === undefined ? `${slot}/${id ?? ''}` : new URL(url, 'https://any.invalid').pathname;
  return {
    path,
    state: stateOf(record) === 'rotated' ? 'rotated' : 'staged',
    consumerKey: key,
    consumerSecret: typeof secret === 'string' ? new Secret(secret) : undefined,
    expires: expirationDate,
  };
}
