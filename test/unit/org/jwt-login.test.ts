import { createPrivateKey, generateKeyPairSync, verify } from 'node:crypto';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { ClientRequest } from 'node:http';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { requestJwtSession } from '../../../src/org/jwt-login.js';
import { Secret } from '../../../src/secret.js';
import { CANARY, everythingSaidBy, expectNoCanary } from '../oauth/canary.js';
import { httpOfTest } from '../http-of-test.js';
import { refusal, TokenServer } from '../oauth/token-server.js';

const { privateKey, publicKey } = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  publicKeyEncoding: { type: 'spki', format: 'pem' },
});

let server: TokenServer;
let folder = '';
beforeAll(async () => {
  server = await TokenServer.start();
  folder = mkdtempSync(join(tmpdir(), 'eca-jwt-'));
});
afterAll(async () => {
  await server.stop();
  rmSync(folder, { recursive: true });
});

type Key = { readonly pem: Secret } | { readonly file: string };
const login = (key: Key) =>
  requestJwtSession(
    { kind: 'jwt', clientId: '3MVG9.ci', username: 'ci@acme.example', key, instanceUrl: server.url },
    httpOfTest(),
  );
const inline = (pem: string): Key => ({ pem: new Secret(pem) });

async function errorOf(key: Key): Promise<unknown> {
  return login(key).then(
    () => {
      throw new Error('It logged in.');
    },
    (error: unknown) => error,
  );
}

function assertions() {
  return server.arrived.map(({ body }) => {
    const form = new URLSearchParams(body);
    const [header = '', claims = '', signature = ''] = (form.get('assertion') ?? '').split('.');
    const read = (part: string) => JSON.parse(Buffer.from(part, 'base64url').toString()) as Record<string, unknown>;
    const isSigned = verify(
      'sha256',
      Buffer.from(`${header}.${claims}`),
      publicKey,
      Buffer.from(signature, 'base64url'),
    );
    return { grant: form.get('grant_type'), header: read(header), claims: read(claims), isSigned };
  });
}

