/** What a request was about, as far as it is known; no secret is in it. */
export interface RequestTopic {
  /** Name of the app. */
  readonly app?: string | undefined;
  /** Username that a token is for, or would have been for. */
  readonly user?: string | undefined;
  /** Grant type of a token request, when it is one that this org knows. */
  readonly grant?: string | undefined;
  /** OAuth error with its description, as it was answered. */
  readonly error?: string | undefined;
  /** Why a token was refused, and where that is set. */
  readonly reason?: string | undefined;
}

/** A request that the local org answered. */
export interface LoggedRequest {
  /** Time of the request, ISO 8601. */
  readonly time: string;
  readonly method: string;
  /** Path with its query; secrets in it read `[secret]`. */
  readonly path: string;
  /** Such as `deploy`, `checkDeployStatus`, `retrieve`, `query`, `token`. */
  readonly operation: string;
  /** HTTP status; 0 when the connection was broken on purpose. */
  readonly status: number;
  readonly milliseconds: number;
  /** Of token requests, and of the click that shows key and secret of an app. */
  readonly topic?: RequestTopic | undefined;
}
