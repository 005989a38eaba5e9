import type { ResolvedApp, ResolvedConfig } from '../config/model.js';
import { EcaError } from '../errors.js';
import { withCallout } from '../proof/prove-callout.js';
import { handOver, hasSink, refuseBrokenSinks, type Stored } from '../handover/hand-over-pair.js';
import type { HandOverOptions } from '../handover/targets.js';
import { precise, readAllowed, refuseIncomplete } from '../credentials/read-allowed.js';
import { readConsumer } from '../credentials/read-pair.js';
import type { Credentials } from '../oauth/key-pair.js';
import { confirmCallers, type CallersQuestion } from '../handover/confirm-callers.js';
import type { Org } from '../org/org.js';
import { deleteStaged, readStaged, type StagedPair } from '../credentials/staged.js';
import type { VerifyReport } from '../proof/verify-app.js';
import { removeEntry, writeEntry, type RotatedEntry, type RotationEntry } from '../project/credentials-journal.js';
import { withLock } from '../project/lock.js';
import {
  lockNameOf,
  lockOptions,
  wantsOff,
  withSecretAccess,
  type SecretAccessOptions,
} from '../credentials/secret-access.js';
import { appsOfOrg } from '../credentials/publisher.js';
import { refuseOwnSession } from '../credentials/own-session.js';
import { amidBatch, openBatch } from '../credentials/rotation-batch.js';
import { beginOrResume, enterStep, stageNew, swapNew, type Rotation } from '../credentials/rotation-steps.js';
import { givesTokenWhileStaged } from '../proof/prove-staged.js';
import { provePair } from '../proof/prove-apps.js';
import type { Work } from '../work.js';
import { isTimeOver } from '../ending.js';

/** How to rotate. */
export interface RotateOptions extends SecretAccessOptions, HandOverOptions, CallersQuestion {
  /** Ends the old pair once the new one is proven and stored. Default: false, it counts until it expires. */
  readonly revokeOld?: boolean | undefined;
}

/** What a rotation ended in. */
export interface RotationReport extends Stored {
  readonly app: string;
  /** Key of the new pair. */
  readonly consumerKey: string;
  /** Key of the pair before. */
  readonly oldKey: string;
  /** True when a run before had begun it. */
  readonly resumed: boolean;
  /** Whether the new pair gave a token before it took the place of the old one. */
  readonly provenBeforeSwap: boolean;
  readonly verify: VerifyReport;
  /** Whether the old pair no longer counts. */
  readonly revoked: boolean;
  /** When the old pair stops to count by itself, where it was kept. */
  readonly oldPairExpires?: string | undefined;
}

/**
 * Replaces key and secret of the apps without an outage: stages a new pair, proves it where the org gives tokens for it
 * already, swaps it in, proves it, and hands it over. The old pair counts until it expires, so that consumers can change
 * over; with `revokeOld` it ends at once, as the last step. A journal goes before each step, so that the same command
 * finishes what a killed process began.
 *
 * @throws UsageError when nothing takes the new pair, or the config supplies the pair; NotConfirmedError; OwnSessionError; RotationConflictError for a pair of somebody else;
 * SinkFailedError for a sink that cannot work; RotationUnfinishedError when the new pair is not proven or not stored; CredentialsUnavailableError; AppNotFoundError.
 */
export async function rotate(
  org: Org,
  config: ResolvedConfig,
  work: Work,
  options: RotateOptions = {},
): Promise<readonly RotationReport[]> {
  const { environment, loginVariables } = config;
  const all = { ...options, environment, loginVariables, endsOff: wantsOff(config) };
  const apps = appsOfOrg(config, work).filter(({ clientCredentials }) => clientCredentials);
  for (const app of apps) refuseSupplied(app);
  for (const app of apps) lookForPlace(app, all, work);
  await refuseBrokenSinks({ ...config, apps }, work, all);
  await confirmCallers(org, { ...config, apps }, work, options);
  // The lock of the whole rotation is not that of the switch: inside, other runs may read.
  return withLock(`${lockNameOf(org)} rotation`, lockOptions(work), () =>
    withSecretAccess(org, work, all, (turnedOn) => rotateAll(org, apps, work, { ...all, turnedOn })),
  );
}

/** The new pair once it counts. */
interface Swapped extends Pick<RotationReport, 'provenBeforeSwap'> {
  readonly newKey: string;
}

type AllOptions = RotateOptions & { readonly turnedOn: boolean };
type AppOptions = AllOptions & { readonly run: string };