describe('requestJwtSession', () => {
  it('exchanges a signed assertion for a session, with a key from a file', async () => {
    const file = join(folder, 'server.key');
    writeFileSync(file, privateKey);
    server.answer({ body: { access_token: CANARY, token_type: 'Bearer' } });
    const session = await login({ file });
    expect(session.token.reveal()).toBe(CANARY);
    expect(session.instanceUrl).toBe(server.url);
    expect(server.arrived[0]).toMatchObject({ method: 'POST', path: '/services/oauth2/token' });
    const [assertion] = assertions();
    expect(assertion).toMatchObject({
      grant: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
      header: { alg: 'RS256', typ: 'JWT' },
      claims: { iss: '3MVG9.ci', sub: 'ci@acme.example', aud: server.url },
      isSigned: true,
    });
    const lifetime = Number(assertion?.claims['exp']) - Date.now() / 1000;
    expect(lifetime).toBeGreaterThan(60);
    expect(lifetime).toBeLessThanOrEqual(180);
  });

  it.each([
    ['line ends', privateKey],
    ['\\n where a variable cannot hold line ends', privateKey.replaceAll('\n', '\\n')],
    ['\\r\\n in their place', privateKey.replaceAll('\n', '\\r\\n')],
    ['blanks in their place', privateKey.replaceAll('\n', ' ')],
    ['the PEM in base64', Buffer.from(privateKey).toString('base64')],
    [
      'the PEM in base64, in lines',
      (
        Buffer.from(privateKey)
          .toString('base64')
          .match(/.{1,76}/g) ?? []
      ).join('\n'),
    ],
    ['the bytes of the key in base64', privateKey.replaceAll(/-----[^-]+-----|\s/g, '')],
  ])('takes a key from a variable with %s', async (_what, pem) => {
    server.answer({ body: { access_token: CANARY } });
    expect((await login(inline(pem))).token.reveal()).toBe(CANARY);
    expect(assertions()).toMatchObject([{ isSigned: true }]);
  });

  it('tries the audiences that Salesforce documents, one after the other, at the org itself', async () => {
    server.answer(refusal('invalid_grant', 'audience is invalid'), { body: { access_token: CANARY } });
    await login(inline(privateKey));
    expect(assertions().map(({ claims }) => claims['aud'])).toEqual([server.url, 'https://login.salesforce.com']);
  });

  it('asks no other host when every audience is refused, and says what the org said', async () => {
    const asked: string[] = [];
    const onRequest = (message: unknown): void => {
      const { request } = message as { readonly request: ClientRequest };
      asked.push(`${request.protocol}//${request.host}`);
    };
    subscribe('http.client.request.start', onRequest);
    server.answer(refusal('invalid_grant', 'audience is invalid'));
    const error = await errorOf(inline(privateKey)).finally(() => {
      unsubscribe('http.client.request.start', onRequest);
    });
    const { hostname } = new URL(server.url);
    expect(asked).toEqual(Array(3).fill(`http://${hostname}`));
    expect(assertions().map(({ claims }) => claims['aud'])).toEqual([
      server.url,
      'https://login.salesforce.com',
      'https://test.salesforce.com',
    ]);
    expect(error).toMatchObject({
      name: 'OrgAuthInvalidError',
      message: expect.stringContaining('invalid_grant: audience is invalid') as string,
    });
    expectNoCanary(error, privateKey.split('\n')[3]);
  });

  it.each([
    ['invalid_client_id', 'client identifier invalid', /no app with this client id/],
    ['invalid_grant', "user hasn't approved this consumer", /Pre-authorise/],
    ['invalid_grant', 'invalid assertion', /certificate/],
    ['invalid_grant', 'authentication failure', /username/],
    ['invalid_app_access', 'user is not admin approved to access this app', /Pre-authorise/],
    ['invalid_client_id', 'External client app is not installed in this org', /no app with this client id/],
    ['app_not_found', 'External client app is not installed in this org', /no app with this client id/],
    ['inactive_user', 'user is inactive', /Activate or unfreeze/],
    ['invalid_grant', 'ip restricted or invalid login hours', /login IP ranges/],
    ['invalid_grant', 'Login limit reached', /Wait/],
    ['inactive_org', 'organization is inactive', /locked, expired/],
    ['OAUTH_APP_ACCESS_DENIED', '', /Pre-authorise/],
  ])('asks once after %s, and says what to do about "%s"', async (error, description, fix) => {
    server.answer(refusal(error, description));
    expect(await errorOf(inline(privateKey))).toMatchObject({
      message: expect.stringContaining(description === '' ? error : `${error}: ${description}`) as string,
      actions: [expect.stringMatching(fix) as string],
    });
    expect(server.arrived).toHaveLength(1);
  });

  it('keeps the refusal that tells, when another audience was tried first', async () => {
    server.answer(
      refusal('invalid_grant', 'audience is invalid'),
      refusal('invalid_client_id', 'client identifier invalid'),
    );
    expect(await errorOf(inline(privateKey))).toMatchObject({
      message: expect.stringContaining('client identifier invalid') as string,
    });
  });

  it('explains an app that is not found once an old audience was tried', async () => {
    server.answer(
      refusal('invalid_grant', 'audience is invalid'),
      refusal('app_not_found', 'External client app is not installed in this org'),
    );
    expect(await errorOf(inline(privateKey))).toMatchObject({
      actions: [
        expect.stringMatching(/named https:\/\/login\.salesforce\.com as its audience.*use the My Domain/) as string,
      ],
    });
    server.answer(refusal('app_not_found', 'External client app is not installed in this org'));
    expect(JSON.stringify(await errorOf(inline(privateKey)))).not.toContain('as its audience');
  });

  it.each([
    ['another My Domain', 'https://acme.my.salesforce.com', 'https://acme.my.salesforce.com'],
    ['another port of this machine', 'http://localhost:1/', 'http://localhost:1'],
  ])('goes on at the instance that the answer names: %s', async (_what, named, instanceUrl) => {
    server.answer({ body: { access_token: CANARY, instance_url: named } });
    expect(await login(inline(privateKey))).toMatchObject({ instanceUrl });
  });

  it.each([
    'https://evil.example',
    'http://acme.my.salesforce.com',
    'https://acme.my.salesforce.com.evil.example',
    'evil',
  ])('refuses an answer that names %s', async (named) => {
    server.answer({ body: { access_token: CANARY, instance_url: named } });
    const error = await errorOf(inline(privateKey));
    expect(error).toMatchObject({ name: 'ForeignHostError' });
    expectNoCanary(error);
  });

  it.each([
    ['nothing', { body: '' }, 'UnexpectedAnswerError'],
    ['another shape', { body: { token: CANARY } }, 'UnexpectedAnswerError'],
    ['a redirect to another host', { status: 307, body: {}, location: 'https://evil.example' }, 'ForeignHostError'],
  ] as const)('is told that %s came', async (_what, reply, name) => {
    server.answer(reply);
    const error = await errorOf(inline(privateKey));
    expect(error).toMatchObject({ name });
    expect(server.arrived).toHaveLength(1);
  });

  it('takes a refusal in other words for no session that ended', async () => {
    server.answer(refusal('invalid_grant', 'something of this year'));
    expect(await errorOf(inline(privateKey))).toMatchObject({
      name: 'OrgAuthInvalidError',
      actions: [expect.stringContaining('certificate of the app fits the key') as string],
    });
  });

  it('says the status when the answer is a page', async () => {
    server.answer({ status: 503, body: '<html>', type: 'text/html' });
    expect(await errorOf(inline(privateKey))).toMatchObject({
      message: expect.stringContaining('HTTP 503') as string,
    });
  });

  it.each([
    ['no key', `canary ${CANARY}`],
    ['a key cut off in the middle', privateKey.slice(0, 400) + CANARY],
    ['a certificate instead of a key', publicKey],
    ['a key of OpenSSH', `-----BEGIN OPENSSH PRIVATE KEY-----\n${CANARY}\n-----END OPENSSH PRIVATE KEY-----`],
    ['nothing', ''],
  ])('refuses a variable that holds %s, without a word of it, and asks nobody', async (_what, pem) => {
    server.answer({ body: { access_token: 'never' } });
    const error = await errorOf(inline(pem));
    expect(error).toMatchObject({
      name: 'OrgAuthInvalidError',
      message: expect.stringContaining('variable') as string,
    });
    expectNoCanary(error);
    for (const line of pem.split('\n').filter((each) => each.length > 30))
      expect(everythingSaidBy(error)).not.toContain(line);
    expect(server.arrived).toEqual([]);
  });

  it.each([
    ['a key file that is missing', () => join(folder, 'missing.key'), /no such file/],
    ['a folder', () => folder, /is a folder/],
  ])('says what is wrong with %s, and asks nobody', async (_what, file, why) => {
    server.answer({ body: { access_token: 'never' } });
    const error = await errorOf({ file: file() });
    expect(error).toMatchObject({
      name: 'OrgAuthInvalidError',
      message: expect.stringMatching(why) as string,
      actions: [expect.stringContaining('path') as string],
    });
    expect(server.arrived).toEqual([]);
  });

  it.each([
    ['with a key from a file in base64', () => Buffer.from(privateKey).toString('base64')],
    ['with a key from a file that has \\n', () => privateKey.replaceAll('\n', '\\n')],
    ['with a key in DER', () => createPrivateKey(privateKey).export({ format: 'der', type: 'pkcs8' })],
    ['with a key in DER of PKCS#1', () => createPrivateKey(privateKey).export({ format: 'der', type: 'pkcs1' })],
    ['with a key in UTF-16', () => Buffer.from(`\u{FEFF}${privateKey}`, 'utf16le')],
    [
      'with a key behind its certificate',
      () => `-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n${privateKey}`,
    ],
  ])('exchanges an assertion %s', async (_what, text) => {
    const file = join(folder, 'odd.key');
    writeFileSync(file, text());
    server.answer({ body: { access_token: CANARY } });
    expect((await login({ file })).token.reveal()).toBe(CANARY);
    expect(assertions()).toMatchObject([{ isSigned: true }]);
  });

  it.each([
    ['as PEM', privateKey],
    ['in base64', Buffer.from(privateKey).toString('base64')],
  ])('does not show a key that stands where its file belongs: %s', async (_what, file) => {
    const error = await errorOf({ file });
    expect(error).toMatchObject({ name: 'OrgAuthInvalidError', message: expect.stringContaining('no path') as string });
    expect(everythingSaidBy(error)).not.toContain(file.slice(40, 80));
  });

  it('names the file that cannot be read, and no text of one that holds no key', async () => {
    const missing = join(folder, 'missing.key');
    expect(everythingSaidBy(await errorOf({ file: missing }))).toContain(missing);
    const wrong = join(folder, 'wrong.key');
    writeFileSync(wrong, `-----BEGIN PRIVATE KEY-----\n${CANARY}\n-----END PRIVATE KEY-----\n`);
    const error = await errorOf({ file: wrong });
    expect(error).toMatchObject({ name: 'OrgAuthInvalidError', message: expect.stringContaining(wrong) as string });
    expectNoCanary(error);
  });

  it('reports an org that is not there as an error of its own, without the key', async () => {
    const gone = await TokenServer.start();
    const instanceUrl = gone.url;
    await gone.stop();
    const key = inline(privateKey);
    const asked = requestJwtSession(
      { kind: 'jwt', clientId: 'id', username: 'ci@acme.example', key, instanceUrl },
      httpOfTest(),
    );
    const error: unknown = await asked.catch((reason: unknown) => reason);
    expect(error).toMatchObject({ name: 'OrgUnreachableError' });
    expectNoCanary(error, privateKey.split('\n')[3]);
  });
});
