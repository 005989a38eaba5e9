/** What a mistaken name stands for. */
interface Meant {
  readonly field: string;
  /** What to write there, where it is not the value that stands beside the mistaken name. */
  readonly value?: string;
  /** The same where "false" stands beside the mistaken name. */
  readonly whenFalse?: string;
}

/**
 * Field names that circulate in hand-written files and in metadata of Connected Apps, with the field that is meant.
 * Spelling mistakes that a comparison of letters finds by itself need no row.
 */
const MEANT: Readonly<Record<string, string | Meant>> = {
  isClientCredentialsEnabled: 'isClientCredentialsFlowEnabled',
  isClientCredentialEnabled: 'isClientCredentialsFlowEnabled',
  isCodeCredentialsEnabled: 'isCodeCredFlowEnabled',
  isCodeCredentialEnabled: 'isCodeCredFlowEnabled',
  isCodeCredentialFlowEnabled: 'isCodeCredFlowEnabled',
  isRefreshTokenEnabled: {
    field: 'commaSeparatedOauthScopes',
    value: 'the scope RefreshToken',
    whenFalse: 'no scope RefreshToken',
  },
  clientCredentialsUser: 'clientCredentialsFlowUser',
  clientCredentialsExecutionUser: 'clientCredentialsFlowUser',
  oauthClientCredentialUser: 'clientCredentialsFlowUser',
  executionUser: 'clientCredentialsFlowUser',
  runAsUser: 'clientCredentialsFlowUser',
  commaSeperatedOauthScopes: 'commaSeparatedOauthScopes',
  oauthScopes: { field: 'commaSeparatedOauthScopes', value: 'the scopes, with commas between them,' },
  scopes: { field: 'commaSeparatedOauthScopes', value: 'the scopes, with commas between them,' },
  ipRelaxation: 'ipRelaxationPolicyType',
  ipRelaxationPolicy: 'ipRelaxationPolicyType',
  refreshTokenPolicy: 'refreshTokenPolicyType',
  permittedUsers: 'permittedUsersPolicyType',
  permittedUsersPolicy: 'permittedUsersPolicyType',
  isAdminApproved: {
    field: 'permittedUsersPolicyType',
    value: 'AdminApprovedPreAuthorized',
    whenFalse: 'AllSelfAuthorized',
  },
  sessionTimeout: 'sessionTimeoutInMinutes',
  sessionTimeoutMinutes: 'sessionTimeoutInMinutes',
  permissionSetName: 'commaSeparatedPermissionSet',
  permissionSets: 'commaSeparatedPermissionSet',
  permittedPermissionSets: 'commaSeparatedPermissionSet',
  profileName: 'commaSeparatedProfile',
  permittedProfiles: 'commaSeparatedProfile',
  ipRanges: 'trustedIpRanges',
  callbackUrls: 'callbackUrl',
};

function meantBy(name: string): Meant | undefined {
  const meant = Object.hasOwn(MEANT, name) ? MEANT[name] : undefined;
  return typeof meant === 'string' ? { field: meant } : meant;
}

/** Gives the field that a known mistaken name stands for. */
export function meantField(name: string): string | undefined {
  return meantBy(name)?.field;
}

/**
 * Gives what belongs into the field that a known mistaken name stands for, where it is another value.
 *
 * @param written - Value beside the mistaken name, as far as it is known.
 */
export function meantContent(name: string, written?: unknown): string | undefined {
  const meant = meantBy(name);
  return String(written).trim() === 'false' ? (meant?.whenFalse ?? meant?.value) : meant?.value;
}

/** Values that circulate, with the value that is meant, where letters alone do not show it. */
const MEANT_VALUES: Readonly<Record<string, string>> = {
  Packageable: 'Packaged',
  AdminApproved: 'AdminApprovedPreAuthorized',
  AdminApprovedUsers: 'AdminApprovedPreAuthorized',
  AdminPreApproved: 'AdminApprovedPreAuthorized',
  AllUsers: 'AllSelfAuthorized',
  Relax: 'Bypass',
};

/** Gives the value of an enum that a known mistaken value stands for. */
export function meantValue(value: string): string | undefined {
  return Object.hasOwn(MEANT_VALUES, value) ? MEANT_VALUES[value] : undefined;
}

/** Values that circulate and mean nothing that Salesforce has, with what is to be decided instead. */
const INVENTED_VALUES: Readonly<Record<string, string>> = {
  ENFORCE_ACTIVATED_USERS: 'No value is about activated users: Enforce holds everybody to the IP ranges.',
};

/** Says what an invented value leaves to decide; undefined for other values. */
export function explainInventedValue(value: string): string | undefined {
  return Object.hasOwn(INVENTED_VALUES, value) ? INVENTED_VALUES[value] : undefined;
}

/** Suffixes of files that circulate, with the type whose files they are taken for. */
const MEANT_SUFFIXES: Readonly<Record<string, string>> = {
  externalClientApplication: 'ExternalClientApplication',
  externalClientApp: 'ExternalClientApplication',
  ecaApp: 'ExternalClientApplication',
  ecaGlobalOauth: 'ExtlClntAppGlobalOauthSettings',
  ecaGlobalOauthSettings: 'ExtlClntAppGlobalOauthSettings',
  ecaOauthSettings: 'ExtlClntAppOauthSettings',
  ecaOauthPolicy: 'ExtlClntAppOauthConfigurablePolicies',
  ecaOauthPolicies: 'ExtlClntAppOauthConfigurablePolicies',
  ecaPolicy: 'ExtlClntAppConfigurablePolicies',
  ecaPolicies: 'ExtlClntAppConfigurablePolicies',
};

/** Gives the name of the type whose files a known mistaken suffix is taken for. */
export function meantTypeOfSuffix(suffix: string): string | undefined {
  return Object.hasOwn(MEANT_SUFFIXES, suffix) ? MEANT_SUFFIXES[suffix] : undefined;
}

/** Fields that Salesforce's help on this flow puts into ExtlClntAppConfigurablePolicies, which never had them. */
export const HELP_ARTICLE_FIELDS: readonly string[] = ['isClientCredentialsFlowEnabled', 'clientCredentialsFlowUser'];
