import pLimit from 'p-limit';
import type { ResolvedApp, ResolvedConfig } from './config/model.js';
import { EcaError } from './errors.js';
import { KNOWN_STATE_TYPES, knownStateOf } from './known-state.js';
import type { MetadataComponent } from './metadata/component.js';
import { findScope, toProtocolScope } from './metadata/scopes.js';
import type { KnownState } from './oauth/diagnosis.js';
import type { Expectation } from './oauth/token-checks.js';
import { verifyApp, type VerifyReport } from './oauth/verify-app.js';
import type { AuthMethod } from './oauth/token.js';
import { readComponents } from './org/components.js';
import { readCredentials, type Credentials } from './org/credentials.js';
import type { Org } from './org/org.js';
import { readUserById, readUsers } from './org/users.js';
import type { PlanOptions } from './plan.js';

/** How to prove apps. */
export interface ProveOptions extends PlanOptions {
  /** True right after a deploy: refusals that pass by themselves are waited for. */
  readonly fresh: boolean;
  /** Components of the org, when they were read already. */
  readonly found?: readonly MetadataComponent[];
  /** Exchanges key and secret for a token. Default: true. */
  readonly verify?: boolean;
  readonly authMethod?: AuthMethod;
  /** Revokes the token afterwards. Salesforce can hand the same token to live integrations. Default: false. */
  readonly revoke?: boolean;
}

/** Key of one app, and whether key and secret were handed over. */
export interface CredentialsReport {
  readonly app: string;
  readonly consumerKey?: string;
  readonly stored: boolean;
}

/** What was proven of one app. */
export interface AppProof {
  readonly credentials: CredentialsReport;
  /** Absent when nothing was to be proven. */
  readonly verify?: VerifyReport;
}

/** Apps of one org that are proven side by side. */
const CONCURRENCY = 4;

/** Proves the apps of a config in a connected org, each by a token of its own key and secret. */
export async function verify(
  org: Org,
  config: ResolvedConfig,
  options: PlanOptions & Pick<ProveOptions, 'authMethod' | 'revoke'>,
): Promise<readonly VerifyReport[]> {
  const proofs = await proveApps(org, config, { ...options, fresh: options.timeoutMs > 0 });
  return proofs.flatMap(({ verify }) => verify ?? []);
}

/** Reads key and secret of every app that runs the client credentials flow, and proves them. */
export async function proveApps(org: Org, config: ResolvedConfig, options: ProveOptions): Promise<readonly AppProof[]> {
  const limit = pLimit(CONCURRENCY);
  const apps = config.apps.filter(({ clientCredentials, role }) => clientCredentials && role === 'owner');
  return Promise.all(apps.map((app) => limit(() => proveApp(org, app, options))));
}

/** Gives what an app's token must be, from the config. */
export function expectationOf(app: ResolvedApp, orgId?: string): Expectation {
  const { verify: extra, runAsUser, tokenFormat } = app;
  const wanted = extra.expectScopes ?? app.scopes.filter((scope) => findScope(scope)?.dropped !== true);
  return {
    // An adopted app keeps its format and scopes when the config does not name them.
    ...(app.written.has('scopes') || extra.expectScopes !== undefined
      ? { scopes: wanted.map((scope) => toProtocolScope(scope) ?? scope) }
      : {}),
    ...(app.written.has('tokenFormat') ? { tokenFormat } : {}),
    ...(orgId === undefined ? {} : { orgId }),
    ...(runAsUser === undefined ? {} : { runAsUser }),
    ...(extra.query === undefined ? {} : { query: extra.query }),
    ...(extra.access === undefined ? {} : { access: extra.access }),
  };
}

async function proveApp(org: Org, app: ResolvedApp, options: ProveOptions): Promise<AppProof> {
  const { found, onProgress } = options;
  const known = found === undefined ? undefined : knownStateOf(app.name, found).consumerKey;
  const unproven = { app: app.name, ...(known === undefined ? {} : { consumerKey: known }), stored: false };
  if (options.verify === false) return { credentials: unproven };
  onProgress?.({ kind: 'stage', stage: 'credentials', message: `Reading key and secret of ${app.name}` });
  let credentials: Credentials;
  try {
    credentials = await readCredentials(org, app.name);
  } catch (error) {
    if (!(error instanceof EcaError)) throw error;
    return { credentials: unproven, verify: withoutCredentials(org, app, error) };
  }
  onProgress?.({ kind: 'stage', stage: 'verify', message: `Exchanging key and secret of ${app.name} for a token` });
  const report = await exchangeAndCheck(org, app, credentials, options);
  return { credentials: { ...unproven, consumerKey: credentials.consumerKey }, verify: report };
}

function exchangeAndCheck(
  org: Org,
  app: ResolvedApp,
  credentials: Credentials,
  options: ProveOptions,
): Promise<VerifyReport> {
  const { fresh, timeoutMs, signal, onProgress, authMethod, revoke } = options;
  const { orgId, instanceUrl } = org.identity;
  return verifyApp(
    {
      app: app.name,
      myDomainUrl: instanceUrl,
      credentials: { ...credentials, ...(authMethod === undefined ? {} : { authMethod }) },
      expected: expectationOf(app, orgId),
      apiVersion: org.apiVersion,
    },
    {
      fresh,
      waitMs: fresh ? timeoutMs : 0,
      revoke: revoke === true,
      readUsername: async (id) => (await readUserById(org, id))?.username,
      readKnownState: () => readKnownState(org, app, options),
      ...(signal === undefined ? {} : { signal }),
      ...(onProgress === undefined ? {} : { onProgress }),
    },
  );
}

/** Asks the org what it holds of app and user, to tell refusals apart that look alike. What may not be asked stays open. */
async function readKnownState(org: Org, app: ResolvedApp, options: ProveOptions): Promise<KnownState> {
  try {
    const found = options.found ?? (await readComponents(org, KNOWN_STATE_TYPES, { timeoutMs: 60_000 }));
    const { runAsUser } = app;
    const users = runAsUser === undefined ? [] : await readUsers(org, [runAsUser]);
    const user = users.find(({ username }) => username.toLowerCase() === runAsUser?.toLowerCase());
    return {
      ...knownStateOf(app.name, found).state,
      ...(user === undefined ? {} : { userIsActive: user.isActive }),
      ...(user?.isFrozen === undefined ? {} : { userIsFrozen: user.isFrozen }),
    };
  } catch (error) {
    options.onProgress?.({
      kind: 'warning',
      message: `The org could not be asked about ${app.name}: ${error instanceof Error ? error.message : String(error)}`,
    });
    return {};
  }
}

function withoutCredentials(org: Org, app: ResolvedApp, error: EcaError): VerifyReport {
  return {
    app: app.name,
    ok: false,
    tokenEndpoint: new URL('/services/oauth2/token', org.identity.instanceUrl).href,
    checks: [{ name: 'credentials', ok: false, ms: 0, detail: error.message }],
    diagnosis: {
      layer:
        error.name === 'CredentialsUnavailableError'
          ? 'org-setting'
          : error.name === 'AppNotFoundError'
            ? 'app'
            : 'unknown',
      evidence: error.message,
      fix: error.actions.join(' '),
      docs: 'https://help.salesforce.com/s/articleView?id=xcloud.eca_stage_oauth_credentials.htm',
    },
  };
}
