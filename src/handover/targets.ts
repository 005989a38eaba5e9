import { createHash } from 'node:crypto';
import type { NamedCredentialConfig, ResolvedApp, SinkConfig } from '../config/model.js';
import { ENVIRONMENT_PLACE, namesEnvironment, sinkOfEnvironment } from '../config/sink-environment.js';
import { EcaError } from '../errors.js';
import type { Credentials } from '../oauth/key-pair.js';
import { consumingOrg } from '../org/consuming-org.js';
import type { Org } from '../org/org.js';
import { within, type Work } from '../work.js';
import type { Handover, StoredPlace } from './handover.js';
import { connectNamedCredential } from './named-credential.js';
import { programEnvironment } from './program-environment.js';
import type { RecordedTarget } from './record.js';
import { placeOf, store } from './sink.js';

/** Where key and secret go, and what the sinks are told and not told. */
export interface HandOverOptions {
  /** Comes before the sinks of the config. */
  readonly sink?: ResolvedApp['sink'];
  /** Environment of the config, told to the sink. */
  readonly environment?: string | undefined;
  /** Token endpoint that the pair was proven at. Default: that of the org's instance URL. */
  readonly tokenEndpoint?: string | undefined;
  /** Variables with logins of the deploying user, which no sink gets. */
  readonly loginVariables?: readonly string[] | undefined;
}

/** One place that takes key and secret. */
export interface Target extends RecordedTarget {
  /** Done twice, the second time changes nothing, or has to be done in each run: it is never left out. */
  readonly repeats: boolean;
  readonly store: () => Promise<StoredPlace>;
}

/**
 * Gives the sinks of an app, with the name of the environment where they say `{environment}`.
 *
 * @throws UsageError when a sink says that, and there is no environment.
 */
export function sinksOf(app: ResolvedApp, options: SinkOptions): readonly SinkConfig[] {
  return writtenSinks(app, options).map((sink) => ownSink(app, sink, options));
}

type SinkOptions = Pick<HandOverOptions, 'sink' | 'environment'>;

function writtenSinks(app: ResolvedApp, options: SinkOptions): readonly SinkConfig[] {
  const sink = options.sink ?? app.sink;
  if (sink === undefined) return [];
  return isList(sink) ? sink : [sink];
}

function ownSink(app: ResolvedApp, sink: SinkConfig, { environment }: SinkOptions): SinkConfig {
  if (!namesEnvironment(sink)) return sink;
  if (environment === undefined) throw withoutEnvironment(app, sink);
  return sinkOfEnvironment(sink, environment);
}

function withoutEnvironment({ name }: ResolvedApp, sink: SinkConfig): EcaError {
  return new EcaError({
    name: 'UsageError',
    message: `The sink of "${name}" names ${ENVIRONMENT_PLACE} (${placeOf(sink)}), and no environment was chosen.`,
    actions: ['Choose one with -e NAME, or write a sink without it.'],
  });
}

/** Gives the program that reads key and secret of an app where its consumer has them; undefined where no sink names one. */
export function readerOf(app: ResolvedApp, options: SinkOptions): readonly string[] | undefined {
  const reader = writtenSinks(app, options).find(({ read }) => read !== undefined);
  return reader === undefined ? undefined : ownSink(app, reader, options).read;
}

const isList = (sink: SinkConfig | readonly SinkConfig[]): sink is readonly SinkConfig[] => Array.isArray(sink);

/** Gives what a sink's program may see: the run, without the logins of the deploying user. */
export function sinkWork(work: Work, { loginVariables = [] }: HandOverOptions): Work {
  return { ...work, env: programEnvironment(work.env, loginVariables) };
}

/** Gives every place that takes key and secret of an app: its sinks in their order, then the Named Credential. */
export function targetsOf(
  org: Org,
  app: ResolvedApp,
  handover: Handover,
  work: Work,
  options: HandOverOptions,
): readonly Target[] {
  const own = sinkWork(work, options);
  const sinks = sinksOf(app, options).map((sink): Target => {
    const kind = kindOf(sink);
    const repeats = kind === 'file' || kind === 'github';
    return { id: idOf(sink), kind, place: placeOf(sink), repeats, store: () => store(sink, handover, own) };
  });
  const { namedCredential } = app;
  return namedCredential === undefined ? sinks : [...sinks, consumerOf(org, namedCredential, handover, work)];
}

function kindOf(sink: SinkConfig): StoredPlace['kind'] {
  if ('file' in sink) return 'file';
  if ('github' in sink) return 'github';
  return 'command' in sink ? 'command' : 'exec';
}

const idOf = (config: unknown): string =>
  createHash('sha256').update(JSON.stringify(config)).digest('hex').slice(0, 16);

const CONSUMER_WAIT_MS = 600_000;

function consumerOf(org: Org, config: NamedCredentialConfig, handover: Handover, work: Work): Target {
  const { consumerKey, consumerSecret, tokenEndpoint } = handover;
  const credentials: Credentials = { consumerKey, consumerSecret };
  return {
    id: idOf(config),
    kind: 'named-credential',
    place: config.name,
    repeats: true,
    store: async () => {
      const consumer = await consumingOrg(org, config.targetOrg, work);
      return connectNamedCredential(consumer, config, credentials, tokenEndpoint, within(work, CONSUMER_WAIT_MS));
    },
  };
}
