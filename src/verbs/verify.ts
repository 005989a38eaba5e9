import type { ResolvedConfig } from '../config/model.js';
import { refuseWithoutPair } from '../credentials/publisher.js';
import type { Org } from '../org/org.js';
import { proveApps, type ProveOptions } from '../proof/prove-apps.js';
import type { VerifyReport } from '../proof/verify-app.js';
import type { Work } from '../work.js';

/** How to prove. */
export interface VerifyOptions extends Pick<ProveOptions, 'authMethod' | 'revoke' | 'allowSecretAccess'> {
  /** True when app, policy or secret changed a moment ago: refusals that pass by themselves are waited for. Default: false. */
  readonly fresh?: boolean | undefined;
}

/**
 * Proves the apps of a config in a connected org, each by a token of its own key and secret: those that its consumer has,
 * where a sink says how to read them, else those of the org.
 *
 * @throws UsageError when all are apps of somebody else's package and nothing gives a pair: an end without a word would be
 * taken for a proof.
 */
export async function verify(
  org: Org,
  config: ResolvedConfig,
  work: Work,
  options: VerifyOptions = {},
): Promise<readonly VerifyReport[]> {
  const proofs = await proveApps(org, config, work, {
    ...options,
    fresh: options.fresh === true,
    fromConsumer: true,
    store: false,
  });
  const [first] = config.apps.filter(({ clientCredentials }) => clientCredentials);
  if (proofs.length === 0 && first !== undefined) refuseWithoutPair(first);
  return proofs.flatMap(({ verify }) => verify ?? []);
}
