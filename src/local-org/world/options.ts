import type { SlowDeploys } from '../state/context.js';
import type { Seed } from './seed.js';

/** What the org is built from. */
export interface WorldOptions {
  /** What the org holds: a seed, or the path of a YAML or JSON file with one. Default: the org Acme. */
  readonly seed?: Seed | string;
  /** Values of assumptions, over those of the seed. */
  readonly assume?: Readonly<Record<string, string>>;
  /** Seconds until changes reach the token endpoint, over those of the seed. */
  readonly propagation?: { readonly settingsSeconds?: number; readonly secretsSeconds?: number };
  /** File that keeps the org over restarts; when it exists, the seed is not used. */
  readonly state?: string;
  /** Makes every deploy stay pending for a while. Default: done at the first status call. */
  readonly slowDeploys?: SlowDeploys;
  /** Newest API version on offer, such as `66.0`. Default: 68.0. */
  readonly apiVersion?: string;
}