/** The org makes up the new pair of a rotation, and the config would go on to supply the old one. */
function refuseSupplied({ name, credentials }: ResolvedApp): void {
  if (credentials === undefined) return;
  throw new EcaError({
    name: 'UsageError',
    message: `apps.${name}.credentials supplies key and secret of "${name}", and a rotation would make a pair that the config does not know.`,
    actions: [
      `Put another key and secret into the variables of apps.${name}.credentials, run \`eca destroy --app ${name}\` and deploy again.`,
      `Or remove apps.${name}.credentials, and let the org make up the pairs from now on.`,
    ],
  });
}

/** Without a place for the new pair the consumers keep the old one, which then must not end. */
function lookForPlace(app: ResolvedApp, options: RotateOptions, { onProgress }: Work): void {
  if (hasSink(app, options)) return;
  if (options.revokeOld !== true) {
    const message = `Nothing takes the new key and secret of "${app.name}"; \`eca credentials show --reveal\` shows them. Those in use count for at most 30 days more.`;
    onProgress({ kind: 'warning', message });
    return;
  }
  throw new EcaError({
    name: 'UsageError',
    message: `Nothing takes the new key and secret of "${app.name}", and those in use would stop to work.`,
    actions: [
      'Write `sink` into the config or pass --sink file:PATH, so that the consumers get the new pair.',
      'Or leave --revoke-old out: both pairs count for a while, and `eca credentials show --reveal` shows the new one.',
    ],
  });
}

async function rotateAll(
  org: Org,
  apps: readonly ResolvedApp[],
  work: Work,
  options: AllOptions,
): Promise<readonly RotationReport[]> {
  const names = apps.map(({ name }) => name);
  const { run, done } = await openBatch(org, names, work);
  const reports: RotationReport[] = [];
  for (const app of apps.filter(({ name }) => !done.has(name))) {
    const rotated = names.filter((name) => reports.some((report) => report.app === name));
    const left = names.filter((name) => !done.has(name) && !rotated.includes(name));
    reports.push(
      await rotateApp(org, app, work, { ...options, run }).catch(async (error: unknown) => {
        throw error instanceof EcaError ? await amidBatch(org, error, { rotated, left }, work) : error;
      }),
    );
  }
  return reports;
}

async function rotateApp(org: Org, app: ResolvedApp, work: Work, options: AppOptions): Promise<RotationReport> {
  try {
    const before = await readAllowed(org, app.name, work, options.turnedOn);
    await refuseOwnSession(org, app.name, before);
    const rotation = await beginOrResume(org, app.name, before, work, options.run);
    const swapped = await bringToCount(org, app, rotation, work);
    return await finish(org, app, { ...rotation, ...swapped }, work, options).catch((error: unknown) => {
      const isOver = isTimeOver(work) || (error instanceof EcaError && error.name === 'WaitOverError');
      if (!isOver || (error instanceof EcaError && error.name === 'RotationUnfinishedError')) throw error;
      throw unfinished(app.name, 'was not proven and stored in time', 'the time of --wait was over.', {});
    });
  } catch (error) {
    throw error instanceof EcaError ? await precise(org, work, error) : error;
  }
}

/** Brings the new pair to count, from wherever the rotation stands; proves it before, where the org allows that. */
async function bringToCount(org: Org, of: ResolvedApp, rotation: Rotation, work: Work): Promise<Swapped> {
  const { app, newKey } = rotation;
  const staged = await stageNew(org, rotation, work);
  if (staged === undefined) return { newKey: newKey ?? '', provenBeforeSwap: false };
  const { consumerKey } = staged;
  const message = `Proving the staged pair of ${app} while the old one still stands in its place`;
  await enterStep(org, { ...rotation, newKey: consumerKey, step: 'swap' }, message, work);
  const provenBeforeSwap = await givesTokenWhileStaged(org, app, staged, work);
  // Many orgs refuse every staged pair; that of an app which is not whole would be refused after the swap too.
  if (!provenBeforeSwap) await leaveIncomplete(org, of, staged, work);
  await swapNew(org, rotation, staged, work);
  return { newKey: consumerKey, provenBeforeSwap };
}

/** Takes a staged pair away again where the app lacks a part, so that nothing has changed. */
async function leaveIncomplete(org: Org, app: ResolvedApp, staged: StagedPair, work: Work): Promise<void> {
  try {
    await refuseIncomplete(org, app, work);
  } catch (error) {
    await deleteStaged(org, staged);
    const { orgId } = org.identity;
    await removeEntry<RotationEntry>(work.folder, { kind: 'rotation', orgId, app: app.name });
    throw error;
  }
}

