import pLimit from 'p-limit';
import type { ResolvedApp, ResolvedConfig } from './config/model.js';
import { diff } from './diff/diff.js';
import { runDeploy, type DeployOutcome } from './deploy-run.js';
import { preflight } from './doctor.js';
import { EcaError } from './errors.js';
import type { MetadataComponent } from './metadata/component.js';
import { knownStateOf } from './known-state.js';
import { assign } from './org/assignments.js';
import { readComponents } from './org/components.js';
import { readCredentials } from './org/credentials.js';
import type { Org } from './org/org.js';
import { readUserById, readUsers } from './org/users.js';
import { preparePlan, type PlanOptions, type PlanReport, type PreparedPlan } from './plan.js';
import { expectationOf, verifyApp, type VerifyReport } from './verify.js';

/** How to deploy. */
export interface DeployOptions extends PlanOptions {
  /** Stops after the check in the org. Default: false. */
  readonly dryRun?: boolean;
  /** Exchanges key and secret for a token and checks it. Default: true. */
  readonly verify?: boolean;
}

/** Key of one app, and whether key and secret were handed over. */
export interface CredentialsReport {
  readonly app: string;
  readonly consumerKey?: string;
  readonly stored: boolean;
}

/** What was deployed and what was proven. */
export interface DeployReport extends Pick<PlanReport, 'org' | 'changes' | 'otherApps'> {
  /** Absent when there was nothing to deploy. */
  readonly deploy?: DeployOutcome;
  /** Whether the org now has what the config asks for, and where not. Absent after a dry run. */
  readonly readBack?: { readonly inSync: boolean; readonly differences: PlanReport['changes'] };
  readonly credentials: readonly CredentialsReport[];
  readonly verify: readonly VerifyReport[];
}

/** Apps of one org that are verified side by side. */
const VERIFY_CONCURRENCY = 4;

/**
 * Does the main job: checks, plans, deploys what differs, reads it back, and proves each app by a token.
 *
 * @throws PreflightFailedError and its single forms, PartNameConflictError, DeployFailedError, DeployTimeoutError,
 * DeployCanceledError, and what {@link Org} throws. What comes after the deploy is reported, not thrown.
 */
export async function deploy(org: Org, config: ResolvedConfig, options: DeployOptions): Promise<DeployReport> {
  const { onProgress } = options;
  onProgress?.({ kind: 'stage', stage: 'preflight', message: 'Checking run-as users and access' });
  await preflight(org, config);
  const prepared = await preparePlan(org, config, options);
  const { org: summary, changes, otherApps } = prepared.report;
  const base = { org: summary, changes, otherApps };
  const outcome = await applyPlan(org, prepared, options);
  if (options.dryRun === true) return { ...base, ...outcome, credentials: [], verify: [] };
  const found = outcome.deploy === undefined ? prepared.found : await readAgain(org, prepared, options);
  const readBack = differences(prepared, found);
  const results = await proveApps(org, config, found, { ...options, fresh: outcome.deploy !== undefined });
  return {
    ...base,
    ...outcome,
    readBack,
    credentials: results.map(({ credentials }) => credentials),
    verify: results.flatMap(({ verify }) => verify ?? []),
  };
}

async function applyPlan(
  org: Org,
  prepared: PreparedPlan,
  options: DeployOptions,
): Promise<{ deploy?: DeployOutcome }> {
  if (options.dryRun !== true) {
    for (const assignment of prepared.assignments) {
      const message = `Assigning ${assignment.permissionSet} to ${assignment.username}`;
      options.onProgress?.({ kind: 'stage', stage: 'assign', message });
      await assign(org, assignment);
    }
  }
  if (prepared.plan.inSync) return {};
  return { deploy: await runDeploy(org, prepared.plan.components, options) };
}

async function readAgain(
  org: Org,
  { wanted }: PreparedPlan,
  options: DeployOptions,
): Promise<readonly MetadataComponent[]> {
  options.onProgress?.({ kind: 'stage', stage: 'read-back', message: 'Reading back what the org took' });
  return readComponents(org, [...new Set(wanted.map(({ type }) => type))], options);
}

