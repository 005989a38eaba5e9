import { ATTRIBUTES, type FieldRow } from './row.js';

/** Most ranges of addresses that an app takes. */
export const MOST_IP_RANGES = 128;

/** Fields of what a developer decides about OAuth, by schema type. */
export const OAUTH_SETTINGS_FIELDS = {
  ExtlClntAppGlobalOauthSettings: [
    { field: 'callbackUrl', kind: 'string', compare: 'lines' },
    { field: 'certificate', kind: 'string', compare: 'certificate' },
    { field: 'consumerKey', kind: 'string', serverOwned: true },
    { field: 'consumerSecret', kind: 'string', serverOwned: true, secret: true },
    { field: 'externalClientApplication', kind: 'string', required: true },
    { field: 'idTokenConfig', kind: 'ExternalAppIdTokenConfig' },
    { field: 'isClientCredentialsFlowEnabled', kind: 'boolean' },
    { field: 'isCodeCredFlowEnabled', kind: 'boolean', since: 61 },
    { field: 'isCodeCredPostOnly', kind: 'boolean', since: 61 },
    { field: 'isConsumerSecretOptional', kind: 'boolean', initial: false },
    { field: 'isDPopEnabled', kind: 'boolean', since: 68 },
    { field: 'isDeviceFlowEnabled', kind: 'boolean' },
    { field: 'isEnforceRefreshTokenTTL', kind: 'boolean', since: 67 },
    { field: 'isIntrospectAllTokens', kind: 'boolean', initial: false },
    { field: 'isMtlsEnabled', kind: 'boolean', since: 68 },
    { field: 'isNamedUserJwtEnabled', kind: 'boolean', since: 61 },
    { field: 'isPkceRequired', kind: 'boolean', initial: true },
    { field: 'isRefreshTokenRotationEnabled', kind: 'boolean' },
    { field: 'isSecretRequiredForRefreshToken', kind: 'boolean', initial: true },
    { field: 'isSecretRequiredForTokenExchange', kind: 'boolean' },
    { field: 'isTokenExchangeEnabled', kind: 'boolean' },
    { field: 'label', kind: 'string' },
    { field: 'shouldRotateConsumerKey', kind: 'boolean', action: true, initial: false },
    { field: 'shouldRotateConsumerSecret', kind: 'boolean', action: true, initial: false },
  ],
  ExternalAppIdTokenConfig: [
    { field: 'idTokenAudience', kind: 'string' },
    { field: 'idTokenIncludeAttributes', kind: 'boolean' },
    { field: 'idTokenIncludeCustomPermissions', kind: 'boolean', since: 61 },
    { field: 'idTokenIncludeStandardClaims', kind: 'boolean' },
    // The reference says 1 to 720, and its own sample holds 0.
    { field: 'idTokenValidityInMinutes', kind: 'int', range: [0, 720] },
  ],
  ExtlClntAppOauthSettings: [
    { field: 'areAttributesIncludedInAssetToken', kind: 'boolean', since: 61 },
    { field: 'areCustomPermsIncludedInAssetToken', kind: 'boolean', since: 61 },
    { field: 'assetTokenAudiences', kind: 'string', since: 61 },
    { field: 'assetTokenSigningCertificate', kind: 'string', since: 61 },
    { field: 'assetTokenValidity', kind: 'int', since: 61 },
    { field: 'clientAssertionCertificate', kind: 'string', since: 62 },
    { field: 'commaSeparatedCustomScopes', kind: 'string', since: 61, compare: 'set' },
    { field: 'commaSeparatedOauthScopes', kind: 'string', compare: 'set', scopes: true },
    { field: 'customAttributes', kind: 'ExtlClntAppOauthSettingsAttribute', ...ATTRIBUTES },
    { field: 'externalClientApplication', kind: 'string', required: true },
    { field: 'isFirstPartyAppEnabled', kind: 'boolean', since: 62 },
    { field: 'label', kind: 'string' },
    { field: 'oauthLink', kind: 'string', serverOwned: true, link: true },
    { field: 'singleLogoutUrl', kind: 'string' },
    { field: 'trustedIpRanges', kind: 'ExtlClntAppOauthIpRange', list: true, most: MOST_IP_RANGES },
  ],
  ExtlClntAppOauthIpRange: [
    { field: 'description', kind: 'string' },
    { field: 'endIpAddress', kind: 'string', required: true },
    { field: 'startIpAddress', kind: 'string', required: true },
  ],
  ExtlClntAppOauthSettingsAttribute: [
    { field: 'formula', kind: 'string', required: true },
    { field: 'key', kind: 'string', required: true },
  ],
  ExtlClntAppOauthSecuritySettings: [
    { field: 'externalClientApplication', kind: 'string', required: true },
    { field: 'label', kind: 'string' },
    { field: 'tlsClientAuthCertParamType', kind: 'TlsClientAuthCertParamType', since: 68 },
    { field: 'tlsClientAuthCertParamValue', kind: 'string', since: 68 },
    { field: 'tokenIpRanges', kind: 'ExtlClntAppOauthSecurityTokenIpRange', list: true },
  ],
  ExtlClntAppOauthSecurityTokenIpRange: [
    { field: 'description', kind: 'string' },
    { field: 'endIpAddress', kind: 'string', required: true },
    { field: 'startIpAddress', kind: 'string', required: true },
  ],
} as const satisfies Record<string, readonly FieldRow[]>;
