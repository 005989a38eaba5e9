import type { OrgIdentity } from '../org/org.js';
import type { PlanReport } from '../planning/prepare.js';
import type { AuthMethod } from '../oauth/token.js';
import type { AccessSettings, SinkSettings } from './options.js';

/** How to plan. */
export interface PlanSettings {
  /**
   * Compares the source of the project with the org, instead of the config. Default: false.
   */
  readonly source?: boolean | undefined;
  /**
   * File that the plan is written to, for `plan` of a deploy; from `folder`, and `{environment}` in it becomes the name of
   * the environment. Default: none is written.
   */
  readonly out?: string | undefined;
}

/** How to prove what was deployed. */
export interface ProofSettings extends AccessSettings, SinkSettings {
  /** Proves each app by a token. Default: true. */
  readonly verify?: boolean | undefined;
  /** Told of the plan before anything is changed; again when others changed the apps meanwhile. Default: nobody is. */
  readonly onPlan?: ((plan: PlanReport) => void) | undefined;
}

/** How to deploy. */
export interface DeploySettings extends ProofSettings {
  /** Stops after the check in the org. Default: false. */
  readonly dryRun?: boolean | undefined;
  /**
   * File of a plan that was approved, as `out` of a plan wrote it: deploys exactly this, or refuses. From `folder`, with
   * `{environment}` as there. Default: what the config asks for now.
   */
  readonly plan?: string | undefined;
}

/** Who is asked before orgs are changed. */
export interface ConfirmSettings {
  /**
   * Asked before anything is changed, with the plan and the production orgs that it changes: that of the apps, and those
   * that call them. Default: goes on.
   */
  readonly confirm?: ((plan: PlanReport, production: readonly OrgIdentity[]) => Promise<boolean>) | undefined;
}

/** How to prove. */
export interface VerifySettings extends AccessSettings {
  /** Revokes the token afterwards; other holders of the same token lose it too. Default: false. */
  readonly revoke?: boolean | undefined;
  /** How key and secret travel. Default: `client_secret_post`. */
  readonly authMethod?: AuthMethod | undefined;
}

/** How to look at a sandbox before its refresh. */
export type PrepareSettings = SinkSettings;

/** How to release keys. */
export interface ReleaseSettings extends SinkSettings {
  /** Changes nothing, and says what would be released. Default: false. */
  readonly dryRun?: boolean | undefined;
}

/** How to make a refreshed sandbox work again. */
export interface RefreshSettings extends AccessSettings, SinkSettings {
  /** Changes nothing, and says what would be done. Default: false. */
  readonly dryRun?: boolean | undefined;
  /** Unfreezes run-as users that the refresh froze. Default: false, they are named. */
  readonly unfreeze?: boolean | undefined;
  /** Fails when the sandbox is the one that the last run left. Default: false. */
  readonly expectRefreshed?: boolean | undefined;
}

/** How to rotate. */
export interface RotateSettings extends AccessSettings, SinkSettings {
  /** Ends the old pair once the new one is proven and stored. Default: false, it counts until it expires. */
  readonly revokeOld?: boolean | undefined;
}

/** How to judge the age of key and secret. */
export interface AgeSettings extends AccessSettings {
  /** Days after which a pair is to be rotated. Default: nothing is judged. */
  readonly maxDays?: number | undefined;
}
