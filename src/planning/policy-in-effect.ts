import { compose } from '../compose/compose.js';
import type { ResolvedApp, ResolvedConfig } from '../config/model.js';
import { listIn, policyOf, type AppPolicy } from '../metadata/app-policy.js';
import type { Fields, MetadataComponent } from '../metadata/component.js';
import { partOf } from '../metadata/parts.js';
import { inEffect } from './diff.js';

/** What decides after a deploy whether the run-as user gets a token, and what it may do. */
export interface PolicyInEffect extends AppPolicy {
  /** Metadata names. */
  readonly scopes: readonly string[];
  /** Switches of the app's own policies that are off, and that the config does not turn on. */
  readonly switchesOff: readonly string[];
  readonly asksForHighAssurance: boolean;
  /** Whether the app binds its tokens to a key of the client, so that they are no bearer tokens. */
  readonly bindsTokens: boolean;
}

/**
 * Gives the policy of an app after a deploy: config over org. Where the org could not be read, the config alone.
 *
 * @param found - Components of the org, of any app.
 */
export function policyInEffect(
  config: ResolvedConfig,
  app: ResolvedApp,
  found: readonly MetadataComponent[],
): PolicyInEffect {
  const after = inEffect(compose({ ...config, settings: {}, apps: [app] }), found);
  const fieldsOf = (type: string): Fields => partOf(app.name, type, after)?.fields ?? {};
  const policy = fieldsOf('ExtlClntAppOauthConfigurablePolicies');
  const plugins = fieldsOf('ExtlClntAppConfigurablePolicies');
  const { commaSeparatedOauthScopes: scopes } = fieldsOf('ExtlClntAppOauthSettings');
  return {
    ...policyOf(policy),
    scopes: typeof scopes === 'string' ? listIn(scopes) : app.scopes,
    switchesOff: ['isEnabled', 'isOauthPluginEnabled'].filter((name) => plugins[name] === false),
    asksForHighAssurance:
      policy.requiredSessionLevel === 'HIGH_ASSURANCE' && policy.policyAction !== 'RaiseSessionLevel',
    bindsTokens: fieldsOf('ExtlClntAppGlobalOauthSettings').isDPopEnabled === true,
  };
}
