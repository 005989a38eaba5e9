import type { DeployReport } from '../verbs/deploy.js';
import type { DestroyPlan, DestroyReport } from '../verbs/destroy.js';
import type { DoctorReport } from '../verbs/doctor.js';
import type { PlanReport } from '../planning/prepare.js';
import type { VerifyReport } from '../proof/verify-app.js';
import { deployIn, doctorIn, planIn, verifyIn } from './acts.js';
import type { VerbOptions } from './options.js';
import { runInOrg } from './run.js';
import { namesDomain } from './given.js';
import type { ConfirmSettings, DeploySettings, PlanSettings, ProofSettings, VerifySettings } from './settings.js';
import { verifyGiven, type GivenVerifyOptions } from './verify-given.js';

/** What {@link plan} takes. */
export interface PlanVerbOptions extends VerbOptions, PlanSettings {}

/** What {@link deploy} takes. */
export interface DeployVerbOptions extends VerbOptions, DeploySettings, ConfirmSettings {}

/** What {@link resumeDeploy} takes. */
export interface ResumeVerbOptions extends VerbOptions, ProofSettings {
  /** Id of the deploy. Default: the latest that the journal in `.eca` knows. */
  readonly id?: string | undefined;
}

/** What {@link verify} takes for the apps of a config. */
export interface VerifyVerbOptions extends VerbOptions, VerifySettings {}

/** What {@link destroy} takes beside {@link VerbOptions}. */
export interface DestroyVerbOptions extends VerbOptions {
  /** Stops after the check in the org. Default: false. */
  readonly dryRun?: boolean | undefined;
  /** Deletes what `namedCredential` of the apps made, too, in the orgs that call them. Default: false. */
  readonly withNamedCredentials?: boolean | undefined;
  /** Told what is to be deleted, before anything is. Default: nobody is. */
  readonly onPlan?: ((plan: DestroyPlan) => void) | undefined;
  /**
   * Asked before anything is deleted. Gives yes, no, or ids of orgs: where `production` of the plan names orgs, nothing but
   * the ids of all of them counts as a yes.
   */
  readonly confirm: (plan: DestroyPlan) => Promise<boolean | string | readonly string[]>;
}

/**
 * Shows what a deploy would change.
 *
 * @throws EcaError: `ConfigInvalidError`, those of a login (`TargetOrgNotFoundError`, `OrgAuthInvalidError`,
 * `OrgUnreachableError` …); `SourceInvalidError` for `source`; `WriteFailedError` for `out`.
 */
export async function plan(options: PlanVerbOptions): Promise<PlanReport> {
  return runInOrg(options, (opened) => planIn(opened, options));
}

/**
 * Deploys the apps of a config, reads them back, and proves each by a token.
 *
 * @throws EcaError: `ConfigInvalidError`, those of a login, `PreflightFailedError` and its single forms,
 * `NotConfirmedError`, `DeployFailedError`, `DeployTimeoutError`; `PlanFileInvalidError` and `PlanOutdatedError` for `plan`.
 * What comes after the deploy is reported, not thrown: look at `readBack`, `verify` and `credentials`.
 */
export async function deploy(options: DeployVerbOptions): Promise<DeployReport> {
  return runInOrg(options, (opened) => deployIn(opened, options), { secrets: true });
}

/**
 * Goes on with a deploy that still ran when its call ended: waits for it, then does what is left of {@link deploy}.
 *
 * @throws EcaError: `NothingToResumeError`, and those of {@link deploy}.
 */
export async function resumeDeploy(options: ResumeVerbOptions): Promise<DeployReport> {
  const act = async ({ org, config, work }: Parameters<typeof deployIn>[0]): Promise<DeployReport> => {
    const verb = await import('../verbs/deploy.js');
    const { id, verify: proves, onPlan, sink, allowSecretAccess } = options;
    return verb.resume(org, config, work, { id, verify: proves, onPlan, sink, allowSecretAccess });
  };
  return runInOrg(options, act, { secrets: true });
}

/**
 * Checks everything that a deploy and the flow depend on: org, session, permissions, settings, run-as users. Changes nothing.
 *
 * @throws EcaError when there is no way into the org. What is wrong in it is in the checks, not thrown.
 */
export async function doctor(options: VerbOptions): Promise<DoctorReport> {
  return runInOrg(options, doctorIn);
}

/**
 * Deletes the apps with all of their parts, and proves that nothing is left.
 *
 * @throws EcaError: `NotConfirmedError`, `SessionAppError`, `DeployFailedError`, `NotDeletedError`, and those of a login.
 */
export async function destroy(options: DestroyVerbOptions): Promise<DestroyReport> {
  return runInOrg(options, async ({ org, config, work }) => {
    const verb = await import('../verbs/destroy.js');
    const { dryRun, withNamedCredentials, onPlan, confirm } = options;
    return verb.destroy(org, config, work, { dryRun, withNamedCredentials, onPlan, confirm });
  });
}

/**
 * Proves the apps of a config in an org, each by a token of its own key and secret; or a pair that the caller has, against
 * what the caller expects, which needs neither config nor login. With `wait` a change that still spreads is waited for, else
 * the org is asked once.
 *
 * @throws EcaError: those of a login, `CredentialsUnavailableError`, `AppNotFoundError`, `UsageError` when there is nothing to
 * prove. A token that is refused is reported with its `diagnosis`, not thrown.
 */
export async function verify(options: VerifyVerbOptions | GivenVerifyOptions): Promise<readonly VerifyReport[]> {
  if (namesDomain(options)) return verifyGiven(options);
  return runInOrg(options, (opened) => verifyIn(opened, options));
}
