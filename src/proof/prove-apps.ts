import pLimit from 'p-limit';
import type { ResolvedApp, ResolvedConfig } from '../config/model.js';
import { withCallout } from './prove-callout.js';
import { readKnownState, type Refused } from './ask-org.js';
import type { Diagnosis, Layer } from './diagnosis.js';
import { EcaError, type ErrorName } from '../errors.js';
import { isUncertain } from '../org/failure.js';
import { precise, readAllowed } from '../credentials/read-allowed.js';
import { handOver, hasSink, type Stored } from '../handover/hand-over-pair.js';
import { readFromConsumer } from '../handover/read-from-consumer.js';
import { readerOf, sinkWork, type HandOverOptions } from '../handover/targets.js';
import { knownStateOf } from './known-state.js';
import { passedThrough } from '../compose/pass-through.js';
import { listIn } from '../metadata/app-policy.js';
import type { MetadataComponent } from '../metadata/component.js';
import { findScope, toProtocolScope } from '../metadata/scopes.js';
import { findType } from '../metadata/types.js';
import type { Expectation } from './token-checks.js';
import { verifyApp, type VerifyReport } from './verify-app.js';
import type { AuthMethod } from '../oauth/token.js';
import type { Credentials } from '../oauth/key-pair.js';
import type { Org } from '../org/org.js';
import { readUserById } from '../org/users.js';
import { suppliedPair } from '../project/supplied-pair.js';
import type { Work } from '../work.js';
import { notProvable } from '../credentials/publisher.js';
import { readRecovery } from '../handover/recovery.js';
import { wantsOff, withSecretAccess, type SecretAccessOptions } from '../credentials/secret-access.js';

/** How to prove apps. */
export interface ProveOptions extends SecretAccessOptions, Omit<HandOverOptions, 'environment' | 'loginVariables'> {
  /** True right after a deploy: refusals that pass by themselves are waited for. */
  readonly fresh: boolean;
  /** Components of the org, when they were read already. */
  readonly found?: readonly MetadataComponent[] | undefined;
  /** Exchanges key and secret for a token. Default: true. */
  readonly verify?: boolean | undefined;
  readonly authMethod?: AuthMethod | undefined;
  /** Revokes the token afterwards. Salesforce can hand the same token to live integrations. Default: false. */
  readonly revoke?: boolean | undefined;
  /** Takes key and secret from the consumer where a sink says how, and not from the org. Default: false. */
  readonly fromConsumer?: boolean | undefined;
  /** Hands proven key and secret to the sink of the app, if it has one. Default: true. */
  readonly store?: boolean | undefined;
}

/** Key of one app, and whether key and secret were handed over. */
export interface CredentialsReport extends Stored {
  readonly app: string;
  readonly consumerKey?: string | undefined;
}

/** What was proven of one app. */
export interface AppProof {
  readonly credentials: CredentialsReport;
  /** Absent when nothing was to be proven. */
  readonly verify?: VerifyReport | undefined;
}

/** Apps of one org that are proven side by side. */
const CONCURRENCY = 4;

/**
 * Reads key and secret of every app that runs the client credentials flow, proves them, and hands them over to the sinks.
 * The org's switch for secrets, if it may be touched, is on only while they are read.
 */
export async function proveApps(
  org: Org,
  config: ResolvedConfig,
  work: Work,
  options: ProveOptions,
): Promise<readonly AppProof[]> {
  const limit = pLimit(CONCURRENCY);
  const { environment, loginVariables } = config;
  const all: AppOptions = { ...options, environment, loginVariables, endsOff: wantsOff(config) };
  const apps = provableApps(config, work, all);
  const read = apps.filter((app) => all.verify !== false || stores(app, all));
  const pairOf = await readPairs(org, read, work, all);
  return Promise.all(apps.map((app) => limit(() => proveApp(org, app, pairOf.get(app.name), work, all))));
}

/** Of a publisher's app the pair has to come from the config or the consumer; an org gives none, and is not asked. */
function provableApps({ apps }: ResolvedConfig, { onProgress }: Work, options: AppOptions): readonly ResolvedApp[] {
  const running = apps.filter(({ clientCredentials }) => clientCredentials);
  const isSilent = (app: ResolvedApp): boolean => app.role !== 'owner' && !isGivenPair(app, options);
  if (options.verify !== false) {
    for (const { name } of running.filter(isSilent)) onProgress({ kind: 'warning', message: notProvable(name) });
  }
  return running.filter((app) => !isSilent(app));
}

/** Gives what an app's token must be, from the config. */
function expectationOf(app: ResolvedApp, orgId?: string): Expectation {
  const { verify: extra } = app;
  const { scopes, tokenFormat, runAsUser } = writtenValues(app);
  const wanted = extra.expectScopes ?? scopes?.filter((scope) => findScope(scope)?.dropped !== true);
  return {
    scopes: wanted?.map((scope) => toProtocolScope(scope) ?? scope),
    tokenFormat,
    orgId,
    runAsUser,
    from: extra.from,
    query: extra.query,
    access: extra.access,
  };
}

