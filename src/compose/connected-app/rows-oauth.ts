import { alike, GLOBAL, type MappingRow, OAUTH, OAUTH_POLICIES, SAML } from './row.js';
import { clientCredentials, joinedScopes, ofEnum, oneOf, refreshTokenPolicy } from './values.js';

const OWN_PAIR =
  'The new app gets a key and secret of its own, which `eca deploy` hands to the sink: no two apps share a key. To keep the pair, let Setup migrate the app ("Migrate to External Client App"), then import again with -o.';

/** What the developer of a Connected App decides about OAuth. */
export const OAUTH_ROWS: readonly MappingRow[] = [
  ...(
    [
      ['assetAudiences', 'text', 'assetTokenAudiences'],
      ['assetIncludeAttributes', 'boolean', 'areAttributesIncludedInAssetToken'],
      ['assetIncludeCustomPerms', 'boolean', 'areCustomPermsIncludedInAssetToken'],
      ['assetSigningCertId', 'text', 'assetTokenSigningCertificate'],
      ['assetValidityPeriod', 'number', 'assetTokenValidity'],
    ] as const
  ).map(([name, kind, field]): MappingRow => ({
    from: `oauthConfig.assetTokenConfig.${name}`,
    kind,
    to: [`${OAUTH}.${field}`],
  })),
  { from: 'oauthConfig.callbackUrl', kind: 'text', to: [`${GLOBAL}.callbackUrl`], how: 'one URL on each line' },
  { from: 'oauthConfig.certificate', kind: 'text', to: [`${GLOBAL}.certificate`] },
  { from: 'oauthConfig.consumerKey', kind: 'text', to: [], instead: OWN_PAIR, hidden: true },
  { from: 'oauthConfig.consumerSecret', kind: 'text', to: [], instead: OWN_PAIR, hidden: true },
  ...(
    [
      ['idTokenAudience', 'text', 'idTokenAudience'],
      ['idTokenIncludeAttributes', 'boolean', 'idTokenIncludeAttributes'],
      ['idTokenIncludeCustomPerms', 'boolean', 'idTokenIncludeCustomPermissions'],
      ['idTokenIncludeStandardClaims', 'boolean', 'idTokenIncludeStandardClaims'],
      ['idTokenValidity', 'number', 'idTokenValidityInMinutes'],
    ] as const
  ).map(([name, kind, field]): MappingRow => ({
    from: `oauthConfig.idTokenConfig.${name}`,
    kind,
    to: [`${GLOBAL}.idTokenConfig.${field}`],
  })),
  {
    from: 'oauthConfig.isAdminApproved',
    kind: 'boolean',
    to: [`${OAUTH_POLICIES}.permittedUsersPolicyType`],
    how: '`true` becomes `AdminApprovedPreAuthorized`, `false` becomes `AllSelfAuthorized`',
    convert: (value) => ({ values: [value === true ? 'AdminApprovedPreAuthorized' : 'AllSelfAuthorized'] }),
  },
  {
    from: 'oauthConfig.isClientCredentialEnabled',
    kind: 'boolean',
    to: [`${GLOBAL}.isClientCredentialsFlowEnabled`, `${OAUTH_POLICIES}.isClientCredentialsFlowEnabled`],
    how: 'both switches',
    instead: 'The Connected App names no user to run as: write runAsUser into the config, which turns the flow on.',
    convert: clientCredentials,
  },
  { from: 'oauthConfig.isCodeCredentialEnabled', kind: 'boolean', to: [`${GLOBAL}.isCodeCredFlowEnabled`] },
  { from: 'oauthConfig.isCodeCredentialPostOnly', kind: 'boolean', to: [`${GLOBAL}.isCodeCredPostOnly`] },
  ...alike('oauthConfig.', 'boolean', GLOBAL, [
    'isConsumerSecretOptional',
    'isDPopEnabled',
    'isDeviceFlowEnabled',
    'isEnforceRefreshTokenTTL',
    'isIntrospectAllTokens',
  ]),
  {
    from: 'oauthConfig.isIpBindingEnabled',
    kind: 'boolean',
    to: [],
    instead:
      'Name the addresses in tokenIpRanges of ExtlClntAppOauthSecuritySettings (API version 67): they bind the refresh token and web server flows.',
  },
  {
    from: 'oauthConfig.isNamedUserJwtEnabled',
    kind: 'boolean',
    to: [`${GLOBAL}.isNamedUserJwtEnabled`, `${OAUTH_POLICIES}.isNamedUserJwtEnabled`],
    how: 'the second place until API version 63',
  },
  {
    from: 'oauthConfig.isPKImTLSEnabled',
    kind: 'boolean',
    to: [],
    instead:
      'Write isMtlsEnabled of ExtlClntAppGlobalOauthSettings and the two tlsClientAuthCertParam fields of ExtlClntAppOauthSecuritySettings (API version 68); a Connected App does not tell the latter.',
  },
  ...alike('oauthConfig.', 'boolean', GLOBAL, [
    'isPkceRequired',
    'isRefreshTokenRotationEnabled',
    'isSecretRequiredForRefreshToken',
    'isSecretRequiredForTokenExchange',
    'isTokenExchangeEnabled',
  ]),
  {
    from: 'oauthConfig.oauthClientCredentialUser',
    kind: 'text',
    to: [`${OAUTH_POLICIES}.clientCredentialsFlowUser`],
    how: 'the key `runAsUser` of the config, while the flow is on',
  },
  {
    from: 'oauthConfig.scopes',
    kind: 'texts',
    to: [`${OAUTH}.commaSeparatedOauthScopes`],
    how: 'joined by commas; `SFAP` becomes `SFApiPlatform`',
    instead: 'External Client Apps are not known to have these scopes: ask for what replaces them, or do without.',
    convert: joinedScopes,
  },
  { from: 'oauthConfig.singleLogoutUrl', kind: 'text', to: [`${OAUTH}.singleLogoutUrl`] },
];

