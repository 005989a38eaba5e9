import { myDomainUrl } from '../credentials/given.js';
import type { Expectation } from '../proof/token-checks.js';
import type { VerifyReport } from '../proof/verify-app.js';
import { DEFAULT_API_VERSION } from '../config/rows/config.js';
import { begin } from './run.js';
import { refuseBareSecret, type GivenPairOptions } from './given.js';

/** A pair that the caller has, and what its token is to be. */
export interface GivenVerifyOptions extends GivenPairOptions {
  /** What the token must be; what is left out is not checked. Default: any token proves the pair. */
  readonly expected?: Omit<Expectation, 'from'> | undefined;
  /** Revokes the token afterwards; other holders of the same token lose it too. Default: false. */
  readonly revoke?: boolean | undefined;
}

/** Proves a pair that the caller has. */
export async function verifyGiven(options: GivenVerifyOptions): Promise<readonly VerifyReport[]> {
  return begin(options, async (work) => {
    refuseBareSecret(options);
    const { myDomain, consumerKey, consumerSecret, authMethod, expected, revoke, wait = 0 } = options;
    const verb = await import('../verbs/verify-given.js');
    const pair = {
      url: myDomainUrl(myDomain, work.env),
      credentials: { consumerKey, consumerSecret, authMethod },
      apiVersion: options.apiVersion ?? DEFAULT_API_VERSION,
      expected,
    };
    return [await verb.verifyGiven(pair, work, { waits: wait > 0, revoke })];
  });
}
