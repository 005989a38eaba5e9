/** What production knows of a sandbox, which is a local org of its own. */
export interface SandboxState {
  readonly name: string;
  /** Id of the org that the sandbox is, or will be once it is activated. */
  readonly orgId: string;
  readonly instanceUrl: string;
  readonly status: 'Completed' | 'Pending Activation' | 'Processing';
  /** When the last copy began. */
  readonly createdDate: string;
  /** When the last copy ended; absent while it runs. */
  readonly endDate?: string | undefined;
  /** Usernames in production of those who may use the sandbox after a refresh; undefined for no group. */
  readonly accessGroup?: readonly string[] | undefined;
}

/** A user of a sandbox, and a code that logs that user in. */
export interface SandboxLogin {
  readonly username: string;
  readonly code: string;
}

/** A sandbox of this org. */
export interface Sandbox extends SandboxState {
  /** Issues a code that logs the sandbox's form of a user in; `undefined` when the sandbox has no such user. */
  authorize(username: string, clientId: string): SandboxLogin | undefined | Promise<SandboxLogin | undefined>;
}
