import type { DeployJob } from './deploy-job.js';

/** A value of a metadata field as XML has it: text, nested elements, or a repeated element. */
export type FieldValue = string | FieldGroup | readonly (string | FieldGroup)[];

/** Nested elements by name. */
export interface FieldGroup {
  readonly [name: string]: FieldValue;
}

/** Fields of a component by name. */
export type ComponentFields = Readonly<Record<string, FieldValue>>;

/** A metadata component that the org holds. */
export interface StoredComponent {
  readonly type: string;
  readonly fullName: string;
  readonly id: string;
  readonly fields: ComponentFields;
  readonly createdDate: string;
  readonly createdById: string;
  readonly lastModifiedDate: string;
  readonly lastModifiedById: string;
}

/** The org's own record. */
export interface OrgRecord {
  /** 18 characters. */
  readonly id: string;
  readonly name: string;
  readonly isSandbox: boolean;
  /** Empty for a production org. */
  readonly sandboxName: string;
  readonly instanceName: string;
  readonly organizationType: string;
}

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

/** A pair of consumer key and secret and the time it counts. Times are milliseconds since 1970. */
export interface CredentialPair {
  readonly id: string;
  readonly key: string;
  readonly secret: string;
  readonly from: number;
  /** End of validity; absent while valid. */
  readonly until?: number;
}

/** The pair in the staged slot: waiting to be rotated in, or rotated out and still valid. */
export interface StagedPair extends CredentialPair {
  readonly state: 'staged' | 'rotated';
}

/** What the token endpoint knows about an app at a point in time. */
export interface OauthView {
  /** Milliseconds since 1970 when the settings were saved. */
  readonly at: number;
  readonly deleted: boolean;
  readonly enabled: boolean;
  readonly flowEnabled: boolean;
  readonly policyFlowEnabled: boolean;
  readonly executionUser: string;
  readonly scopes: readonly string[];
  readonly jwtTokens: boolean;
  readonly preApproved: boolean;
  readonly permissionSets: readonly string[];
  readonly profiles: readonly string[];
  readonly ipRelaxation: string;
  readonly highAssurance: boolean;
  readonly certificate: string;
  readonly sessionTimeoutMinutes: number;
}

/** Consumer, credentials and OAuth settings of an app. */
export interface AppCredentials {
  readonly app: string;
  /** Id of the consumer, key prefix 888. */
  readonly consumerId: string;
  /** Identifier of the app in Connect REST. */
  readonly appId: string;
  /** Pairs that count or counted, newest last. */
  readonly pairs: readonly CredentialPair[];
  readonly staged?: StagedPair;
  /** Newest last. */
  readonly views: readonly OauthView[];
  readonly used: boolean;
}

/** A session behind an access token. */
export interface Session {
  readonly token: string;
  readonly userId: string;
  /** Protocol names. */
  readonly scopes: readonly string[];
  /** Name of the app; absent for the session that the local org hands out at start. */
  readonly app?: string | undefined;
  readonly kind: 'opaque' | 'jwt';
  readonly issuedAt: number;
  readonly expiresAt: number;
}

/** A refresh token and whom it is for. */
export interface RefreshGrant {
  readonly userId: string;
  readonly scopes: readonly string[];
  readonly app: string;
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

/** A record of a plain object such as Account. */
export type DataRecord = Readonly<Record<string, string | number | boolean | null>> & { readonly Id: string };

/** Values of a principal of an external credential, by parameter. */
export interface PrincipalCredential {
  readonly externalCredential: string;
  readonly principalName: string;
  readonly principalType: string;
  readonly values: Readonly<Record<string, { readonly value: string; readonly encrypted: boolean }>>;
}

/** Everything the org knows. Plain data, so that it can be written to a file and copied. */
export interface World {
  readonly format: 1;
  org: OrgRecord;
  users: UserRecord[];
  profiles: ProfileRecord[];
  permissionSets: PermissionSetRecord[];
  permissionSetLicences: PermissionSetLicenceRecord[];
  assignments: AssignmentRecord[];
  licenceAssignments: AssignmentRecord[];
  settings: Record<string, boolean>;
  /** By `type/fullName`. */
  components: Record<string, StoredComponent>;
  /** By the app's full name. */
  apps: Record<string, AppCredentials>;
  /** By access token. */
  sessions: Record<string, Session>;
  /** By refresh token. */
  refreshTokens: Record<string, RefreshGrant>;
  logins: LoginRecord[];
  /** By object name. */
  records: Record<string, DataRecord[]>;
  /** By id. */
  jobs: Record<string, DeployJob>;
  /** By `externalCredential/principal`. */
  principals: Record<string, PrincipalCredential>;
  propagation: Propagation;
  assume: Record<string, string>;
  /** Deploys taken so far that were to change the org. */
  deployCount: number;
  /** Deploys taken so far that only checked. */
  validationCount: number;
  /** Number of the last id handed out. */
  lastId: number;
}

/** Seconds until a change is seen at the token endpoint. */
export interface Propagation {
  readonly settingsSeconds: number;
  readonly secretsSeconds: number;
}

/** Key of a component in {@link World.components}. */
export function componentKey(type: string, fullName: string): string {
  return `${type}/${fullName}`;
}
