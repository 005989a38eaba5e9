import type { Context } from '../state/context.js';
import type { Answer } from '../wire/answer.js';
import { json, oauthError } from '../wire/answer.js';
import type { LocalRequest } from '../wire/request.js';
import { formOf } from '../wire/request.js';
import type { Session } from '../state/apps.js';
import { publicJwk } from './jwt.js';
import { clientOf } from './client.js';
import { knownApp, validPair } from './client-credentials.js';
import { SCOPES } from '../apps/scopes.js';
import { GRANT_TYPES } from './grant-types.js';
import { closeSession, sessionOf } from './sessions.js';
import { shownScopes } from './token-answer.js';
import { identityUrl } from '../users/identity-url.js';
import { userById } from '../users/access.js';

/** Answers the discovery document of the My Domain. [C] the keys; it names only what this org answers */
export function openidConfiguration(context: Context): Answer {
  const base = context.baseUrl();
  return json(200, {
    issuer: base,
    token_endpoint: `${base}/services/oauth2/token`,
    revocation_endpoint: `${base}/services/oauth2/revoke`,
    userinfo_endpoint: `${base}/services/oauth2/userinfo`,
    jwks_uri: `${base}/id/keys`,
    introspection_endpoint: `${base}/services/oauth2/introspect`,
    scopes_supported: Object.values(SCOPES),
    response_types_supported: [],
    grant_types_supported: GRANT_TYPES,
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: ['RS256'],
    token_endpoint_auth_methods_supported: ['client_secret_post', 'client_secret_basic'],
  });
}

/** Answers the keys that sign JWT access tokens. */
export function jwks(): Answer {
  return json(200, { keys: [publicJwk()] });
}

/** Answers whether a token is alive; the client proves itself with key and secret. */
export function introspect(context: Context, request: LocalRequest): Answer {
  const form = formOf(request);
  const { key, secret = '' } = clientOf(context, request.headers['authorization'], form);
  const known = knownApp(context, key);
  if (known === undefined) return oauthError('invalid_client_id', 'client identifier invalid', 401);
  if (validPair(context, known.app, key, secret) === undefined) {
    return oauthError('invalid_client', 'invalid client credentials', 401);
  }
  const session = sessionOf(context, form.get('token') ?? '');
  if (session?.app !== known.app.app) return json(200, { active: false });
  return json(200, { active: true, ...introspection(context, session), client_id: key });
}

function introspection(context: Context, session: Session): Record<string, unknown> {
  const user = userById(context.world, session.userId);
  return {
    scope: shownScopes(session.scopes).join(' '),
    username: user?.username ?? '',
    sub: identityUrl(context, session.userId),
    token_type: 'access_token',
    exp: Math.floor(session.expiresAt / 1000),
    iat: Math.floor(session.issuedAt / 1000),
    nbf: Math.floor(session.issuedAt / 1000),
  };
}

/** Ends a session. [C] the answer is empty; [U] its type */
export function revoke(context: Context, request: LocalRequest): Answer {
  const given = formOf(request).get('token') ?? request.query.get('token') ?? '';
  if (closeSession(context, given)) {
    return { status: 200, headers: { 'Content-Type': 'text/html;charset=UTF-8' }, body: '' };
  }
  return formRefusal('unsupported_token_type', 'this token type is not supported');
}

/** Refuses a revocation. [C] status and error; [P] that it comes as a form, which clients read as one; [U] its type */
function formRefusal(error: string, description: string): Answer {
  const body = `error=${error}&error_description=${encodeURIComponent(description)}`;
  return { status: 400, headers: { 'Content-Type': 'application/x-www-form-urlencoded;charset=UTF-8' }, body };
}
