import type { Route } from '../calls/route.js';
import { publicRoute } from '../calls/route.js';
import { introspect, jwks, openidConfiguration, revoke } from './endpoints.js';
import { identity, userinfo } from './identity.js';
import { token } from './token.js';

/** Endpoints of OAuth and OpenID Connect. */
export const oauthRoutes: readonly Route[] = [
  publicRoute('openid-configuration', 'GET', /^\/\.well-known\/openid-configuration$/, ({ context }) =>
    openidConfiguration(context),
  ),
  publicRoute('keys', 'GET', /^\/id\/keys$/, jwks),
  publicRoute('token', 'POST', /^\/services\/oauth2\/token$/, ({ context, request }) => token(context, request)),
  ...['GET', 'POST'].flatMap((method) => [
    publicRoute('userinfo', method, /^\/services\/oauth2\/userinfo$/, userinfo),
    publicRoute('identity', method, /^\/id\/(00D\w+)\/(005\w+)$/, identity),
    publicRoute('revoke', method, /^\/services\/oauth2\/revoke$/, ({ context, request }) => revoke(context, request)),
  ]),
  publicRoute('introspect', 'POST', /^\/services\/oauth2\/introspect$/, ({ context, request }) =>
    introspect(context, request),
  ),
];
