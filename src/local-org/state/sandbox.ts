/** A sandbox of this org, which is a local org of its own. */
export interface Sandbox {
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
  /** Issues a code that logs the sandbox's form of a user in; `undefined` when the sandbox has no such user. */
  authorize(username: string, clientId: string): { readonly username: string; readonly code: string } | undefined;
}
