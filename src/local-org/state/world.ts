import type { AppCredentials, CodeGrant, RefreshGrant, Session } from './apps.js';
import type { StoredComponent } from './components.js';
import type { DeployJob } from './deploy-job.js';
import type {
  AssignmentRecord,
  LoginRecord,
  PermissionSetLicenceRecord,
  PermissionSetRecord,
  ProfileRecord,
  UserRecord,
} from './users.js';

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
  readonly format: 2;
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
  /** By authorization code. */
  authCodes: Record<string, CodeGrant>;
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
