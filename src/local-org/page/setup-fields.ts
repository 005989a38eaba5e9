/** Where a part of an app is in Setup. */
export const PLACES: Readonly<Record<string, string>> = {
  ExternalClientApplication: 'Settings > Basic Information',
  ExtlClntAppGlobalOauthSettings: 'Settings > OAuth Settings',
  ExtlClntAppOauthSettings: 'Settings > OAuth Settings',
  ExtlClntAppOauthSecuritySettings: 'Settings > OAuth Settings > Security',
  ExtlClntAppConfigurablePolicies: 'Policies > App Policies',
  ExtlClntAppOauthConfigurablePolicies: 'Policies > OAuth Policies',
  ExtlClntAppSamlConfigurablePolicies: 'Policies > SAML Policies',
  ExtlClntAppCanvasSettings: 'Settings > Canvas Settings',
  ExtlClntAppMobileSettings: 'Settings > Mobile Settings',
  ExtlClntAppMobileConfigurablePolicies: 'Policies > Mobile Policies',
  ExtlClntAppPushSettings: 'Settings > Push Notification Settings',
  ExtlClntAppPushConfigurablePolicies: 'Policies > Push Notification Policies',
  ExtlClntAppNotificationSettings: 'Settings > Notification Settings',
};

/** What a field is called in Setup, where that is not plain from its name. */
const LABELS: Readonly<Record<string, string>> = {
  distributionState: 'Distribution State',
  commaSeparatedOauthScopes: 'OAuth Scopes',
  commaSeparatedPermissionSet: 'Selected Permission Sets',
  commaSeparatedProfile: 'Selected Profiles',
  clientCredentialsFlowUser: 'Run As (Username)',
  isClientCredentialsFlowEnabled: 'Enable Client Credentials Flow',
  isCodeCredFlowEnabled: 'Enable Authorization Code and Credentials Flow',
  isDeviceFlowEnabled: 'Enable Device Flow',
  isTokenExchangeEnabled: 'Enable Token Exchange Flow',
  isTokenExchangeFlowEnabled: 'Enable Token Exchange Flow',
  isPkceRequired: 'Require Proof Key for Code Exchange (PKCE)',
  isConsumerSecretOptional: 'Public client: no secret for the web server flow',
  isSecretRequiredForRefreshToken: 'Require secret for Refresh Token Flow',
  isSecretRequiredForTokenExchange: 'Require secret for Token Exchange Flow',
  isRefreshTokenRotationEnabled: 'Enable Refresh Token Rotation',
  isNamedUserJwtEnabled: 'Issue JSON Web Token (JWT)-based access tokens for named users',
  isIntrospectAllTokens: 'Introspect All Tokens',
  callbackUrl: 'Callback URL',
  certificate: 'Certificate',
  permittedUsersPolicyType: 'Permitted Users',
  ipRelaxationPolicyType: 'IP Relaxation',
  refreshTokenPolicyType: 'Refresh Token Policy',
  requiredSessionLevel: 'High Assurance Session Required',
  sessionTimeoutInMinutes: 'Session Timeout in Minutes',
  isEnabled: 'App Status: Enabled',
  isOauthPluginEnabled: 'Enable OAuth',
  isSamlPluginEnabled: 'Enable SAML',
  startPage: 'Start Page',
  startUrl: 'Start URL',
  description: 'Description',
  contactEmail: 'Contact Email',
  label: 'Label',
};

/** The name of a field as Setup has it, or its own where Setup's is not known. */
export function setupLabel(field: string): string {
  return LABELS[field] ?? field;
}

/** Fields that hold what belongs to nobody's eyes, or that Setup shows after a click only. */
const HIDDEN_FIELD = /secret|password|privatekey|signingkey|consumerkey|token$|serviceaccount/i;

/** Tells whether the value of a field is shown only when it is asked for. */
export function isHidden(field: string, value: unknown): boolean {
  return HIDDEN_FIELD.test(field) && value !== 'true' && value !== 'false' && value !== '';
}
