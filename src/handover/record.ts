import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import type { Credentials } from '../oauth/key-pair.js';
import { readEntry, writeEntry, type StoredEntry } from '../project/credentials-journal.js';
import type { Work } from '../work.js';
import type { StoredPlace } from './handover.js';

/** One place that takes key and secret, as the record knows it. */
export interface RecordedTarget extends Pick<StoredPlace, 'kind' | 'place'> {
  /** Tells it from the other places of an app. */
  readonly id: string;
}

/** What `.eca` remembers of where one pair went, so that a rerun does what is missing. */
export interface HandoverRecord {
  /** Tells whether a run before stored this very pair in the place. */
  has(target: RecordedTarget): boolean;
  /** Writes down whether a place has the pair now. */
  note(target: RecordedTarget, stored: boolean): Promise<void>;
}

type Key = Pick<StoredEntry, 'orgId' | 'app'>;

/** Opens the record of a pair. That of another pair counts as none; where none can be written, the run goes on without. */
export async function openRecord(work: Work, key: Key, pair: Credentials): Promise<HandoverRecord> {
  const before = await readEntry<StoredEntry>(work, { kind: 'stored', ...key });
  const isSame = before !== undefined && (await isOf(before, pair));
  const targets = new Map((isSame ? before.targets : []).map((target) => [target.id, target]));
  const mark = isSame ? before.pair : await markOf(pair);
  let isBroken = false;
  return {
    has: ({ id }) => targets.get(id)?.stored === true,
    note: async ({ id, kind, place }, stored) => {
      targets.set(id, { id, kind, place, stored, at: new Date().toISOString() });
      if (isBroken) return;
      try {
        await writeEntry(work.folder, { kind: 'stored', ...key, pair: mark, targets: [...targets.values()] });
      } catch (error) {
        isBroken = true;
        const why = error instanceof Error ? error.message : String(error);
        work.onProgress({ kind: 'warning', message: `Where key and secret went is not recorded: ${why}` });
      }
    },
  };
}

const derive = promisify(scrypt) as (secret: string, salt: Buffer, length: number) => Promise<Buffer>;
const DIGEST_BYTES = 32;

/** Tells one pair from another without holding it: a secret can change while its key stays. */
async function markOf(
  { consumerKey, consumerSecret }: Credentials,
  salt = randomBytes(16),
): Promise<StoredEntry['pair']> {
  const digest = await derive(consumerSecret.reveal(), salt, DIGEST_BYTES);
  return { consumerKey, salt: salt.toString('hex'), digest: digest.toString('hex') };
}

async function isOf({ pair }: StoredEntry, credentials: Credentials): Promise<boolean> {
  if (pair.consumerKey !== credentials.consumerKey) return false;
  const { digest } = await markOf(credentials, Buffer.from(pair.salt, 'hex'));
  const [ours, theirs] = [digest, pair.digest].map((text) => Buffer.from(text, 'hex'));
  return ours !== undefined && theirs?.length === ours.length && timingSafeEqual(ours, theirs);
}
