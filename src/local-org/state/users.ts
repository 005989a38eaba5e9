/** A user. Names of permissions are API names without the prefix `Permissions`. */
export interface UserRecord {
  readonly id: string;
  /** Lower case. */
  readonly username: string;
  readonly email: string;
  readonly name: string;
  readonly profile: string;
  readonly active: boolean;
  readonly frozen: boolean;
  /** Overrides what the profile says about API Enabled. */
  readonly apiEnabled?: boolean | undefined;
  /** Permissions beyond those of the profile. */
  readonly permissions: readonly string[];
  /** Ranges such as `10.0.0.0-10.0.0.255`; none means no restriction. */
  readonly loginIpRanges: readonly string[];
  /** Hours in UTC such as `Mon-Fri 08:00-18:00`; none means no restriction. */
  readonly loginHours: readonly string[];
}

/** A profile. */
export interface ProfileRecord {
  readonly id: string;
  readonly name: string;
  /** Name of the user licence. */
  readonly licence: string;
  readonly permissions: readonly string[];
  /** Id of the permission set that Salesforce keeps for the profile. */
  readonly permissionSetId: string;
}

/** What a permission set grants on one object. */
export type ObjectAccess = 'create' | 'read' | 'edit' | 'delete';

/** A permission set that is not owned by a profile. */
export interface PermissionSetRecord {
  readonly id: string;
  readonly name: string;
  readonly label: string;
  readonly permissions: readonly string[];
  readonly objects: Readonly<Record<string, readonly ObjectAccess[]>>;
  /** Name of the permission set licence or user licence that it is tied to. */
  readonly licence?: string | undefined;
}

/** A permission set licence. */
export interface PermissionSetLicenceRecord {
  readonly id: string;
  readonly name: string;
  readonly label: string;
  readonly total: number;
  /** Seats taken by users that this org does not model. */
  readonly usedElsewhere: number;
}

/** A permission set or permission set licence held by a user. */
export interface AssignmentRecord {
  readonly id: string;
  readonly userId: string;
  /** Id of the permission set or licence. */
  readonly targetId: string;
}

/** One row of the login history. */
export interface LoginRecord {
  readonly id: string;
  readonly userId: string;
  readonly time: string;
  readonly status: string;
  readonly application: string;
  readonly loginType: string;
  readonly sourceIp: string;
}
