import { describe, expect, it } from 'vitest';
import { readTokenResponse } from '../../../src/oauth/token.js';
import { CANARY, expectNoCanary } from './canary.js';
import { TOKEN_ANSWER } from './token-server.js';

const HOST = 'https://acme--uat.sandbox.my.salesforce.com';
const endpoints = { issuer: HOST, token: `${HOST}/services/oauth2/token` };
const json = (body: unknown, status = 200, headers: Record<string, string> = {}) =>
  new Response(JSON.stringify(body), {
    status,
    headers: { 'content-type': 'application/json;charset=UTF-8', ...headers },
  });
const read = (response: Response) => readTokenResponse(response, endpoints);

describe('readTokenResponse of a token', () => {
  it('reads an opaque token with its org, user, scopes and instance', async () => {
    const answer = await read(json({ ...TOKEN_ANSWER, access_token: CANARY, scope: 'api cdp_query_api' }));
    expect(answer).toMatchObject({
      kind: 'token',
      format: 'opaque',
      scopes: ['api', 'cdp_query_api'],
      orgId: '00D000000000042AAA',
      userId: '005000000000007AAA',
      instanceUrl: 'https://acme--uat.sandbox.my.salesforce.com',
      hasRefreshToken: false,
    });
    expect(answer.kind === 'token' && answer.token.reveal()).toBe(CANARY);
    expectNoCanary(answer);
  });

  it('tells a JWT from an opaque token', async () => {
    const answer = await read(
      json({ ...TOKEN_ANSWER, access_token: 'eyJhbGciOiJSUzI1NiJ9.e30.c2ln', token_format: 'jwt' }),
    );
    expect(answer).toMatchObject({ kind: 'token', format: 'jwt' });
  });

  it.each(['abc\n::stop-commands::x', 'abc def', 'abc\u202e', 'abc\u0007'])(
    'takes no token with %j in it',
    async (token) => {
      const answer = await read(json({ ...TOKEN_ANSWER, access_token: token }));
      expect(answer).toMatchObject({ kind: 'no-answer', code: 'UNREADABLE' });
    },
  );

  it('notices a refresh token, which this flow never gives', async () => {
    expect(await read(json({ ...TOKEN_ANSWER, refresh_token: '5Aep861' }))).toMatchObject({ hasRefreshToken: true });
  });

  it('leaves out what the answer does not say', async () => {
    const answer = await read(json({ access_token: 'opaque', token_type: 'Bearer' }));
    const said = Object.entries(answer).filter(([, value]) => value !== undefined);
    expect(said.map(([name]) => name).sort()).toEqual(['format', 'hasRefreshToken', 'kind', 'token']);
  });

  it('takes an empty scope for none', async () => {
    expect(await read(json({ ...TOKEN_ANSWER, scope: '' }))).toHaveProperty('scopes', undefined);
  });

  it('cuts trailing slashes off the instance', async () => {
    const answer = await read(json({ ...TOKEN_ANSWER, instance_url: `${HOST}//` }));
    expect(answer).toMatchObject({ instanceUrl: HOST });
  });

  it('reads ids of 15 characters, and none out of something that is no identity URL', async () => {
    const short = `${HOST}/id/00D000000000042/005000000000007`;
    expect(await read(json({ ...TOKEN_ANSWER, id: short }))).toMatchObject({ orgId: '00D000000000042' });
    const strange = await read(json({ ...TOKEN_ANSWER, id: `${HOST}/id/somebody` }));
    expect(strange).toMatchObject({ orgId: undefined, userId: undefined });
  });
});

describe('readTokenResponse of a refusal', () => {
  it.each([
    ['invalid_client_id', 'client identifier invalid', 400],
    ['invalid_client', 'invalid client credentials', 401],
    ['invalid_grant', 'no client credentials user enabled', 400],
    ['invalid_app_access', 'user is not admin approved to access this app', 403],
    ['rate_limit_exceeded', 'too many requests', 429],
  ])('reads %s with its sentence and status', async (error, error_description, status) => {
    expect(await read(json({ error, error_description }, status))).toEqual({
      kind: 'refused',
      error,
      description: error_description,
      status,
    });
  });

  it('reads a refusal without a sentence', async () => {
    expect(await read(json({ error: 'inactive_org' }, 400))).toMatchObject({ error: 'inactive_org', description: '' });
  });

  it('calls a page with status 429 a rate limit', async () => {
    const page = new Response('<html>', { status: 429, headers: { 'content-type': 'text/html' } });
    expect(await read(page)).toEqual({
      kind: 'refused',
      error: 'rate_limit_exceeded',
      description: 'HTTP 429',
      status: 429,
    });
  });

  // oauth4webapi looks at the challenge before the body. RFC 6749 section 5.2 asks for one with invalid_client after
  // Basic, so a refusal that should be waited for looks like an answer of something else.
  it('reads the refusal also when a challenge comes with it', async () => {
    const answer = await read(
      json({ error: 'invalid_client', error_description: 'invalid client credentials' }, 401, {
        'www-authenticate': 'Basic realm="Salesforce"',
      }),
    );
    expect(answer).toMatchObject({ kind: 'refused', error: 'invalid_client' });
  });
});

