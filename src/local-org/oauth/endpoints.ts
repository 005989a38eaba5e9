import type { Context } from '../state/context.js';
import type { Answer } from '../wire/answer.js';
import { json, oauthError } from '../wire/answer.js';
import type { LocalRequest } from '../wire/request.js';
import { formOf } from '../wire/request.js';
import type { Session } from '../state/apps.js';
import type { OrgRecord } from '../state/world.js';
import { publicJwk } from './jwt.js';
import { clientOf } from './client.js';
import { knownApp, validPair } from './client-credentials.js';
import { SCOPES } from '../apps/scopes.js';
import { closeSession, sessionOf } from './sessions.js';
import { shownScopes } from './token-answer.js';
import { userById } from '../users/access.js';

/** Answers the discovery document of the My Domain. [C] */
export function openidConfiguration(context: Context): Answer {
  const base = context.baseUrl();
  return json(200, {
    issuer: base,
    authorization_endpoint: `${base}/services/oauth2/authorize`,
    token_endpoint: `${base}/services/oauth2/token`,
    revocation_endpoint: `${base}/services/oauth2/revoke`,
    userinfo_endpoint: `${base}/services/oauth2/userinfo`,
    jwks_uri: `${base}/id/keys`,
    registration_endpoint: `${base}/services/oauth2/register`,
    introspection_endpoint: `${base}/services/oauth2/introspect`,
    scopes_supported: Object.values(SCOPES),
    response_types_supported: ['code', 'token', 'token id_token'],
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: ['RS256'],
    token_endpoint_auth_methods_supported: ['client_secret_post', 'client_secret_basic', 'private_key_jwt'],
  });
}

/** Answers the keys that sign JWT access tokens. */
export function jwks(): Answer {
  return json(200, { keys: [publicJwk()] });
}

/** Answers who the bearer of a token is. */
export function userinfo(context: Context, request: LocalRequest): Answer {
  const bearer = /^(?:Bearer|OAuth)\s+(\S+)$/i.exec(request.headers['authorization'] ?? '');
  const given = bearer?.[1] ?? request.query.get('access_token') ?? formOf(request).get('access_token') ?? '';
  const session = sessionOf(context, given);
  const user = session === undefined ? undefined : userById(context.world, session.userId);
  if (session === undefined || user === undefined) return badOauthToken();
  const identity = ['id', 'openid', 'profile', 'full', 'web'].some((scope) => session.scopes.includes(scope));
  if (!identity && context.assumed('userinfo-scope') === 'identity') return badOauthToken(); // [U]
  const { org } = context.world;
  return json(200, {
    sub: `${context.baseUrl()}/id/${org.id}/${user.id}`,
    user_id: user.id,
    organization_id: org.id,
    preferred_username: user.username,
    nickname: user.username.split('@')[0] ?? '',
    name: user.name,
    email: user.email,
    email_verified: true,
    zoneinfo: 'America/Los_Angeles',
    user_type: 'STANDARD',
    active: user.active,
    urls: {
      rest: `${context.baseUrl()}/services/data/v{version}/`,
      custom_domain: `https://${myDomainOf(org)}`, // [C] that it is there
    },
  });
}

/** [C] the form; the org of this machine is not reached there. */
function myDomainOf({ name, sandboxName }: OrgRecord): string {
  const domain = name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
  return sandboxName === ''
    ? `${domain}.my.salesforce.com`
    : `${domain}--${sandboxName.toLowerCase()}.sandbox.my.salesforce.com`;
}

/** [C] plain text, not JSON */
function badOauthToken(): Answer {
  return { status: 403, headers: { 'Content-Type': 'text/html;charset=UTF-8' }, body: 'Bad_OAuth_Token' };
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
    sub: `${context.baseUrl()}/id/${context.world.org.id}/${session.userId}`,
    token_type: 'access_token',
    exp: Math.floor(session.expiresAt / 1000),
    iat: Math.floor(session.issuedAt / 1000),
    nbf: Math.floor(session.issuedAt / 1000),
  };
}

/** Ends a session. */
export function revoke(context: Context, request: LocalRequest): Answer {
  const given = formOf(request).get('token') ?? request.query.get('token') ?? '';
  if (closeSession(context, given)) return { status: 200, headers: {}, body: '' };
  return oauthError('unsupported_token_type', 'this token type is not supported'); // [C]
}
