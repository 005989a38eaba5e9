import { OAuth2Server } from 'oauth2-mock-server';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { emptyFolder } from '../cli/run-eca.js';
import { runHere } from '../cli/run-here.js';

interface Answer {
  readonly result: readonly {
    readonly tokenEndpoint: string;
    readonly checks: readonly { readonly name: string; readonly ok: boolean }[];
    readonly diagnosis?: { readonly layer: string };
  }[];
}

describe('verify against a standard OAuth server of somebody else', () => {
  const server = new OAuth2Server();
  const env = { HOME: emptyFolder(), CLIENT_ID: 'billing', CLIENT_SECRET: 'C4NARY' };
  let url = '';

  beforeAll(async () => {
    await server.issuer.keys.generate('RS256');
    await server.start(0, '127.0.0.1');
    // The server calls itself localhost, and that is another origin than 127.0.0.1.
    url = `http://localhost:${server.address().port}`;
  });
  afterAll(() => server.stop());

  it.each(['client_secret_post', 'client_secret_basic'])('gets a token by %s', async (method) => {
    const sent: string[] = [];
    server.service.once(
      'beforeResponse',
      (_answer: unknown, request: { readonly headers: { authorization?: string } }) => {
        sent.push(request.headers.authorization ?? 'body');
      },
    );
    const { stdout, stderr } = await runHere(['verify', '--my-domain', url, '--auth-method', method, '--json'], {
      env,
    });
    const [report] = (JSON.parse(stdout) as Answer).result;
    expect(report?.tokenEndpoint).toMatch(/\/token$/);
    expect(report?.checks[0]).toMatchObject({ name: 'token', ok: true });
    expect(sent).toEqual([method === 'client_secret_basic' ? `Basic ${btoa('billing:C4NARY')}` : 'body']);
    expect(stdout + stderr).not.toContain('C4NARY');
  });

  it('refuses it under another name than its own, and sends it nothing', async () => {
    const other = url.replace('localhost', '127.0.0.1');
    const { code, stdout } = await runHere(['verify', '--my-domain', other, '--json'], { env });
    expect(code).toBe(1);
    const [report] = (JSON.parse(stdout) as Answer).result;
    expect(report?.diagnosis).toMatchObject({ layer: 'host', reason: 'answer leads to another host' });
    expect(JSON.stringify(report)).toContain(url);
    expect(JSON.stringify(report)).toContain(other);
  });

  it('reads its refusal', async () => {
    server.service.once('beforeResponse', (answer: { body: unknown; statusCode: number }) => {
      answer.statusCode = 401;
      answer.body = { error: 'invalid_client', error_description: 'no such client' };
    });
    const { code, stdout } = await runHere(['verify', '--my-domain', url, '--json'], { env });
    expect(code).toBe(1);
    expect((JSON.parse(stdout) as Answer).result[0]?.diagnosis).toMatchObject({ layer: 'secret' });
  });
});