describe("readTokenResponse of an error of Salesforce's own APIs", () => {
  it.each([
    ['a list', [{ errorCode: 'API_DISABLED_FOR_ORG', message: 'API is not enabled for this Organization or Partner' }]],
    ['alone', { errorCode: 'API_DISABLED_FOR_ORG', message: 'API is not enabled for this Organization or Partner' }],
  ])('reads its code and its sentence: %s', async (_what, body) => {
    expect(await read(json(body, 403))).toEqual({
      kind: 'refused',
      error: 'API_DISABLED_FOR_ORG',
      description: 'API is not enabled for this Organization or Partner',
      status: 403,
    });
  });

  it('keeps the status of a server that failed without saying why', async () => {
    expect(await read(new Response('<html>', { status: 502 }))).toMatchObject({ kind: 'no-answer', status: 502 });
  });
});

describe('readTokenResponse of a token that is no bearer token', () => {
  it.each(['DPoP', 'mac'])('names its type, and does not say the token: %s', async (token_type) => {
    const answer = await read(json({ ...TOKEN_ANSWER, access_token: CANARY, token_type }));
    expect(answer).toMatchObject({ kind: 'no-answer', code: 'TOKEN_TYPE' });
    expect(JSON.stringify(answer)).toContain(`of type \\"${token_type}\\", which is no bearer token`);
    expectNoCanary(answer);
  });

  it('takes every spelling of "Bearer"', async () => {
    expect(await read(json({ ...TOKEN_ANSWER, token_type: 'bearer' }))).toMatchObject({ kind: 'token' });
  });
});

describe('readTokenResponse of something else', () => {
  const page = `<html>login for ${CANARY}</html>`;
  const cases: readonly (readonly [string, () => Response])[] = [
    ['a page', () => new Response(page, { status: 200, headers: { 'content-type': 'text/html' } })],
    [
      'a page with an error status',
      () => new Response(page, { status: 502, headers: { 'content-type': 'text/html' } }),
    ],
    ['a page that calls itself JSON', () => new Response(page, { headers: { 'content-type': 'application/json' } })],
    ['an empty answer', () => new Response('', { status: 200 })],
    ['an empty error', () => new Response(null, { status: 400 })],
    ['JSON without a token', () => json({ hello: 'world' })],
    ['a list', () => json([TOKEN_ANSWER])],
    ['an empty token', () => json({ ...TOKEN_ANSWER, access_token: '' })],
    ['a token that is no text', () => json({ ...TOKEN_ANSWER, access_token: 7 })],
    ['a redirect', () => new Response(null, { status: 302, headers: { location: `${HOST}/login` } })],
    ['an error without a code', () => json({ message: 'Bad Request' }, 400)],
  ];

  it.each(cases)('calls %s unreadable, with the status and without its content', async (_what, make) => {
    const response = make();
    const answer = await read(response);
    expect(answer).toMatchObject({ kind: 'no-answer', code: 'UNREADABLE' });
    expect(answer).toMatchObject({ detail: expect.stringContaining(`HTTP ${response.status}`) as string });
    expectNoCanary(answer);
  });

  it.each([
    ['a redirect', () => new Response(null, { status: 307, headers: { location: 'https://login.salesforce.com' } })],
    ['a token of another host', () => json({ ...TOKEN_ANSWER, instance_url: 'https://acme.my.salesforce.com' })],
    ['a token of another port', () => json({ ...TOKEN_ANSWER, instance_url: `${HOST}:8443` })],
    ['a token of plain http', () => json({ ...TOKEN_ANSWER, instance_url: HOST.replace('https', 'http') })],
    ['a token of a host that is no URL', () => json({ ...TOKEN_ANSWER, instance_url: 'acme' })],
  ])('refuses %s that leads to another origin', async (_what, make) => {
    const answer = await read(make());
    expect(answer).toMatchObject({
      kind: 'no-answer',
      code: 'FOREIGN_HOST',
      error: { name: 'ForeignHostError', message: expect.stringContaining(HOST) as string },
    });
    expect(answer).not.toHaveProperty('token');
  });

  it('takes a token whatever the content type says', async () => {
    const answer = new Response(JSON.stringify(TOKEN_ANSWER), { headers: { 'content-type': 'text/plain' } });
    expect(await read(answer)).toMatchObject({ kind: 'token' });
  });

  // oauth4webapi checks an identity token against the client id and the issuer, of which readTokenResponse gives it the
  // one that it makes up. An org whose app has the scope openid may send one.
  it('takes a token also when an identity token comes with it', async () => {
    const idToken = [{ alg: 'RS256' }, { iss: HOST, aud: 'somebody', sub: 'x', exp: 4102444800, iat: 1764000000 }]
      .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
      .join('.');
    expect(await read(json({ ...TOKEN_ANSWER, id_token: `${idToken}.c2ln` }))).toMatchObject({ kind: 'token' });
  });
});
