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
  readonly id?: string;
  readonly success: boolean;
  readonly created: boolean;
  readonly changed: boolean;
  readonly deleted: boolean;
  readonly problem?: string;
  readonly problemType?: 'Error' | 'Warning';
  readonly lineNumber?: number;
  readonly columnNumber?: number;
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
  readonly zipProblem?: string;
  readonly createdDate: string;
  readonly startDate?: string;
  readonly completedDate?: string;
  readonly status: DeployStatus;
  readonly messages: readonly ComponentMessage[];
  /** Status calls that still find the job running. */
  readonly pollsLeft: number;
  /** Milliseconds since 1970 before which the job does not end. */
  readonly notBefore: number;
  /** Makes the job fail with this problem, whatever it holds. */
  readonly forcedProblem?: string;
}

/** How a deploy differs from the usual because somebody asked for a fault. */
export interface DeployFault {
  readonly forcedProblem?: string;
  readonly slow?: { readonly polls?: number; readonly seconds?: number };
}
