import type { Credentials } from '../oauth/key-pair.js';
import type { Bounds } from '../work.js';

/** Who and where a connected org is. */
export interface OrgIdentity {
  /** Organization id, 18 characters. */
  readonly orgId: string;
  /** Name in Company Information. */
  readonly name: string;
  readonly isSandbox: boolean;
  /** True for an org in earnest: neither a sandbox nor a scratch, trial or developer org. */
  readonly isProduction?: true | undefined;
  /** Base URL of the org, without a trailing slash. */
  readonly instanceUrl: string;
  /** Username of the session that deploys. */
  readonly username: string;
  /** What the user called the org: alias or username. */
  readonly target: string;
}

/** A call of the org's REST API. */
export interface OrgRequest {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';
  /** Path from the root of the org, or from `/services/data/vNN.0` when it does not begin with a slash. */
  readonly path: string;
  /** Sent as JSON. */
  readonly body?: unknown;
}

/** Members of one metadata type; `*` stands for all. */
export interface MemberSelection {
  readonly type: string;
  readonly members: readonly string[];
}

/** One file of a package in metadata format, below its root: `externalClientApps/Billing_Sync.eca`. */
export interface PackageFile {
  readonly path: string;
  readonly text: string;
}

/** What the org says of one component that it rejected. */
export interface ComponentFailure {
  readonly type: string;
  readonly fullName: string;
  readonly problem: string;
  readonly line?: number | undefined;
  readonly column?: number | undefined;
}

/** Where a deploy stands. */
export interface DeployStatus {
  readonly id: string;
  /** In Salesforce's words: Pending, InProgress, Succeeded, Failed, Canceled, … */
  readonly status: string;
  readonly done: boolean;
  readonly success: boolean;
  readonly componentsDone: number;
  readonly componentsTotal: number;
  readonly failures: readonly ComponentFailure[];
  readonly warnings: readonly ComponentFailure[];
}

/** How the org takes a deploy. */
export interface DeployMode {
  /** True for a check that changes nothing. */
  readonly checkOnly: boolean;
  /** Takes the deploy although something of it is only worth a warning. Default: false. */
  readonly ignoreWarnings?: boolean | undefined;
}

/** A connected org: what this tool asks of it, and nothing of the libraries that ask. */
export interface Org {
  readonly identity: OrgIdentity;
  /** API version that requests use, such as `66.0`. */
  readonly apiVersion: string;
  /** Newest API version that the org offers. */
  readonly newestApiVersion: string;
  /** True when the session's token is a JWT, which the SOAP API refuses. */
  readonly sessionIsJwt: boolean;
  /** Consumer key of the app that the session logged in with; absent when it came as a token alone. */
  readonly clientId?: string | undefined;
  /** Tells whether the session was logged in with the app of this key and secret; false where the org does not say. */
  isSessionOf?(credentials: Credentials): Promise<boolean>;
  /** Calls the REST API. @throws OrgRequestFailedError, SessionExpiredError, OrgUnreachableError */
  request<T>(request: OrgRequest): Promise<T>;
  /** Queries all pages. */
  query<T>(soql: string): Promise<readonly T[]>;
  /** Retrieves components in metadata format. Members that the org does not have are left out. */
  retrieve(selection: readonly MemberSelection[], wait: Bounds): Promise<readonly PackageFile[]>;
  /** Packs source format files into the zip of a deploy. */
  pack(files: readonly PackageFile[]): Promise<Buffer>;
  /** Sends a package and gives the id of the deploy. */
  startDeploy(zip: Buffer, options: DeployMode): Promise<string>;
  /** Polls a deploy until it is done. @throws DeployTimeoutError */
  watchDeploy(id: string, wait: Bounds, onStatus: (status: DeployStatus) => void): Promise<DeployStatus>;
  /** Asks the org to cancel a deploy. */
  cancelDeploy(id: string): Promise<void>;
}
