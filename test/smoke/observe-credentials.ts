import { currentHttp } from '../../src/http/open-http.js';
import { readConsumer } from '../../src/credentials/read-pair.js';
import { deleteStaged, readStaged, stagePair, swapIn } from '../../src/credentials/staged.js';
import type { Credentials } from '../../src/oauth/key-pair.js';
import { requestToken, type TokenAnswer } from '../../src/oauth/token.js';
import { poll } from '../../src/org/poll.js';
import { notTried, shows, unexpected, type Observation } from './observation.js';
import type { Scene } from './scene.js';
import { endpointsOf, saidOf } from './token-requests.js';

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
  const early = await askUntil(scene, second, 'token');
  await swapIn(org, staged);
  scene.credentials = second;
  const said = [`staged: ${saidOf(early)}`, `rotated in: ${saidOf(await askUntil(scene, second, 'token'))}`];
  said.push(`rotated out: ${saidOf(await askUntil(scene, first, 'token'))}`);
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
  said.push(`deleted: ${saidOf(await askUntil(scene, isBack ? second : first, 'refused'))}`);
  const text = said.join('; ');
  if (early.kind === 'no-answer') return unexpected(text);
  return shows(early.kind === 'token' ? 'gives-tokens' : 'waits', text);
}

/** Asks for a token with a pair until the answer is of the wanted kind; the last answer when the time is over. */
export async function askUntil(scene: Scene, pair: Credentials, kind: TokenAnswer['kind']): Promise<TokenAnswer> {
  const endpoints = await endpointsOf(scene);
  const { signal } = scene.surroundings;
  const ask = (): Promise<TokenAnswer> => requestToken(currentHttp().within({ signal }), endpoints, pair);
  let last = await ask();
  const check = async (): Promise<TokenAnswer | undefined> => {
    if (last.kind !== kind) last = await ask();
    return last.kind === kind ? last : undefined;
  };
  // That the time is over is an answer here, so that it must not end the run of the step.
  const deadline = Date.now() + Math.min(scene.surroundings.waitMs, STAGED_WAIT_MS);
  return (await poll(check, { deadline, signal: signal ?? new AbortController().signal })) ?? last;
}
