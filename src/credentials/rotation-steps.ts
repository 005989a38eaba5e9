import { EcaError } from '../errors.js';
import { readConsumer, type OauthConsumer } from './read-pair.js';
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
  /** The run that began it. */
  readonly run: string;
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
  run: string,
): Promise<Rotation> {
  const { orgId } = org.identity;
  const { folder } = work;
  const entry = await readEntry<RotationEntry>(work, { kind: 'rotation', orgId, app });
  const staged = await readStaged(org, await readConsumer(org, app));
  if (entry !== undefined && isOurs(entry, consumerKey, staged)) {
    const { oldKey, since } = entry;
    const newKey = entry.newKey ?? (consumerKey === oldKey ? staged?.consumerKey : consumerKey);
    work.onProgress({ kind: 'warning', message: `Going on with the rotation of ${app} of ${since}.` });
    return { app, oldKey, newKey, resumed: true, since, run };
  }
  // Somebody finished or undid it meanwhile.
  if (entry !== undefined) await removeEntry<RotationEntry>(folder, { kind: 'rotation', orgId, app });
  if (staged !== undefined) throw conflict(app, staged);
  return { app, oldKey: consumerKey, resumed: false, since: new Date().toISOString(), run };
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
 * Stages the new pair unless a run before did, and gives it; undefined when it counts already.
 *
 * @throws RotationConflictError when somebody else staged a pair in the same moment.
 */
export async function stageNew(org: Org, rotation: Rotation, work: Work): Promise<StagedPair | undefined> {
  const { app, newKey } = rotation;
  const consumer = await readConsumer(org, app);
  if (newKey !== undefined && consumer.consumerKey === newKey) return undefined;
  await enterStep(org, { ...rotation, step: 'stage' }, `Staging a new pair for ${app}`, work);
  const staged = await readStaged(org, consumer);
  if (staged === undefined) return stage(org, consumer, work);
  if (rotation.resumed) return staged;
  // The slot was empty a moment ago, and nothing was staged since by this run.
  await forget(org, app, work);
  throw conflict(app, staged);
}

/** Swaps the new pair in; the old one goes into the slot. */
export async function swapNew(org: Org, rotation: Rotation, staged: StagedPair, work: Work): Promise<void> {
  const swapping = { ...rotation, newKey: staged.consumerKey, step: 'swap' } as const;
  await enterStep(org, swapping, `Swapping the new pair of ${rotation.app} in`, work);
  await swapIn(org, staged);
}

/** One pair can be staged at a time: the org refuses a second one. */
async function stage(org: Org, consumer: OauthConsumer, work: Work): Promise<StagedPair> {
  try {
    return await stagePair(org, consumer);
  } catch (error) {
    if (!(error instanceof EcaError) || error.name !== 'OrgRequestFailedError') throw error;
    const staged = await readStaged(org, consumer);
    await forget(org, consumer.app, work);
    throw staged === undefined ? error : conflict(consumer.app, staged);
  }
}

async function forget(org: Org, app: string, { folder }: Work): Promise<void> {
  await removeEntry<RotationEntry>(folder, { kind: 'rotation', orgId: org.identity.orgId, app });
}

/** Writes down what comes next, tells of it, and stops where the run has ended. */
export async function enterStep(
  org: Org,
  { app, oldKey, newKey, since, run, step }: Rotation & Pick<RotationEntry, 'step'>,
  message: string,
  work: Work,
): Promise<void> {
  const { orgId } = org.identity;
  await writeEntry(work.folder, { kind: 'rotation', orgId, app, step, oldKey, newKey, since, run });
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
