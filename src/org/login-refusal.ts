import { EcaError } from '../errors.js';
import { foreignText } from '../foreign-text.js';
import type { HttpAnswer } from '../http/http.js';
import { asRecord, asText, jsonOf } from '../http/json.js';

/** What a token endpoint said to a login that it did not take. */
export class LoginRefusal extends Error {
  override readonly name = 'LoginRefusal';

  constructor(
    readonly status: number,
    /** Error code, such as `invalid_grant`; empty when the answer is none of OAuth. */
    readonly error: string,
    /** The org's sentence, or an empty text. */
    readonly description: string,
  ) {
    super([error, description].filter((part) => part !== '').join(': ') || `HTTP ${status}`);
  }

  /** Whether another audience may help: each further try is a failed login of the user. */
  get isAboutAudience(): boolean {
    return /audience/i.test(this.message);
  }
}

/** Reads the refusal out of an answer of a token endpoint; undefined when it is none. */
export function loginRefusal({ status, body }: HttpAnswer): LoginRefusal | undefined {
  if (status < 400) return undefined;
  const fields = asRecord(jsonOf(body));
  const error = foreignText(asText(fields.error) ?? '', 100);
  const description = asText(fields.error_description) ?? (error === '' ? body : '');
  return new LoginRefusal(status, error, foreignText(description, 200));
}

/** What to do about a refusal: the first row that fits its code or its sentence. */
const FIXES: readonly (readonly [RegExp, string])[] = [
  [/audience/i, 'Use the My Domain of the org as instance URL, and log in with an app of that org.'],
  [
    /invalid_client_id|client identifier invalid|not installed|app_not_found|OAUTH_EC_APP_NOT_FOUND/i,
    'The org has no app with this client id, as after a sandbox refresh: correct the client id, or deploy or install the app there.',
  ],
  [
    /approved|authorized this consumer|invalid_app_access/i,
    'Pre-authorise the user for the app: a permission set or profile in its policies, "Admin approved users are pre-authorized".',
  ],
  [/invalid assertion|signature/i, 'Check that the certificate of the app fits the private key.'],
  [/invalid_client\b/i, 'Renew the login: the secret of the app that it was made with is another one now.'],
  [
    /authentication failure|inactive|frozen/i,
    'Check the username (after a refresh it ends in the name of the sandbox), and that the user is active and not frozen.',
  ],
  [
    /ip restricted|login hours|rate.limit/i,
    'The user may not log in from here or now: its login IP ranges and hours, and the limit of logins, decide.',
  ],
];

/** Turns a refusal into an error of the closed list. */
export function refusedLogin(refusal: LoginRefusal, who: string): EcaError {
  const { status, error, message } = refusal;
  const options = { cause: refusal, data: { status, ...(error === '' ? {} : { code: error }) } };
  if (error === '' || status >= 500) {
    return new EcaError({
      name: 'OrgRequestFailedError',
      message: `${who} did not take the login, and not because of it: HTTP ${status}${message === `HTTP ${status}` ? '' : `, ${message}`}.`,
      actions: [
        'Run the command again in some minutes; https://status.salesforce.com tells of maintenance. If it stays so, look for a proxy in between.',
      ],
      ...options,
    });
  }
  const fix = FIXES.find(([pattern]) => pattern.test(message))?.[1];
  if (fix === undefined && error === 'invalid_grant') {
    return new EcaError({
      name: 'SessionExpiredError',
      message: `${who} refused the login (${message}): it has expired or was revoked.`,
      actions: ['Log in again: `sf org login web --alias …`, or renew the token or key that the environment holds.'],
      ...options,
    });
  }
  return new EcaError({
    name: 'OrgAuthInvalidError',
    message: `${who} refused the login (${message}).`,
    actions: [
      fix ??
        'Check the client id, the username, that the certificate of the app fits the key, and that the user is pre-authorised for that app.',
    ],
    ...options,
  });
}
