import type { ConsumerDeploy } from '../deployment/apply.js';
import type { ReadBack } from '../deployment/read-back.js';
import type { DoctorCheck } from '../doctor/check.js';
import type { ExitCode } from '../errors.js';
import type { PlanReport } from '../planning/prepare.js';
import type { VerifyReport } from '../proof/verify-app.js';
import type { DeployOutcome } from '../sending/send.js';

/** One change, or one component that is deleted with all of its fields. */
export type SummaryChange =
  | PlanReport['changes'][number]
  | {
      readonly action: 'delete';
      readonly app: string;
      readonly type: string;
      readonly fullName: string;
      /** Calling org where it is deleted, as the config calls it; absent in the org of the apps. */
      readonly org?: string | undefined;
    };

/** What the recap and the report of a run say of an outcome. */
export interface Summary {
  /** Changes that were made, or that a plan shows. */
  readonly changes?: number | undefined;
  /** Why the exit code is not 0, and what to do. */
  readonly cause?: string | undefined;
  /** What was proven, app by app. */
  readonly proofs?: readonly VerifyReport[] | undefined;
  /** The changes, component by component. */
  readonly changed?: readonly SummaryChange[] | undefined;
  readonly deploy?: DeployOutcome | undefined;
  /** Deploys to other orgs that call the apps. */
  readonly consumers?: readonly ConsumerDeploy[] | undefined;
  readonly packageDigest?: string | undefined;
  readonly readBack?: ReadBack | undefined;
  /** What was found of org, users and permissions. */
  readonly findings?: readonly DoctorCheck[] | undefined;
}

/** How a verb ended in an environment, beside what it gave. */
export interface Judged {
  /** Default: 0. */
  readonly exitCode?: ExitCode | undefined;
  /** Default: nothing is said beside the exit code. */
  readonly summary?: Summary | undefined;
}
