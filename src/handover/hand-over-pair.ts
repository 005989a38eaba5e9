import { sentence } from '../problem.js';
import type { ResolvedApp, ResolvedConfig } from '../config/model.js';
import { EcaError, type ErrorName } from '../errors.js';
import type { Credentials } from '../oauth/key-pair.js';
import type { Org } from '../org/org.js';
import type { Handover, StoredPlace } from './handover.js';
import { removeRecovery, writeRecovery } from './recovery.js';
import { openRecord } from './record.js';
import { privateFolder } from '../project/private-file.js';
import { checkSink, placeOf } from './sink.js';
import { sinksOf, sinkWork, targetsOf, type HandOverOptions, type Target } from './targets.js';
import type { Work } from '../work.js';

/** Why key and secret were not handed over. */
export interface StoreProblem {
  readonly name: ErrorName;
  readonly message: string;
  readonly actions: readonly string[];
  /** Path of the file, readable by its owner only, that keeps key and secret until the next run stores them. */
  readonly recoveryFile?: string | undefined;
}

/** A place that did not take key and secret. */
export interface MissingPlace extends Pick<StoredPlace, 'kind' | 'place'> {
  readonly message: string;
}

/** Whether key and secret of an app reached the places that take them. */
export interface Stored {
  /** True when there is such a place, and every one of them has key and secret. */
  readonly stored: boolean;
  readonly places?: readonly StoredPlace[] | undefined;
  /** Places that did not take them, and why. */
  readonly missing?: readonly MissingPlace[] | undefined;
  readonly problem?: StoreProblem | undefined;
}

/** Tells whether an app has a place that takes key and secret. */
export function hasSink(app: ResolvedApp, options: HandOverOptions): boolean {
  return sinksOf(app, options).length > 0 || app.namedCredential !== undefined;
}

/**
 * Refuses an app of which a sink can be seen beforehand not to work, and a project whose `.eca` cannot be written: sinks are
 * staged there, and a pair that none took is kept there.
 *
 * @throws SinkFailedError, WriteFailedError
 */
export async function refuseBrokenSink(app: ResolvedApp, work: Work, options: HandOverOptions): Promise<void> {
  const own = sinkWork(work, options);
  const sinks = sinksOf(app, options);
  for (const sink of sinks) await checkSink(sink, own);
  if (sinks.length > 0) await privateFolder(work.folder);
}

/**
 * Refuses a config of which a sink can be seen beforehand not to work, so that nothing is changed for its sake.
 *
 * @throws SinkFailedError, WriteFailedError
 */
export async function refuseBrokenSinks(config: ResolvedConfig, work: Work, options: HandOverOptions): Promise<void> {
  const { environment, loginVariables } = config;
  refuseSharedOutputs(config, options);
  for (const app of config.apps.filter(givesPair)) {
    await refuseBrokenSink(app, work, { ...options, environment, loginVariables });
  }
}

/** The org gives the pair of its own app; that of somebody else's package comes from the config. */
const givesPair = ({ clientCredentials, role, credentials }: ResolvedApp): boolean =>
  clientCredentials && (role === 'owner' || credentials !== undefined);

/**
 * Refuses outputs of a job that several apps would write: they carry no name of an app, and the pair of the last one would
 * stand there. What the config itself says of its sinks is found when it is read; `--sink` is for all apps.
 *
 * @throws UsageError
 */
export function refuseSharedOutputs({ apps }: Pick<ResolvedConfig, 'apps'>, { sink }: HandOverOptions): void {
  const sinks = sink === undefined ? [] : [sink].flat();
  const outputs = sinks.find((one) => 'github' in one);
  const names = apps.filter(givesPair).map(({ name }) => name);
  const [first, second] = names;
  if (outputs === undefined || first === undefined || second === undefined) return;
  throw new EcaError({
    name: 'UsageError',
    message: `--sink names one pair of outputs (${placeOf(outputs)}) for ${names.join(', ')}: the pair of the last app would stand there.`,
    actions: [
      `Choose one app with --app ${first}, and run once for each.`,
      'Or give each app a sink of its own in the config, with names of its own for key and secret.',
    ],
  });
}

/**
 * Hands key and secret of an app to each of its places; where a run before stored this very pair in some of them, to those
 * that miss it. A sink that fails loses nothing: key and secret stay in a recovery file, which the next run that stores
 * them deletes.
 */
export async function handOver(
  org: Org,
  app: ResolvedApp,
  credentials: Credentials,
  work: Work,
  options: HandOverOptions,
): Promise<Stored> {
  if (!hasSink(app, options)) return { stored: false };
  const { orgId } = org.identity;
  const handover = handoverOf(org, app.name, credentials, options);
  work.onProgress({ kind: 'stage', stage: 'store', message: `Handing over key and secret of ${app.name}` });
  const targets = targetsOf(org, app, handover, work, options);
  const { places, failures } = await storeInEach(targets, app.name, orgId, credentials, work);
  const taken = places.length === 0 ? undefined : places;
  const [first] = failures;
  if (first === undefined) {
    await removeRecovery(work.folder, { app: app.name, orgId });
    return { stored: true, places };
  }
  const missing = failures.map(({ target: { kind, place }, error }) => ({ kind, place, message: error.message }));
  const problem = await keep(work.folder, handover, [first, ...failures.slice(1)]);
  return { stored: false, places: taken, missing, problem };
}

interface Failure {
  readonly target: Target;
  readonly error: EcaError;
}

async function storeInEach(
  targets: readonly Target[],
  app: string,
  orgId: string,
  credentials: Credentials,
  work: Work,
): Promise<{ readonly places: readonly StoredPlace[]; readonly failures: readonly Failure[] }> {
  const record = await openRecord(work, { orgId, app }, credentials);
  const isPartial = targets.some((target) => record.has(target)) && targets.some((target) => !record.has(target));
  const places: StoredPlace[] = [];
  const failures: Failure[] = [];
  for (const target of targets) {
    const { kind, place } = target;
    if (isPartial && !target.repeats && record.has(target)) {
      places.push({ kind, place, earlier: true });
      continue;
    }
    try {
      work.signal.throwIfAborted();
      places.push(await target.store());
      await record.note(target, true);
    } catch (error) {
      if (!(error instanceof EcaError)) throw error;
      failures.push({ target, error });
      await record.note(target, false);
    }
  }
  return { places, failures };
}

async function keep(
  folder: string,
  handover: Handover,
  failures: readonly [Failure, ...Failure[]],
): Promise<StoreProblem> {
  const [{ error: first }] = failures;
  const { name } = first;
  const message = failures.map(({ error }) => sentence(error.message)).join(' ');
  const actions = [...new Set(failures.flatMap(({ error }) => error.actions))];
  try {
    const recoveryFile = await writeRecovery(folder, handover);
    return {
      name,
      message: `${message} They are kept in ${recoveryFile} until the next run stores them.`,
      actions,
      recoveryFile,
    };
  } catch {
    return { name, message: `${message} They are still in the org, and nowhere else.`, actions };
  }
}

function handoverOf(
  org: Org,
  app: string,
  credentials: Credentials,
  { environment, tokenEndpoint }: HandOverOptions,
): Handover {
  const { orgId, instanceUrl, target, isSandbox } = org.identity;
  return {
    app,
    org: { id: orgId, instanceUrl, target, isSandbox },
    environment,
    ...credentials,
    tokenEndpoint: tokenEndpoint ?? new URL('/services/oauth2/token', instanceUrl).href,
  };
}
