import { readFileSync } from 'node:fs';
import { createServer as createHttpServer, type Server } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import { runEca } from '../cli/run-eca.js';

const pair = { CLIENT_ID: '3MVG9.key', CLIENT_SECRET: 'canary7391' };
const servers: Server[] = [];

const FOLDER = fileURLToPath(new URL('../fixtures/tls/', import.meta.url));

/** A certificate for this machine that signs itself, by the name of its file. */
function certificate(name: string): { readonly key: string; readonly cert: string } {
  return { key: join(FOLDER, 'key.pem'), cert: join(FOLDER, `${name}.pem`) };
}

async function listen(server: Server): Promise<number> {
  servers.push(server);
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return (server.address() as AddressInfo).port;
}

function secured({ key, cert }: { readonly key: string; readonly cert: string }): Promise<number> {
  const options = { key: readFileSync(key), cert: readFileSync(cert) };
  return listen(createServer(options, (_request, response) => response.end('{}')));
}

async function diagnosisOf(url: string, env: Readonly<Record<string, string>> = {}): Promise<unknown> {
  const { code, stdout, stderr } = await runEca(['verify', '--my-domain', url, '--json'], { env: { ...pair, ...env } });
  expect(stdout + stderr).not.toContain(pair.CLIENT_SECRET);
  expect(code).toBe(1);
  return (JSON.parse(stdout) as { result: readonly { diagnosis: unknown }[] }).result[0]?.diagnosis;
}

describe('the diagnosis of what lies between', () => {
  afterEach(async () => {
    for (const server of servers.splice(0)) {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    }
  });

  it('tells a certificate that nobody vouches for', async () => {
    const port = await secured(certificate('trusted-by-nobody'));
    expect(await diagnosisOf(`https://127.0.0.1:${port}`)).toMatchObject({
      layer: 'transport',
      reason: 'certificate is not trusted',
    });
  });

  it.each([
    ['not valid yet', 'not-yet-valid'],
    ['no longer valid', 'no-longer-valid'],
  ])('tells a certificate that is %s, and that the clock may be wrong', async (_what, name) => {
    const files = certificate(name);
    const port = await secured(files);
    expect(await diagnosisOf(`https://127.0.0.1:${port}`, { NODE_EXTRA_CA_CERTS: files.cert })).toMatchObject({
      layer: 'transport',
      reason: 'clock or certificate is out of date',
    });
  });

  it('tells a proxy that wants a login', async () => {
    const proxy = createHttpServer();
    proxy.on('connect', (_request, socket) => {
      socket.end('HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic\r\n\r\n');
    });
    const port = await listen(proxy);
    const env = { HTTPS_PROXY: `http://127.0.0.1:${port}` };
    expect(await diagnosisOf('https://acme.my.salesforce.com', env)).toMatchObject({
      layer: 'transport',
      reason: 'proxy wants a login',
    });
  });

  it('explains the login host that scripts keep, and asks nobody', async () => {
    const { code, stdout } = await runEca(['verify', '--my-domain', '--wait', '10', '--json'], {
      env: {
        CLIENT_ID_EXTERNAL: '3MVG9.key',
        CLIENT_SECRET_EXTERNAL: 'canary7391',
        EXTERNAL_CLIENT_TOKEN_URL: 'https://test.salesforce.com/services/oauth2/token',
      },
    });
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({
      result: [{ ok: false, diagnosis: { layer: 'host', reason: 'wrong host, by its name' } }],
    });
  });

  it('tells a proxy that is not there, without its password', async () => {
    const free = await listen(createHttpServer());
    servers.pop()?.close();
    const env = { https_proxy: `http://somebody:c4nary@127.0.0.1:${free}` };
    const diagnosis = await diagnosisOf('https://acme.my.salesforce.com', env);
    expect(diagnosis).toMatchObject({
      layer: 'transport',
      reason: 'proxy does not let through',
      evidence: expect.stringContaining(`127.0.0.1:${free}, which https_proxy names`) as string,
    });
    expect(JSON.stringify(diagnosis)).not.toContain('c4nary');
  });

  it.each(['socks5://127.0.0.1:1080', 'http://'])('tells a proxy that is none: %s', async (proxy) => {
    expect(await diagnosisOf('https://acme.my.salesforce.com', { ALL_PROXY: proxy })).toMatchObject({
      layer: 'transport',
      evidence: expect.stringContaining('ALL_PROXY names no http or https proxy') as string,
    });
  });

  it('tells that a proxy is named and not used', async () => {
    const env = { HTTPS_PROXY: 'http://proxy.acme.example:3128', NO_PROXY: 'acme.example, .invalid' };
    expect(await diagnosisOf('https://org.invalid', env)).toMatchObject({
      layer: 'transport',
      reason: 'proxy is not used',
      evidence: expect.stringMatching(/HTTPS_PROXY names a proxy, and NO_PROXY keeps/) as string,
    });
  });
});
