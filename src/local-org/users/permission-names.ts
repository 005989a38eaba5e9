/** User permissions that the local org knows, by API name. */
export const PERMISSION_NAMES = [
  'ApiEnabled',
  'ApiUserOnly',
  'AssignPermissionSets',
  'AuthorApex',
  'CustomizeApplication',
  'DelegatedTwoFactor',
  'EditEvent',
  'EditTask',
  'ExternalClientAppAdmin',
  'ExternalClientAppDeveloper',
  'ExternalClientAppViewer',
  'FreezeUsers',
  'ManageInternalUsers',
  'ManageIpAddresses',
  'ManageLoginAccessPolicies',
  'ManageNamedCredentials',
  'ManagePasswordPolicies',
  'ManageProfilesPermissionsets',
  'ManageRoles',
  'ManageSharing',
  'ManageUsers',
  'ModifyAllData',
  'ModifyMetadata',
  'MonitorLoginHistory',
  'ResetPasswords',
  'UseAnyApiClient',
  'ViewAllData',
  'ViewAllUsers',
  'ViewClientSecret',
  'ViewECAConsumerSecretsInMetadata',
  'ViewRoles',
  'ViewSetup',
] as const;

/** Permissions that need others, as Salesforce enforces it when a permission set is saved. */
export const PERMISSION_NEEDS: Readonly<Record<string, readonly string[]>> = {
  ExternalClientAppDeveloper: ['ExternalClientAppAdmin'],
  ExternalClientAppAdmin: ['ExternalClientAppViewer'],
  ModifyAllData: ['ViewAllData'],
  CustomizeApplication: ['ViewSetup'],
  // [P] in the words of a refused deploy
  ManageUsers: [
    'AssignPermissionSets',
    'DelegatedTwoFactor',
    'FreezeUsers',
    'ManageInternalUsers',
    'ManageIpAddresses',
    'ManageLoginAccessPolicies',
    'ManagePasswordPolicies',
    'ManageProfilesPermissionsets',
    'ManageRoles',
    'ManageSharing',
    'MonitorLoginHistory',
    'ViewAllUsers',
  ],
  // [P]
  ResetPasswords: ['ViewRoles', 'ViewSetup'],
};

/** Tells whether the local org knows a user permission. */
export function isPermission(name: string): boolean {
  return PERMISSION_NAMES.some((known) => known === name);
}
