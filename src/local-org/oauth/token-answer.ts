import { createHmac } from 'node:crypto';
import type { Context } from '../state/context.js';
import type { Answer } from '../wire/answer.js';
import { json } from '../wire/answer.js';
import type { Session } from '../state/apps.js';
import { SCOPES, SCOPES_NOT_GRANTED } from '../apps/scopes.js';

/** Key and secret that a client sent, and by which way. */
export interface ClientCredentials {
  readonly key: string;
  readonly secret: string | undefined;
}

/** A request to the token endpoint. */
export interface TokenRequest {
  readonly context: Context;
  readonly form: URLSearchParams;
  readonly client: ClientCredentials;
  readonly clientAddress: string;
}

/** Protocol names of the scopes that a token response shows. */
export function shownScopes(scopes: readonly string[]): string[] {
  const hidden = SCOPES_NOT_GRANTED.map((scope) => SCOPES[scope]);
  return scopes.filter((scope) => !hidden.includes(scope));
}

/** Answers with a token. There is no `expires_in`. [C] */
export function tokenAnswer(
  context: Context,
  session: Session,
  options: { readonly secret?: string; readonly scope: string; readonly refreshToken?: string },
): Answer {
  const id = `${context.baseUrl()}/id/${context.world.org.id}/${session.userId}`;
  const issuedAt = String(session.issuedAt);
  const signature = createHmac('sha256', options.secret ?? '')
    .update(id + issuedAt)
    .digest('base64');
  return json(
    200,
    {
      access_token: session.token,
      refresh_token: options.refreshToken,
      signature,
      ...(session.kind === 'jwt' ? { token_format: 'jwt' } : {}),
      scope: options.scope,
      instance_url: context.baseUrl(),
      id,
      token_type: 'Bearer',
      issued_at: issuedAt,
      api_instance_url: context.baseUrl(),
    },
    { 'Cache-Control': 'no-cache, no-store', Pragma: 'no-cache' },
  );
}
