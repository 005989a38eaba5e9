import type { Answer } from '../wire/answer.js';
import { oauthError } from '../wire/answer.js';
import { isApproved, knownApp } from './client-credentials.js';
import { isSignedBy, jwtClaims } from './jwt.js';
import { SCOPES } from '../apps/scopes.js';
import { openSession } from './sessions.js';
import type { TokenRequest } from './token-answer.js';
import { shownScopes, tokenAnswer } from './token-answer.js';
import { canLogIn, userById, userByName } from '../users/access.js';
import { recordLogin } from '../users/logins.js';
import { own } from '../wire/own.js';

/** Consumer keys that stand for a Connected App made for logins; their assertions are not checked. */
const LOGIN_CLIENTS = ['local-org', 'PlatformCLI'];
const LOGIN_SCOPES = ['id', 'api', 'web', 'refresh_token'];

/** Answers the JWT bearer grant; lenient about `exp` and `aud`, which real clients fill in oddly. */
export function jwtBearerGrant(request: TokenRequest): Answer {
  const { context, form, clientAddress } = request;
  const assertion = form.get('assertion') ?? '';
  const claims = jwtClaims(assertion);
  const key = typeof claims?.['iss'] === 'string' ? claims['iss'] : '';
  const subject = typeof claims?.['sub'] === 'string' ? claims['sub'] : '';
  const loginClient = LOGIN_CLIENTS.includes(key);
  const known = loginClient ? undefined : knownApp(context, key);
  if (!loginClient && known === undefined) return oauthError('invalid_client_id', 'client identifier invalid');
  if (known !== undefined && !isSignedBy(assertion, known.view.certificate)) {
    return oauthError('invalid_grant', 'invalid assertion');
  }
  const user = userByName(context.world, subject);
  if (user === undefined) return oauthError('invalid_grant', "user hasn't approved this consumer");
  if (!canLogIn(user)) return oauthError('inactive_user', 'user is inactive');
  // [P] an app that users approve themselves cannot be used without a browser first
  if (known !== undefined && (!known.view.preApproved || !isApproved(context, known.view, user))) {
    const preApproved = known.view.preApproved;
    return preApproved
      ? oauthError('invalid_app_access', 'user is not admin approved to access this app')
      : oauthError('invalid_grant', "user hasn't approved this consumer");
  }
  const app = known?.app.app ?? key;
  recordLogin(context, user, { app, loginType: 'OAuth JWT Bearer', sourceIp: clientAddress, status: 'Success' });
  const scopes = known?.view.scopes.flatMap((scope) => own(SCOPES, scope) ?? []) ?? LOGIN_SCOPES;
  const session = openSession(context, { user, scopes, app, consumerKey: key, jwt: known?.view.jwtTokens === true });
  return tokenAnswer(context, session, { scope: (known === undefined ? scopes : shownScopes(scopes)).join(' ') });
}

/** Answers the refresh token grant for a refresh token of this org. */
export function refreshTokenGrant({ context, form }: TokenRequest): Answer {
  const grant = own(context.world.refreshTokens, form.get('refresh_token') ?? '');
  const user = grant === undefined ? undefined : userById(context.world, grant.userId);
  if (grant === undefined || user === undefined) return oauthError('invalid_grant', 'expired access/refresh token');
  if (!canLogIn(user)) return oauthError('inactive_user', 'user is inactive');
  const session = openSession(context, { user, scopes: grant.scopes, app: grant.app });
  return tokenAnswer(context, session, { scope: grant.scopes.join(' ') });
}
