import type { DeployReport } from './verbs/deploy.js';
import type { DestroyPlan, DestroyReport } from './verbs/destroy.js';
import type { DoctorReport } from './verbs/doctor.js';
import type { VerifyReport } from './proof/verify-app.js';
import type { PlanReport } from './planning/prepare.js';
import type { RefreshReport } from './refresh/report.js';
import type { SecretVerbOptions, VerbOptions } from './library/options.js';
import { runInOrg, runWithConfig } from './library/run.js';

export { defineConfig } from './config/define-config.js';
export { EcaError, type ErrorName, type Problem } from './errors.js';
export { Secret } from './secret.js';
export * from './library/credentials.js';
export * from './library/files.js';
export type { ConfigOptions, RunOptions, SecretVerbOptions, VerbOptions } from './library/options.js';
export * from './library/token.js';
export type { CompleteAppConfig as AppConfig, EcaConfig, EnvironmentConfig, SinkConfig } from './config/model.js';
export type { CredentialsAge, RevokedCredentials, ShownCredentials, StoredCredentials } from './verbs/credentials.js';
export type { DeployReport } from './verbs/deploy.js';
export type { DestroyPlan, DestroyReport } from './verbs/destroy.js';
export type { DoctorReport } from './verbs/doctor.js';
export type { GeneratedFile, GenerateReport } from './verbs/generate.js';
export type { ImportChange, ImportReport } from './verbs/import.js';
export type { RotationReport } from './verbs/rotate.js';
export type { ApiAnswer } from './verbs/token.js';
export type { ValidateSourceReport } from './verbs/validate.js';
export type { Diagnosis, Layer } from './proof/diagnosis.js';
export type { Check } from './proof/token-checks.js';
export type { VerifyReport } from './proof/verify-app.js';
export type { PlanReport } from './planning/prepare.js';
export type { RefreshReport } from './refresh/report.js';
export type { OnProgress, ProgressEvent } from './progress.js';

/** What {@link deploy} takes beside {@link SecretVerbOptions}. */
export interface DeployVerbOptions extends SecretVerbOptions {
  /** Stops after the check in the org. Default: false. */
  readonly dryRun?: boolean | undefined;
  /** Proves each app by a token. Default: true. */
  readonly verify?: boolean | undefined;
}

/** What {@link resumeDeploy} takes beside {@link DeployVerbOptions}. */
export interface ResumeVerbOptions extends Omit<DeployVerbOptions, 'dryRun'> {
  /** Id of the deploy. Default: the latest that the journal in `.eca` knows. */
  readonly id?: string | undefined;
}

/**
 * Shows what a deploy would change.
 *
 * @throws EcaError with one of the names of {@link ErrorName}.
 */
export async function plan(options: VerbOptions): Promise<PlanReport> {
  return runInOrg(options, async ({ org, config, work }) => {
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
  return runInOrg(
    options,
    async ({ org, config, work }) => {
      const verb = await import('./verbs/deploy.js');
      const { dryRun, verify: proves, allowSecretAccess } = options;
      return verb.deploy(org, config, work, { dryRun, verify: proves, allowSecretAccess });
    },
    { secrets: true },
  );
}

/**
 * Goes on with a deploy that still ran when its call ended: waits for it, then does what is left of {@link deploy}.
 *
 * @throws EcaError: `NothingToResumeError`, and those of {@link deploy}.
 */
export async function resumeDeploy(options: ResumeVerbOptions): Promise<DeployReport> {
  return runInOrg(
    options,
    async ({ org, config, work }) => {
      const verb = await import('./verbs/deploy.js');
      const { id, verify: proves, allowSecretAccess } = options;
      return verb.resume(org, config, work, { id, verify: proves, allowSecretAccess });
    },
    { secrets: true },
  );
}

/**
 * Checks everything that a deploy and the flow depend on: org, session, permissions, settings, run-as users. Changes nothing.
 *
 * @throws EcaError when there is no way into the org. What is wrong in it is in the checks, not thrown.
 */
export async function doctor(options: VerbOptions): Promise<DoctorReport> {
  return runInOrg(options, async ({ org, config, work }) => {
    const verb = await import('./verbs/doctor.js');
    return verb.doctor(org, config, work);
  });
}

/** What {@link destroy} takes beside {@link VerbOptions}. */
export interface DestroyVerbOptions extends VerbOptions {
  /** Stops after the check in the org. Default: false. */
  readonly dryRun?: boolean | undefined;
  /** Deletes what `namedCredential` of the apps made, too, in the orgs that call them. Default: false. */
  readonly withNamedCredentials?: boolean | undefined;
  /**
   * Asked before anything is deleted. Gives yes, no, or ids of orgs: where `production` of the plan names orgs, nothing but
   * the ids of all of them counts as a yes.
   */
  readonly confirm: (plan: DestroyPlan) => Promise<boolean | string | readonly string[]>;
}

/**
 * Deletes the apps with all of their parts, and proves that nothing is left.
 *
 * @throws EcaError: `NotConfirmedError`, `SessionAppError`, `DeployFailedError`, `NotDeletedError`.
 */
export async function destroy(options: DestroyVerbOptions): Promise<DestroyReport> {
  return runInOrg(options, async ({ org, config, work }) => {
    const verb = await import('./verbs/destroy.js');
    const { dryRun, withNamedCredentials, confirm } = options;
    return verb.destroy(org, config, work, { dryRun, withNamedCredentials, confirm });
  });
}

/**
 * Proves the apps of a config in an org, each by a token of its own key and secret.
 *
 * @throws EcaError with one of the names of {@link ErrorName}. A token that is refused is reported, not thrown.
 */
export async function verify(options: SecretVerbOptions): Promise<readonly VerifyReport[]> {
  return runInOrg(options, async ({ org, config, work }) => {
    const verb = await import('./verbs/verify.js');
    const { allowSecretAccess } = options;
    return verb.verify(org, config, work, { fresh: (options.wait ?? 0) > 0, allowSecretAccess });
  });
}

/** What {@link refresh} takes beside {@link SecretVerbOptions}. */
export interface RefreshVerbOptions extends SecretVerbOptions {
  /** Environment of the config, whose sandbox was refreshed. */
  readonly environment: string;
  /** Changes nothing, and says what would be done. Default: false. */
  readonly dryRun?: boolean | undefined;
  /** Unfreezes run-as users that the refresh froze. Default: false, they are named. */
  readonly unfreeze?: boolean | undefined;
  /** Fails when the sandbox is the one that the last run left. Default: false. */
  readonly expectRefreshed?: boolean | undefined;
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
  return runWithConfig(
    options,
    async ({ config, work }) => {
      const verb = await import('./verbs/refresh.js');
      const { targetOrg, dryRun, unfreeze, expectRefreshed, allowSecretAccess } = options;
      return verb.refresh(config, work, { targetOrg, dryRun, unfreeze, expectRefreshed, allowSecretAccess });
    },
    { secrets: true },
  );
}
