import type { ResolvedConfig } from '../config/model.js';
import type { Org } from '../org/org.js';
import type { PlanOptions } from '../planning/prepare.js';
import { proveApps, type ProveOptions } from '../proof/prove-apps.js';
import type { VerifyReport } from '../proof/verify-app.js';

/** Proves the apps of a config in a connected org, each by a token of its own key and secret. */
export async function verify(
  org: Org,
  config: ResolvedConfig,
  options: PlanOptions & Pick<ProveOptions, 'authMethod' | 'revoke'>,
): Promise<readonly VerifyReport[]> {
  const proofs = await proveApps(org, config, { ...options, fresh: options.timeoutMs > 0, store: false });
  return proofs.flatMap(({ verify }) => verify ?? []);
}
