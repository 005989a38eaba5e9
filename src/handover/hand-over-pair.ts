import type { NamedCredentialConfig, ResolvedApp, SinkConfig } from '../config/model.js';
import { EcaError, type ErrorName } from '../errors.js';
import { connectNamedCredential } from './named-credential.js';
import { consumingOrg } from '../org/consuming-org.js';
import type { Credentials } from '../oauth/key-pair.js';
import type { Org } from '../org/org.js';
import type { Handover, StoredPlace } from './handover.js';
import { removeRecovery, writeRecovery } from './recovery.js';
import { checkSink, store } from './sink.js';
import { within, type Work } from '../work.js';

/** Where key and secret go. */
export interface HandOverOptions {
  /** Comes before the sink of the config. */
  readonly sink?: SinkConfig | undefined;
  /** Environment of the config, told to the sink. */
  readonly environment?: string | undefined;
}

/** Why key and secret were not handed over. */
export interface StoreProblem {
  readonly name: ErrorName;
  readonly message: string;
  readonly actions: readonly string[];
  /** Path of the file, readable by its owner only, that keeps key and secret until the next run stores them. */
  readonly recoveryFile?: string | undefined;
}

/** Whether key and secret of an app reached the places that take them. */
export interface Stored {
  /** True when there is such a place, and every one of them has key and secret. */
  readonly stored: boolean;
  readonly places?: readonly StoredPlace[] | undefined;
  readonly problem?: StoreProblem | undefined;
}

/** Tells whether an app has a place that takes key and secret. */
export function hasSink(app: ResolvedApp, options: HandOverOptions): boolean {
  return (options.sink ?? app.sink ?? app.namedCredential) !== undefined;
}

/**
 * Refuses an app whose sink can be seen beforehand not to work.
 *
 * @throws SinkFailedError
 */
export async function refuseBrokenSink(app: ResolvedApp, work: Work, options: HandOverOptions): Promise<void> {
  const sink = options.sink ?? app.sink;
  if (sink !== undefined) await checkSink(sink, work);
}

/**
 * Hands key and secret of an app to its sink. A sink that fails loses nothing: key and secret stay in a recovery file,
 * which the next run that stores them deletes.
 */
export async function handOver(
  org: Org,
  app: ResolvedApp,
  credentials: Credentials,
  work: Work,
  options: HandOverOptions,
): Promise<Stored> {
  if (!hasSink(app, options)) return { stored: false };
  const { folder, onProgress } = work;
  const handover = handoverOf(org, app.name, credentials, options);
  onProgress({ kind: 'stage', stage: 'store', message: `Handing over key and secret of ${app.name}` });
  const places: StoredPlace[] = [];
  try {
    const sink = options.sink ?? app.sink;
    if (sink !== undefined) places.push(await store(sink, handover, work));
    if (app.namedCredential !== undefined) {
      places.push(await connectConsumer(org, app.namedCredential, credentials, handover.tokenEndpoint, work));
    }
    await removeRecovery(folder, { app: app.name, orgId: org.identity.orgId });
    return { stored: true, places };
  } catch (error) {
    if (!(error instanceof EcaError)) throw error;
    const problem = await keep(folder, handover, error);
    return { stored: false, ...(places.length === 0 ? {} : { places }), problem };
  }
}

const CONSUMER_WAIT_MS = 600_000;

async function connectConsumer(
  org: Org,
  config: NamedCredentialConfig,
  credentials: Credentials,
  tokenEndpoint: string,
  work: Work,
): Promise<StoredPlace> {
  const consumer = await consumingOrg(org, config.targetOrg, work);
  return connectNamedCredential(consumer, config, credentials, tokenEndpoint, within(work, CONSUMER_WAIT_MS));
}

async function keep(folder: string, handover: Handover, error: EcaError): Promise<StoreProblem> {
  const { name, message, actions } = error;
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

function handoverOf(org: Org, app: string, credentials: Credentials, { environment }: HandOverOptions): Handover {
  const { orgId, instanceUrl, target, isSandbox } = org.identity;
  return {
    app,
    org: { id: orgId, instanceUrl, target, isSandbox },
    environment,
    ...credentials,
    tokenEndpoint: new URL('/services/oauth2/token', instanceUrl).href,
  };
}
