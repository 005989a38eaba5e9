import { EcaError } from '../errors.js';
import { readConsumer, type Consumer } from './read-pair.js';
import type { Credentials } from '../oauth/key-pair.js';
import type { Org } from '../org/org.js';
import { readStaged, stagePair, swapIn, type StagedPair } from './staged.js';
import { readEntry, removeEntry, writeEntry, type RotationEntry } from '../project/credentials-journal.js';
import type { Work } from '../work.js';

/** A rotation that is under way. */
export interface Rotation {
  readonly app: string;
  /** Key that counted before. */
  readonly oldKey: string;
  /** Key of the new pair; absent until it is staged. */
  readonly newKey?: string | undefined;
  readonly resumed: boolean;
  /** When it began, ISO 8601. */
  readonly since: string;
}

/**
 * Finds out where the rotation of an app stands: one that a run before began is taken up, else a new one begins.
 *
 * @throws RotationConflictError when the slot holds a pair that no rotation of this project put there.
 */
export async function beginOrResume(
  org: Org,
  app: string,
  { consumerKey }: Credentials,
  work: Work,
): Promise<Rotation> {
  const { orgId } = org.identity;
  const { folder } = work;
  const entry = await readEntry<RotationEntry>(folder, { kind: 'rotation', orgId, app });
  const staged = await readStaged(org, await readConsumer(org, app));
  if (entry !== undefined && isOurs(entry, consumerKey, staged)) {
    const { oldKey, since } = entry;
    const newKey = entry.newKey ?? (consumerKey === oldKey ? staged?.consumerKey : consumerKey);
    work.onProgress({ kind: 'warning', message: `Going on with the rotation of ${app} of ${since}.` });
    return { app, oldKey, newKey, resumed: true, since };
  }
  // Somebody finished or undid it meanwhile.
  if (entry !== undefined) await removeEntry<RotationEntry>(folder, { kind: 'rotation', orgId, app });
  if (staged !== undefined) throw conflict(app, staged);
  return { app, oldKey: consumerKey, resumed: false, since: new Date().toISOString() };
}

/** Tells whether what the org holds is what a rotation of the journal can have left. */
function isOurs({ oldKey, newKey }: RotationEntry, current: string, staged: StagedPair | undefined): boolean {
  if (current === oldKey) {
    if (staged === undefined) return newKey === undefined;
    return staged.state === 'staged' && (newKey === undefined || staged.consumerKey === newKey);
  }
  return current === newKey;
}

/**
 * Brings the new pair to count, from wherever the rotation stands, and gives its key.
 *
 * @throws RotationConflictError when somebody else staged a pair in the same moment.
 */
export async function swap(
  org: Org,
  app: string,
  rotation: Rotation,
  work: Work,
): Promise<{ readonly consumerKey: string }> {
  const consumer = await readConsumer(org, app);
  if (rotation.newKey !== undefined && consumer.consumerKey === rotation.newKey)
    return { consumerKey: rotation.newKey };
  const step = (name: RotationEntry['step'], message: string, newKey?: string) =>
    journal(org, { ...rotation, newKey: newKey ?? rotation.newKey }, name, message, work);
  await step('stage', `Staging a new pair for ${app}`);
  const staged = (await readStaged(org, consumer)) ?? (await stage(org, consumer, work));
  await step('swap', `Swapping the new pair of ${app} in`, staged.consumerKey);
  await swapIn(org, staged);
  return { consumerKey: staged.consumerKey };
}

/** One pair can be staged at a time: the org refuses a second one. */
async function stage(org: Org, consumer: Consumer, work: Work): Promise<StagedPair> {
  try {
    return await stagePair(org, consumer);
  } catch (error) {
    if (!(error instanceof EcaError) || error.name !== 'OrgRequestFailedError') throw error;
    const staged = await readStaged(org, consumer);
    const { orgId } = org.identity;
    await removeEntry<RotationEntry>(work.folder, { kind: 'rotation', orgId, app: consumer.app });
    throw staged === undefined ? error : conflict(consumer.app, staged);
  }
}

async function journal(
  org: Org,
  { app, oldKey, newKey, since }: Rotation,
  step: RotationEntry['step'],
  message: string,
  work: Work,
): Promise<void> {
  const { orgId } = org.identity;
  await writeEntry(work.folder, { kind: 'rotation', orgId, app, step, oldKey, newKey, since });
  work.signal.throwIfAborted();
  work.onProgress({ kind: 'stage', stage: 'rotate', message });
}

function conflict(app: string, { state, consumerKey, expires }: StagedPair): EcaError {
  const rotated = state === 'rotated';
  return new EcaError({
    name: 'RotationConflictError',
    message: rotated
      ? `The pair before (key ${consumerKey}) of "${app}" still counts${expires === undefined ? '' : ` until ${expires}`}, and an app has one place for such a pair.`
      : `Somebody has staged a pair (key ${consumerKey}) for "${app}"; this tool does not overwrite it.`,
    actions: rotated
      ? [`Once nobody uses it any more, end it with \`eca credentials revoke --app ${app}\`, then rotate.`]
      : [`Let them finish, or delete that pair with \`eca credentials revoke --staged --app ${app}\`, then rotate.`],
    data: { state, consumerKey },
  });
}
