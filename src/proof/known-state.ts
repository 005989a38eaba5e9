import { policyOf } from '../metadata/app-policy.js';
import { EVERY_PART, lostPartsOf } from '../metadata/lost-parts.js';
import { partOf } from '../metadata/parts.js';
import type { MetadataComponent } from '../metadata/component.js';
import type { KnownState } from './diagnosis.js';

/** Types that {@link knownStateOf} looks at. */
export const KNOWN_STATE_TYPES: readonly string[] = ['ExternalClientApplication', ...EVERY_PART];

/** Reads, from an app's components, what matters for explaining a refused token, and the consumer key. */
export function knownStateOf(
  app: string,
  found: readonly MetadataComponent[],
): { readonly state: KnownState; readonly consumerKey?: string | undefined } {
  const part = (type: string) => partOf(app, type, found)?.fields;
  const global = part('ExtlClntAppGlobalOauthSettings');
  const policy = part('ExtlClntAppOauthConfigurablePolicies');
  const plugins = part('ExtlClntAppConfigurablePolicies');
  const user = policy?.clientCredentialsFlowUser;
  const key = global?.consumerKey;
  const lost = lostPartsOf(app, found);
  const isOn = (fields: MetadataComponent['fields'], field: string) => fields[field] === true;
  return {
    state: {
      appExists: part('ExternalClientApplication') !== undefined,
      missingParts: lost.length === 0 ? undefined : lost,
      flowOnApp: global === undefined ? undefined : isOn(global, 'isClientCredentialsFlowEnabled'),
      flowInPolicy: policy === undefined ? undefined : isOn(policy, 'isClientCredentialsFlowEnabled'),
      ...(typeof user === 'string' ? { policyUser: user } : {}),
      approval: approvalOf(policy),
      appIsEnabled:
        plugins === undefined ? undefined : isOn(plugins, 'isEnabled') && plugins.isOauthPluginEnabled !== false,
      ...(plugins?.isEnabled === true && plugins.isOauthPluginEnabled === false ? { oauthPluginIsOff: true } : {}),
      ...(policy?.requiredSessionLevel === 'HIGH_ASSURANCE' && policy.policyAction !== 'RaiseSessionLevel'
        ? { asksForHighAssurance: true }
        : {}),
    },
    ...(typeof key === 'string' ? { consumerKey: key } : {}),
  };
}

/** Names whom the policy admits, where it admits approved users alone. */
function approvalOf(fields: MetadataComponent['fields'] = {}): KnownState['approval'] {
  const { adminApproved, permissionSets, profiles } = policyOf(fields);
  return adminApproved ? { permissionSets, profiles } : undefined;
}
