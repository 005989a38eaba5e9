import type { EcaConfig, ResolvedConfig } from './config/model.js';
import { resolve } from './config/resolve.js';
import type { DeployReport } from './verbs/deploy.js';
import { EcaError } from './errors.js';
import type { VerifyReport } from './proof/verify-app.js';
import { chooseLogin } from './org/login.js';
import type { Org } from './org/org.js';
import type { PlanReport } from './planning/prepare.js';
import type { OnProgress } from './progress.js';
import { withSecrets } from './project/secrets.js';

export { defineConfig } from './config/define-config.js';
export { EcaError, type ErrorName, type Problem } from './errors.js';
export { Secret } from './secret.js';
export type { AppConfig, EcaConfig, EnvironmentConfig } from './config/model.js';
export type { DeployReport } from './verbs/deploy.js';
export type { Diagnosis, Layer } from './proof/diagnosis.js';
export type { Check } from './proof/token-checks.js';
export type { VerifyReport } from './proof/verify-app.js';
export type { PlanReport } from './planning/prepare.js';
export type { OnProgress, ProgressEvent } from './progress.js';

/** What {@link plan}, {@link deploy} and {@link verify} work on. */
export interface VerbOptions {
  readonly config: EcaConfig;
  /** Environment of the config. Default: none, the base config. */
  readonly environment?: string;
  /** Apps to work on. Default: all. */
  readonly apps?: readonly string[];
  /** Alias or username that `sf` knows. Default: the environment's, then what the variables name, then sf's default. */
  readonly targetOrg?: string;
  /** Such as `66.0`. Default: the config's. */
  readonly apiVersion?: string;
  /** Environment variables. Default: those of the process. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Folder of the project: relative sinks start there, and `.eca` with the journal lies there. Default: the working directory. */
  readonly folder?: string;
  /** Minutes to wait for the org. Default: 33. */
  readonly wait?: number;
  readonly signal?: AbortSignal;
  readonly onProgress?: OnProgress;
}

/** What {@link deploy} takes beside {@link VerbOptions}. */
export interface DeployVerbOptions extends VerbOptions {
  /** Stops after the check in the org. Default: false. */
  readonly dryRun?: boolean;
  /** Proves each app by a token. Default: true. */
  readonly verify?: boolean;
}

const DEFAULT_WAIT_MINUTES = 33;

/**
 * Shows what a deploy would change.
 *
 * @throws EcaError with one of the names of {@link ErrorName}.
 */
export async function plan(options: VerbOptions): Promise<PlanReport> {
  const { org, config, work } = await open(options);
  const verb = await import('./verbs/plan.js');
  return verb.plan(org, config, work);
}

/**
 * Deploys the apps of a config, reads them back, and proves each by a token.
 *
 * @throws EcaError with one of the names of {@link ErrorName}. What comes after the deploy is reported, not thrown.
 */
export async function deploy(options: DeployVerbOptions): Promise<DeployReport> {
  const { org, config, work } = await open(options);
  const verb = await import('./verbs/deploy.js');
  const { dryRun = false, verify: proves = true } = options;
  return verb.deploy(org, config, { ...work, dryRun, verify: proves });
}

/**
 * Proves the apps of a config in an org, each by a token of its own key and secret.
 *
 * @throws EcaError with one of the names of {@link ErrorName}. A token that is refused is reported, not thrown.
 */
export async function verify(options: VerbOptions): Promise<readonly VerifyReport[]> {
  const { org, config, work } = await open({ wait: 0, ...options });
  const verb = await import('./verbs/verify.js');
  return verb.verify(org, config, work);
}

interface Opened {
  readonly org: Org;
  readonly config: ResolvedConfig;
  readonly work: {
    readonly timeoutMs: number;
    readonly folder: string;
    readonly env: NonNullable<VerbOptions['env']>;
    readonly signal?: AbortSignal;
    readonly onProgress?: OnProgress;
  };
}

async function open(options: VerbOptions): Promise<Opened> {
  const { env = process.env, folder = process.cwd(), wait = DEFAULT_WAIT_MINUTES } = options;
  const { signal, onProgress, targetOrg } = options;
  const config = withSecrets(resolved(options, env), env);
  const { connect } = await import('./org/connect.js');
  const login = chooseLogin({ flag: targetOrg, targetOrg: config.targetOrg, auth: config.auth, env });
  const org = await connect({
    login,
    apiVersion: config.apiVersion,
    ...(onProgress === undefined ? {} : { onProgress }),
  });
  const work = {
    timeoutMs: wait * 60_000,
    folder,
    env,
    ...(signal === undefined ? {} : { signal }),
    ...(onProgress === undefined ? {} : { onProgress }),
  };
  return { org, config, work };
}

function resolved(
  { config: written, environment, apps, apiVersion }: VerbOptions,
  env: NonNullable<VerbOptions['env']>,
): ResolvedConfig {
  const { config, problems } = resolve(written, {
    env,
    ...(environment === undefined ? {} : { environment }),
    ...(apps === undefined ? {} : { apps }),
    ...(apiVersion === undefined ? {} : { apiVersion }),
  });
  if (config !== undefined && problems.length === 0) return config;
  throw new EcaError({
    name: 'ConfigInvalidError',
    message: `The config has ${problems.length} problems:\n${problems.map(({ path, message }) => `  ${path.join('.')}: ${message}`).join('\n')}`,
    actions: ['Correct them; `problems` of this error lists each with its fix.'],
    problems: problems.map(({ path, message, action }) => ({ path: path.join('.'), message, action })),
  });
}
