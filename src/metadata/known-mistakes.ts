/**
 * Field names that circulate in hand-written files and in metadata of Connected Apps, with the field that is meant.
 * Spelling mistakes that a comparison of letters finds by itself need no row.
 */
const MEANT: Readonly<Record<string, string>> = {
  isClientCredentialsEnabled: 'isClientCredentialsFlowEnabled',
  isClientCredentialEnabled: 'isClientCredentialsFlowEnabled',
  clientCredentialsUser: 'clientCredentialsFlowUser',
  clientCredentialsExecutionUser: 'clientCredentialsFlowUser',
  oauthClientCredentialUser: 'clientCredentialsFlowUser',
  executionUser: 'clientCredentialsFlowUser',
  runAsUser: 'clientCredentialsFlowUser',
  commaSeperatedOauthScopes: 'commaSeparatedOauthScopes',
  oauthScopes: 'commaSeparatedOauthScopes',
  scopes: 'commaSeparatedOauthScopes',
  ipRelaxation: 'ipRelaxationPolicyType',
  ipRelaxationPolicy: 'ipRelaxationPolicyType',
  refreshTokenPolicy: 'refreshTokenPolicyType',
  permittedUsers: 'permittedUsersPolicyType',
  permittedUsersPolicy: 'permittedUsersPolicyType',
  isAdminApproved: 'permittedUsersPolicyType',
  sessionTimeout: 'sessionTimeoutInMinutes',
  sessionTimeoutMinutes: 'sessionTimeoutInMinutes',
  permissionSetName: 'commaSeparatedPermissionSet',
  permissionSets: 'commaSeparatedPermissionSet',
  profileName: 'commaSeparatedProfile',
  ipRanges: 'trustedIpRanges',
  callbackUrls: 'callbackUrl',
};

/** Gives the field that a known mistaken name stands for. */
export function meantField(name: string): string | undefined {
  return Object.hasOwn(MEANT, name) ? MEANT[name] : undefined;
}

/** Values that circulate, with the value that is meant, where letters alone do not show it. */
const MEANT_VALUES: Readonly<Record<string, string>> = {
  Packageable: 'Packaged',
  AdminApproved: 'AdminApprovedPreAuthorized',
  AdminApprovedUsers: 'AdminApprovedPreAuthorized',
  AllUsers: 'AllSelfAuthorized',
  Relax: 'Bypass',
};

/** Gives the value of an enum that a known mistaken value stands for. */
export function meantValue(value: string): string | undefined {
  return Object.hasOwn(MEANT_VALUES, value) ? MEANT_VALUES[value] : undefined;
}

/** Fields that Salesforce's help on this flow puts into ExtlClntAppConfigurablePolicies, which never had them. */
export const HELP_ARTICLE_FIELDS: readonly string[] = ['isClientCredentialsFlowEnabled', 'clientCredentialsFlowUser'];
