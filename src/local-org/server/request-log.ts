import { appendFileSync } from 'node:fs';
import type { LocalRequest } from '../wire/request.js';

/** A request that the local org answered. */
export interface LoggedRequest {
  /** Time of the request, ISO 8601. */
  readonly time: string;
  readonly method: string;
  /** Path with its query; secrets in it read `[secret]`. */
  readonly path: string;
  /** Such as `deploy`, `checkDeployStatus`, `retrieve`, `query`, `token`. */
  readonly operation: string;
  /** HTTP status; 0 when the connection was broken on purpose. */
  readonly status: number;
  readonly milliseconds: number;
}

const KEPT = 10_000;
const SECRET_PARAMETER = /^(token|access_token|refresh_token|client_secret|assertion|password|sid)$/i;

/** Path and query of a request without secrets. */
export function safePath(request: LocalRequest): string {
  const query = [...request.query].map(([name, value]) =>
    SECRET_PARAMETER.test(name) ? `${name}=[secret]` : `${encodeURIComponent(name)}=${encodeURIComponent(value)}`,
  );
  return query.length === 0 ? request.path : `${request.path}?${query.join('&')}`;
}

/** Keeps the latest requests in memory and hands each to where the options want it. */
export class RequestLog {
  readonly #entries: LoggedRequest[] = [];
  readonly #target: string | ((entry: LoggedRequest) => void) | undefined;

  /** @param target - A file that gets one JSON object a line, or a function. */
  constructor(target: string | ((entry: LoggedRequest) => void) | undefined) {
    this.#target = target;
  }

  get entries(): readonly LoggedRequest[] {
    return this.#entries;
  }

  add(entry: LoggedRequest): void {
    this.#entries.push(entry);
    if (this.#entries.length > KEPT) this.#entries.splice(0, this.#entries.length - KEPT);
    if (typeof this.#target === 'string') appendFileSync(this.#target, `${JSON.stringify(entry)}\n`, { mode: 0o600 });
    else this.#target?.(entry);
  }
}