/**
 * Gives what the config writes of scopes, token format and run-as user: below `fields` before the keys. What it does not
 * write, an adopted app keeps.
 */
function writtenValues(app: ResolvedApp): {
  readonly scopes?: readonly string[] | undefined;
  readonly tokenFormat?: ResolvedApp['tokenFormat'] | undefined;
  readonly runAsUser?: string | undefined;
} {
  const field = (type: string, name: string): unknown => {
    const known = findType(type);
    return known === undefined ? undefined : passedThrough(app, known).fields[name];
  };
  const scopes = field('ExtlClntAppOauthSettings', 'commaSeparatedOauthScopes');
  const isJwt = field('ExtlClntAppGlobalOauthSettings', 'isNamedUserJwtEnabled');
  const user = field('ExtlClntAppOauthConfigurablePolicies', 'clientCredentialsFlowUser');
  const byKey = app.written.has('tokenFormat') ? app.tokenFormat : undefined;
  return {
    scopes: typeof scopes === 'string' ? listIn(scopes) : app.written.has('scopes') ? app.scopes : undefined,
    tokenFormat: typeof isJwt === 'boolean' ? (isJwt ? 'jwt' : 'opaque') : byKey,
    runAsUser: typeof user === 'string' ? user : app.runAsUser,
  };
}

type AppOptions = ProveOptions & HandOverOptions;

const stores = (app: ResolvedApp, options: AppOptions): boolean => options.store !== false && hasSink(app, options);

/** Gives who is asked for the pair that the consumer has, where that is wanted. */
const consumerOf = (app: ResolvedApp, options: AppOptions) =>
  options.fromConsumer === true ? readerOf(app, options) : undefined;

/** Tells whether key and secret come from elsewhere than the org. */
const isGivenPair = (app: ResolvedApp, options: AppOptions): boolean =>
  consumerOf(app, options) !== undefined || app.credentials !== undefined;

type Pairs = ReadonlyMap<string, Credentials | EcaError>;

/** Reads the pairs: of consumers that a sink says how to ask, where that is wanted; those of the config; else of the org. */
async function readPairs(org: Org, apps: readonly ResolvedApp[], work: Work, options: AppOptions): Promise<Pairs> {
  const limit = pLimit(CONCURRENCY);
  const own = sinkWork(work, options);
  const each = (some: readonly ResolvedApp[], read: (app: ResolvedApp) => Promise<Credentials>) =>
    Promise.all(some.map((app) => limit(async () => [app.name, await readPair(app, work, () => read(app))] as const)));
  const ofOrg = apps.filter((app) => !isGivenPair(app, options));
  const ofOthers = apps.filter((app) => isGivenPair(app, options));
  const given = await each(ofOthers, async (app) => {
    const reader = consumerOf(app, options);
    const pair = reader === undefined ? suppliedPair(app, work.env) : await readFromConsumer(app.name, reader, own);
    if (pair === undefined) throw new Error(`Nothing gives key and secret of ${app.name}.`);
    return pair;
  });
  if (ofOrg.length === 0) return new Map(given);
  const read = await withSecretAccess(org, work, options, (turnedOn) =>
    each(ofOrg, (app) => readOrRecover(org, app, work, turnedOn)),
  );
  return new Map([...given, ...read]);
}

/** Gives key and secret, or why there are none. */
async function readPair(
  app: ResolvedApp,
  work: Work,
  read: () => Promise<Credentials>,
): Promise<Credentials | EcaError> {
  work.onProgress({ kind: 'stage', stage: 'credentials', message: `Reading key and secret of ${app.name}` });
  try {
    return await read();
  } catch (error) {
    // A variable that is not set is a mistake of this run, and says nothing of the app.
    if (error instanceof EcaError && error.name !== 'ConfigInvalidError') return error;
    throw error;
  }
}

async function proveApp(
  org: Org,
  app: ResolvedApp,
  pair: Credentials | EcaError | undefined,
  work: Work,
  options: AppOptions,
): Promise<AppProof> {
  const known = options.found === undefined ? undefined : knownStateOf(app.name, options.found).consumerKey;
  const unproven = { app: app.name, consumerKey: known, stored: false };
  if (pair === undefined) return { credentials: unproven };
  if (pair instanceof EcaError) {
    if (options.verify !== false) return { credentials: unproven, verify: withoutCredentials(org, app, pair) };
    const { name, message, actions } = pair;
    return { credentials: { ...unproven, problem: { name, message, actions } } };
  }
  const { consumerKey } = pair;
  // A deploy gives the pair of the config to the org; without one, the pair may be any.
  const isGiven = options.fromConsumer === true && isGivenPair(app, options);
  const report = options.verify === false ? undefined : await provePair(org, app, pair, work, { ...options, isGiven });
  const isOther = app.credentials !== undefined && known !== undefined && known !== consumerKey;
  const stored =
    stores(app, options) && isPairProven(report, isOther)
      ? await handOver(org, app, pair, work, { ...options, tokenEndpoint: report?.tokenEndpoint })
      : { stored: false, problem: undefined };
  // Key and secret that did not reach the Named Credential are told already.
  const called =
    report !== undefined && isPairProven(report) && stored.problem === undefined
      ? await withCallout(org, app, consumerKey, report, work)
      : report;
  return {
    credentials: { app: app.name, consumerKey, ...stored },
    verify: called,
  };
}

