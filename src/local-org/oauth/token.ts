import type { Context } from '../state/context.js';
import type { Answer } from '../wire/answer.js';
import { oauthError } from '../wire/answer.js';
import type { LocalRequest } from '../wire/request.js';
import { formOf } from '../wire/request.js';
import { authorizationCodeGrant } from './authorization-code.js';
import { clientCredentialsGrant } from './client-credentials.js';
import { jwtBearerGrant } from './jwt-bearer.js';
import { refreshTokenGrant } from './refresh-token.js';
import { clientOf } from './client.js';
import type { TokenRequest } from './token-answer.js';
import { own } from '../wire/own.js';

type Grant = (request: TokenRequest) => Answer;

const GRANTS: Readonly<Record<string, Grant>> = {
  authorization_code: authorizationCodeGrant,
  client_credentials: clientCredentialsGrant,
  'urn:ietf:params:oauth:grant-type:jwt-bearer': jwtBearerGrant,
  refresh_token: refreshTokenGrant,
};

/** Answers the token endpoint. */
export function token(context: Context, request: LocalRequest): Answer {
  const host = request.headers['host'] ?? '';
  // [C] login hosts do not take this flow; every other name of the machine counts as the My Domain
  if (/^(login|test)\./.test(host)) return oauthError('invalid_grant', 'request not supported on this domain');
  const form = formOf(request);
  const grant = own(GRANTS, form.get('grant_type') ?? '');
  if (grant === undefined) return oauthError('unsupported_grant_type', 'grant type not supported');
  const client = clientOf(context, request.headers['authorization'], form);
  return grant({ context, form, client, clientAddress: request.clientAddress });
}
