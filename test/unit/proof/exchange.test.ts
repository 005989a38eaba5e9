import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exchange, isPassing } from '../../../src/proof/exchange.js';
import type { TokenAnswer } from '../../../src/oauth/token.js';
import { Secret } from '../../../src/secret.js';
import { httpOfTest } from '../http-of-test.js';
import { refusal, TOKEN_ANSWER, TokenServer } from '../oauth/token-server.js';

const credentials = { consumerKey: '3MVG9.uat_Key', consumerSecret: new Secret('7391') };
const SPREADING = refusal('invalid_client_id', 'client identifier invalid');

const refused = (error: string, description = ''): TokenAnswer => ({
  kind: 'refused',
  error,
  description,
  status: 400,
});

describe('isPassing', () => {
  it.each([
    ['invalid_client_id', 'client identifier invalid'],
    ['invalid_client', 'invalid client credentials'],
    ['invalid_grant', 'no client credentials user enabled'],
    ['invalid_grant', 'No Client Credentials User Enabled'],
  ])('waits for %s: %s', (error, description) => {
    expect(isPassing(refused(error, description))).toBe(true);
  });

  it.each([
    ['invalid_grant', 'ip restricted or invalid login hours'],
    ['invalid_grant', 'request not supported on this domain'],
    ['invalid_app_access', 'user is not admin approved to access this app'],
    ['inactive_user', 'user is inactive'],
    ['unsupported_grant_type', 'grant type not supported'],
    ['invalid_client_metadata', ''],
    ['rate_limit_exceeded', ''],
  ])('does not wait for %s: %s', (error, description) => {
    expect(isPassing(refused(error, description))).toBe(false);
  });

  it('does not wait when there was no answer, or a token', () => {
    expect(isPassing({ kind: 'no-answer', code: 'ECONNREFUSED', detail: 'invalid_client' })).toBe(false);
    const token = new Secret('00D!AQ');
    expect(isPassing({ kind: 'token', token, format: 'opaque', hasRefreshToken: false })).toBe(false);
  });
});

describe('exchange', () => {
  let server: TokenServer;
  beforeAll(async () => {
    server = await TokenServer.start();
  });
  afterAll(() => server.stop());

  it('asks again until the change has reached the server, and says so before each try', async () => {
    server.answer(SPREADING, { body: TOKEN_ANSWER });
    const told: (readonly [TokenAnswer, number])[] = [];
    const { answer, ms } = await exchange(httpOfTest(), server.endpoints, credentials, {
      waitMs: 20_000,
      onRetry: (refusal, nextTryMs) => told.push([refusal, nextTryMs]),
    });
    expect(answer).toMatchObject({ kind: 'token' });
    expect(server.arrived).toHaveLength(2);
    expect(told).toEqual([[expect.objectContaining({ error: 'invalid_client_id' }), 500]]);
    expect(ms).toBeGreaterThanOrEqual(490);
  });

  it('stops when the time is over, with the last refusal', async () => {
    server.answer(refusal('invalid_grant', 'no client credentials user enabled'));
    const { answer, ms } = await exchange(httpOfTest(), server.endpoints, credentials, { waitMs: 900 });
    expect(answer).toMatchObject({ kind: 'refused', description: 'no client credentials user enabled' });
    expect(server.arrived.length).toBeGreaterThanOrEqual(2);
    expect(ms).toBeGreaterThanOrEqual(500);
    expect(ms).toBeLessThan(5_000);
  });

  it('asks once when there is nothing to wait for', async () => {
    server.answer(SPREADING);
    const told: unknown[] = [];
    const { answer } = await exchange(httpOfTest(), server.endpoints, credentials, {
      waitMs: 0,
      onRetry: (each) => told.push(each),
    });
    expect(answer).toMatchObject({ error: 'invalid_client_id' });
    expect(server.arrived).toHaveLength(1);
    expect(told).toEqual([]);
  });

  it.each([
    ['invalid_app_access', 'user is not admin approved to access this app'],
    ['invalid_grant', 'ip restricted or invalid login hours'],
    ['inactive_user', 'user is inactive'],
  ])('takes %s for final, however long it may wait', async (error, description) => {
    server.answer(refusal(error, description), { body: TOKEN_ANSWER });
    const { answer } = await exchange(httpOfTest(), server.endpoints, credentials, { waitMs: 60_000 });
    expect(answer).toMatchObject({ kind: 'refused', error });
    expect(server.arrived).toHaveLength(1);
  });

  it('takes a dropped connection for final', async () => {
    server.answer('reset');
    const { answer } = await exchange(httpOfTest(), server.endpoints, credentials, { waitMs: 60_000 });
    expect(answer).toMatchObject({ kind: 'no-answer' });
    expect(server.arrived).toHaveLength(1);
  });

  it('ends at once with the reason of the signal, while it waits and before it began', async () => {
    server.answer(SPREADING);
    const abort = new AbortController();
    const reason = new Error('Interrupted.');
    const started = performance.now();
    const waiting = exchange(httpOfTest(), server.endpoints, credentials, {
      waitMs: 60_000,
      signal: abort.signal,
      onRetry: () =>
        setTimeout(() => {
          abort.abort(reason);
        }, 10),
    });
    await expect(waiting).rejects.toBe(reason);
    expect(performance.now() - started).toBeLessThan(5_000);
    await expect(
      exchange(httpOfTest(), server.endpoints, credentials, { waitMs: 0, signal: abort.signal }),
    ).rejects.toBe(reason);
    expect(server.arrived).toHaveLength(1);
  });
});
