import type { ResolvedConfig } from '../config/model.js';
import type { Org } from '../org/org.js';
import { proveApps, type ProveOptions } from '../proof/prove-apps.js';
import type { VerifyReport } from '../proof/verify-app.js';
import type { Work } from '../work.js';

/** How to prove. */
export interface VerifyOptions extends Pick<ProveOptions, 'authMethod' | 'revoke'> {
  /** True when app, policy or secret changed a moment ago: refusals that pass by themselves are waited for. Default: false. */
  readonly fresh?: boolean | undefined;
}

/** Proves the apps of a config in a connected org, each by a token of its own key and secret. */
export async function verify(
  org: Org,
  config: ResolvedConfig,
  work: Work,
  options: VerifyOptions = {},
): Promise<readonly VerifyReport[]> {
  const proofs = await proveApps(org, config, work, { ...options, fresh: options.fresh === true, store: false });
  return proofs.flatMap(({ verify }) => verify ?? []);
}
