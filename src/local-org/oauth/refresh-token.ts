import { userById, canLogIn } from '../users/access.js';
import type { Answer } from '../wire/answer.js';
import { oauthError } from '../wire/answer.js';
import { own } from '../wire/own.js';
import { openSession } from './sessions.js';
import type { TokenRequest } from './token-answer.js';
import { tokenAnswer } from './token-answer.js';

/** Answers the refresh token grant for a refresh token of this org. */
export function refreshTokenGrant({ context, form }: TokenRequest): Answer {
  const grant = own(context.world.refreshTokens, form.get('refresh_token') ?? '');
  const user = grant === undefined ? undefined : userById(context.world, grant.userId);
  if (grant === undefined || user === undefined) return oauthError('invalid_grant', 'expired access/refresh token');
  if (!canLogIn(user)) return oauthError('inactive_user', 'user is inactive');
  const session = openSession(context, { user, scopes: grant.scopes, app: grant.app });
  return tokenAnswer(context, session, { scope: grant.scopes.join(' ') });
}
