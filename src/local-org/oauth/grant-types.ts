/** Grants of the token endpoint. */
export const GRANT_TYPES = [
  'authorization_code',
  'client_credentials',
  'urn:ietf:params:oauth:grant-type:jwt-bearer',
  'refresh_token',
] as const;

/** Name of a grant of the token endpoint. */
export type GrantType = (typeof GRANT_TYPES)[number];
