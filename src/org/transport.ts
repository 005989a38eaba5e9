import { PassThrough, type Duplex } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Connection } from '@salesforce/core';

type Transport = Connection['_transport'];
type HttpRequest = Parameters<Transport['httpRequest']>[0];
type HttpAnswer = Awaited<ReturnType<Transport['httpRequest']>>;

/** The answer of an org stopped in the middle, or was a web page where data belongs. */
export class DamagedAnswerError extends Error {
  override readonly name = 'DamagedAnswerError';
}

/** Variables through which jsforce takes a proxy. */
const PROXIES = ['https_proxy', 'http_proxy', 'HTTPS_PROXY', 'HTTP_PROXY'];
const RETRIED_STATUS = [420, 429, 500, 502, 503, 504];
const PAUSES_MS = [250, 500, 1000, 2000];
const LONGEST_PAUSE_MS = 30_000;
/** Calls of the Metadata API that change nothing, all of which travel as POST. */
const SOAP_READS =
  /<(?:retrieve|checkRetrieveStatus|checkDeployStatus|listMetadata|describeMetadata|readMetadata)[\s>]/;

/**
 * Replaces the transport of a connection by one that reads an answer to its end before it hands it over.
 *
 * jsforce 3 pipes the body of an answer without heeding its errors: one that breaks off ends the process, or is waited
 * for for ever. What changes nothing is asked again after a broken connection, a damaged answer, and an answer that asks
 * to come back later; whatever could change the org is sent once. With a proxy jsforce's own transport stays.
 */
export function replaceTransport(connection: Connection): void {
  if (PROXIES.some((name) => (process.env[name] ?? '') !== '')) return;
  // eslint-disable-next-line @typescript-eslint/no-unsafe-class-instance-assignment -- jsforce keeps its class for such promises to itself, and asks for `stream` alone
  connection._transport.httpRequest = (request) => withStream(send(request));
}

/** jsforce asks for the stream of an answer even when it takes the whole; nothing here reads it. */
function withStream<T>(promise: Promise<T>): Promise<T> & { stream(): Duplex } {
  return Object.assign(promise, { stream: () => new PassThrough() });
}

async function send(request: HttpRequest): Promise<HttpAnswer> {
  const pauses = changesNothing(request) ? PAUSES_MS : [];
  for (const pause of pauses) {
    try {
      const { answer, retryAfterMs } = await sendOnce(request);
      if (!RETRIED_STATUS.includes(answer.statusCode) || isSoapFault(answer.body)) return answer;
      await sleep(Math.min(Math.max(pause, retryAfterMs), LONGEST_PAUSE_MS));
    } catch {
      await sleep(pause);
    }
  }
  return (await sendOnce(request)).answer;
}

function changesNothing({ method, body }: HttpRequest): boolean {
  return method === 'GET' || (typeof body === 'string' && SOAP_READS.test(body));
}

async function sendOnce(request: HttpRequest): Promise<{ answer: HttpAnswer; retryAfterMs: number }> {
  const { url, method, headers, body } = request;
  const response = await fetch(url, {
    method,
    headers: withoutLength(headers ?? {}),
    redirect: 'manual',
    signal: AbortSignal.timeout(Number(process.env.HTTP_TIMEOUT)),
    ...(body === undefined || body === null || method === 'GET' ? {} : { body: body as Buffer | string }),
  });
  const text = await response.text().catch((error: unknown) => {
    throw new DamagedAnswerError('the answer broke off', { cause: error });
  });
  const contentType = response.headers.get('content-type') ?? '';
  if (response.ok && contentType.startsWith('text/html')) throw new DamagedAnswerError('the answer is a web page');
  const answer = { statusCode: response.status, headers: Object.fromEntries(response.headers), body: text };
  return { answer, retryAfterMs: (Number(response.headers.get('retry-after')) || 0) * 1000 };
}

/** SOAP gives each of its errors the status 500. */
function isSoapFault(body: string): boolean {
  return body.includes('<faultcode>');
}

/** `fetch` counts the body itself, and refuses a length that it did not choose. */
function withoutLength(headers: NonNullable<HttpRequest['headers']>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => name.toLowerCase() !== 'content-length'));
}
