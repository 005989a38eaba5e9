import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readEndpoints, requestEndpoints } from '../../../src/oauth/endpoints.js';
import { httpOfTest } from '../http-of-test.js';
import { TokenServer } from './token-server.js';

const token = 'https://acme.my.salesforce.com/services/oauth2/token';

describe('readEndpoints', () => {
  it('reads every endpoint that the org names', () => {
    const document = {
      issuer: 'https://acme.my.salesforce.com',
      token_endpoint: token,
      userinfo_endpoint: 'https://acme.my.salesforce.com/services/oauth2/userinfo',
      revocation_endpoint: 'https://acme.my.salesforce.com/services/oauth2/revoke',
      introspection_endpoint: 'https://acme.my.salesforce.com/services/oauth2/introspect',
    };
    expect(readEndpoints(document)).toEqual({
      kind: 'endpoints',
      issuer: document.issuer,
      token,
      userinfo: document.userinfo_endpoint,
      revocation: document.revocation_endpoint,
      introspection: document.introspection_endpoint,
    });
  });

  it('takes the origin of the token endpoint for the issuer when none is named', () => {
    expect(readEndpoints({ token_endpoint: token })).toEqual({
      kind: 'endpoints',
      issuer: 'https://acme.my.salesforce.com',
      token,
    });
  });

  it.each([
    ['nothing', undefined],
    ['null', null],
    ['a text', '<html>'],
    ['an empty object', {}],
    ['an empty token endpoint', { token_endpoint: '' }],
    ['a token endpoint that is no URL', { token_endpoint: '/services/oauth2/token' }],
    ['a token endpoint that is no text', { token_endpoint: 42 }],
  ])('gives nothing for %s', (_what, document) => {
    expect(readEndpoints(document)).toBeUndefined();
  });
});

describe('requestEndpoints', () => {
  let server: TokenServer;
  beforeAll(async () => {
    server = await TokenServer.start();
  });
  afterAll(() => server.stop());

  it('asks the My Domain for its discovery document, whatever path was given', async () => {
    server.answer({ body: { token_endpoint: `${server.url}/token` } });
    expect(await requestEndpoints(httpOfTest(), `${server.url}/lightning/page`)).toMatchObject({
      token: `${server.url}/token`,
    });
    expect(server.arrived.map(({ method, path }) => [method, path])).toEqual([
      ['GET', '/.well-known/openid-configuration'],
    ]);
  });

  it.each([
    ['an error', { status: 404, body: {} }, /HTTP 404/],
    ['a page', { body: '<html>', type: 'text/html' }, /is a web page/],
    ['a document of something else', { body: { issuer: 'https://acme.example' } }, /names no token endpoint/],
  ])('calls %s unreadable', async (_what, reply, detail) => {
    server.answer(reply);
    const answer = await requestEndpoints(httpOfTest(), server.url);
    expect(answer).toMatchObject({
      kind: 'no-answer',
      code: 'UNREADABLE',
      detail: expect.stringMatching(detail) as string,
    });
  });

  it.each([
    ['of OAuth', { error: 'invalid_grant', error_description: 'Login limit reached' }],
    ['of the APIs', [{ errorCode: 'invalid_grant', message: 'Login limit reached' }]],
  ])('keeps an error %s that came in its place', async (_what, body) => {
    server.answer({ status: 400, body });
    expect(await requestEndpoints(httpOfTest(), server.url)).toMatchObject({
      apiError: { error: 'invalid_grant', description: 'Login limit reached', status: 400 },
    });
  });

  it('reports a connection that is dropped, by its code', async () => {
    server.answer('reset');
    expect(await requestEndpoints(httpOfTest(), server.url)).toMatchObject({
      kind: 'no-answer',
      code: 'ECONNRESET',
    });
  });

  it('reports a port where nobody listens, by its code', async () => {
    const gone = await TokenServer.start();
    const { url } = gone;
    await gone.stop();
    expect(await requestEndpoints(httpOfTest(), url)).toMatchObject({ kind: 'no-answer', code: 'ECONNREFUSED' });
  });
});
