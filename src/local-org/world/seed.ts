import type { Propagation } from '../state/world.js';

/** A user of a seeded org. */
export interface SeedUser {
  readonly username: string;
  /** Default: the username. */
  readonly email?: string | undefined;
  /** Default: made from the username. */
  readonly name?: string | undefined;
  /** Default: a profile that suits the licence. */
  readonly profile?: string | undefined;
  /** Name of the user licence. Default: that of the profile, else `Salesforce`. */
  readonly licence?: string | undefined;
  /** Default: true. */
  readonly active?: boolean | undefined;
  /** Default: false. */
  readonly frozen?: boolean | undefined;
  /** Default: what the profile says. */
  readonly apiEnabled?: boolean | undefined;
  /** User permissions beyond those of the profile. */
  readonly permissions?: readonly string[] | undefined;
  /** Permission sets to assign. */
  readonly permissionSets?: readonly string[] | undefined;
  /** Permission set licences to assign. */
  readonly permissionSetLicenses?: readonly string[] | undefined;
  /** Ranges such as `10.0.0.0-10.0.0.255`. */
  readonly loginIpRanges?: readonly string[] | undefined;
  /** Hours in UTC such as `Mon-Fri 08:00-18:00`. */
  readonly loginHours?: readonly string[] | undefined;
}

/** A permission set of a seeded org. */
export interface SeedPermissionSet {
  readonly name: string;
  /** Default: the name with spaces. */
  readonly label?: string | undefined;
  readonly permissions?: readonly string[] | undefined;
  /** Accesses by object: `create`, `read`, `edit`, `delete`. */
  readonly objects?: Readonly<Record<string, readonly ('create' | 'read' | 'edit' | 'delete')[]>> | undefined;
  /** Permission set licence that a user must hold first. */
  readonly license?: string | undefined;
}

/** A permission set licence of a seeded org. */
export interface SeedPermissionSetLicense {
  readonly name: string;
  /** Default: the name. */
  readonly label?: string | undefined;
  /** Default: 10. */
  readonly total?: number | undefined;
  /** Seats taken by users that the seed does not name. Default: 0. */
  readonly used?: number | undefined;
}

/** A custom profile of a seeded org. */
export interface SeedProfile {
  readonly name: string;
  /** Name of the user licence. Default: `Salesforce`. */
  readonly licence?: string | undefined;
  readonly permissions?: readonly string[] | undefined;
}

/** What an org holds at the start. The first user is the one that `start` logs in. */
export interface Seed {
  readonly org?:
    | {
        readonly id?: string | undefined;
        readonly name?: string | undefined;
        readonly isSandbox?: boolean | undefined;
        readonly sandboxName?: string | undefined;
      }
    | undefined;
  readonly users?: readonly SeedUser[] | undefined;
  /** Custom profiles; a user's own need not be here. */
  readonly profiles?: readonly SeedProfile[] | undefined;
  readonly permissionSets?: readonly SeedPermissionSet[] | undefined;
  readonly permissionSetLicenses?: readonly SeedPermissionSetLicense[] | undefined;
  /** Org-wide switches of External Client Apps. */
  readonly settings?: Readonly<Record<string, boolean | undefined>> | undefined;
  readonly propagation?: { readonly [Time in keyof Propagation]?: number | undefined } | undefined;
  /** Folder with components in source format, relative to the seed file. */
  readonly source?: string | undefined;
  readonly assume?: Readonly<Record<string, string>> | undefined;
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
