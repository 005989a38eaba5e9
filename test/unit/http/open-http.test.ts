import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { HttpRequest } from '../../../src/http/http.js';
import { currentHttp, openHttp, withHttp, withHttpOf, withinBounds } from '../../../src/http/open-http.js';
import { httpOfTest } from '../http-of-test.js';

type Reply = (request: IncomingMessage, response: ServerResponse) => void;

let server: Server;
let url = '';
let replies: Reply[] = [];
let arrived: IncomingMessage[] = [];
beforeAll(async () => {
  server = createServer((request, response) => {
    arrived.push(request);
    const reply = replies.length > 1 ? replies.shift() : replies[0];
    reply?.(request, response);
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});
beforeEach(() => {
  arrived = [];
});

const answer =
  (status: number, body = '{}', headers: Readonly<Record<string, string>> = {}): Reply =>
  (_request, response) =>
    void response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(body);
const bytes =
  (body: Uint8Array, headers: Readonly<Record<string, string>>): Reply =>
  (_request, response) =>
    void response.writeHead(200, { 'content-type': 'application/json', ...headers }).end(body);
const silent: Reply = () => undefined;
const reset: Reply = (request) => void request.socket.destroy();
const dripping: Reply = (_request, response) => {
  response.writeHead(200, { 'content-type': 'application/json' });
  const drip = setInterval(() => response.write(' '), 20);
  response.on('close', () => {
    clearInterval(drip);
  });
};
const read = (more: Partial<HttpRequest> = {}): HttpRequest => ({ method: 'GET', url, changesNothing: true, ...more });

describe('one request', () => {
  it('brings status, headers and the whole body', async () => {
    replies = [answer(200, '{"é":1}', { 'X-More': 'yes' })];
    expect(await httpOfTest().send(read())).toMatchObject({
      status: 200,
      headers: { 'x-more': 'yes' },
      body: '{"é":1}',
    });
    expect(arrived[0]?.headers['user-agent']).toBe('eca-as-code');
  });

  it.each([301, 302, 303, 307, 308])('gives a redirect %d back, and follows it nowhere', async (status) => {
    replies = [answer(status, '', { location: `${url}/elsewhere` })];
    expect(await httpOfTest().send(read())).toMatchObject({ status });
    expect(arrived).toHaveLength(1);
  });

  it.each(['http://acme.my.salesforce.com/', 'http://127.0.0.1.evil.example/', 'ftp://127.0.0.1/', 'acme', ''])(
    'sends nothing to "%s"',
    async (to) => {
      const code = to.startsWith('http:') ? 'PLAIN_HTTP' : 'NOT_SENT';
      await expect(httpOfTest().send(read({ url: to }))).rejects.toMatchObject({ name: 'HttpFailure', code });
    },
  );

  it.each([
    ['a length that is too large', (response: ServerResponse) => response.writeHead(200, { 'content-length': '5000' })],
    ['no length', (response: ServerResponse) => response.writeHead(200)],
  ])('reads no answer with %s to its end', async (_what, head) => {
    let written = 0;
    replies = [
      (_request, response) => {
        head(response);
        const pour = setInterval(() => (written += response.write(Buffer.alloc(500, 'x')) ? 500 : 500), 5);
        response.on('close', () => {
          clearInterval(pour);
        });
      },
    ];
    await expect(httpOfTest().send(read({ limitBytes: 2000 }))).rejects.toMatchObject({ code: 'TOO_LARGE' });
    expect(written).toBeLessThan(10_000);
    expect(arrived).toHaveLength(1);
  });

  it.each([
    ['gzip', gzipSync],
    ['deflate', deflateSync],
    ['br', brotliCompressSync],
  ])('reads an answer that came as %s', async (encoding, compressed) => {
    replies = [bytes(compressed('{"é":1}'), { 'content-encoding': encoding })];
    expect((await httpOfTest().send(read())).body).toBe('{"é":1}');
  });

  it('counts what a small answer becomes', async () => {
    replies = [bytes(gzipSync('x'.repeat(100_000)), { 'content-encoding': 'gzip' })];
    await expect(httpOfTest().send(read({ limitBytes: 50_000 }))).rejects.toMatchObject({ code: 'TOO_LARGE' });
  });

  it.each([
    ['cut', gzipSync('{"a":1}'.repeat(100)).subarray(0, 30)],
    ['not what it says', Buffer.from('{"a":1}')],
  ])('takes no compressed answer that is %s', async (_what, body) => {
    replies = [bytes(body, { 'content-encoding': 'gzip' })];
    await expect(httpOfTest().send({ method: 'POST', url })).rejects.toMatchObject({ code: 'BROKE_OFF' });
  });

  it('uses a connection again', async () => {
    replies = [answer(200)];
    const http = httpOfTest();
    for (let nth = 0; nth < 3; nth += 1) await http.send(read());
    expect(new Set(arrived.map(({ socket }) => socket)).size).toBe(1);
  });

  it('sends no user and password of a URL', async () => {
    const sent = httpOfTest().send(read({ url: url.replace('//', '//me:c4nary@') }));
    await expect(sent).rejects.toMatchObject({
      code: 'NOT_SENT',
      message: expect.not.stringContaining('c4nary') as string,
    });
    expect(arrived).toEqual([]);
  });

  it('calls a web page with status 200 no answer, by its title', async () => {
    replies = [answer(200, '<html><title>Down\u001b[2J for maintenance</title>', { 'content-type': 'text/html; x=y' })];
    const sent = httpOfTest().send({ method: 'POST', url });
    await expect(sent).rejects.toMatchObject({
      code: 'WEB_PAGE',
      message: expect.stringContaining('Down\\u001b') as string,
    });
  });

  it('takes an empty answer of any type', async () => {
    replies = [answer(200, '', { 'content-type': 'text/html; charset=UTF-8' })];
    expect(await httpOfTest().send({ method: 'POST', url })).toMatchObject({ status: 200, body: '' });
  });

  it('shows no header that cannot be sent', async () => {
    const sent = httpOfTest().send(read({ headers: { authorization: 'Bearer 00D000000000042!AQsecret\n.x' } }));
    const error: unknown = await sent.catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: 'NOT_SENT' });
    expect((error as Error).message).not.toContain('AQsecret');
    expect(arrived).toEqual([]);
  });
});