/** Proves, stores and, where asked for, revokes: everything after the new pair began to count. Each part can be done again. */
async function finish(
  org: Org,
  app: ResolvedApp,
  rotation: Rotation & Swapped,
  work: Work,
  options: AppOptions,
): Promise<RotationReport> {
  const { newKey, oldKey, resumed, provenBeforeSwap } = rotation;
  const note = (step: RotationEntry['step'], message: string) => enterStep(org, { ...rotation, step }, message, work);
  await note('verify', `Proving the new pair of ${app.name} by a token`);
  const pair = await readAllowed(org, app.name, work, false);
  const proof = await provePair(org, app, pair, work, { fresh: true });
  const isOpen = proof.unknownFromHere === true;
  if (!gaveToken(proof) && !isOpen)
    throw unfinished(app.name, 'is not proven', proof.diagnosis?.evidence ?? '', { verify: proof });
  await note('store', `Handing over the new pair of ${app.name}`);
  const stored = await storePair(org, app, pair, work, { ...options, tokenEndpoint: proof.tokenEndpoint });
  const verify = await proveConsumer(org, app, newKey, proof, work);
  const revoked = options.revokeOld === true && !isOpen;
  if (options.revokeOld === true && isOpen) work.onProgress({ kind: 'warning', message: keptUnproven(app.name) });
  if (revoked) await revokeOld(org, rotation, note);
  const { orgId } = org.identity;
  await writeEntry(work.folder, {
    kind: 'rotated',
    orgId,
    app: app.name,
    consumerKey: newKey,
    at: new Date().toISOString(),
    run: rotation.run,
  } satisfies RotatedEntry);
  await removeEntry<RotationEntry>(work.folder, { kind: 'rotation', orgId, app: app.name });
  const expires = revoked ? undefined : await oldPairExpires(org, app.name);
  return {
    app: app.name,
    consumerKey: newKey,
    oldKey,
    resumed,
    provenBeforeSwap,
    ...stored,
    verify,
    revoked,
    oldPairExpires: expires,
  };
}

/** Where the config asks for a callout, the old pair ends only after the Named Credential worked with the new one. */
async function proveConsumer(
  org: Org,
  app: ResolvedApp,
  newKey: string,
  proof: VerifyReport,
  work: Work,
): Promise<VerifyReport> {
  const verify = await withCallout(org, app, newKey, proof, work);
  const callout = verify.checks.find(({ name }) => name === 'callout');
  if (callout?.ok !== false) return verify;
  throw unfinished(app.name, 'does not work through its Named Credential', callout.detail, { verify });
}

const gaveToken = (verify: VerifyReport): boolean => verify.checks.some(({ name, ok }) => name === 'token' && ok);

async function storePair(
  org: Org,
  app: ResolvedApp,
  pair: Credentials,
  work: Work,
  options: AppOptions,
): Promise<Stored> {
  const stored = await handOver(org, app, pair, work, options);
  const { problem, places = [] } = stored;
  if (problem !== undefined) throw unfinished(app.name, 'is not stored', problem.message, { problem });
  const wrong = places.find(({ readBack }) => readBack === false);
  if (wrong !== undefined) throw unfinished(app.name, 'is not stored', `${wrong.place} gave back something else`, {});
  return stored;
}

/** Nobody has seen the new pair work, and with the old one gone a mistake would stop the integration. */
function keptUnproven(app: string): string {
  return `The org refuses this machine, so the new pair of "${app}" is not proven from here, and the old one is kept. Once the consumers work with the new pair, end it with \`eca credentials revoke --app ${app}\`.`;
}

/** Deletes the old pair, and nothing but the old pair. */
async function revokeOld(
  org: Org,
  { app, oldKey }: Rotation,
  note: (step: RotationEntry['step'], message: string) => Promise<void>,
): Promise<void> {
  await note('revoke', `Revoking the old pair of ${app}`);
  const staged = await readStaged(org, await readConsumer(org, app));
  if (staged?.state === 'rotated' && staged.consumerKey === oldKey) await deleteStaged(org, staged);
}

async function oldPairExpires(org: Org, app: string): Promise<string | undefined> {
  const staged = await readStaged(org, await readConsumer(org, app));
  return staged?.state === 'rotated' ? staged.expires : undefined;
}

function unfinished(app: string, what: string, why: string, data: Readonly<Record<string, unknown>>): EcaError {
  return new EcaError({
    name: 'RotationUnfinishedError',
    message: `The new pair of "${app}" counts, but it ${what}: ${why} The old pair still works, and nothing is lost.`,
    actions: ['Put right what is named above, then run `eca credentials rotate` again: it goes on from here.'],
    data,
  });
}
