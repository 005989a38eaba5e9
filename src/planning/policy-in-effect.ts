import { compose } from '../compose/compose.js';
import type { ResolvedApp, ResolvedConfig } from '../config/model.js';
import { policyOf, type AppPolicy } from '../metadata/app-policy.js';
import type { MetadataComponent } from '../metadata/component.js';
import { partOf } from '../metadata/parts.js';
import { inEffect } from './diff.js';

/**
 * Gives the policy of an app after a deploy: config over org. Where the org could not be read, the config alone.
 *
 * @param found - Components of the org, of any app.
 */
export function policyInEffect(
  config: ResolvedConfig,
  app: ResolvedApp,
  found: readonly MetadataComponent[],
): AppPolicy {
  const after = inEffect(compose({ ...config, settings: {}, apps: [app] }), found);
  return policyOf(partOf(app.name, 'ExtlClntAppOauthConfigurablePolicies', after)?.fields ?? {});
}
