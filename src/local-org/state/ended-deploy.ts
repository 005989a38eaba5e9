/** A deploy that has ended, as the log tells of it. */
export interface EndedDeploy {
  readonly id: string;
  /** When it ended, ISO 8601. */
  readonly time: string;
  readonly status: string;
  /** True for a validation. */
  readonly checkOnly: boolean;
  readonly user: string;
  readonly components: number;
  /** How many problems it had; the first 50 are listed. */
  readonly problemCount: number;
  readonly problems: readonly { readonly type: string; readonly fullName: string; readonly problem: string }[];
}
