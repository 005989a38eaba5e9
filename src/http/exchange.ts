import type { ClientRequest, IncomingHttpHeaders, IncomingMessage, RequestOptions } from 'node:http';
import type { Socket } from 'node:net';
import type { Readable } from 'node:stream';
import { agentFor, clientOf } from './agents.js';
import { decoded } from './decoded.js';
import { CODES, failureOf, HttpFailure } from './failure.js';
import type { HttpAnswer, HttpRequest } from './http.js';
import type { Way } from './proxies.js';

/** Longest time that a connection may take to come about. */
const CONNECT_MS = 10_000;
const LIMIT_BYTES = 16 * 1024 * 1024;
/** What tells our requests from those of any library: nothing else in this process sends it. */
const USER_AGENT = 'eca-as-code';
/** Encodings of an answer that can be read. */
const ENCODINGS = 'gzip, deflate, br';
/** What belongs to the connection and the length of the body is ours to say. */
const NOT_OURS = ['content-length', 'transfer-encoding', 'connection', 'host', 'user-agent', 'accept-encoding'];

/**
 * Sends a request once, as it is, and reads the answer whole.
 *
 * @throws HttpFailure, or whatever the connection ended with
 */
export async function exchange(request: HttpRequest, way: Way, signal: AbortSignal): Promise<HttpAnswer> {
  const response = await responseTo(request, way, signal);
  const status = response.statusCode ?? 0;
  if (status < 200 || status > 599) {
    response.destroy();
    throw new HttpFailure({
      code: CODES.unreadable,
      message: `the answer has the status ${status}`,
      route: way.route,
    });
  }
  return { status, headers: joined(response.headers), body: await bodyOf(response, request, way) };
}

async function responseTo(request: HttpRequest, way: Way, signal: AbortSignal): Promise<IncomingMessage> {
  const url = new URL(request.url);
  if (url.username !== '' || url.password !== '') {
    const message = 'its URL holds a user or a password, which are sent nowhere';
    throw new HttpFailure({ code: CODES.notSent, message, route: way.route });
  }
  const { request: open } = clientOf(url.protocol);
  const agent = await agentFor(way, url.protocol);
  signal.throwIfAborted();
  const body = hasBody(request) ? Buffer.from(request.body ?? '') : undefined;
  const options = { method: request.method.toUpperCase(), headers: headersOf(request, body), agent, signal };
  return await new Promise((answered, failed) => {
    const sent = opened(() => open(url, options satisfies RequestOptions), way);
    // A request that has no connection yet, such as one that a proxy keeps waiting, would tell of its end only then.
    signal.addEventListener('abort', () => {
      failed(signal.reason as Error);
    });
    let response: IncomingMessage | undefined;
    sent.on('error', (error) => {
      failed(error);
      // What follows an answer that was read whole spoils it too: nobody knows where it ends.
      response?.destroy(error);
    });
    sent.on('response', (first) => {
      response = first;
      answered(first);
    });
    sent.on('socket', (socket) => {
      endsUnlessConnected(socket, sent, way);
    });
    sent.on('proxyConnect', ({ statusCode }: { readonly statusCode: number }) => {
      if (statusCode !== 200) sent.destroy(proxyRefused(statusCode, way));
    });
    sent.end(body);
  });
}

/** A host that drops what it is sent would keep a try until its end, although nothing was sent yet. */
function endsUnlessConnected(socket: Socket, sent: ClientRequest, { route }: Way): void {
  if (!socket.connecting) return;
  const timer = setTimeout(() => {
    const message = `no connection to ${sent.host} came about within ${CONNECT_MS / 1000} seconds`;
    sent.destroy(new HttpFailure({ code: CODES.notConnected, message, route }));
  }, CONNECT_MS);
  const connected = 'encrypted' in socket ? 'secureConnect' : 'connect';
  for (const event of [connected, 'close'])
    socket.once(event, () => {
      clearTimeout(timer);
    });
}

/** A header that cannot be sent is refused before anything is; what it says is not told: it may be a token. */
function opened(open: () => ClientRequest, { route }: Way): ClientRequest {
  try {
    return open();
  } catch (cause) {
    if (!(cause instanceof TypeError)) throw cause;
    const message = 'its method or one of its headers holds what HTTP cannot send';
    throw new HttpFailure({ code: CODES.notSent, message, route });
  }
}

function hasBody({ method, body }: HttpRequest): boolean {
  return body !== undefined && !/^(?:GET|HEAD)$/i.test(method);
}

function headersOf(request: HttpRequest, body: Buffer | undefined): Record<string, string> {
  const own = Object.entries(request.headers ?? {}).filter(([name]) => !NOT_OURS.includes(name.toLowerCase()));
  const length =
    body === undefined && /^(?:GET|HEAD)$/i.test(request.method) ? {} : { 'content-length': String(body?.length ?? 0) };
  return { ...Object.fromEntries(own), ...length, 'accept-encoding': ENCODINGS, 'user-agent': USER_AGENT };
}

function joined(headers: IncomingHttpHeaders): Record<string, string> {
  const pairs = Object.entries(headers).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, Array.isArray(value) ? value.join(', ') : value] as const],
  );
  return Object.fromEntries(pairs);
}

async function bodyOf(response: IncomingMessage, { limitBytes = LIMIT_BYTES }: HttpRequest, way: Way): Promise<string> {
  const { headers } = response;
  try {
    if (headers['content-encoding'] === undefined && Number(headers['content-length']) > limitBytes)
      throw tooLarge(limitBytes, way);
    return await textOf(await decoded(response), limitBytes, way);
  } catch (error) {
    response.destroy();
    const failure = failureOf(error, way.route);
    if (failure.code === CODES.unreadable || failure === error) throw failure;
    throw new HttpFailure({ code: CODES.brokeOff, message: 'the answer broke off', cause: error, route: way.route });
  }
}

async function textOf(stream: Readable, limit: number, way: Way): Promise<string> {
  const decoder = new TextDecoder();
  const parts: string[] = [];
  let size = 0;
  for await (const chunk of stream as AsyncIterable<Uint8Array>) {
    size += chunk.byteLength;
    if (size > limit) throw tooLarge(limit, way);
    parts.push(decoder.decode(chunk, { stream: true }));
  }
  parts.push(decoder.decode());
  return parts.join('');
}

function tooLarge(limit: number, { route }: Way): HttpFailure {
  const mebibytes = Math.round((limit / 1024 / 1024) * 10) / 10;
  const message = `the answer is larger than ${mebibytes} MiB, more than belongs here, and was not read to its end`;
  return new HttpFailure({ code: CODES.tooLarge, message, route });
}

function proxyRefused(status: number, { route }: Way): HttpFailure {
  return new HttpFailure({
    code: CODES.proxyRefused,
    message: `the proxy answered ${status} instead of opening a way`,
    route,
  });
}
