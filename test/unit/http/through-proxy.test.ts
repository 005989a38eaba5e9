import { createServer, type Server, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { httpOfTest } from '../http-of-test.js';

const servers: Server[] = [];
const sockets: Socket[] = [];
afterEach(() => {
  for (const socket of sockets.splice(0)) socket.destroy();
  for (const server of servers.splice(0)) server.close();
});

/** A proxy that answers CONNECT with this, or with nothing at all, and keeps what it was sent. */
async function proxyThatSays(text?: string): Promise<{ readonly port: number; readonly heard: string[] }> {
  const heard: string[] = [];
  const server = createServer((socket) => {
    sockets.push(socket);
    socket.on('error', () => undefined);
    socket.on('data', (bytes) => {
      heard.push(bytes.toString('latin1'));
      if (text !== undefined) socket.end(text);
    });
  });
  servers.push(server);
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return { port: (server.address() as AddressInfo).port, heard };
}

const send = (proxy: string, timeoutMs = 5000) =>
  httpOfTest({ env: { HTTPS_PROXY: proxy } }).send({
    method: 'POST',
    url: 'https://acme.my.salesforce.com/services/oauth2/token',
    headers: { authorization: 'Basic c4nary' },
    body: 'client_secret=c4nary',
    timeoutMs,
  });

describe('a proxy that opens no way', () => {
  it.each([
    ['wants a login', 'HTTP/1.1 407 Proxy Authentication Required\r\nproxy-authenticate: Basic\r\n\r\n', /\b407\b/],
    ['knows no such host', 'HTTP/1.1 502 Bad Gateway\r\ncontent-length: 3\r\n\r\nno!', /\b502\b/],
    ['hangs up', '', /closed the connection/],
  ])('%s: that is said, and nothing reached it beside the host', async (_what, says, message) => {
    const { port, heard } = await proxyThatSays(says);
    await expect(send(`http://127.0.0.1:${port}`)).rejects.toMatchObject({
      name: 'HttpFailure',
      code: 'PROXY_REFUSED',
      message: expect.stringMatching(message) as string,
      route: { proxy: `127.0.0.1:${port}`, variable: 'HTTPS_PROXY' },
    });
    expect(heard.join('')).toMatch(/^CONNECT acme\.my\.salesforce\.com:443 HTTP\/1\.1\r\n/);
    expect(heard.join('')).not.toContain('c4nary');
  });

  it('takes its own user and password', async () => {
    const { port, heard } = await proxyThatSays('HTTP/1.1 407 No\r\n\r\n');
    await expect(send(`http://me:p%40ss@127.0.0.1:${port}`)).rejects.toMatchObject({ code: 'PROXY_REFUSED' });
    expect(heard.join('')).toContain(`Basic ${Buffer.from('me:p@ss').toString('base64')}`);
  });

  it('says nothing at all: the time of the try ends it', async () => {
    const { port } = await proxyThatSays();
    await expect(send(`http://127.0.0.1:${port}`, 200)).rejects.toMatchObject({ code: 'ETIMEDOUT' });
  });

  it('is not there', async () => {
    await expect(send('http://127.0.0.1:1')).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });
});
