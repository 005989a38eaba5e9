import { asRecord, asText, noAnswer, REQUEST_TIMEOUT_MS, type NoAnswer } from './transport.js';

/** The OAuth endpoints of an org, in its own words. */
export interface Endpoints {
  readonly kind: 'endpoints';
  readonly issuer: string;
  readonly token: string;
  readonly userinfo?: string;
  readonly revocation?: string;
  readonly introspection?: string;
}

/**
 * Asks an org's My Domain for its endpoints.
 *
 * @see OpenID Connect Discovery 1.0, section 4
 */
export async function requestEndpoints(myDomainUrl: string): Promise<Endpoints | NoAnswer> {
  const url = new URL('/.well-known/openid-configuration', myDomainUrl);
  try {
    const response = await fetch(url, {
      headers: { accept: 'application/json' },
      signal: AbortSignal.timeout(REQUEST_TIMEOUT_MS),
    });
    if (!response.ok) return unreadable(`${url.href} answered HTTP ${response.status}`);
    const answer: unknown = await response.json().catch(() => undefined);
    return readEndpoints(answer) ?? unreadable(`${url.href} names no token endpoint`);
  } catch (error) {
    return noAnswer(error);
  }
}

/** Reads a discovery document; undefined when it names no token endpoint. */
export function readEndpoints(document: unknown): Endpoints | undefined {
  const fields = asRecord(document);
  const token = asText(fields.token_endpoint);
  if (token === undefined || !URL.canParse(token)) return undefined;
  const userinfo = asText(fields.userinfo_endpoint);
  const revocation = asText(fields.revocation_endpoint);
  const introspection = asText(fields.introspection_endpoint);
  return {
    kind: 'endpoints',
    issuer: asText(fields.issuer) ?? new URL(token).origin,
    token,
    ...(userinfo === undefined ? {} : { userinfo }),
    ...(revocation === undefined ? {} : { revocation }),
    ...(introspection === undefined ? {} : { introspection }),
  };
}

function unreadable(detail: string): NoAnswer {
  return { kind: 'no-answer', code: 'UNREADABLE', detail };
}