describe('the bounds of a run', () => {
  it.each([
    ['silent', silent],
    ['dripping', dripping],
  ])('end a try at a %s server, which is made once more and no oftener', async (_what, reply) => {
    replies = [reply];
    const started = performance.now();
    await expect(httpOfTest().send(read({ timeoutMs: 150 }))).rejects.toMatchObject({ code: 'ETIMEDOUT' });
    expect(performance.now() - started).toBeLessThan(3000);
    expect(arrived).toHaveLength(2);
  });

  it.each([
    ['silent', silent],
    ['dripping', dripping],
    ['busy', answer(503, '', { 'retry-after': '3' })],
  ])('end a request to a %s server at the deadline', async (what, reply) => {
    replies = [reply];
    const started = Date.now();
    const sent = httpOfTest({ deadline: started + 200 }).send(read());
    if (what === 'busy') expect(await sent).toMatchObject({ status: 503 });
    else await expect(sent).rejects.toMatchObject({ code: 'DEADLINE' });
    expect(Date.now() - started).toBeLessThan(1500);
  });

  it.each([
    ['silent', silent],
    ['dripping', dripping],
    ['busy', answer(503)],
  ])('end a request to a %s server with the reason of the signal', async (_what, reply) => {
    replies = [reply];
    const abort = new AbortController();
    const reason = new Error('Interrupted.');
    const sent = httpOfTest({ signal: abort.signal }).send(read());
    setTimeout(() => {
      abort.abort(reason);
    }, 50);
    await expect(sent).rejects.toBe(reason);
  });

  it('send nothing once the signal was raised, or the time is over', async () => {
    replies = [answer(200)];
    const reason = new Error('Interrupted.');
    await expect(httpOfTest({ signal: AbortSignal.abort(reason) }).send(read())).rejects.toBe(reason);
    await expect(
      httpOfTest()
        .within({ signal: AbortSignal.abort(reason) })
        .send(read()),
    ).rejects.toBe(reason);
    await expect(httpOfTest().send(read({ signal: AbortSignal.abort(reason) }))).rejects.toBe(reason);
  });

  it('can be narrowed, and not widened', async () => {
    replies = [silent];
    const http = httpOfTest({ deadline: Date.now() + 150 }).within({ deadline: Date.now() + 60_000 });
    await expect(http.send(read())).rejects.toMatchObject({ code: 'DEADLINE' });
  });
});

