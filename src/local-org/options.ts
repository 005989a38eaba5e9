import type { LoggedRequest } from './state/logged-request.js';
import type { EndedDeploy } from './state/ended-deploy.js';
import type { WorldOptions } from './world/options.js';

/** How a local org starts. */
export interface LocalOrgOptions extends WorldOptions {
  /** Port on 127.0.0.1. Default: 0, any free one. */
  readonly port?: number | undefined;
  /** Alias for clients; the local org itself does nothing with it. Default: `local-org`. */
  readonly alias?: string | undefined;
  /** Faults that stand until the org stops, as `parseFault` reads them. */
  readonly faults?: readonly string[] | undefined;
  /** Listens over TLS, with a certificate by an authority that is made at each start. Default: plain HTTP. */
  readonly tls?: boolean | undefined;
  /** Called when another process asks the org to stop; who gives it calls `stop`. Default: the org stops by itself. */
  readonly onStopRequest?: (() => void) | undefined;
  /** URL of a running local org that plays production: this org makes itself known as its sandbox. */
  readonly sandboxOf?: string | undefined;
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
  /** With TLS: path of the certificate of the authority, for `NODE_EXTRA_CA_CERTS`. */
  readonly caFile?: string | undefined;
  /** With TLS: what `sf org login sfdx-url` takes; it holds a refresh token of the first user. */
  readonly sfdxAuthUrl?: string | undefined;
}

/** What was asked of a local org. */
export interface OrgLog {
  /** Oldest first; the latest 10 000 are kept. */
  readonly requests: readonly LoggedRequest[];
  /** Number of requests so far. */
  readonly next: number;
  /** Deploys that have ended, oldest first; the latest 200 are kept. */
  readonly deploys: readonly EndedDeploy[];
}
