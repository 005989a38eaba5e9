/** User permissions that the local org knows, by API name. */
export const PERMISSION_NAMES = [
  'ApiEnabled',
  'ApiUserOnly',
  'AssignPermissionSets',
  'AuthorApex',
  'CustomizeApplication',
  'EditEvent',
  'EditTask',
  'ExternalClientAppAdmin',
  'ExternalClientAppDeveloper',
  'ExternalClientAppViewer',
  'ManageNamedCredentials',
  'FreezeUsers',
  'ManageUsers',
  'ModifyAllData',
  'ModifyMetadata',
  'UseAnyApiClient',
  'ViewAllData',
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
};

/** Tells whether the local org knows a user permission. */
export function isPermission(name: string): boolean {
  return PERMISSION_NAMES.some((known) => known === name);
}