function differences(
  { wanted }: PreparedPlan,
  found: readonly MetadataComponent[],
): NonNullable<DeployReport['readBack']> {
  const { inSync, changes } = diff(wanted, found);
  return { inSync, differences: changes };
}

interface AppResult {
  readonly credentials: CredentialsReport;
  readonly verify?: VerifyReport;
}

async function proveApps(
  org: Org,
  config: ResolvedConfig,
  found: readonly MetadataComponent[],
  options: DeployOptions & { readonly fresh: boolean },
): Promise<readonly AppResult[]> {
  const limit = pLimit(VERIFY_CONCURRENCY);
  const apps = config.apps.filter(({ clientCredentials, role }) => clientCredentials && role === 'owner');
  if (options.verify === false) {
    return apps.map((app) => ({ credentials: { app: app.name, ...keyOf(app, found), stored: false } }));
  }
  return Promise.all(apps.map((app) => limit(() => proveApp(org, app, found, options))));
}

function keyOf(app: ResolvedApp, found: readonly MetadataComponent[]): { consumerKey?: string } {
  const key = knownStateOf(app.name, found).consumerKey;
  return key === undefined ? {} : { consumerKey: key };
}

async function proveApp(
  org: Org,
  app: ResolvedApp,
  found: readonly MetadataComponent[],
  options: DeployOptions & { readonly fresh: boolean },
): Promise<AppResult> {
  const { onProgress, signal, fresh, timeoutMs } = options;
  onProgress?.({ kind: 'stage', stage: 'credentials', message: `Reading key and secret of ${app.name}` });
  let credentials;
  try {
    credentials = await readCredentials(org, app.name);
  } catch (error) {
    if (!(error instanceof EcaError)) throw error;
    return {
      credentials: { app: app.name, ...keyOf(app, found), stored: false },
      verify: withoutCredentials(org, app, error),
    };
  }
  onProgress?.({ kind: 'stage', stage: 'verify', message: `Exchanging key and secret of ${app.name} for a token` });
  const { orgId, instanceUrl } = org.identity;
  const expected = expectationOf(app, orgId);
  const verify = await verifyApp(
    { app: app.name, myDomainUrl: instanceUrl, credentials, expected, apiVersion: org.apiVersion },
    {
      fresh,
      waitMs: fresh ? timeoutMs : 0,
      readUsername: async (id) => (await readUserById(org, id))?.username,
      readKnownState: async () => ({ ...knownStateOf(app.name, found).state, ...(await userState(org, app)) }),
      ...(signal === undefined ? {} : { signal }),
      ...(onProgress === undefined ? {} : { onProgress }),
    },
  );
  return { credentials: { app: app.name, consumerKey: credentials.consumerKey, stored: false }, verify };
}

async function userState(
  org: Org,
  { runAsUser }: ResolvedApp,
): Promise<{ userIsActive?: boolean; userIsFrozen?: boolean }> {
  if (runAsUser === undefined) return {};
  const users = await readUsers(org, [runAsUser]);
  const user = users.find(({ username }) => username.toLowerCase() === runAsUser.toLowerCase());
  if (user === undefined) return {};
  return { userIsActive: user.isActive, ...(user.isFrozen === undefined ? {} : { userIsFrozen: user.isFrozen }) };
}

function withoutCredentials(org: Org, app: ResolvedApp, error: EcaError): VerifyReport {
  return {
    app: app.name,
    ok: false,
    tokenEndpoint: new URL('/services/oauth2/token', org.identity.instanceUrl).href,
    checks: [{ name: 'credentials', ok: false, ms: 0, detail: error.message }],
    diagnosis: {
      layer: error.name === 'CredentialsUnavailableError' ? 'org-setting' : 'unknown',
      evidence: error.message,
      fix: error.actions.join(' '),
      docs: 'https://help.salesforce.com/s/articleView?id=xcloud.eca_stage_oauth_credentials.htm',
    },
  };
}
