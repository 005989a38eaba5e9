import { createHmac } from 'node:crypto';
import type { Context } from '../state/context.js';
import type { Answer } from '../wire/answer.js';
import { json } from '../wire/answer.js';
import type { Session } from '../state/apps.js';
import { identityUrl } from '../users/identity-url.js';
import { SCOPES, SCOPES_NOT_GRANTED } from '../apps/scopes.js';

/** Scopes of APIs that are not at the org's own address. */
const PLATFORM_SCOPES = ['sfap_api'];

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
  const id = identityUrl(context, session.userId);
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
      ...apiInstanceUrl(context, session),
    },
    { 'Cache-Control': 'no-cache, no-store', Pragma: 'no-cache' },
  );
}

/** [C] the address; [P] that the answer has it with a scope of the platform only */
function apiInstanceUrl(context: Context, session: Session): { readonly api_instance_url?: string } {
  const platform = PLATFORM_SCOPES.some((scope) => session.scopes.includes(scope));
  const shown = platform || context.assumed('api-instance-url') === 'always';
  return shown ? { api_instance_url: 'https://api.salesforce.com' } : {};
}
