import { canLogIn, userById } from '../users/access.js';
import { recordLogin } from '../users/logins.js';
import type { Answer } from '../wire/answer.js';
import { oauthError } from '../wire/answer.js';
import { own } from '../wire/own.js';
import { issueRefreshToken, openSession } from './sessions.js';
import type { TokenRequest } from './token-answer.js';
import { tokenAnswer } from './token-answer.js';

/** Answers the authorization code grant for a code that production's sandboxAuth issued; it counts once. */
export function authorizationCodeGrant({ context, form, client, clientAddress }: TokenRequest): Answer {
  const { world } = context;
  const code = form.get('code') ?? '';
  const grant = own(world.authCodes, code);
  const user = grant === undefined ? undefined : userById(world, grant.userId);
  if (grant === undefined || user === undefined || grant.until <= context.now()) {
    return oauthError('invalid_grant', 'expired authorization code');
  }
  if (client.key !== grant.app) return oauthError('invalid_client_id', 'client identifier invalid');
  world.authCodes = Object.fromEntries(Object.entries(world.authCodes).filter(([other]) => other !== code));
  if (!canLogIn(user)) return oauthError('inactive_user', 'user is inactive');
  recordLogin(context, user, {
    app: grant.app,
    loginType: 'Remote Access 2.0',
    sourceIp: clientAddress,
    status: 'Success',
  });
  const session = openSession(context, { user, scopes: grant.scopes, app: grant.app });
  const refreshToken = issueRefreshToken(context, user, grant.scopes);
  return tokenAnswer(context, session, { scope: grant.scopes.join(' '), refreshToken });
}
