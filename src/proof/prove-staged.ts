import type { StagedPair } from '../credentials/staged.js';
import type { Org } from '../org/org.js';
import type { Work } from '../work.js';
import { obtainToken } from './verify-app.js';

/**
 * Tells whether a pair gives a token before it is swapped in. Asks once: an org that gives tokens for the current pair
 * alone would never say yes, and a pair that has not spread yet is proven after the swap.
 */
export async function givesTokenWhileStaged(org: Org, app: string, pair: StagedPair, work: Work): Promise<boolean> {
  const { consumerKey, consumerSecret } = pair;
  if (consumerSecret === undefined) return false;
  const target = {
    app,
    myDomainUrl: org.identity.instanceUrl,
    credentials: { consumerKey, consumerSecret },
    expected: {},
  };
  const obtained = await obtainToken(target, work, { fresh: true });
  return obtained.kind === 'token';
}
