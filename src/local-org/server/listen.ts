import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import { setTimeout as delay } from 'node:timers/promises';
import type { Context } from '../state/context.js';
import type { Fault, FaultRule } from './faults.js';
import { takeFaults } from './faults.js';
import type { Answer } from '../wire/answer.js';
import { restError } from '../wire/answer.js';
import type { Dispatch } from './dispatch.js';
import { answerOf, deployFaultOf, dispatchOf, faultAnswer } from './dispatch.js';
import type { LocalRequest } from '../wire/request.js';
import { isOwnHost } from '../wire/host.js';
import { BodyTooLargeError, LARGEST_BODY, readRequest } from '../wire/request.js';
import type { Certificate } from './certificate.js';
import type { RequestLog } from './request-log.js';
import { safePath } from './request-log.js';
import { topicOf } from './topic.js';

/** Bytes of address and headers that are read at all, so that larger ones than an org takes are answered as it does. */
const LARGEST_HEAD = 4 * 1024 * 1024;

/** What the server works with. */
export interface ServerParts {
  readonly context: Context;
  readonly faults: FaultRule[];
  readonly log: RequestLog;
  /** Answers a request to the local org itself; `undefined` for any other. */
  readonly control: (request: LocalRequest) => Answer | Promise<Answer> | undefined;
  /** Called before a request is answered, for what the org has to learn from others first. */
  readonly before: (request: LocalRequest) => Promise<void> | undefined;
  /** Called after each request that may have changed the org. */
  readonly changed: () => void;
}

/** Starts the server on the loopback address, over TLS with a certificate. Port 0 takes any free one. */
export async function listen(parts: ServerParts, port: number, certificate?: Certificate): Promise<Server> {
  const onRequest = (message: IncomingMessage, response: ServerResponse): void => {
    handle(parts, message, response).catch((error: unknown) => {
      const text = error instanceof Error ? error.message : String(error);
      if (response.headersSent) response.destroy();
      else if (error instanceof BodyTooLargeError) refuseBody(message, response);
      else send(response, restError(500, 'UNKNOWN_EXCEPTION', `The local org failed: ${text}`), false);
    });
  };
  const server =
    certificate === undefined
      ? createServer({ maxHeaderSize: LARGEST_HEAD }, onRequest)
      : createSecureServer({ cert: certificate.cert, key: certificate.key, maxHeaderSize: LARGEST_HEAD }, onRequest);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  return server;
}

/** Stops the server and closes connections that clients keep open. */
export async function close(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) =>
    server.close(() => {
      resolve();
    }),
  );
  server.closeAllConnections();
  await closed;
}

/** Milliseconds in which a client may read that its body is too large, before the connection ends. */
const LAST_WORDS_MS = 1000;

/** Refuses a body that is too large. What still comes of it is thrown away, so that the client reads the answer. */
function refuseBody(message: IncomingMessage, response: ServerResponse): void {
  const megabytes = LARGEST_BODY / 1024 / 1024;
  const answer = restError(413, 'REQUEST_ENTITY_TOO_LARGE', `The local org takes bodies up to ${megabytes} MB.`);
  const length = Buffer.byteLength(answer.body);
  response.writeHead(answer.status, { ...answer.headers, 'Content-Length': length, Connection: 'close' });
  response.write(answer.body);
  const timer = setTimeout(() => message.destroy(), LAST_WORDS_MS).unref();
  message.once('close', () => {
    clearTimeout(timer);
    response.end();
  });
  message.resume();
}

function wrongHost(host = ''): Answer {
  return restError(421, 'URL_NOT_RESET', `The local org answers to 127.0.0.1 and localhost only, not to "${host}".`);
}

async function handle(parts: ServerParts, message: IncomingMessage, response: ServerResponse): Promise<void> {
  const started = performance.now();
  if (!isOwnHost(message.headers.host)) {
    send(response, wrongHost(message.headers.host), false);
    return;
  }
  const request = await readRequest(message);
  const control = await parts.control(request);
  if (control !== undefined) {
    send(response, control, false);
    return;
  }
  await parts.before(request);
  const dispatch = dispatchOf(request);
  const faults = takeFaults(parts.faults, dispatch.operation);
  const time = new Date(parts.context.now()).toISOString();
  const finish = (status: number, answer?: Answer): void => {
    const milliseconds = Math.round(performance.now() - started);
    const { operation } = dispatch;
    const topic = topicOf(parts.context, dispatch, answer);
    parts.log.add({ time, method: request.method, path: safePath(request), operation, status, milliseconds, topic });
  };
  const has = (kind: Fault['kind']): boolean => faults.some((fault) => fault.kind === kind);
  for (const fault of faults) if (fault.kind === 'latency') await delay(fault.milliseconds, undefined, { ref: false });
  if (has('reset-before')) {
    finish(0);
    response.destroy();
    return;
  }
  const answer = await answered(parts, dispatch, faults);
  if (has('reset-after')) {
    finish(0);
    response.destroy();
    return;
  }
  finish(answer.status, answer);
  send(response, answer, has('half-answer'));
}

async function answered(parts: ServerParts, dispatch: Dispatch, faults: readonly Fault[]): Promise<Answer> {
  for (const fault of faults) {
    const answer = faultAnswer(dispatch, fault);
    if (answer !== undefined) return answer;
  }
  const answer = await answerOf(parts.context, dispatch, deployFaultOf(faults));
  const { method } = dispatch.request;
  if (method !== 'GET' || dispatch.operation === 'checkDeployStatus') parts.changed();
  return answer;
}

function send(response: ServerResponse, answer: Answer, half: boolean): void {
  const body = Buffer.from(answer.body, 'utf8');
  response.writeHead(answer.status, { ...answer.headers, 'Content-Length': body.length });
  if (!half) {
    response.end(body);
    return;
  }
  if (body.length < 2) {
    response.destroy();
    return;
  }
  response.write(body.subarray(0, Math.floor(body.length / 2)), () => {
    response.destroy();
  });
}
