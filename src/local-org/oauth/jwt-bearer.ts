import { SCOPES } from '../apps/scopes.js';
import type { Context } from '../state/context.js';
import type { UserRecord } from '../state/users.js';
import { canLogIn, userByName } from '../users/access.js';
import { isLoginAddress } from '../users/login-limits.js';
import { recordLogin } from '../users/logins.js';
import type { Answer } from '../wire/answer.js';
import { oauthError } from '../wire/answer.js';
import { own } from '../wire/own.js';
import type { KnownApp } from './client-credentials.js';
import { isApproved, knownApp, sessionMinutes } from './client-credentials.js';
import { isSignedBy, jwtClaims } from './jwt.js';
import { openSession } from './sessions.js';
import type { TokenRequest } from './token-answer.js';
import { shownScopes, tokenAnswer } from './token-answer.js';

/** Consumer keys that stand for a Connected App made for logins; their signatures are not checked. */
const LOGIN_CLIENTS = ['local-org', 'PlatformCLI'];
const LOGIN_SCOPES = ['id', 'api', 'web', 'refresh_token'];
/** Audiences of old, which Connected Apps still take and External Client Apps do not. [P] */
const LOGIN_AUDIENCES = ['https://login.salesforce.com', 'https://test.salesforce.com'];

/** Answers the JWT bearer grant. */
export function jwtBearerGrant(request: TokenRequest): Answer {
  const { context, form } = request;
  const assertion = form.get('assertion') ?? '';
  const claims = jwtClaims(assertion);
  const text = (name: string): string => (typeof claims?.[name] === 'string' ? claims[name] : '');
  const key = text('iss');
  const known = LOGIN_CLIENTS.includes(key) ? undefined : knownApp(context, key);
  if (!LOGIN_CLIENTS.includes(key) && known === undefined) {
    return oauthError('invalid_client_id', 'client identifier invalid');
  }
  const refusal = audienceRefusal(context, text('aud'), known) ?? expiryRefusal(context, claims?.['exp']);
  if (refusal !== undefined) return refusal;
  if (known !== undefined && !isSignedBy(assertion, known.view.certificate)) {
    return oauthError('invalid_grant', 'invalid assertion');
  }
  const user = userByName(context.world, text('sub'));
  if (user === undefined) return oauthError('invalid_grant', "user hasn't approved this consumer");
  return userRefusal(request, user, known) ?? token(request, user, key, known);
}

/** [C] the words for a wrong audience; [P] that External Client Apps are not known on the login hosts. */
function audienceRefusal(context: Context, written: string, known: KnownApp | undefined): Answer | undefined {
  const audience = URL.canParse(written) ? new URL(written).origin : written;
  const own = new URL(context.baseUrl()).origin;
  if ([own, own.replace('//127.0.0.1', '//localhost')].includes(audience)) return undefined;
  if (!LOGIN_AUDIENCES.includes(audience)) return oauthError('invalid_grant', 'audience is invalid');
  return known === undefined
    ? undefined
    : oauthError('app_not_found', 'External client app is not installed in this org');
}

/** [U] the words. A time far ahead is taken: \@salesforce/core writes milliseconds. */
function expiryRefusal(context: Context, expiry: unknown): Answer | undefined {
  const seconds = typeof expiry === 'number' ? expiry : Number.NaN;
  return seconds * 1000 > context.now() ? undefined : oauthError('invalid_grant', 'token validity expired');
}

function userRefusal(request: TokenRequest, user: UserRecord, known: KnownApp | undefined): Answer | undefined {
  const { context, clientAddress } = request;
  if (!canLogIn(user)) return oauthError('inactive_user', 'user is inactive');
  // [P] an app that users approve themselves cannot be used without a browser first
  if (known !== undefined && !known.view.preApproved) {
    return oauthError('invalid_grant', "user hasn't approved this consumer");
  }
  if (known !== undefined && !isApproved(context, known.view, user)) {
    return oauthError('invalid_app_access', 'user is not admin approved to access this app');
  }
  if (isLoginAddress(user, clientAddress)) return undefined;
  // [C] for Connected Apps: these logins keep to the user's addresses whatever the app's policy says
  logIn(request, user, known?.app.app ?? 'local-org', 'Restricted IP');
  return oauthError('invalid_grant', 'ip restricted or invalid login hours');
}

function logIn(request: TokenRequest, user: UserRecord, app: string, status: string): void {
  const { context, clientAddress } = request;
  recordLogin(context, user, { app, loginType: 'OAuth JWT Bearer', sourceIp: clientAddress, status });
}

function token(request: TokenRequest, user: UserRecord, key: string, known: KnownApp | undefined): Answer {
  const { context } = request;
  const app = known?.app.app ?? key;
  logIn(request, user, app, 'Success');
  const scopes = known?.view.scopes.flatMap((scope) => own(SCOPES, scope) ?? []) ?? LOGIN_SCOPES;
  const session = openSession(context, {
    user,
    scopes,
    app,
    consumerKey: key,
    jwt: known?.view.jwtTokens === true,
    minutes: known === undefined ? undefined : sessionMinutes(known.view),
  });
  if (known !== undefined && !known.app.used) context.world.apps[app] = { ...known.app, used: true };
  return tokenAnswer(context, session, { scope: (known === undefined ? scopes : shownScopes(scopes)).join(' ') });
}
