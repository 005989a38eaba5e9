import { ATTRIBUTES, type FieldRow } from './row.js';

// Values that the server takes for fields that the schema calls strings. An error message of an org spells the fifth.
const IP_RELAXATION = ['Enforce', 'Bypass', 'Bypass_2factor', 'Enforce_RelaxRefresh', 'Enforce_relaxrefresh'] as const;
const VALIDITY_UNITS = ['Days', 'Hours', 'Months'] as const;

// Minutes that a JWT access token may live; the longer ones came with the field that says whether they count.
const JWT_MINUTES = [{ of: [1, 5, 10, 15, 30] }, { since: 65, of: [60, 90, 120, 240, 480, 720] }] as const;

/** Fields of what an admin decides about the app and its OAuth plug-in, by schema type. */
export const POLICIES_FIELDS = {
  ExtlClntAppConfigurablePolicies: [
    { field: 'externalClientApplication', kind: 'string', required: true },
    { field: 'isAttestPluginEnabled', kind: 'boolean', since: 68 },
    { field: 'isCanvasPluginEnabled', kind: 'boolean', since: 65 },
    { field: 'isEnabled', kind: 'boolean', required: true, initial: true },
    { field: 'isMobilePluginEnabled', kind: 'boolean', since: 62 },
    { field: 'isNotificationPluginEnabled', kind: 'boolean', since: 61 },
    { field: 'isOauthPluginEnabled', kind: 'boolean', initial: true },
    { field: 'isPushPluginEnabled', kind: 'boolean', since: 62 },
    { field: 'isSamlPluginEnabled', kind: 'boolean', since: 63 },
    { field: 'label', kind: 'string' },
    { field: 'startPage', kind: 'ExtlClntAppStartPage', since: 62, initial: 'None' },
    { field: 'startUrl', kind: 'string', since: 62 },
  ],
  ExtlClntAppOauthConfigurablePolicies: [
    { field: 'apexHandler', kind: 'string', since: 61 },
    { field: 'clientCredentialsFlowUser', kind: 'string', compare: 'username' },
    { field: 'commaSeparatedCustomScopes', kind: 'string', since: 61, compare: 'set' },
    { field: 'commaSeparatedPermissionSet', kind: 'string', compare: 'set' },
    { field: 'commaSeparatedProfile', kind: 'string', since: 62, compare: 'set' },
    { field: 'customAttributes', kind: 'ExtlClntAppOauthPoliciesAttribute', ...ATTRIBUTES },
    { field: 'executeHandlerAs', kind: 'string', since: 61, compare: 'username' },
    { field: 'externalClientApplication', kind: 'string', required: true },
    { field: 'guestJwtSessionTimeoutType', kind: 'JWTSessionTimeoutType', since: 65 },
    { field: 'guestJwtTimeout', kind: 'int', since: 61, numbers: JWT_MINUTES },
    { field: 'ipRelaxationPolicyType', kind: 'string', values: IP_RELAXATION },
    { field: 'isClientCredentialsFlowEnabled', kind: 'boolean' },
    { field: 'isGuestCodeCredFlowEnabled', kind: 'boolean', since: 61, initial: false },
    { field: 'isNamedUserJwtEnabled', kind: 'boolean', since: 61, until: 63 },
    { field: 'isTokenExchangeFlowEnabled', kind: 'boolean', initial: false },
    { field: 'label', kind: 'string' },
    { field: 'namedUserJwtSessionTimeoutType', kind: 'JWTSessionTimeoutType', since: 65 },
    { field: 'namedUserJwtTimeout', kind: 'int', since: 61, numbers: JWT_MINUTES },
    { field: 'permittedUsersPolicyType', kind: 'PermittedUsersPolicyType' },
    { field: 'policyAction', kind: 'PolicyAction' },
    { field: 'refreshTokenPolicyType', kind: 'RefreshTokenPolicyType', initial: 'Zero' },
    { field: 'refreshTokenValidityPeriod', kind: 'int' },
    { field: 'refreshTokenValidityUnit', kind: 'string', values: VALIDITY_UNITS },
    { field: 'requiredSessionLevel', kind: 'SessionSecurityLevel', initial: 'STANDARD' },
    { field: 'sessionTimeoutInMinutes', kind: 'int' },
    { field: 'singleLogoutUrl', kind: 'string' },
    { field: 'startUrl', kind: 'string' },
  ],
  ExtlClntAppOauthPoliciesAttribute: [
    { field: 'formula', kind: 'string', required: true },
    { field: 'key', kind: 'string', required: true },
  ],
} as const satisfies Record<string, readonly FieldRow[]>;
