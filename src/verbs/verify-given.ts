import { readKnownState } from '../proof/ask-org.js';
import type { ClientCredentials } from '../oauth/token.js';
import { verifyApp, type VerifyReport } from '../proof/verify-app.js';
import type { Org } from '../org/org.js';
import type { OnProgress } from '../progress.js';

/** Key and secret that somebody gave, and the host to try them at. */
export interface GivenPair {
  /** URL of the org, or of another OAuth server. */
  readonly url: string;
  readonly credentials: ClientCredentials;
  /** Name of the app, where it is known. */
  readonly app?: string;
  /** Such as `66.0`. */
  readonly apiVersion: string;
}

/** How to try given credentials. */
export interface VerifyGivenOptions {
  /** A login to the org, which tells refusals apart that look alike. Default: none. */
  readonly org?: Org;
  /** Milliseconds to wait while a change spreads. */
  readonly waitMs: number;
  readonly revoke: boolean;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly signal?: AbortSignal;
  readonly onProgress?: OnProgress;
}

/** Tries key and secret that came from elsewhere than the org. */
export async function verifyGiven(pair: GivenPair, options: VerifyGivenOptions): Promise<VerifyReport> {
  const { url, credentials, app, apiVersion } = pair;
  const { org, waitMs, revoke, signal, onProgress } = options;
  const told = onProgress === undefined ? {} : { onProgress };
  const refused = { consumerKey: credentials.consumerKey, ...(app === undefined ? {} : { app }) };
  return verifyApp(
    {
      app: app ?? 'CLIENT_ID',
      myDomainUrl: url,
      credentials,
      expected: org === undefined ? {} : { orgId: org.identity.orgId },
      apiVersion,
    },
    {
      fresh: false,
      waitMs,
      revoke,
      ...(signal === undefined ? {} : { signal }),
      ...told,
      ...(org === undefined ? {} : { readKnownState: () => readKnownState(org, refused, told) }),
    },
  );
}
