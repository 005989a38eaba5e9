import type { Evidence } from '../state/evidence.js';
import { certain } from '../state/evidence.js';
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
import type { GrantType } from './grant-types.js';
import { inFormat } from './token-format.js';
import type { TokenRequest } from './token-answer.js';
import { own } from '../wire/own.js';

interface Grant {
  readonly answer: (request: TokenRequest) => Answer;
  readonly evidence: Evidence;
}

/** Grants of the token endpoint. */
export const GRANTS: Readonly<Record<GrantType, Grant>> = {
  authorization_code: {
    answer: authorizationCodeGrant,
    evidence: certain('sandboxes: lets a user of production in with a code that counts once', 'help'),
  },
  client_credentials: { answer: clientCredentialsGrant, evidence: certain('recorded: token', 'recorded') },
  'urn:ietf:params:oauth:grant-type:jwt-bearer': {
    answer: jwtBearerGrant,
    evidence: certain('source-sets: gives a token for an assertion that its key signed', 'help'),
  },
  refresh_token: {
    answer: refreshTokenGrant,
    evidence: certain(
      'outside-clients: gets a new session with its refresh token when the old one has expired',
      'help',
    ),
  },
};

/** Answers the token endpoint, in the format that the request asks for. */
export function token(context: Context, request: LocalRequest): Answer {
  const form = parametersOf(request);
  return inFormat(answered(context, request, form), form.get('format') ?? request.headers['accept'] ?? '');
}

/** Parameters in the body or in the query; those of the body win. [C] both are read */
function parametersOf(request: LocalRequest): URLSearchParams {
  const form = formOf(request);
  for (const [name, value] of request.query) if (!form.has(name)) form.set(name, value);
  return form;
}

function answered(context: Context, request: LocalRequest, form: URLSearchParams): Answer {
  const host = request.headers['host'] ?? '';
  // [C] login hosts do not take this flow; every other name of the machine counts as the My Domain
  if (/^(login|test)\./.test(host)) return oauthError('invalid_grant', 'request not supported on this domain');
  const grant = own<Grant>(GRANTS, form.get('grant_type') ?? '');
  if (grant === undefined) return oauthError('unsupported_grant_type', 'grant type not supported');
  const client = clientOf(context, request.headers['authorization'], form);
  return grant.answer({ context, form, client, clientAddress: request.clientAddress });
}
