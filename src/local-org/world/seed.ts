/** A user of a seeded org. */
export interface SeedUser {
  readonly username: string;
  /** Default: the username. */
  readonly email?: string;
  /** Default: made from the username. */
  readonly name?: string;
  /** Default: a profile that suits the licence. */
  readonly profile?: string;
  /** Name of the user licence. Default: that of the profile, else `Salesforce`. */
  readonly licence?: string;
  /** Default: true. */
  readonly active?: boolean;
  /** Default: false. */
  readonly frozen?: boolean;
  /** Default: what the profile says. */
  readonly apiEnabled?: boolean;
  /** User permissions beyond those of the profile. */
  readonly permissions?: readonly string[];
  /** Permission sets to assign. */
  readonly permissionSets?: readonly string[];
  /** Permission set licences to assign. */
  readonly permissionSetLicenses?: readonly string[];
  /** Ranges such as `10.0.0.0-10.0.0.255`. */
  readonly loginIpRanges?: readonly string[];
  /** Hours in UTC such as `Mon-Fri 08:00-18:00`. */
  readonly loginHours?: readonly string[];
}

/** A permission set of a seeded org. */
export interface SeedPermissionSet {
  readonly name: string;
  /** Default: the name with spaces. */
  readonly label?: string;
  readonly permissions?: readonly string[];
  /** Accesses by object: `create`, `read`, `edit`, `delete`. */
  readonly objects?: Readonly<Record<string, readonly ('create' | 'read' | 'edit' | 'delete')[]>>;
  /** Permission set licence that a user must hold first. */
  readonly license?: string;
}

/** A permission set licence of a seeded org. */
export interface SeedPermissionSetLicense {
  readonly name: string;
  /** Default: the name. */
  readonly label?: string;
  /** Default: 10. */
  readonly total?: number;
  /** Seats taken by users that the seed does not name. Default: 0. */
  readonly used?: number;
}

/** What an org holds at the start. The first user is the one that `start` logs in. */
export interface Seed {
  readonly org?: {
    readonly id?: string;
    readonly name?: string;
    readonly isSandbox?: boolean;
    readonly sandboxName?: string;
  };
  readonly users?: readonly SeedUser[];
  readonly permissionSets?: readonly SeedPermissionSet[];
  readonly permissionSetLicenses?: readonly SeedPermissionSetLicense[];
  /** Org-wide switches of External Client Apps. */
  readonly settings?: Readonly<Record<string, boolean>>;
  readonly propagation?: { readonly settingsSeconds?: number; readonly secretsSeconds?: number };
  /** Folder with components in source format, relative to the seed file. */
  readonly source?: string;
  readonly assume?: Readonly<Record<string, string>>;
}

/** The org that starts when no seed is given: Acme, with the run-as user of the example app. */
export const DEFAULT_SEED: Seed = {
  org: { id: '00D000000000042EAA', name: 'Acme', isSandbox: false },
  users: [
    { username: 'admin@acme.example', name: 'Ada Admin', profile: 'System Administrator' },
    {
      username: 'billing.sync@acme.example',
      email: 'it@acme.example',
      name: 'Billing Sync',
      licence: 'Salesforce Integration',
      permissionSetLicenses: ['SalesforceAPIIntegrationPsl'],
      permissionSets: ['Billing_API'],
    },
  ],
  permissionSets: [
    {
      name: 'Billing_API',
      label: 'Billing API',
      permissions: ['ApiEnabled'],
      objects: { Account: ['create', 'read', 'edit'] },
    },
  ],
  permissionSetLicenses: [
    { name: 'SalesforceAPIIntegrationPsl', label: 'Salesforce API Integration', total: 5, used: 1 },
  ],
  settings: { enableClientSecretInRestApiAccess: true },
};
