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
  readonly state: 'Active' | 'Rotated';
  /** End of the slot, 30 days after it was made. */
  readonly until: number;
  /** Id of the user who staged it. */
  readonly createdBy: string;
  readonly createdDate: string;
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
  /** Minutes that a JWT lives; 0 when the session's time decides. */
  readonly jwtTimeoutMinutes: number;
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
  readonly staged?: StagedPair | undefined;
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

/** An authorization code and whom it is for. */
export interface CodeGrant extends RefreshGrant {
  /** End of its life, milliseconds since 1970. */
  readonly until: number;
}
