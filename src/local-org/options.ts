import type { SlowDeploys } from './context.js';
import type { ComponentFields, UserRecord } from './model.js';
import type { LoggedRequest } from './request-log.js';
import type { Seed } from './seed.js';

/** How a local org starts. */
export interface LocalOrgOptions {
  /** What the org holds: a seed, or the path of a YAML or JSON file with one. Default: the org Acme. */
  readonly seed?: Seed | string | undefined;
  /** Port on 127.0.0.1. Default: 0, any free one. */
  readonly port?: number;
  /** Alias for clients; the local org itself does nothing with it. Default: `local-org`. */
  readonly alias?: string;
  /** Values of assumptions, over those of the seed. */
  readonly assume?: Readonly<Record<string, string>>;
  /** Seconds until changes reach the token endpoint, over those of the seed. */
  readonly propagation?: { readonly settingsSeconds?: number; readonly secretsSeconds?: number };
  /** File that keeps the org over restarts; when it exists, the seed is not used. */
  readonly state?: string | undefined;
  /** Faults that stand until the org stops, as `parseFault` reads them. */
  readonly faults?: readonly string[];
  /** Where requests are logged: a file (JSON, one a line) or a function. Secrets are left out. */
  readonly log?: (string | ((entry: LoggedRequest) => void)) | undefined;
  /** Makes every deploy stay pending for a while. Default: done at the first status call. */
  readonly slowDeploys?: SlowDeploys;
  /** Newest API version on offer, such as `66.0`. Default: 68.0. */
  readonly apiVersion?: string;
}

/** How to reach a running local org. */
export interface LocalOrgInfo {
  /** Such as `http://127.0.0.1:7780`, without trailing slash. */
  readonly instanceUrl: string;
  /** 18 characters. */
  readonly orgId: string;
  readonly username: string;
  readonly userId: string;
  /** Session of the first user, with all scopes. */
  readonly accessToken: string;
  readonly alias: string;
}

/** One component in a snapshot. */
export interface SnapshotComponent {
  readonly type: string;
  readonly fullName: string;
  readonly fields: ComponentFields;
}

/** What the org holds at a moment: equal snapshots mean that nothing was changed. */
export interface Snapshot {
  readonly orgId: string;
  /** By type and full name. */
  readonly components: readonly SnapshotComponent[];
  readonly users: readonly UserRecord[];
  readonly settings: Readonly<Record<string, boolean>>;
  /** Names of permission sets by username. */
  readonly assignments: Readonly<Record<string, readonly string[]>>;
  /** Deploys that were to change the org, failed ones included. */
  readonly deployCount: number;
  /** Deploys that only checked. */
  readonly validationCount: number;
}
