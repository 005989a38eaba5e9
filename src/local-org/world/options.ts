import type { Propagation } from '../state/world.js';
import type { SlowDeploys } from '../state/context.js';
import type { AppsAfterRefresh } from './refresh.js';
import type { Seed } from './seed.js';

/** An org that becomes a sandbox of another one, as a sandbox is made: by a copy of it. */
export interface OrgCopy {
  /** State of the org that is copied, as its state file holds it. */
  readonly state: string;
  readonly sandboxName: string;
  /** What becomes of the External Client Apps. Default: `absent`. */
  readonly apps?: AppsAfterRefresh | undefined;
}

/** What the org is built from. */
export interface WorldOptions {
  /** What the org holds: a seed, or the path of a YAML or JSON file with one. Default: the org Acme. */
  readonly seed?: Seed | string | undefined;
  /** Makes the org a sandbox of another one, in the place of a seed. */
  readonly copyOf?: OrgCopy | undefined;
  /**
   * Gives the org an id and usernames that no other local org has. With `login` they are an id and the username of the
   * first user, each where the seed does not name it. Default: those of the seed.
   */
  readonly ownIdentity?: boolean | 'login' | undefined;
  /** Values of assumptions, over those of the seed. */
  readonly assume?: Readonly<Record<string, string>> | undefined;
  /** Seconds until changes reach the token endpoint, over those of the seed. */
  readonly propagation?: { readonly [Time in keyof Propagation]?: number | undefined } | undefined;
  /** File that keeps the org over restarts; when it exists, the seed is not used. */
  readonly state?: string | undefined;
  /** Makes every deploy stay pending for a while. Default: done at the first status call. */
  readonly slowDeploys?: SlowDeploys | undefined;
  /** Newest API version on offer, such as `66.0`. Default: 68.0. */
  readonly apiVersion?: string | undefined;
}
