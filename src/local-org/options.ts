import type { LoggedRequest } from './server/request-log.js';
import type { WorldOptions } from './world/options.js';

/** How a local org starts. */
export interface LocalOrgOptions extends WorldOptions {
  /** Port on 127.0.0.1. Default: 0, any free one. */
  readonly port?: number | undefined;
  /** Alias for clients; the local org itself does nothing with it. Default: `local-org`. */
  readonly alias?: string | undefined;
  /** Faults that stand until the org stops, as `parseFault` reads them. */
  readonly faults?: readonly string[] | undefined;
  /** Where requests are logged: a file (JSON, one a line) or a function. Secrets are left out. */
  readonly log?: string | ((entry: LoggedRequest) => void) | undefined;
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
