import type { EcaError, ErrorName } from '../errors.js';
import { causeOf, type RefusalCause } from '../oauth/refusal-cause.js';
import { LoginRefusal } from '../org/login-refusal.js';
import { notReady } from '../org/sandboxes.js';

/** Why a login to a sandbox cannot work. */
export type LoginCause =
  | 'not-set'
  | 'unknown-org'
  | 'session-gone'
  | 'user-frozen'
  | 'outside-access-group'
  | 'user-unknown'
  | 'app-gone'
  | 'not-approved'
  | 'api-access-control'
  | 'ip-or-hours'
  | 'not-activated'
  | 'no-production'
  | 'unreachable'
  | 'other';

/** Each cause in words, for people. */
const IN_WORDS: Readonly<Record<LoginCause, string>> = {
  'not-set': 'its variables are not set',
  'unknown-org': 'nobody knows the org',
  'session-gone': 'the session has ended',
  'user-frozen': 'the user is frozen or inactive',
  'outside-access-group': 'the user is not in the access group of the sandbox',
  'user-unknown': 'the sandbox has no such user',
  'app-gone': 'the app of the login is gone',
  'not-approved': 'the user is not approved for the app',
  'api-access-control': 'API Access Control blocks the app',
  'ip-or-hours': 'address or hour are not allowed',
  'not-activated': 'the sandbox is not activated yet',
  'no-production': 'production could not be asked',
  unreachable: 'the org did not answer',
  other: 'refused',
};

/** Says in words why a login cannot work. */
export function causeInWords(cause: LoginCause | undefined): string {
  return IN_WORDS[cause ?? 'other'];
}

/** What to do about each cause, beside what the refusal itself says. */
export const LOGIN_ADVICE: Readonly<Partial<Record<LoginCause, string>>> = {
  'session-gone':
    'A refresh ends every session and refresh token of the sandbox: log in by a JWT of a Connected App that production has, or through production (sandbox.production).',
  'user-frozen':
    'Unfreeze the user in the sandbox (Setup, Users), and put it into the access group of the sandbox, so that the next refresh leaves it alone.',
  'outside-access-group':
    'Put the user into the public group that the sandbox names as its access group, in production; unfreeze it in the sandbox this time (Setup, Users).',
  'user-unknown':
    'Correct the username: after a refresh it ends in the name of the sandbox, and the user has to exist in production.',
  'app-gone':
    'Log in with a Connected App of production, which a refresh brings along; an External Client App of the sandbox is gone with the old sandbox.',
  'not-approved': 'Pre-authorise the user for the app in production, so that each refresh brings it along.',
  'api-access-control':
    'API Access Control of the org blocks the app: install and approve it in production, or give the user "Use Any API Client".',
  'ip-or-hours':
    "Log in from an address and at an hour that the user's profile allows, or correct the profile in production.",
  'not-activated': 'Activate the sandbox in production (Setup, Sandboxes), then run the command again.',
};

const BY_REFUSAL: Readonly<Partial<Record<RefusalCause, LoginCause>>> = {
  'user-inactive': 'user-frozen',
  'login-failed': 'user-unknown',
  'not-self-approved': 'user-unknown',
  'not-admin-approved': 'not-approved',
  'app-blocked': 'api-access-control',
  'app-missing': 'app-gone',
  key: 'app-gone',
  'cross-org': 'app-gone',
  'ip-or-hours': 'ip-or-hours',
  hours: 'ip-or-hours',
};

/** Tells why a login failed, by what was thrown. */
export function loginCause(error: EcaError): LoginCause {
  const refusal = refusalIn(error);
  const known = refusal === undefined ? undefined : BY_REFUSAL[causeOf(refusal) ?? 'server-failed'];
  if (known !== undefined) return known;
  if (notReady(error) !== undefined) return 'not-activated';
  return BY_NAME[error.name] ?? 'other';
}

const BY_NAME: Readonly<Partial<Record<ErrorName, LoginCause>>> = {
  SessionExpiredError: 'session-gone',
  TargetOrgNotFoundError: 'unknown-org',
  OrgUnreachableError: 'unreachable',
  UnexpectedAnswerError: 'unreachable',
  ForeignHostError: 'unreachable',
};

function refusalIn(error: unknown): LoginRefusal | undefined {
  for (let current = error, depth = 0; current instanceof Error && depth < 8; depth += 1) {
    if (current instanceof LoginRefusal) return current;
    current = current.cause;
  }
  return undefined;
}
