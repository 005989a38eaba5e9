import {
  allowInsecureRequests,
  clientCredentialsGrantRequest,
  ClientSecretPost,
  customFetch,
  processClientCredentialsResponse,
  ResponseBodyError,
  type ClientAuth,
} from 'oauth4webapi';
import { EcaError } from '../errors.js';
import { foreignText } from '../foreign-text.js';
import type { Http, HttpAnswer } from '../http/http.js';
import { asRecord, asText, jsonOf } from '../http/json.js';
import { isLoopback, keepOrigin, refuseRedirect } from '../http/origins.js';
import { Secret } from '../secret.js';
import type { Endpoints } from './endpoints.js';
import { apiErrorOf, noAnswer, unreadable, type NoAnswer } from './transport.js';

/** How key and secret travel: in the body, or in the Authorization header. */
export type AuthMethod = 'client_secret_post' | 'client_secret_basic';

/** A token, and what the answer says of it. */
export interface AccessToken {
  readonly kind: 'token';
  readonly token: Secret;
  /** `jwt` when the token is a signed JWT, `opaque` when only the org can read it. */
  readonly format: 'opaque' | 'jwt';
  /** Protocol names; undefined when the answer names none. */
  readonly scopes?: readonly string[] | undefined;
  /** Organization id of the identity URL, 18 characters. */
  readonly orgId?: string | undefined;
  /** User id of the identity URL. */
  readonly userId?: string | undefined;
  readonly instanceUrl?: string | undefined;
  /** Identity URL of the user. */
  readonly id?: string | undefined;
  /** Milliseconds since 1970, as text, in Salesforce's way. */
  readonly issuedAt?: string | undefined;
  readonly hasRefreshToken: boolean;
}

/** The org's refusal to give a token. */
export interface Refusal {
  readonly kind: 'refused';
  /** Error code, such as `invalid_client_id`. */
  readonly error: string;
  /** Salesforce's sentence, or an empty text. */
  readonly description: string;
  readonly status: number;
}

/** What a token request can end in. */
export type TokenAnswer = AccessToken | Refusal | NoAnswer;

/** Key, secret, and how they are sent. */
export interface ClientCredentials {
  readonly consumerKey: string;
  readonly consumerSecret: Secret;
  /** Default: `client_secret_post`. */
  readonly authMethod?: AuthMethod | undefined;
}

/**
 * Sends a client credentials token request. It carries no `scope`: the app's scopes apply.
 *
 * @see RFC 6749, section 4.4.2
 */
export async function requestToken(
  http: Http,
  endpoints: Endpoints,
  credentials: ClientCredentials,
): Promise<TokenAnswer> {
  const server = { issuer: endpoints.issuer, token_endpoint: endpoints.token };
  const client = { client_id: credentials.consumerKey };
  try {
    const response = await clientCredentialsGrantRequest(
      server,
      client,
      clientAuth(credentials),
      new URLSearchParams(),
      {
        // Plain http is for a local org on this machine only; the library refuses it elsewhere.
        [allowInsecureRequests]: isLoopback(endpoints.token),
        [customFetch]: http.fetch,
      },
    );
    return await readTokenResponse(response, endpoints);
  } catch (error) {
    return noAnswer(error);
  }
}

function clientAuth({ consumerSecret, authMethod }: ClientCredentials): ClientAuth {
  if (authMethod !== 'client_secret_basic') return ClientSecretPost(consumerSecret.reveal());
  // The library percent-encodes `.` and `_`, as RFC 6749 section 2.3.1 may be read; consumer keys contain both, and
  // whether Salesforce decodes them is not known. Other clients send them as they are.
  return (_server, client, _body, headers) => {
    const pair = `${client.client_id}:${consumerSecret.reveal()}`;
    headers.set('authorization', `Basic ${Buffer.from(pair).toString('base64')}`);
  };
}

/** The library wants a client here too; only the request needs to know which one. */
const ANY_CLIENT = { client_id: 'any' };

/**
 * Reads the answer to a token request.
 *
 * @see RFC 6749, sections 5.1 and 5.2
 */
