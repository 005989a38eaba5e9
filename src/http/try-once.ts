import { foreignText } from '../foreign-text.js';
import { exchange } from './exchange.js';
import { CODES, failureOf, HttpFailure } from './failure.js';
import type { HttpAnswer, HttpRequest } from './http.js';
import { wayTo, type Way } from './proxies.js';

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
    return await ofData(request, way, stop.signal);
  } catch (error) {
    stop.signal.throwIfAborted();
    for (const signal of bounds.signals) signal.throwIfAborted();
    throw failureOf(error, way.route);
  } finally {
    clearTimeout(timer);
    for (const end of ends) end();
  }
}

async function ofData(request: HttpRequest, way: Way, signal: AbortSignal): Promise<HttpAnswer> {
  const answer = await exchange(request, way, signal);
  const isPage = /^\s*text\/html\b/i.test(answer.headers['content-type'] ?? '');
  // What has nothing to say, such as a revocation, says so under any type.
  if (answer.status < 300 && isPage && answer.body !== '') throw webPage(answer, way);
  return answer;
}

function webPage({ status, body }: HttpAnswer, { route }: Way): HttpFailure {
  const title = /<title[^>]*>([^<]*)/i.exec(body)?.[1]?.trim() ?? '';
  const named = title === '' ? '' : ` ("${foreignText(title, 100)}")`;
  return new HttpFailure({ code: CODES.webPage, message: `the answer is a web page${named} (HTTP ${status})`, route });
}
