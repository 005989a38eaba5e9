import type { Context } from '../state/context.js';
import type { Draft } from '../state/draft.js';
import { isOn, ownerOf, textOf } from '../state/fields.js';
import type { ComponentFields } from '../state/fields.js';
import type { OauthView } from '../state/apps.js';
import { componentKey } from '../state/components.js';
import { commaSeparated } from './scopes.js';

type Settings = Omit<OauthView, 'at'>;

/** Brings what the token endpoint will know in line with the components; each change counts from now on. */
export function refreshOauthViews(context: Context, draft: Draft): void {
  const parts = partsByOwner(draft);
  for (const app of Object.values(draft.apps)) {
    const view = viewOf(draft, app.app, parts.get(app.app) ?? {});
    const last = app.views.at(-1);
    if (last !== undefined && isSame(last, view)) continue;
    draft.apps[app.app] = { ...app, views: [...app.views.slice(-9), { at: context.now(), ...view }] };
  }
}

/**
 * What a Connected App allows. [C] one that Setup migrated is active again once its External Client App is deleted, with
 * the settings of that day; [U] that tokens then come by the same rules
 */
function viewOfConnectedApp(fields: ComponentFields): Settings {
  const oauth = groupOf(fields, 'oauthConfig');
  const names = listOf(fields, 'permissionSetName');
  return {
    deleted: false,
    enabled: true,
    flowEnabled: isOn(oauth, 'isClientCredentialEnabled'),
    policyFlowEnabled: isOn(oauth, 'isClientCredentialEnabled'),
    executionUser: textOf(oauth, 'oauthClientCredentialUser'),
    scopes: listOf(oauth, 'scopes'),
    jwtTokens: isOn(oauth, 'isNamedUserJwtEnabled'),
    preApproved: isOn(oauth, 'isAdminApproved'),
    permissionSets: names,
    profiles: listOf(fields, 'profileName'),
    ipRelaxation: textOf(groupOf(fields, 'oauthPolicy'), 'ipRelaxation') || 'Enforce',
    highAssurance: textOf(groupOf(fields, 'sessionPolicy'), 'sessionLevel') === 'HIGH_ASSURANCE',
    certificate: textOf(oauth, 'certificate'),
    jwtTimeoutMinutes: 0,
    sessionTimeoutMinutes: Number(textOf(groupOf(fields, 'sessionPolicy'), 'sessionTimeout') || 120),
  };
}

function groupOf(fields: ComponentFields, name: string): ComponentFields {
  const value = fields[name];
  return typeof value === 'object' && !Array.isArray(value) ? (value as ComponentFields) : {};
}

function listOf(fields: ComponentFields, name: string): readonly string[] {
  const value = fields[name] ?? [];
  return (Array.isArray(value) ? (value as readonly unknown[]) : [value]).filter((item) => typeof item === 'string');
}

type Parts = Readonly<Record<string, ComponentFields | undefined>>;

function partsByOwner(draft: Draft): Map<string, Parts> {
  const found = new Map<string, Record<string, ComponentFields | undefined>>();
  for (const component of Object.values(draft.components)) {
    const owner = ownerOf(component.fields);
    if (owner === '') continue;
    const parts = found.get(owner) ?? {};
    parts[component.type] = component.fields;
    found.set(owner, parts);
  }
  return found;
}

function viewOf(draft: Draft, app: string, parts: Parts): Settings {
  const connectedApp = draft.components[componentKey('ConnectedApp', app)];
  if (connectedApp !== undefined && draft.components[componentKey('ExternalClientApplication', app)] === undefined) {
    return viewOfConnectedApp(connectedApp.fields);
  }
  const global = parts['ExtlClntAppGlobalOauthSettings'];
  const oauth = parts['ExtlClntAppOauthSettings'];
  const policy = parts['ExtlClntAppOauthConfigurablePolicies'];
  const plugins = parts['ExtlClntAppConfigurablePolicies'];
  return {
    deleted:
      draft.components[componentKey('ExternalClientApplication', app)] === undefined ||
      global === undefined ||
      oauth === undefined,
    enabled: isOn(plugins, 'isEnabled') && isOn(plugins, 'isOauthPluginEnabled'),
    flowEnabled: isOn(global, 'isClientCredentialsFlowEnabled'),
    policyFlowEnabled: isOn(policy, 'isClientCredentialsFlowEnabled'),
    executionUser: textOf(policy, 'clientCredentialsFlowUser'),
    scopes: commaSeparated(textOf(oauth, 'commaSeparatedOauthScopes')),
    jwtTokens: isOn(global, 'isNamedUserJwtEnabled'),
    preApproved: textOf(policy, 'permittedUsersPolicyType') === 'AdminApprovedPreAuthorized',
    permissionSets: commaSeparated(textOf(policy, 'commaSeparatedPermissionSet')),
    profiles: commaSeparated(textOf(policy, 'commaSeparatedProfile')),
    ipRelaxation: textOf(policy, 'ipRelaxationPolicyType') || 'Enforce',
    highAssurance:
      textOf(policy, 'requiredSessionLevel') === 'HIGH_ASSURANCE' &&
      textOf(policy, 'policyAction') !== 'RaiseSessionLevel',
    certificate: textOf(global, 'certificate'),
    jwtTimeoutMinutes: jwtTimeoutOf(policy),
    sessionTimeoutMinutes: Number(textOf(policy, 'sessionTimeoutInMinutes') || 120),
  };
}

/** [C] the timeout counts unless the policy leaves it to the user's session. */
function jwtTimeoutOf(policy: ComponentFields | undefined): number {
  return textOf(policy, 'namedUserJwtSessionTimeoutType') === 'UserSession'
    ? 0
    : Number(textOf(policy, 'namedUserJwtTimeout') || 0);
}

function isSame(view: OauthView, settings: Settings): boolean {
  return JSON.stringify({ ...view, at: 0 }) === JSON.stringify({ at: 0, ...settings });
}
