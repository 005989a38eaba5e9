import { EcaError } from '../errors.js';
import { foreignText } from '../foreign-text.js';
import type { HttpAnswer } from '../http/http.js';
import { asRecord, asText, jsonOf } from '../http/json.js';
import { causeOf, type RefusalCause } from '../oauth/refusal-cause.js';
import { apiErrorOf } from '../oauth/transport.js';

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
    return causeOf(this) === 'audience';
  }
}

/** Reads the refusal out of an answer of a token endpoint; undefined when it is none. */
export function loginRefusal(answer: HttpAnswer): LoginRefusal | undefined {
  const { status, body } = answer;
  if (status < 400) return undefined;
  const apiError = apiErrorOf(answer);
  if (apiError !== undefined) return new LoginRefusal(status, apiError.error, apiError.description);
  const fields = asRecord(jsonOf(body));
  const error = foreignText(asText(fields.error) ?? '', 100);
  const description = asText(fields.error_description) ?? (error === '' ? body : '');
  return new LoginRefusal(status, error, foreignText(description, 200));
}

const CLIENT_GONE =
  'The org has no app with this client id, as after a sandbox refresh: correct the client id, or deploy or install the app there.';
const APPROVE =
  'Pre-authorise the user for the app: a permission set or profile in its policies, "Admin approved users are pre-authorized".';
const WRONG_ASSERTION = 'Check that the certificate of the app fits the private key.';
const MAY_NOT_YET = 'Wait, and keep one session instead of logging in for each command.';

/** What to do about a login that was refused, by the causes that `verify` tells apart too. */
const FIXES: Readonly<Partial<Record<RefusalCause, string>>> = {
  audience: 'Use the My Domain of the org as instance URL, and log in with an app of that org.',
  'wrong-host': 'Use the My Domain of the org as instance URL.',
  'app-missing': CLIENT_GONE,
  key: CLIENT_GONE,
  'cross-org': 'The app is a Local app of another org: deploy the app to this org and log in with its own client id.',
  'app-blocked': 'The app is switched off or blocked in the org: switch it on in its policies.',
  'not-admin-approved': APPROVE,
  'not-self-approved': APPROVE,
  assertion: WRONG_ASSERTION,
  secret: 'Renew the login: the secret of the app that it was made with is another one now.',
  'user-inactive': 'Activate or unfreeze the user in Setup, Users.',
  'login-failed':
    'Check the username (after a refresh it ends in the name of the sandbox), and that the user is active and not frozen.',
  'ip-or-hours':
    "The user may not log in from here or now: its profile's login IP ranges and login hours decide, and a JWT login is bound to them whatever the app relaxes.",
  hours: "The user may not log in now: its profile's login hours decide.",
  'grant-unsupported':
    'Switch the JWT bearer flow of the app on (a certificate in its settings), and check that the URL is that of the org.',
  'flow-off': 'Switch the flow on in the settings of the app.',
  'org-inactive': 'The org is locked, expired or suspended: log in to it, or ask Salesforce support.',
  'api-disabled': 'The edition of the org has no API, or the user lacks "API Enabled".',
  'login-limit': MAY_NOT_YET,
  'too-many-requests': MAY_NOT_YET,
  'proof-wanted':
    'The app binds its tokens to a key of the client (DPoP), which this login cannot: switch isDPopEnabled of its global OAuth settings off, or log in with another app.',
  'parameter-missing': 'Check that client id, username and key are not empty where they are taken from.',
};

const TRY_AGAIN =
  'Run the command again in some minutes; https://status.salesforce.com tells of maintenance. If it stays so, look for a proxy in between.';

/** Hosts that every org once took as the audience of an assertion. */
const LEGACY_AUDIENCE = /^https:\/\/(?:login|test)\.salesforce\.com$/i;

/** Says what an org means that has no app for one of the old audiences: it looks there for Connected Apps alone. */
function legacyAudience(audience: string | undefined, cause: RefusalCause | undefined): string | undefined {
  if (audience === undefined || cause !== 'app-missing' || !LEGACY_AUDIENCE.test(audience)) return undefined;
  return `The assertion named ${audience} as its audience, and an External Client App is not found by that one even where it is installed: use the My Domain of the org as instance URL. Where it is the My Domain, see that the org has the app: ${CLIENT_GONE}`;
}

/**
 * Spells a target of a command as an alias to type; a username, a URL and a variable are none.
 */
export function aliasFor(target: string): string {
  return /^[\w.-]+$/.test(target) && !/^[A-Z0-9_]+$/.test(target) ? target : 'ALIAS';
}

/** Says how to get a session again, once one has ended. */
export function logInAgain(target: string): [string, string] {
  return [
    `Log in again: \`sf org login web --alias ${aliasFor(target)}\` (a sandbox with --instance-url and its My Domain), or renew the token or key that the environment holds.`,
    'After a sandbox refresh run `eca refresh` first: it finds a way in where the environment names its sandbox.',
  ];
}

/**
 * Turns a refusal into an error of the closed list.
 *
 * @param audience - Audience of the assertion that was refused, for a login by JWT.
 */
export function refusedLogin(refusal: LoginRefusal, who: string, audience?: string): EcaError {
  const { status, error, message } = refusal;
  const options = { cause: refusal, data: { status, ...(error === '' ? {} : { code: error }) } };
  const cause = causeOf(refusal);
  if (error === '' || cause === 'server-failed' || (cause === undefined && status >= 500)) {
    return new EcaError({
      name: 'OrgRequestFailedError',
      message: `${who} did not take the login, and not because of it: HTTP ${status}${message === `HTTP ${status}` ? '' : `, ${message}`}.`,
      actions: [TRY_AGAIN],
      ...options,
    });
  }
  const fix = legacyAudience(audience, cause) ?? (cause === undefined ? undefined : FIXES[cause]);
  // A login by JWT has nothing that could have expired.
  if (fix === undefined && error === 'invalid_grant' && audience === undefined) {
    return new EcaError({
      name: 'SessionExpiredError',
      message: `${who} refused the login (${message}): it has expired or was revoked.`,
      actions: logInAgain(''),
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
