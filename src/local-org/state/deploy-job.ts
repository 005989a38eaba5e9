/** Options of a deploy as the Metadata API names them. */
export interface DeployOptions {
  readonly checkOnly: boolean;
  readonly ignoreWarnings: boolean;
  readonly rollbackOnError: boolean;
  readonly purgeOnDelete: boolean;
}

/** Outcome of one component. */
export interface ComponentMessage {
  readonly componentType: string;
  readonly fullName: string;
  readonly fileName: string;
  readonly id?: string | undefined;
  readonly success: boolean;
  readonly created: boolean;
  readonly changed: boolean;
  readonly deleted: boolean;
  readonly problem?: string | undefined;
  readonly problemType?: 'Error' | 'Warning' | undefined;
  readonly lineNumber?: number | undefined;
  readonly columnNumber?: number | undefined;
}

/** States of a deploy. */
export type DeployStatus =
  'Pending' | 'InProgress' | 'Succeeded' | 'SucceededPartial' | 'Failed' | 'Canceling' | 'Canceled';

/** A deploy, from its request on. */
export interface DeployJob {
  readonly id: string;
  readonly userId: string;
  readonly options: DeployOptions;
  /** Text files of the zip by path; emptied once they cannot be needed again. */
  readonly files: Readonly<Record<string, string>>;
  /** Why the zip could not be read. */
  readonly zipProblem?: string | undefined;
  readonly createdDate: string;
  readonly startDate?: string | undefined;
  readonly completedDate?: string | undefined;
  readonly status: DeployStatus;
  readonly messages: readonly ComponentMessage[];
  /** Status calls that still find the job running. */
  readonly pollsLeft: number;
  /** Milliseconds since 1970 before which the job does not end. */
  readonly notBefore: number;
  /** Makes the job fail with this problem, whatever it holds. */
  readonly forcedProblem?: string | undefined;
}

/** How a deploy differs from the usual because somebody asked for a fault. */
export interface DeployFault {
  readonly forcedProblem?: string | undefined;
  readonly slow?: { readonly polls?: number | undefined; readonly seconds?: number | undefined } | undefined;
}
