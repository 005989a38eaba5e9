import type { AppConfig, ResolvedApp } from './model.js';
import type { FieldValue } from '../metadata/component.js';

/** One config key and one field that it decides. A key that decides several fields has several rows. */
export interface ConfigField {
  /** Keys of the config, any of which makes the field managed once it is written. */
  readonly keys: readonly (keyof AppConfig)[];
  readonly type: string;
  readonly field: string;
  /** Gives the value for an app; undefined leaves the field out. */
  readonly value: (app: ResolvedApp) => FieldValue | undefined;
  /** True when the field is managed even if no key is written. Default: never. */
  readonly alwaysManaged?: (app: ResolvedApp) => boolean;
}

const APP = 'ExternalClientApplication';
const GLOBAL = 'ExtlClntAppGlobalOauthSettings';
const SETTINGS = 'ExtlClntAppOauthSettings';
const POLICIES = 'ExtlClntAppOauthConfigurablePolicies';

const hasRunAsUser = (app: ResolvedApp): boolean => app.runAsUser !== undefined;
const isPreAuthorized = (app: ResolvedApp): boolean => app.permissionSets.length + app.profiles.length > 0;
const joined = (names: readonly string[], separator: string): string | undefined =>
  names.length === 0 ? undefined : names.join(separator);

/** JWT tokens are asked for by a switch that stays unwritten while nobody mentions the token format. */
function jwtSwitch(app: ResolvedApp): boolean | undefined {
  return app.tokenFormat === 'jwt' || app.written.has('tokenFormat') ? app.tokenFormat === 'jwt' : undefined;
}

/** Every config key that becomes a field: key, type, field, and how the value is made. */
export const CONFIG_FIELDS: readonly ConfigField[] = [
  { keys: ['label'], type: APP, field: 'label', value: (app) => app.label },
  { keys: ['contactEmail'], type: APP, field: 'contactEmail', value: (app) => app.contactEmail },
  { keys: ['description'], type: APP, field: 'description', value: (app) => app.description },
  { keys: ['iconUrl'], type: APP, field: 'iconUrl', value: (app) => app.iconUrl },
  { keys: ['logoUrl'], type: APP, field: 'logoUrl', value: (app) => app.logoUrl },
  { keys: ['distribution'], type: APP, field: 'distributionState', value: (app) => app.distribution },
  { keys: ['callbackUrls'], type: GLOBAL, field: 'callbackUrl', value: (app) => joined(app.callbackUrls, '\n') },
  {
    keys: ['clientCredentials', 'runAsUser'],
    type: GLOBAL,
    field: 'isClientCredentialsFlowEnabled',
    value: (app) => app.clientCredentials,
    alwaysManaged: hasRunAsUser,
  },
  { keys: ['tokenFormat'], type: GLOBAL, field: 'isNamedUserJwtEnabled', value: jwtSwitch },
  { keys: ['scopes'], type: SETTINGS, field: 'commaSeparatedOauthScopes', value: (app) => joined(app.scopes, ', ') },
  {
    keys: ['trustedIpRanges'],
    type: SETTINGS,
    field: 'trustedIpRanges',
    value: (app) => app.trustedIpRanges?.map((range) => ({ ...range })),
  },
  {
    keys: ['clientCredentials', 'runAsUser'],
    type: POLICIES,
    field: 'isClientCredentialsFlowEnabled',
    value: (app) => app.clientCredentials,
    alwaysManaged: hasRunAsUser,
  },
  {
    keys: ['runAsUser'],
    type: POLICIES,
    field: 'clientCredentialsFlowUser',
    value: (app) => (app.clientCredentials ? app.runAsUser : undefined),
    alwaysManaged: hasRunAsUser,
  },
  {
    keys: ['permissionSets'],
    type: POLICIES,
    field: 'commaSeparatedPermissionSet',
    value: (app) => joined(app.permissionSets, ', '),
  },
  { keys: ['profiles'], type: POLICIES, field: 'commaSeparatedProfile', value: (app) => joined(app.profiles, ', ') },
  {
    keys: ['permissionSets', 'profiles'],
    type: POLICIES,
    field: 'permittedUsersPolicyType',
    value: (app) => (isPreAuthorized(app) ? 'AdminApprovedPreAuthorized' : 'AllSelfAuthorized'),
  },
  { keys: ['ipRelaxation'], type: POLICIES, field: 'ipRelaxationPolicyType', value: (app) => app.ipRelaxation },
  {
    keys: ['sessionTimeoutMinutes'],
    type: POLICIES,
    field: 'sessionTimeoutInMinutes',
    value: (app) => app.sessionTimeoutMinutes,
  },
  // Until 63.0 the policies carried the switch for JWT tokens too.
  { keys: ['tokenFormat'], type: POLICIES, field: 'isNamedUserJwtEnabled', value: jwtSwitch },
];

/**
 * Values that a new component gets where the config has no say, by type. They are written out although most of them are
 * the server's own defaults, so that a file says what the app does.
 */
export const DEFAULT_FIELDS: Readonly<Record<string, Readonly<Record<string, FieldValue>>>> = {
  ExternalClientApplication: { isProtected: false },
  ExtlClntAppGlobalOauthSettings: {
    isConsumerSecretOptional: false,
    isIntrospectAllTokens: false,
    isPkceRequired: false,
    isSecretRequiredForRefreshToken: true,
    shouldRotateConsumerKey: false,
    shouldRotateConsumerSecret: false,
  },
  ExtlClntAppOauthSettings: {},
  ExtlClntAppOauthConfigurablePolicies: {
    isGuestCodeCredFlowEnabled: false,
    isTokenExchangeFlowEnabled: false,
    refreshTokenPolicyType: 'Zero',
    requiredSessionLevel: 'STANDARD',
  },
  ExtlClntAppConfigurablePolicies: { isEnabled: true, isOauthPluginEnabled: true, startPage: 'None' },
};
