import {
  allowInsecureRequests,
  clientCredentialsGrantRequest,
  ClientSecretPost,
  processClientCredentialsResponse,
  ResponseBodyError,
  type ClientAuth,
} from 'oauth4webapi';
import { Secret } from '../secret.js';
import type { Endpoints } from './endpoints.js';
import { asRecord, asText, isLoopback, noAnswer, REQUEST_TIMEOUT_MS, type NoAnswer } from './transport.js';

/** How key and secret travel: in the body, or in the Authorization header. */
export type AuthMethod = 'client_secret_post' | 'client_secret_basic';

/** A token, and what the answer says of it. */
export interface AccessToken {
  readonly kind: 'token';
  readonly token: Secret;
  /** `jwt` when the token is a signed JWT, `opaque` when only the org can read it. */
  readonly format: 'opaque' | 'jwt';
  /** Protocol names; undefined when the answer names none. */
  readonly scopes?: readonly string[];
  /** Organization id of the identity URL, 18 characters. */
  readonly orgId?: string;
  /** User id of the identity URL. */
  readonly userId?: string;
  readonly instanceUrl?: string;
  /** Identity URL of the user. */
  readonly id?: string;
  /** Milliseconds since 1970, as text, in Salesforce's way. */
  readonly issuedAt?: string;
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
  endpoints: Endpoints,
  credentials: ClientCredentials,
  signal?: AbortSignal,
): Promise<TokenAnswer> {
  const server = { issuer: endpoints.issuer, token_endpoint: endpoints.token };
  const client = { client_id: credentials.consumerKey };
  const timeout = AbortSignal.timeout(REQUEST_TIMEOUT_MS);
  try {
    const response = await clientCredentialsGrantRequest(
      server,
      client,
      clientAuth(credentials),
      new URLSearchParams(),
      {
        // Plain http is for a local org on this machine only; the library refuses it elsewhere.
        [allowInsecureRequests]: isLoopback(endpoints.token),
        signal: signal === undefined ? timeout : AbortSignal.any([signal, timeout]),
      },
    );
    return await readTokenResponse(response, endpoints);
  } catch (error) {
    signal?.throwIfAborted();
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
  const server = { issuer: endpoints.issuer, token_endpoint: endpoints.token };
  const status = response.status;
  try {
    const answer = await processClientCredentialsResponse(server, ANY_CLIENT, await essence(response));
    return accessToken(answer);
  } catch (error) {
    if (error instanceof ResponseBodyError) {
      return { kind: 'refused', error: error.error, description: error.error_description ?? '', status };
    }
    if (status === 429) return { kind: 'refused', error: 'rate_limit_exceeded', description: 'HTTP 429', status };
    const detail = error instanceof Error ? error.message : String(error);
    return { kind: 'no-answer', code: 'UNREADABLE', detail: `the token endpoint answered HTTP ${status}: ${detail}` };
  }
}

/**
 * Leaves out what says nothing of this flow and would stop the library: a challenge beside the error of RFC 6749, section
 * 5.2, and an identity token.
 */
async function essence(response: Response): Promise<Response> {
  const text = await response.text();
  const type = response.headers.get('content-type') ?? '';
  const init = { status: response.status, headers: { 'content-type': type } };
  const fields = /json/i.test(type) ? asRecord(parsed(text)) : {};
  if (Object.keys(fields).length === 0) return new Response(text, init);
  return new Response(JSON.stringify({ ...fields, id_token: undefined }), init);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function accessToken(answer: Awaited<ReturnType<typeof processClientCredentialsResponse>>): AccessToken {
  const extra = asRecord(answer);
  const [, orgId, userId] = /\/id\/(00D\w{12,15})\/(005\w{12,15})$/.exec(asText(extra.id) ?? '') ?? [];
  const instanceUrl = asText(extra.instance_url);
  const id = asText(extra.id);
  const issuedAt = asText(extra.issued_at);
  const scope = asText(answer.scope);
  return {
    kind: 'token',
    token: new Secret(answer.access_token),
    format: answer.access_token.startsWith('eyJ') ? 'jwt' : 'opaque',
    hasRefreshToken: answer.refresh_token !== undefined,
    ...(scope === undefined ? {} : { scopes: scope.split(/\s+/) }),
    ...(id === undefined ? {} : { id }),
    ...(issuedAt === undefined ? {} : { issuedAt }),
    ...(orgId === undefined ? {} : { orgId }),
    ...(userId === undefined ? {} : { userId }),
    ...(instanceUrl === undefined ? {} : { instanceUrl: instanceUrl.replace(/\/+$/, '') }),
  };
}
