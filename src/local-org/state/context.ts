import type { AssumptionName } from './assumptions.js';
import type { LoggedRequest } from './logged-request.js';
import type { Sandbox } from './sandbox.js';
import type { World } from './world.js';

/** How long a deploy keeps its status pending. */
export interface SlowDeploys {
  /** Status calls that find a deploy still running. Default: 0. */
  readonly polls?: number | undefined;
  /** Seconds that a deploy takes. Default: 0. */
  readonly seconds?: number | undefined;
}

/** What every part of the local org works with. */
export interface Context {
  readonly world: World;
  /** Value of an assumption. */
  assumed(name: AssumptionName): string;
  /** Milliseconds since 1970, moved by `advance`. */
  now(): number;
  /** Time of {@link Context.now} as Salesforce writes it. */
  timestamp(): string;
  /** Base URL without trailing slash. */
  baseUrl(): string;
  /** Next id with a three character key prefix. */
  nextId(prefix: string): string;
  /** Newest API version offered. */
  readonly newestVersion: number;
  readonly slowDeploys: SlowDeploys;
  /** Sandboxes of this org, when it is a production org. */
  sandboxes(): readonly Sandbox[];
  /** Requests so far, oldest first. */
  requests(): readonly LoggedRequest[];
}
