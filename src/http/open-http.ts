import { AsyncLocalStorage } from 'node:async_hooks';
import type { OnProgress } from '../progress.js';
import type { Http, HttpAnswer, HttpRequest } from './http.js';

/** What bounds the requests of one run. */
export interface HttpOptions {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly signal: AbortSignal;
  /** In milliseconds as `Date.now()` counts them. */
  readonly deadline: number;
  readonly onProgress: OnProgress;
}

const REQUEST_TIMEOUT_MS = 30_000;

/** Opens the way out for one run. */
export function openHttp({ signal, deadline }: HttpOptions): Http {
  const bounded: Http['fetch'] = (url, init = {}) => {
    const timeout = AbortSignal.timeout(Math.max(0, Math.min(REQUEST_TIMEOUT_MS, deadline - Date.now())));
    const signals = [signal, timeout, ...(init.signal ? [init.signal] : [])];
    return fetch(url, { ...init, redirect: 'manual', signal: AbortSignal.any(signals) });
  };
  return { fetch: bounded, send: (request) => send(bounded, request) };
}

async function send(bounded: Http['fetch'], request: HttpRequest): Promise<HttpAnswer> {
  const { method, url, headers = {}, body = null, signal = null } = request;
  const response = await bounded(url, { method, headers, body: body as RequestInit['body'] & {}, signal });
  return { status: response.status, headers: Object.fromEntries(response.headers), body: await response.text() };
}

const SCOPE = new AsyncLocalStorage<Http>();

/** Runs something whose requests, those of the Salesforce libraries included, go out through one {@link Http}. */
export function withHttp<T>(http: Http, work: () => T): T {
  return SCOPE.run(http, work);
}