describe('what is sent again', () => {
  it.each([
    ['a dropped connection', reset],
    ['503', answer(503)],
    ['500', answer(500)],
    ['429', answer(429)],
    ['420', answer(420)],
    ['a web page', answer(200, '<html>', { 'content-type': 'text/html' })],
  ])('reads after %s', async (_what, reply) => {
    replies = [reply, answer(200)];
    expect(await httpOfTest().send(read())).toMatchObject({ status: 200 });
    expect(arrived).toHaveLength(2);
  });

  it.each([
    ['a dropped connection', reset],
    ['503', answer(503)],
  ])('nothing that could change something after %s', async (_what, reply) => {
    replies = [reply, answer(200)];
    await httpOfTest()
      .send({ method: 'POST', url, body: 'x' })
      .catch(() => undefined);
    expect(arrived).toHaveLength(1);
  });

  it.each([
    ['400', answer(400)],
    ['401', answer(401)],
    ['404', answer(404)],
    ['an error of SOAP', answer(500, '<soap:Fault><faultcode>sf:X</faultcode></soap:Fault>')],
    ['a pause that is too long', answer(503, '', { 'retry-after': '3600' })],
  ])('nothing after %s', async (_what, reply) => {
    replies = [reply, answer(200)];
    expect((await httpOfTest().send(read())).status).not.toBe(200);
    expect(arrived).toHaveLength(1);
  });

  it('waits as long as the server asks', async () => {
    replies = [answer(503, '', { 'retry-after': '1' }), answer(200)];
    const started = performance.now();
    await httpOfTest().send(read());
    expect(performance.now() - started).toBeGreaterThanOrEqual(990);
  });

  it('keeps the failure that tells, not the last', async () => {
    replies = [answer(503, '[{"errorCode":"SERVER_UNAVAILABLE"}]'), reset];
    expect(await httpOfTest().send(read())).toMatchObject({
      status: 503,
      body: expect.stringContaining('UNAVAILABLE') as string,
    });
    replies = [reset, silent];
    await expect(httpOfTest().send(read({ timeoutMs: 100 }))).rejects.toMatchObject({ code: 'ECONNRESET' });
  });
});

describe('the run that a request belongs to', () => {
  it('is the one around it; an inner one takes its place', () => {
    const [outer, inner] = [httpOfTest(), httpOfTest()];
    withHttp(outer, () => {
      expect(currentHttp()).toBe(outer);
      withHttp(inner, () => {
        expect(currentHttp()).toBe(inner);
        withHttpOf(outer, () => {
          expect(currentHttp()).toBe(inner);
        });
      });
    });
    withHttpOf(outer, () => {
      expect(currentHttp()).toBe(outer);
    });
  });

  it('is not mixed up with one beside it', async () => {
    const runs = await Promise.all(
      [httpOfTest(), httpOfTest()].map((http) =>
        withHttp(http, async () => {
          await new Promise((done) => setTimeout(done, 5));
          return currentHttp() === http;
        }),
      ),
    );
    expect(runs).toEqual([true, true]);
  });

  it('can end earlier for a part of it', async () => {
    replies = [silent];
    const bounds = { deadline: Date.now() + 100 };
    const part = withHttp(httpOfTest(), () => withinBounds(bounds, () => currentHttp().send(read())));
    await expect(part).rejects.toMatchObject({ code: 'DEADLINE' });
  });
});

describe('fetch', () => {
  it('is the same way out for libraries', async () => {
    replies = [answer(400, '{"error":"x"}')];
    const body = new URLSearchParams({ a: 'b c' });
    const response = await openHttp({ env: {}, signal: new AbortController().signal, deadline: Infinity }).fetch(url, {
      method: 'POST',
      headers: { accept: 'application/json' },
      body,
    });
    expect([response.status, await response.json()]).toEqual([400, { error: 'x' }]);
    expect(arrived[0]?.headers).toMatchObject({ accept: 'application/json', 'user-agent': 'eca-as-code' });
  });
});
