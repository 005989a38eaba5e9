import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { requestToken, type AuthMethod } from '../../../src/oauth/token.js';
import { Secret } from '../../../src/secret.js';
import { CANARY, expectNoCanary } from './canary.js';
import { httpOfTest } from '../http-of-test.js';
import { refusal, TOKEN_ANSWER, TokenServer } from './token-server.js';

// Consumer keys contain dots and underscores, and secrets may contain what a form must encode.
const KEY = '3MVG9.uat_Key-4711';

let server: TokenServer;
beforeAll(async () => {
  server = await TokenServer.start();
});
afterAll(() => server.stop());

const ask = (authMethod?: AuthMethod, signal?: AbortSignal) =>
  requestToken(httpOfTest({ signal: signal ?? new AbortController().signal }), server.endpoints, {
    consumerKey: KEY,
    consumerSecret: new Secret(CANARY),
    authMethod,
  });

function onlyRequest() {
  const [request, ...more] = server.arrived;
  expect(more).toEqual([]);
  if (request === undefined) throw new Error('Nothing arrived.');
  return { ...request, form: Object.fromEntries(new URLSearchParams(request.body)) };
}

describe('requestToken', () => {
  it('sends key and secret in the body when nothing else is said', async () => {
    server.answer({ body: TOKEN_ANSWER });
    expect(await ask()).toMatchObject({ kind: 'token' });
    const { method, path, headers, form } = onlyRequest();
    expect([method, path]).toEqual(['POST', '/services/oauth2/token']);
    expect(headers['content-type']).toMatch(/^application\/x-www-form-urlencoded/);
    expect(headers.authorization).toBeUndefined();
    expect(form).toEqual({ grant_type: 'client_credentials', client_id: KEY, client_secret: CANARY });
  });

  it('sends key and secret in the header as they are, without percent-encoding', async () => {
    server.answer({ body: TOKEN_ANSWER });
    expect(await ask('client_secret_basic')).toMatchObject({ kind: 'token' });
    const { headers, form } = onlyRequest();
    const [scheme, pair] = headers.authorization?.split(' ') ?? [];
    expect(scheme).toBe('Basic');
    expect(Buffer.from(pair ?? '', 'base64').toString()).toBe(`${KEY}:${CANARY}`);
    expect(form).toEqual({ grant_type: 'client_credentials' });
  });

  it('puts nothing into the URL', async () => {
    server.answer({ body: TOKEN_ANSWER });
    await ask();
    expect(onlyRequest().path).not.toContain('?');
  });

  it('gives back a refusal that holds no secret', async () => {
    server.answer(refusal('invalid_client', 'invalid client credentials'));
    const answer = await ask();
    expect(answer).toEqual({
      kind: 'refused',
      error: 'invalid_client',
      description: 'invalid client credentials',
      status: 400,
    });
    expectNoCanary(answer);
  });

  it('follows no redirect, which would carry the secret to another host', async () => {
    server.answer({ status: 307, body: {} });
    expect(await ask()).toMatchObject({ kind: 'no-answer', code: 'UNREADABLE' });
    expect(server.arrived).toHaveLength(1);
  });

  it('reports a dropped connection by its code, without the secret', async () => {
    server.answer('reset');
    const answer = await ask();
    expect(answer).toMatchObject({ kind: 'no-answer', code: 'ECONNRESET' });
    expectNoCanary(answer);
  });

  it('refuses to send a secret without TLS to another machine', async () => {
    const token = 'http://acme.my.salesforce.com/services/oauth2/token';
    const endpoints = { kind: 'endpoints', issuer: 'http://acme.my.salesforce.com', token } as const;
    const answer = await requestToken(httpOfTest(), endpoints, {
      consumerKey: KEY,
      consumerSecret: new Secret(CANARY),
    });
    expect(answer).toMatchObject({ kind: 'no-answer' });
    expectNoCanary(answer);
  });

  it('throws the reason of the signal when it is aborted while the org thinks', async () => {
    server.answer('hang');
    const abort = new AbortController();
    const reason = new Error('Interrupted.');
    const asked = ask(undefined, abort.signal);
    setTimeout(() => {
      abort.abort(reason);
    }, 20);
    await expect(asked).rejects.toBe(reason);
  });
});
