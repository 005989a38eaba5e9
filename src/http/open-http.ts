import { AsyncLocalStorage } from 'node:async_hooks';
import type { Http, HttpAnswer, HttpBounds, HttpRequest } from './http.js';
import type { HttpOptions } from './send.js';

/** What a way out is opened with. */
interface OpenHttpOptions extends HttpOptions {
  /** Holds each request for as long as it has no answer. Default: nobody asks. */
  readonly unanswered?: Set<HttpRequest> | undefined;
}

/** Opens the way out for one run. */
export function openHttp(options: OpenHttpOptions): Http {
  // Many a run sends nothing; what sends is loaded with the first request.
  const send = async (request: HttpRequest): Promise<HttpAnswer> => {
    options.unanswered?.add(request);
    try {
      return await (await import('./send.js')).sendWithin(request, options);
    } finally {
      options.unanswered?.delete(request);
    }
  };
  return {
    send,
    fetch: async (url, init) => responseOf(await send(requestOf(url, init))),
    within: (bounds) => openHttp(narrowed(options, bounds)),
  };
}

function narrowed(options: OpenHttpOptions, { signal, deadline }: HttpBounds): OpenHttpOptions {
  return {
    ...options,
    signal: signal === undefined ? options.signal : AbortSignal.any([options.signal, signal]),
    deadline: Math.min(options.deadline, deadline ?? options.deadline),
  };
}

function requestOf(url: string, init: RequestInit = {}): HttpRequest {
  const { method = 'GET', headers, body, signal } = init;
  return {
    method,
    url,
    headers: Object.fromEntries(new Headers(headers)),
    body: bodyOf(body),
    changesNothing: /^(?:GET|HEAD|OPTIONS)$/i.test(method),
    signal: signal ?? undefined,
  };
}

function bodyOf(body: RequestInit['body']): string | Uint8Array | undefined {
  if (body === undefined || body === null) return undefined;
  if (typeof body === 'string' || body instanceof Uint8Array) return body;
  if (body instanceof URLSearchParams) return body.toString();
  throw new TypeError('A body is a text, bytes or a form.');
}

/** Statuses whose answers have no body. */
const EMPTY = [204, 205, 304];

function responseOf({ status, headers, body }: HttpAnswer): Response {
  // The body was decoded already, and its length may be another one now.
  const kept = Object.entries(headers).filter(([name]) => !/^content-(?:encoding|length)$/.test(name));
  return new Response(EMPTY.includes(status) ? null : body, { status, headers: Object.fromEntries(kept) });
}

const RUNS = new AsyncLocalStorage<Http>();
const UNBOUND = openHttp({ env: {}, signal: new AbortController().signal, deadline: Number.POSITIVE_INFINITY });

/** Runs something whose requests, those of the Salesforce libraries included, go out through one {@link Http}. */
export function withHttp<T>(http: Http, work: () => T): T {
  return RUNS.run(http, work);
}

/**
 * Gives the way out of the run that asks: what a library sends says not for whom. Outside of any run it is one without
 * an end and without proxies, which reaches this machine, as the local org does to make itself known.
 */
export function currentHttp(): Http {
  return RUNS.getStore() ?? UNBOUND;
}

/** Runs something that may end earlier than the run that asks; outside of any run it is not bounded here. */
export function withinBounds<T>(bounds: HttpBounds, work: () => T): T {
  const own = RUNS.getStore();
  return own === undefined ? work() : RUNS.run(own.within(bounds), work);
}

/** Runs something within the run that asks, or within another one where none does. */
export function withHttpOf<T>(http: Http, work: () => T): T {
  return RUNS.getStore() === undefined ? RUNS.run(http, work) : work();
}
