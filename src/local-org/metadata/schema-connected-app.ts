/**
 * Fields of Connected Apps and their settings, for orgs that still hold some: name, type, required, repeated. Taken
 * from the newest published types; older versions are not told apart. [U] SAML, canvas and mobile parts are missing.
 */
export const CONNECTED_APP_TYPES: Readonly<
  Record<string, readonly (readonly [name: string, type: string, required: number, repeated: number])[]>
> = {
  ConnectedApp: [
    ['attributes', 'ConnectedAppAttribute', 0, 1],
    ['contactEmail', 'string', 1, 0],
    ['contactPhone', 'string', 0, 0],
    ['description', 'string', 0, 0],
    ['iconUrl', 'string', 0, 0],
    ['infoUrl', 'string', 0, 0],
    ['ipRanges', 'ConnectedAppIpRange', 0, 1],
    ['label', 'string', 1, 0],
    ['logoUrl', 'string', 0, 0],
    ['mobileStartUrl', 'string', 0, 0],
    ['oauthConfig', 'ConnectedAppOauthConfig', 0, 0],
    ['oauthPolicy', 'ConnectedAppOauthPolicy', 0, 0],
    ['permissionSetName', 'string', 0, 1],
    ['plugin', 'string', 0, 0],
    ['profileName', 'string', 0, 1],
    ['sessionPolicy', 'ConnectedAppSessionPolicy', 0, 0],
    ['startUrl', 'string', 0, 0],
  ],
  ConnectedAppAttribute: [
    ['formula', 'string', 1, 0],
    ['key', 'string', 1, 0],
  ],
  ConnectedAppIpRange: [
    ['description', 'string', 0, 0],
    ['end', 'string', 1, 0],
    ['start', 'string', 1, 0],
  ],
  ConnectedAppOauthConfig: [
    ['callbackUrl', 'string', 1, 0],
    ['certificate', 'string', 0, 0],
    ['consumerKey', 'string', 0, 0],
    ['consumerSecret', 'string', 0, 0],
    ['isAdminApproved', 'boolean', 0, 0],
    ['isClientCredentialEnabled', 'boolean', 0, 0],
    ['isCodeCredentialEnabled', 'boolean', 0, 0],
    ['isCodeCredentialPostOnly', 'boolean', 0, 0],
    ['isConsumerSecretOptional', 'boolean', 0, 0],
    ['isDeviceFlowEnabled', 'boolean', 0, 0],
    ['isIntrospectAllTokens', 'boolean', 0, 0],
    ['isNamedUserJwtEnabled', 'boolean', 0, 0],
    ['isPkceRequired', 'boolean', 0, 0],
    ['isRefreshTokenRotationEnabled', 'boolean', 0, 0],
    ['isSecretRequiredForRefreshToken', 'boolean', 0, 0],
    ['isSecretRequiredForTokenExchange', 'boolean', 0, 0],
    ['isTokenExchangeEnabled', 'boolean', 0, 0],
    ['oauthClientCredentialUser', 'string', 0, 0],
    ['scopes', 'string', 0, 1],
    ['singleLogoutUrl', 'string', 0, 0],
  ],
  ConnectedAppOauthPolicy: [
    ['ipRelaxation', 'string', 1, 0],
    ['isTokenExchangeFlowEnabled', 'boolean', 0, 0],
    ['refreshTokenPolicy', 'string', 1, 0],
    ['singleLogoutUrl', 'string', 0, 0],
  ],
  ConnectedAppSessionPolicy: [
    ['policyAction', 'string', 0, 0],
    ['sessionLevel', 'string', 0, 0],
    ['sessionTimeout', 'int', 0, 0],
  ],
  ConnectedAppSettings: [
    ['enableAdminApprovedAppsOnly', 'boolean', 0, 0],
    ['enableAdminApprovedAppsOnlyForExternalUser', 'boolean', 0, 0],
    ['enableSkipUserProvisioningWizardWelcomePage', 'boolean', 0, 0],
  ],
};