/**
 * A pair that gave a token is the right one, whatever the checks of the token found; and so is one that the org itself
 * gave or took a moment ago, where nobody tried it or the org refused this machine only.
 *
 * @param isOther - Whether the org is known to have another key than that of the pair.
 */
function isPairProven(report: VerifyReport | undefined, isOther = false): boolean {
  if (report === undefined || report.unknownFromHere === true) return !isOther;
  return report.checks.some(({ name, ok }) => name === 'token' && ok);
}

/** Reads key and secret from the org; where the org keeps them, takes what a run before could not store. */
async function readOrRecover(org: Org, app: ResolvedApp, work: Work, turnedOn: boolean): Promise<Credentials> {
  try {
    return await readAllowed(org, app.name, work, turnedOn);
  } catch (error) {
    if (!(error instanceof EcaError) || error.name !== 'CredentialsUnavailableError') throw error;
    const recovered = await readRecovery(work, { app: app.name, orgId: org.identity.orgId });
    if (recovered === undefined) throw await precise(org, work, error);
    const message = `${error.message} Key and secret of "${app.name}" come from the recovery file of a run before.`;
    work.onProgress({ kind: 'warning', message });
    return recovered;
  }
}

/** Exchanges one pair for a token and checks whose token it is. */
export function provePair(
  org: Org,
  app: ResolvedApp,
  credentials: Credentials,
  work: Work,
  options: Pick<ProveOptions, 'fresh' | 'authMethod' | 'revoke' | 'found'> & { readonly isGiven?: boolean | undefined },
): Promise<VerifyReport> {
  const { fresh, isGiven, authMethod, revoke, found } = options;
  const { orgId, instanceUrl } = org.identity;
  work.onProgress({ kind: 'stage', stage: 'verify', message: `Exchanging key and secret of ${app.name} for a token` });
  return verifyApp(
    {
      app: app.name,
      myDomainUrl: instanceUrl,
      credentials: { ...credentials, authMethod },
      expected: expectationOf(app, orgId),
      apiVersion: org.apiVersion,
    },
    work,
    {
      fresh,
      isGiven,
      waits: fresh && work.waits,
      revoke: revoke === true,
      readUsername: async (id) => (await readUserById(org, id))?.username,
      readKnownState: () => readKnownState(org, refusedOf(app, credentials), work, found),
    },
  );
}

function refusedOf({ name, runAsUser }: ResolvedApp, { consumerKey }: Credentials): Refused {
  return { app: name, consumerKey, runAsUser };
}

function withoutCredentials(org: Org, app: ResolvedApp, error: EcaError): VerifyReport {
  return {
    app: app.name,
    ok: false,
    tokenEndpoint: new URL('/services/oauth2/token', org.identity.instanceUrl).href,
    checks: [{ name: 'credentials', ok: false, ms: 0, detail: error.message }],
    diagnosis: {
      ...reasonOf(error, app.name),
      evidence: error.message,
      docs: 'https://help.salesforce.com/s/articleView?id=xcloud.eca_stage_oauth_credentials.htm',
    },
  };
}

/** What it is that keeps key and secret from being read: each error has a cause of its own, and unknown ones keep theirs. */
function reasonOf(error: EcaError, app: string): Pick<Diagnosis, 'layer' | 'reason' | 'fix' | 'command'> {
  const { name, data, actions } = error;
  const reason = 'key and secret cannot be read';
  const fix = actions.join(' ');
  const status = typeof data.status === 'number' ? data.status : 0;
  if (name === 'AppIncompleteError') {
    return { layer: 'app', reason: 'app has lost parts', fix, command: `eca deploy --app ${app}` };
  }
  if (name === 'OrgRequestFailedError' && (status >= 500 || isUncertain(error))) {
    const again = 'Try again in some minutes: the org failed, and that says nothing of app, setting or permission.';
    return { layer: 'service', reason: 'server failed', fix: again };
  }
  if (data.unexplained === true) return { layer: 'unknown', reason, fix };
  if (data.code === 'REQUEST_LIMIT_EXCEEDED') return { layer: 'rate-limit', reason, fix };
  return { layer: LAYERS[name] ?? 'unknown', reason, fix };
}

const LAYERS: Readonly<Partial<Record<ErrorName, Layer>>> = {
  CredentialsUnavailableError: 'org-setting',
  AppNotFoundError: 'app',
  ForeignAppError: 'app',
  OrgUnreachableError: 'transport',
  UnexpectedAnswerError: 'transport',
  ForeignHostError: 'host',
};