/** What the admin of a Connected App decides about OAuth. */
export const OAUTH_POLICY_ROWS: readonly MappingRow[] = [
  {
    from: 'oauthPolicy.ipRelaxation',
    kind: 'text',
    to: [`${OAUTH_POLICIES}.ipRelaxationPolicyType`],
    how: 'the same words in another case',
    instead: 'The new app begins with Enforce, the strictest; write ipRelaxation where it has to be another.',
    convert: oneOf(['Enforce', 'Bypass', 'Bypass_2factor', 'Enforce_RelaxRefresh']),
  },
  {
    from: 'oauthPolicy.isTokenExchangeFlowEnabled',
    kind: 'boolean',
    to: [`${OAUTH_POLICIES}.isTokenExchangeFlowEnabled`],
  },
  {
    from: 'oauthPolicy.refreshTokenPolicy',
    kind: 'text',
    to: ['refreshTokenPolicyType', 'refreshTokenValidityPeriod', 'refreshTokenValidityUnit'].map(
      (field) => `${OAUTH_POLICIES}.${field}`,
    ),
    how: '`specific_lifetime:30:DAYS` becomes `SpecificLifetime`, 30, `Days`',
    instead: 'The new app begins with Zero, the strictest; write refreshTokenPolicyType where it has to be another.',
    convert: refreshTokenPolicy,
  },
  { from: 'oauthPolicy.singleLogoutUrl', kind: 'text', to: [`${OAUTH_POLICIES}.singleLogoutUrl`] },
];

const CIPHER = 'Choose AES_128 or AES_256: an External Client App encrypts by nothing older.';

/** What a Connected App says of SAML. */
export const SAML_ROWS: readonly MappingRow[] = [
  ...(
    [
      ['acsUrl', 'acsUrl'],
      ['certificate', 'certificate'],
      ['encryptionCertificate', 'encryptionCertificate'],
      ['encryptionType', 'encryptionType', ofEnum('ExtlClntAppSamlEncryptType'), CIPHER],
      ['entityUrl', 'entityUrl'],
      ['issuer', 'issuer'],
      ['samlIdpSLOBindingEnum', 'singleLogoutBindingType'],
      ['samlNameIdFormat', 'nameIdFormat'],
      ['samlSigningAlgoType', 'signingAlgorithmType'],
      ['samlSloUrl', 'singleLogoutUrl'],
      ['samlSubjectCustomAttr', 'subjectCustomAttribute'],
      ['samlSubjectType', 'subjectType'],
    ] as const
  ).map(([name, field, convert, instead]): MappingRow => ({
    from: `samlConfig.${name}`,
    kind: 'text',
    to: [`${SAML}.${field}`],
    convert,
    instead,
  })),
];
