import { randomBytes } from 'node:crypto';
import type { ResolvedConfig } from '../../src/config/model.js';
import { resolve } from '../../src/config/resolve.js';
import type { ReadBack } from '../../src/deployment/read-back.js';
import type { Endpoints } from '../../src/oauth/endpoints.js';
import type { VerifyReport } from '../../src/proof/verify-app.js';
import type { Credentials } from '../../src/oauth/key-pair.js';
import type { Org } from '../../src/org/org.js';
import type { OnProgress } from '../../src/progress.js';
import { openWork, type Bounds, type Work } from '../../src/work.js';

/** API version that the smoke app is deployed with. */
export const API_VERSION = '66.0';

/** What each step makes its own run of. */
export interface Surroundings {
  readonly env: Work['env'];
  /** Longest time of a step. */
  readonly waitMs: number;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: OnProgress | undefined;
}

/** Makes the run of one step, which begins now. */
export function workOf({ surroundings }: Pick<Scene, 'surroundings'>): Work {
  return openWork(surroundings);
}

/** Bounds of something that is asked for again and again: the end of this time is an answer, and no error as that of a step is. */
export function asksFor({ surroundings }: Pick<Scene, 'surroundings'>, mostMs = Number.POSITIVE_INFINITY): Bounds {
  const { waitMs, signal = new AbortController().signal } = surroundings;
  return { deadline: Date.now() + Math.min(waitMs, mostMs), signal };
}

/** What the steps of one run share; later steps find here what earlier ones learned. */
export interface Scene {
  readonly org: Org;
  /** Developer name of the smoke app. */
  readonly app: string;
  readonly config: ResolvedConfig;
  readonly surroundings: Surroundings;
  /** True once a deploy may have made the app. */
  mayExist: boolean;
  /** True once a deploy may have made the permission set of the run. */
  mayHavePermissionSet?: boolean;
  /** True once a deploy may have made the app with a supplied pair. */
  mayHaveSuppliedApp?: boolean;
  readBack?: ReadBack;
  credentials?: Credentials;
  endpoints?: Endpoints;
  /** What was proven of the app's token. */
  proof?: VerifyReport;
  /** Whether `apps/oauth/usage` listed the app before anybody used it; absent when it could not be asked. */
  listedUnused?: boolean;
}

/** Makes up a name that no app of any org has. */
export function smokeAppName(): string {
  return `Eca_Smoke_${randomBytes(4).toString('hex')}`;
}

/** Composes the config of the smoke app: `api` alone, no permission sets, nothing beside the app. */
export function smokeConfig(app: string, runAsUser: string): ResolvedConfig {
  const written = {
    apiVersion: API_VERSION,
    apps: { [app]: { label: app, contactEmail: 'eca-smoke@example.com', scopes: ['api'], runAsUser } },
  };
  const { config, problems } = resolve(written, { env: {} });
  if (config === undefined) throw new Error(problems.map(({ message }) => message).join(' '));
  return config;
}
