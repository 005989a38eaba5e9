/** What a refusal of a token endpoint is about, as far as its words tell. */
export type RefusalCause =
  | 'wrong-host'
  | 'app-missing'
  | 'cross-org'
  | 'app-blocked'
  | 'no-user'
  | 'flow-off'
  | 'grant-unsupported'
  | 'not-admin-approved'
  | 'not-self-approved'
  | 'ip-or-hours'
  | 'hours'
  | 'user-inactive'
  | 'org-inactive'
  | 'api-disabled'
  | 'login-limit'
  | 'too-many-requests'
  | 'too-many-scopes'
  | 'scope-sent'
  | 'scope-refused'
  | 'audience'
  | 'assertion'
  | 'parameter-missing'
  | 'proof-wanted'
  | 'key'
  | 'secret'
  | 'login-failed'
  | 'not-token-endpoint'
  | 'request-malformed'
  | 'server-failed';

interface CauseRow {
  readonly cause: RefusalCause;
  /** Codes that have this cause whatever is said beside them, in any spelling. */
  readonly codes: readonly string[];
  /** Sentences that have this cause whatever the code. */
  readonly sentence?: RegExp | undefined;
}

/** The words of Salesforce, the more telling first. Sources disagree on the code of many a sentence. */
const CAUSES: readonly CauseRow[] = [
  {
    cause: 'wrong-host',
    codes: ['URL_NOT_RESET'],
    sentence: /not supported on this domain|destination url (?:is )?not reset/i,
  },
  {
    cause: 'app-missing',
    codes: ['OAUTH_EC_APP_NOT_FOUND', 'app_not_found'],
    sentence: /\bapp(?:lication)? (?:is not|isn['’]t|must be) installed|\bapp(?:lication)? (?:was )?not found/i,
  },
  { cause: 'cross-org', codes: ['OAUTH_AUTHORIZATION_BLOCKED'], sentence: /cross-org/i },
  { cause: 'app-blocked', codes: ['OAUTH_APP_BLOCKED'], sentence: /\bapp(?:lication)? is blocked/i },
  { cause: 'no-user', codes: [], sentence: /no client credentials user enabled/i },
  {
    cause: 'flow-off',
    codes: ['unauthorized_client'],
    sentence: /client credentials flow.*not (?:enabled|supported)/i,
  },
  {
    cause: 'grant-unsupported',
    codes: ['unsupported_grant_type'],
    sentence: /grant type.*not (?:enabled|supported)|unsupported grant type/i,
  },
  {
    cause: 'not-admin-approved',
    codes: ['invalid_app_access', 'OAUTH_APP_ACCESS_DENIED'],
    sentence: /not admin[- ]approved/i,
  },
  {
    cause: 'not-self-approved',
    codes: [],
    sentence: /(?:has not|hasn['’]?t) (?:approved|authorized) this (?:consumer|app)/i,
  },
  { cause: 'hours', codes: ['LOGIN_DURING_RESTRICTED_TIME'] },
  {
    cause: 'ip-or-hours',
    codes: ['LOGIN_DURING_RESTRICTED_DOMAIN'],
    sentence: /ip restricted|restricted ip|invalid login hours/i,
  },
  { cause: 'user-inactive', codes: ['inactive_user'], sentence: /\buser (?:is )?(?:inactive|frozen)|inactive user/i },
  {
    cause: 'org-inactive',
    codes: ['inactive_org', 'ORG_LOCKED', 'TRIAL_EXPIRED'],
    sentence: /\borg(?:anization)? (?:is |has been )?(?:inactive|locked|suspended|expired)|inactive org/i,
  },
  {
    cause: 'api-disabled',
    codes: ['API_DISABLED_FOR_ORG', 'API_CURRENTLY_DISABLED'],
    sentence: /\bapi is (?:not enabled|disabled|currently disabled) for this/i,
  },
  {
    cause: 'login-limit',
    codes: ['login_rate_exceeded'],
    sentence: /login (?:rate )?(?:limit|rate) (?:reached|exceeded)/i,
  },
  {
    cause: 'too-many-requests',
    codes: ['rate_limit_exceeded', 'temporarily_unavailable', 'REQUEST_LIMIT_EXCEEDED'],
    sentence: /too many requests|(?:rate|request|requests) limit exceeded/i,
  },
  { cause: 'too-many-scopes', codes: [], sentence: /too many scopes/i },
  { cause: 'scope-sent', codes: [], sentence: /scope parameter/i },
  {
    cause: 'scope-refused',
    codes: ['invalid_scope'],
    sentence: /requested scopes? (?:is|are) (?:not allowed|invalid)/i,
  },
  // RFC 9449, sections 5 and 8: an app that binds its tokens refuses a request without a proof of the client's key.
  { cause: 'proof-wanted', codes: ['invalid_dpop_proof', 'use_dpop_nonce'], sentence: /\bdpop\b/i },
  { cause: 'audience', codes: [], sentence: /audience/i },
  {
    cause: 'assertion',
    codes: ['invalid_assertion'],
    sentence: /invalid assertion|invalid signature|assertion is invalid/i,
  },
  { cause: 'parameter-missing', codes: [], sentence: /missing required parameter|required parameter.*missing/i },
  { cause: 'key', codes: ['invalid_client_id'], sentence: /client identifier invalid|invalid client id/i },
  {
    cause: 'secret',
    codes: ['invalid_client'],
    sentence: /invalid client (?:credentials|secret)|client secret (?:is )?invalid/i,
  },
  { cause: 'login-failed', codes: ['INVALID_LOGIN'], sentence: /authentication failure/i },
  {
    cause: 'not-token-endpoint',
    codes: ['NOT_FOUND', 'METHOD_NOT_ALLOWED', 'UNSUPPORTED_MEDIA_TYPE', 'JSON_PARSER_ERROR', 'INVALID_SESSION_ID'],
    sentence: /requested resource does not exist|HTTP method '?\w+'? not allowed/i,
  },
  {
    cause: 'server-failed',
    codes: ['unknown_error', 'server_error', 'SERVER_UNAVAILABLE', 'UNKNOWN_EXCEPTION'],
    sentence: /retry your request|unexpected (?:error|exception)|internal server error|service unavailable/i,
  },
  { cause: 'request-malformed', codes: ['invalid_request'] },
];

function rowOfCode(word: string): CauseRow | undefined {
  const code = word.toLowerCase();
  return CAUSES.find(({ codes }) => codes.some((known) => known.toLowerCase() === code));
}

/** What a token endpoint said. */
export interface RefusalWords {
  readonly error: string;
  readonly description: string;
}

/**
 * Names the cause of a refusal: by its sentence whatever the code, else by a code that stands in the sentence, else by its
 * code alone. Undefined for words that are not known.
 */
export function causeOf({ error, description }: RefusalWords): RefusalCause | undefined {
  const bySentence = CAUSES.find(({ sentence }) => sentence?.test(description) === true);
  const words = [...description.split(/\W+/), error];
  return (bySentence ?? words.map(rowOfCode).find((row) => row !== undefined))?.cause;
}
