import { readKnownState } from '../proof/ask-org.js';
import type { ClientCredentials } from '../oauth/token.js';
import type { Expectation } from '../proof/token-checks.js';
import { verifyApp, type VerifyReport } from '../proof/verify-app.js';
import type { Org } from '../org/org.js';
import type { Work } from '../work.js';

/** Key and secret that somebody gave, and the host to try them at. */
export interface GivenPair {
  /** URL of the org, or of another OAuth server. */
  readonly url: string;
  readonly credentials: ClientCredentials;
  /** Name of the app, where it is known. */
  readonly app?: string | undefined;
  /** Such as `66.0`. */
  readonly apiVersion: string;
  /** What the token must be. Default: of the org that was logged in to, if any. */
  readonly expected?: Expectation | undefined;
}

/** How to try given credentials. */
export interface VerifyGivenOptions {
  /** A login to the org, which tells refusals apart that look alike. Default: none. */
  readonly org?: Org | undefined;
  /** Waits while a change spreads. Default: false. */
  readonly waits?: boolean | undefined;
  /** Revokes the token afterwards. Default: false. */
  readonly revoke?: boolean | undefined;
}

/** Tries key and secret that came from elsewhere than the org. */
export async function verifyGiven(
  pair: GivenPair,
  work: Work,
  { org, waits, revoke }: VerifyGivenOptions = {},
): Promise<VerifyReport> {
  const { url, credentials, app = 'CLIENT_ID', apiVersion } = pair;
  const refused = { consumerKey: credentials.consumerKey, app: pair.app };
  const expected = { orgId: org?.identity.orgId, ...pair.expected };
  return verifyApp({ app, myDomainUrl: url, credentials, expected, apiVersion }, work, {
    fresh: false,
    waits,
    revoke,
    readKnownState: org === undefined ? undefined : () => readKnownState(org, refused, work),
  });
}
