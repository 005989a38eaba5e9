import type { NamedCredentialConfig, ResolvedApp, SinkConfig } from '../config/model.js';
import { EcaError, type ErrorName } from '../errors.js';
import { connectNamedCredential } from './named-credential.js';
import { consumingOrg } from '../org/consuming-org.js';
import type { Credentials } from '../oauth/key-pair.js';
import type { Org } from '../org/org.js';
import type { Handover, SinkSurroundings, StoredPlace } from './handover.js';
import { removeRecovery, writeRecovery } from './recovery.js';
import { checkSink, store } from './sink.js';
import type { OnProgress } from '../progress.js';

/** What handing key and secret over needs to know of the world around. */
export interface HandOverOptions {
  /** Folder of the config: relative paths and `.eca` belong to it. Default: the working directory. */
  readonly folder?: string;
  /** Environment variables. Default: those of the process. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Prints a workflow command of the CI system. Default: to standard error. */
  readonly announce?: (line: string) => void;
  /** Comes before the sink of the config. */
  readonly sink?: SinkConfig;
  /** Turns on, for the moment, the org's switch that gives secrets to REST. Default: false. */
  readonly allowSecretAccess?: boolean;
  /** Environment of the config, told to the sink. */
  readonly environment?: string;
  readonly signal?: AbortSignal;
  readonly onProgress?: OnProgress;
}

/** Why key and secret were not handed over. */
export interface StoreProblem {
  readonly name: ErrorName;
  readonly message: string;
  readonly actions: readonly string[];
  /** Path of the file, readable by its owner only, that keeps key and secret until the next run stores them. */
  readonly recoveryFile?: string;
}

/** Whether key and secret of an app reached the places that take them. */
export interface Stored {
  /** True when there is such a place, and every one of them has key and secret. */
  readonly stored: boolean;
  readonly places?: readonly StoredPlace[];
  readonly problem?: StoreProblem;
}

/** Gives the folder that relative paths and `.eca` belong to. */
export function folderOf({ folder }: HandOverOptions): string {
  return folder ?? process.cwd();
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
export async function refuseBrokenSink(app: ResolvedApp, options: HandOverOptions): Promise<void> {
  const sink = options.sink ?? app.sink;
  if (sink !== undefined) await checkSink(sink, surroundingsOf(options));
}

/**
 * Hands key and secret of an app to its sink. A sink that fails loses nothing: key and secret stay in a recovery file,
 * which the next run that stores them deletes.
 */
export async function handOver(
  org: Org,
  app: ResolvedApp,
  credentials: Credentials,
  options: HandOverOptions,
): Promise<Stored> {
  if (!hasSink(app, options)) return { stored: false };
  const folder = folderOf(options);
  const handover = handoverOf(org, app.name, credentials, options);
  options.onProgress?.({ kind: 'stage', stage: 'store', message: `Handing over key and secret of ${app.name}` });
  const places: StoredPlace[] = [];
  try {
    const sink = options.sink ?? app.sink;
    if (sink !== undefined) places.push(await store(sink, handover, surroundingsOf(options)));
    if (app.namedCredential !== undefined) {
      places.push(await connectConsumer(org, app.namedCredential, credentials, handover.tokenEndpoint, options));
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
  { signal, onProgress }: HandOverOptions,
): Promise<StoredPlace> {
  const told = onProgress === undefined ? {} : { onProgress };
  const consumer = await consumingOrg(org, config.targetOrg, onProgress);
  const wait = { timeoutMs: CONSUMER_WAIT_MS, ...(signal === undefined ? {} : { signal }) };
  return connectNamedCredential(consumer, config, credentials, { ...wait, tokenEndpoint, ...told });
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
    ...(environment === undefined ? {} : { environment }),
    ...credentials,
    tokenEndpoint: new URL('/services/oauth2/token', instanceUrl).href,
  };
}

function surroundingsOf(options: HandOverOptions): SinkSurroundings {
  const { env = process.env, signal } = options;
  return {
    folder: folderOf(options),
    env,
    announce: options.announce ?? ((line) => process.stderr.write(`${line}\n`)),
    ...(signal === undefined ? {} : { signal }),
  };
}
