import { foreignText } from '../foreign-text.js';
import { CODES, failureOf, HttpFailure } from './failure.js';
import type { HttpAnswer, HttpRequest } from './http.js';
import { fetchFor, wayTo, type Way } from './proxies.js';

const LIMIT_BYTES = 16 * 1024 * 1024;
/** What tells our requests from those of any library: nothing else in this process sends it. */
const USER_AGENT = 'eca-as-code';
/** `fetch` counts the body itself, and refuses what it did not choose. */
const NOT_OURS = ['content-length', 'transfer-encoding', 'connection', 'host', 'user-agent'];

/** What bounds one try. */
export interface TryBounds {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly signals: readonly AbortSignal[];
  readonly timeoutMs: number;
  /** Code and sentence of the failure when the time is over. */
  readonly timeout: { readonly code: string; readonly message: string };
}

/**
 * Sends a request once and reads its answer to the end, within time and size.
 *
 * @throws HttpFailure; the reason of a signal that was raised.
 */
export async function tryOnce(request: HttpRequest, bounds: TryBounds): Promise<HttpAnswer> {
  const way = wayTo(new URL(request.url), bounds.env);
  const stop = new AbortController();
  const timer = setTimeout(() => {
    stop.abort(new HttpFailure({ ...bounds.timeout, route: way.route }));
  }, bounds.timeoutMs);
  const ends = bounds.signals.map((signal) => {
    const end = (): void => {
      stop.abort(signal.reason);
    };
    signal.addEventListener('abort', end, { once: true });
    return () => {
      signal.removeEventListener('abort', end);
    };
  });
  try {
    for (const signal of bounds.signals) signal.throwIfAborted();
    return await exchange(request, way, stop.signal);
  } catch (error) {
    stop.signal.throwIfAborted();
    for (const signal of bounds.signals) signal.throwIfAborted();
    throw failureOf(error, way.route);
  } finally {
    clearTimeout(timer);
    for (const end of ends) end();
  }
}

async function exchange(request: HttpRequest, way: Way, signal: AbortSignal): Promise<HttpAnswer> {
  const { method, url, headers = {}, body, limitBytes = LIMIT_BYTES } = request;
  const send = await fetchFor(way);
  const own = Object.entries(headers).filter(([name]) => !NOT_OURS.includes(name.toLowerCase()));
  const hasBody = body !== undefined && !/^(?:GET|HEAD)$/i.test(method);
  const response = await send(url, {
    method,
    headers: { ...Object.fromEntries(own), 'user-agent': USER_AGENT },
    redirect: 'manual',
    signal,
    // The types of `fetch` ask for a buffer that is not shared; ours never is.
    body: hasBody ? (body as RequestInit['body'] & (string | Uint8Array)) : null,
  });
  const { status } = response;
  if (status < 200 || status > 599) throw unreadable(`the answer has the status ${status}`, way);
  const text = await bodyOf(response, limitBytes, way);
  const answer = { status, headers: Object.fromEntries(response.headers), body: text };
  if (response.ok && /^\s*text\/html\b/i.test(answer.headers['content-type'] ?? '')) throw webPage(answer, way);
  return answer;
}

async function bodyOf(response: Response, limit: number, way: Way): Promise<string> {
  if (Number(response.headers.get('content-length')) > limit) {
    await response.body?.cancel().catch(() => undefined);
    throw tooLarge(limit, way);
  }
  const reader: ReadableStreamDefaultReader<Uint8Array> | undefined = response.body?.getReader();
  const decoder = new TextDecoder();
  const parts: string[] = [];
  let size = 0;
  for (;;) {
    const chunk = await reader?.read().catch((error: unknown) => {
      throw new HttpFailure({ code: CODES.brokeOff, message: 'the answer broke off', cause: error, route: way.route });
    });
    if (chunk === undefined || chunk.done) break;
    size += chunk.value.byteLength;
    if (size > limit) {
      await reader?.cancel().catch(() => undefined);
      throw tooLarge(limit, way);
    }
    parts.push(decoder.decode(chunk.value, { stream: true }));
  }
  parts.push(decoder.decode());
  return parts.join('');
}

function tooLarge(limit: number, { route }: Way): HttpFailure {
  const mebibytes = Math.round((limit / 1024 / 1024) * 10) / 10;
  const message = `the answer is larger than ${mebibytes} MiB, more than belongs here, and was not read to its end`;
  return new HttpFailure({ code: CODES.tooLarge, message, route });
}

function unreadable(message: string, { route }: Way): HttpFailure {
  return new HttpFailure({ code: CODES.unreadable, message, route });
}

function webPage({ status, body }: HttpAnswer, { route }: Way): HttpFailure {
  const title = /<title[^>]*>([^<]*)/i.exec(body)?.[1]?.trim() ?? '';
  const named = title === '' ? '' : ` ("${foreignText(title, 100)}")`;
  return new HttpFailure({ code: CODES.webPage, message: `the answer is a web page${named} (HTTP ${status})`, route });
}
