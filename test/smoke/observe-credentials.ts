import { readConsumer } from '../../src/credentials/read-pair.js';
import { deleteStaged, readStaged, stagePair, swapIn } from '../../src/credentials/staged.js';
import type { Credentials } from '../../src/oauth/key-pair.js';
import type { TokenAnswer } from '../../src/oauth/token.js';
import { notTried, shows, unexpected, type Observation } from './observation.js';
import type { Scene } from './scene.js';
import { askUntil, saidOf } from './token-requests.js';

/** A staged pair that gives no token after so long gives none at all, as far as a run can tell. */
const STAGED_WAIT_MS = 120_000;

/** Stages a pair, asks for a token with it, rotates it in, tries to rotate back, and deletes what was rotated out. */
export async function observeStagedLife(scene: Scene): Promise<Observation> {
  const { org, app, credentials: first } = scene;
  if (first === undefined) return notTried('key and secret were not read');
  const consumer = await readConsumer(org, app);
  const staged = await stagePair(org, consumer);
  const { consumerKey, consumerSecret } = staged;
  if (consumerSecret === undefined) return unexpected('the org staged a pair and gave no secret');
  const second = { consumerKey, consumerSecret };
  const early = await askPairUntil(scene, second, 'token');
  await swapIn(org, staged);
  scene.credentials = second;
  const said = [`staged: ${saidOf(early)}`, `rotated in: ${saidOf(await askPairUntil(scene, second, 'token'))}`];
  said.push(`rotated out: ${saidOf(await askPairUntil(scene, first, 'token'))}`);
  const rotated = await readStaged(org, consumer);
  if (rotated === undefined) return unexpected([...said, 'nothing is in the slot'].join('; '));
  const isBack = await swapIn(org, rotated).then(
    () => true,
    (error: unknown) => !said.push(`rotating back: ${error instanceof Error ? error.message : String(error)}`),
  );
  if (isBack) {
    said.push('rotating back: taken');
    scene.credentials = first;
  }
  const last = (await readStaged(org, consumer)) ?? rotated;
  await deleteStaged(org, last);
  said.push(`deleted: ${saidOf(await askPairUntil(scene, isBack ? second : first, 'refused'))}`);
  const text = said.join('; ');
  if (early.kind === 'no-answer') return unexpected(text);
  return shows(early.kind === 'token' ? 'gives-tokens' : 'waits', text);
}

/** Asks for a token with a pair until the answer is of the wanted kind; the last answer when the time is over. */
export function askPairUntil(scene: Scene, pair: Credentials, kind: TokenAnswer['kind']): Promise<TokenAnswer> {
  return askUntil(scene, kind, { pair, mostMs: STAGED_WAIT_MS });
}
