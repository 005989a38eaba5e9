import { counted } from './problem.js';
import type { EcaConfig, ResolvedConfig } from './config/model.js';
import { resolve } from './config/resolve.js';
import type { DeployReport } from './verbs/deploy.js';
import { EcaError } from './errors.js';
import type { VerifyReport } from './proof/verify-app.js';
import { chooseLogin } from './org/login.js';
import type { Org } from './org/org.js';
import type { PlanReport } from './planning/prepare.js';
import type { OnProgress } from './progress.js';
import { readCertificates } from './project/certificate-files.js';
import { withSecrets } from './project/secrets.js';
import type { RefreshReport } from './refresh/report.js';
import { openWork, type Work } from './work.js';
import { inTime } from './ending.js';

export { defineConfig } from './config/define-config.js';
export { EcaError, type ErrorName, type Problem } from './errors.js';
export { Secret } from './secret.js';
export type { AppConfig, EcaConfig, EnvironmentConfig } from './config/model.js';
export type { DeployReport } from './verbs/deploy.js';
export type { Diagnosis, Layer } from './proof/diagnosis.js';
export type { Check } from './proof/token-checks.js';
export type { VerifyReport } from './proof/verify-app.js';
export type { PlanReport } from './planning/prepare.js';
export type { RefreshReport } from './refresh/report.js';
export type { OnProgress, ProgressEvent } from './progress.js';

/** What {@link plan}, {@link deploy}, {@link verify} and {@link refresh} work on. */
export interface VerbOptions {
  readonly config: EcaConfig;
  /** Environment of the config. Default: none, the base config. */
  readonly environment?: string | undefined;
  /** Apps to work on. Default: all. */
  readonly apps?: readonly string[] | undefined;
  /** Alias or username that `sf` knows. Default: the environment's, then what the variables name, then sf's default. */
  readonly targetOrg?: string | undefined;
  /** Such as `66.0`. Default: the config's. */
  readonly apiVersion?: string | undefined;
  /** Environment variables. Default: those of the process. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Folder of the project: relative sinks start there, and `.eca` with the journal lies there. Default: the working directory. */
  readonly folder?: string | undefined;
  /** Minutes that the run may take. With 0 a deploy is sent and not waited for. Default: 33. */
  readonly wait?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: OnProgress | undefined;
}

/** What {@link deploy} takes beside {@link VerbOptions}. */
export interface DeployVerbOptions extends VerbOptions {
  /** Stops after the check in the org. Default: false. */
  readonly dryRun?: boolean | undefined;
  /** Proves each app by a token. Default: true. */
  readonly verify?: boolean | undefined;
}

/**
 * Shows what a deploy would change.
 *
 * @throws EcaError with one of the names of {@link ErrorName}.
 */
export async function plan(options: VerbOptions): Promise<PlanReport> {
  return run(options, async ({ org, config, work }) => {
    const verb = await import('./verbs/plan.js');
    return verb.plan(org, config, work);
  });
}

/**
 * Deploys the apps of a config, reads them back, and proves each by a token.
 *
 * @throws EcaError with one of the names of {@link ErrorName}. What comes after the deploy is reported, not thrown.
 */
export async function deploy(options: DeployVerbOptions): Promise<DeployReport> {
  return run(options, async ({ org, config, work }) => {
    const verb = await import('./verbs/deploy.js');
    const { dryRun, verify: proves } = options;
    return verb.deploy(org, config, work, { dryRun, verify: proves });
  });
}

/**
 * Proves the apps of a config in an org, each by a token of its own key and secret.
 *
 * @throws EcaError with one of the names of {@link ErrorName}. A token that is refused is reported, not thrown.
 */
export async function verify(options: VerbOptions): Promise<readonly VerifyReport[]> {
  return run(options, async ({ org, config, work }) => {
    const verb = await import('./verbs/verify.js');
    return verb.verify(org, config, work, { fresh: (options.wait ?? 0) > 0 });
  });
}

/** What {@link refresh} takes beside {@link VerbOptions}. */
export interface RefreshVerbOptions extends VerbOptions {
  /** Environment of the config, whose sandbox was refreshed. */
  readonly environment: string;
  /** Changes nothing, and says what would be done. Default: false. */
  readonly dryRun?: boolean | undefined;
  /** Unfreezes run-as users that the refresh froze. Default: false, they are named. */
  readonly unfreeze?: boolean | undefined;
  /** Fails when the sandbox is the one that the last run left. Default: false. */
  readonly expectRefreshed?: boolean | undefined;
  /** Turns the org's switch that gives secrets to REST on for the moment. Default: false. */
  readonly allowSecretAccess?: boolean | undefined;
}

/**
 * Makes every integration of an environment work again after its sandbox was refreshed: gets in by whatever login survives,
 * settles run-as users, repairs the apps, proves each, and hands key and secret to the sinks of the config. With `targetOrg`
 * that login and no other is tried.
 *
 * @throws EcaError: `NotRefreshedYetError` while the copy is not there, `NothingRefreshedError` for `expectRefreshed`,
 * `NoLoginError` with the cause of each login in `data.attempts`, `WrongOrgError` for an org that is not that sandbox, and
 * those of {@link deploy}. What comes after the deploy is in `causes` of the report, not thrown.
 */
export async function refresh(options: RefreshVerbOptions): Promise<RefreshReport> {
  const work = workOf(options);
  return inTime(work, async () => {
    const config = withSecrets(await resolved(options, work), work.env);
    const verb = await import('./verbs/refresh.js');
    const { targetOrg, dryRun, unfreeze, expectRefreshed, allowSecretAccess } = options;
    return verb.refresh(config, work, { targetOrg, dryRun, unfreeze, expectRefreshed, allowSecretAccess });
  });
}

interface Opened {
  readonly org: Org;
  readonly config: ResolvedConfig;
  readonly work: Work;
}

/** Makes a run of the library: connects, and ends in time. */
async function run<T>(options: VerbOptions, act: (opened: Opened) => Promise<T>): Promise<T> {
  const { targetOrg } = options;
  const work = workOf(options);
  return inTime(work, async () => {
    const config = withSecrets(await resolved(options, work), work.env);
    const { connect } = await import('./org/connect.js');
    const login = chooseLogin({ flag: targetOrg, targetOrg: config.targetOrg, auth: config.auth, env: work.env });
    const { apiVersion, sandbox } = config;
    return act({ org: await connect({ login, apiVersion, sandbox, work }), config, work });
  });
}

function workOf({ env, folder, wait, signal, onProgress }: VerbOptions): Work {
  const waitMs = wait === undefined ? undefined : wait * 60_000;
  return openWork({ folder, env, signal, waitMs, onProgress });
}

async function resolved(
  { config: written, environment, apps, apiVersion }: VerbOptions,
  { env, folder }: Work,
): Promise<ResolvedConfig> {
  const certificates = await readCertificates(written, folder);
  const { config, problems } = resolve(written, { env, environment, apps, apiVersion, certificates });
  if (config !== undefined && problems.length === 0) return config;
  throw new EcaError({
    name: 'ConfigInvalidError',
    message: `The config has ${counted(problems.length, 'problem')}:\n${problems.map(({ path, message }) => `  ${path.join('.')}: ${message}`).join('\n')}`,
    actions: ['Correct them; `problems` of this error lists each with its fix.'],
    problems: problems.map(({ path, message, action }) => ({ path: path.join('.'), message, action })),
  });
}
