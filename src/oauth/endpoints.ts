import { refuseRedirect, keepOrigin } from '../http/origins.js';
import type { Http } from '../http/http.js';
import { asRecord, asText, jsonOf } from '../http/json.js';
import { noAnswer, unreadable, type NoAnswer } from './transport.js';

/** The OAuth endpoints of an org, in its own words. */
export interface Endpoints {
  readonly kind: 'endpoints';
  readonly issuer: string;
  readonly token: string;
  readonly userinfo?: string | undefined;
  readonly revocation?: string | undefined;
  readonly introspection?: string | undefined;
}

const LIMIT_BYTES = 1024 * 1024;

/**
 * Asks an org's My Domain for its endpoints. All of them, and the issuer, have the origin that was asked: key, secret and
 * token go nowhere else.
 *
 * @see OpenID Connect Discovery 1.0, section 4
 */
export async function requestEndpoints(http: Http, myDomainUrl: string): Promise<Endpoints | NoAnswer> {
  const { href: url } = new URL('/.well-known/openid-configuration', myDomainUrl);
  const headers = { accept: 'application/json' };
  try {
    const answer = await http.send({ method: 'GET', url, headers, changesNothing: true, limitBytes: LIMIT_BYTES });
    refuseRedirect(url, answer);
    if (answer.status !== 200) return unreadable(url, answer);
    const endpoints = readEndpoints(jsonOf(answer.body));
    if (endpoints === undefined) return unreadable(`${url} names no token endpoint: it`, answer);
    keepAll(url, endpoints);
    return endpoints;
  } catch (error) {
    return noAnswer(error);
  }
}

/** @throws ForeignHostError */
function keepAll(asked: string, { issuer, token, userinfo, revocation, introspection }: Endpoints): void {
  const named = { issuer, 'token endpoint': token, 'userinfo endpoint': userinfo };
  const more = { 'revocation endpoint': revocation, 'introspection endpoint': introspection };
  for (const [what, url] of Object.entries({ ...named, ...more })) {
    if (url !== undefined) keepOrigin({ asked, named: url, what: `the ${what}` });
  }
}

/** Reads a discovery document; undefined when it names no token endpoint. */
export function readEndpoints(document: unknown): Endpoints | undefined {
  const fields = asRecord(document);
  const token = asText(fields.token_endpoint);
  if (token === undefined || !URL.canParse(token) || new URL(token).username !== '') return undefined;
  return {
    kind: 'endpoints',
    issuer: asText(fields.issuer) ?? new URL(token).origin,
    token,
    userinfo: asText(fields.userinfo_endpoint),
    revocation: asText(fields.revocation_endpoint),
    introspection: asText(fields.introspection_endpoint),
  };
}
