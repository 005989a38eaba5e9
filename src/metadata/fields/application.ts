import type { FieldRow } from './row.js';

/** Fields of the app itself and the org-wide settings, by schema type. */
export const APPLICATION_FIELDS = {
  ExternalClientApplication: [
    { field: 'contactEmail', kind: 'string' },
    { field: 'contactPhone', kind: 'string' },
    { field: 'description', kind: 'string' },
    { field: 'distributionState', kind: 'ExtlClntAppDistState' },
    { field: 'iconUrl', kind: 'string' },
    { field: 'infoUrl', kind: 'string' },
    { field: 'isProtected', kind: 'boolean', initial: false },
    { field: 'label', kind: 'string' },
    { field: 'logoUrl', kind: 'string' },
    { field: 'managedType', kind: 'ExtlClntAppManagedType', never: true },
    { field: 'orgScopedExternalApp', kind: 'string', serverOwned: true, link: true },
  ],
  ExternalClientAppSettings: [
    { field: 'enableClientSecretInRestApiAccess', kind: 'boolean' },
    { field: 'enableConsumerSecretApiAccess', kind: 'boolean' },
    { field: 'enableExternalClientApps', kind: 'boolean', until: 62 },
    { field: 'enablePackageEcaOauthFromDevOrg', kind: 'boolean' },
  ],
} as const satisfies Record<string, readonly FieldRow[]>;
