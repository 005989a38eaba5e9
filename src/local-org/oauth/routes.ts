import type { Route } from '../calls/route.js';
import { publicRoute } from '../calls/route.js';
import { certain } from '../state/evidence.js';
import { introspect, jwks, openidConfiguration, revoke } from './endpoints.js';
import { identity, userinfo } from './identity.js';
import { token } from './token.js';

/** Endpoints of OAuth and OpenID Connect. */
export const oauthRoutes: readonly Route[] = [
  publicRoute(
    'openid-configuration',
    'GET',
    /^\/\.well-known\/openid-configuration$/,
    ({ context }) => openidConfiguration(context),
    certain('recorded: discovery', 'recorded'),
  ),
  publicRoute(
    'keys',
    'GET',
    /^\/id\/keys$/,
    jwks,
    certain('wire-shapes: of what is discovered lead to something', 'help'),
  ),
  publicRoute(
    'token',
    'POST',
    /^\/services\/oauth2\/token$/,
    ({ context, request }) => token(context, request),
    certain('recorded: token', 'recorded'),
  ),
  ...['GET', 'POST'].flatMap((method) => [
    publicRoute(
      'userinfo',
      method,
      /^\/services\/oauth2\/userinfo$/,
      userinfo,
      certain(`recorded: userinfo by ${method}`, 'recorded'),
    ),
    publicRoute(
      'identity',
      method,
      /^\/id\/(00D\w+)\/(005\w+)$/,
      identity,
      certain(`recorded: identity by ${method}`, 'recorded'),
    ),
    publicRoute(
      'revoke',
      method,
      /^\/services\/oauth2\/revoke$/,
      ({ context, request }) => revoke(context, request),
      certain(`recorded: revocation by ${method}`, 'help'),
    ),
  ]),
  publicRoute(
    'introspect',
    'POST',
    /^\/services\/oauth2\/introspect$/,
    ({ context, request }) => introspect(context, request),
    certain('oauth: introspects a living and a dead token', 'help'),
  ),
];
