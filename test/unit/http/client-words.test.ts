import { createServer, type Server, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { httpOfTest } from '../http-of-test.js';

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

/** Answers the first bytes of each connection with these, and hangs up. */
async function portThatSays(text: string): Promise<number> {
  const server = createServer((socket: Socket) => {
    socket.on('error', () => undefined);
    socket.once('data', () => socket.end(text));
  });
  servers.push(server);
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return (server.address() as AddressInfo).port;
}

const head = (...lines: readonly string[]): string => ['HTTP/1.1 200 OK', ...lines, '', ''].join('\r\n');

describe('what the HTTP client says in words of its own is told as what it was', () => {
  it.each([
    ['https to a port that speaks http', 'https', 'HTTP/1.1 400 Bad\r\n\r\n', 'NO_TLS', /does not speak TLS/],
    ['no HTTP at all', 'http', 'SSH-2.0-OpenSSH_9.2\r\n', 'UNREADABLE', /not one that HTTP knows/],
    ['a status that is none', 'http', 'HTTP/1.1 099 No\r\ncontent-length: 0\r\n\r\n', 'UNREADABLE', /the status 99/],
    ['a flood of headers', 'http', head(...Array<string>(60).fill(`x: ${'y'.repeat(900)}`)), 'UNREADABLE', /headers/],
    [
      'two lengths',
      'http',
      `${head('content-length: 1', 'content-length: 5')}abcde`,
      'UNREADABLE',
      /longer or shorter/,
    ],
    ['more than its length', 'http', `${head('content-length: 1')}abcde`, 'UNREADABLE', /HTTP knows|longer/],
    ['a chunk of no size', 'http', `${head('transfer-encoding: chunked')}zz\r\nabc`, 'UNREADABLE', /longer or shorter/],
    ['half an answer', 'http', `${head('content-length: 10')}abc`, 'BROKE_OFF', /broke off/],
  ])('%s', async (_what, scheme, says, code, message) => {
    const url = `${scheme}://127.0.0.1:${await portThatSays(says)}/`;
    const sent = httpOfTest().send({ method: 'POST', url, body: '{}' });
    await expect(sent).rejects.toMatchObject({ code, message: expect.stringMatching(message) as string });
  });

  it('a host that nothing is heard on', async () => {
    const sent = httpOfTest().send({ method: 'POST', url: 'http://127.0.0.1:1/', body: '{}' });
    await expect(sent).rejects.toMatchObject({
      code: 'ECONNREFUSED',
      message: expect.stringContaining('127.0.0.1:1') as string,
    });
  });
});