export async function readTokenResponse(
  response: Response,
  endpoints: Pick<Endpoints, 'issuer' | 'token'>,
): Promise<TokenAnswer> {
  const { status } = response;
  const headers = Object.fromEntries(response.headers);
  const answer: HttpAnswer = { status, headers, body: await response.text() };
  const fields = asRecord(jsonOf(answer.body));
  try {
    refuseRedirect(endpoints.token, answer);
    const isRefusal = status >= 400 && typeof fields.error === 'string';
    const isToken = status === 200 && asText(fields.access_token) !== undefined;
    if (isToken && !isBearer(fields)) return otherType(fields);
    if (isRefusal || isToken) return await interpret(fields, status, endpoints);
  } catch (error) {
    return noAnswer(error);
  }
  if (status === 429) return { kind: 'refused', error: 'rate_limit_exceeded', description: 'HTTP 429', status };
  const apiError = apiErrorOf(answer);
  return apiError === undefined ? unreadable('the token endpoint', answer) : { kind: 'refused', ...apiError };
}

/** @see RFC 6749, section 7.1: the type is compared without regard to its case. */
function isBearer({ token_type: type }: Readonly<Record<string, unknown>>): boolean {
  return typeof type !== 'string' || type.toLowerCase() === 'bearer';
}

function otherType({ token_type: type }: Readonly<Record<string, unknown>>): NoAnswer {
  const detail = `the token endpoint gave a token of type "${foreignText(String(type), 60)}", which is no bearer token`;
  return { kind: 'no-answer', code: 'TOKEN_TYPE', detail };
}

/**
 * Lets the library judge an answer, without what says nothing of this flow and would stop it: a challenge beside the error
 * of RFC 6749, section 5.2, and an identity token.
 */
async function interpret(
  fields: Readonly<Record<string, unknown>>,
  status: number,
  endpoints: Pick<Endpoints, 'issuer' | 'token'>,
): Promise<TokenAnswer> {
  const server = { issuer: endpoints.issuer, token_endpoint: endpoints.token };
  const essence = Response.json({ ...fields, id_token: undefined }, { status });
  // A server may say the token back in what the library finds wrong.
  const token = typeof fields.access_token === 'string' ? new Secret(fields.access_token) : undefined;
  // RFC 6749, section A.12: only visible ASCII. Anything else would break headers, and the lines of a log.
  if (token !== undefined && !/^[\x21-\x7e]+$/.test(token.reveal())) {
    return {
      kind: 'no-answer',
      code: 'UNREADABLE',
      detail: 'the token endpoint gave a token with characters that no token has',
    };
  }
  try {
    const answer = await processClientCredentialsResponse(server, ANY_CLIENT, essence);
    return accessToken(answer, token ?? new Secret(answer.access_token), endpoints.token);
  } catch (error) {
    if (error instanceof EcaError) throw error;
    if (error instanceof ResponseBodyError) {
      const description = foreignText(error.error_description ?? '');
      return { kind: 'refused', error: foreignText(error.error, 100), description, status };
    }
    const why = foreignText(error instanceof Error ? error.message : String(error));
    return { kind: 'no-answer', code: 'UNREADABLE', detail: `the token endpoint answered HTTP ${status}: ${why}` };
  }
}

function accessToken(
  answer: Awaited<ReturnType<typeof processClientCredentialsResponse>>,
  token: Secret,
  asked: string,
): AccessToken {
  const extra = asRecord(answer);
  const id = asText(extra.id);
  const [, orgId, userId] = /\/id\/(00D\w{12,15})\/(005\w{12,15})$/.exec(id ?? '') ?? [];
  const instance = asText(extra.instance_url);
  if (instance !== undefined) keepOrigin({ asked, named: instance, what: 'the instance URL of the token' });
  const scope = asText(answer.scope);
  return {
    kind: 'token',
    token,
    format: answer.access_token.startsWith('eyJ') ? 'jwt' : 'opaque',
    hasRefreshToken: answer.refresh_token !== undefined,
    scopes: scope?.split(/\s+/),
    id,
    issuedAt: asText(extra.issued_at),
    orgId,
    userId,
    instanceUrl: instance === undefined ? undefined : new URL(instance).origin,
  };
}
