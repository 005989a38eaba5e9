import { appendFileSync } from 'node:fs';
import type { LoggedRequest } from '../state/logged-request.js';
import type { LocalRequest } from '../wire/request.js';

const KEPT = 10_000;
/** Parameters that OAuth and Salesforce carry secrets in; a name too many hides a value, one too few shows a secret. */
const SECRET_PARAMETER = /token|secret|password|assertion|^(?:sid|sessionid|code|code_verifier|device_code)$/i;

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
  #count = 0;
  readonly #target: string | ((entry: LoggedRequest) => void) | undefined;

  /** @param target - A file that gets one JSON object a line, or a function. */
  constructor(target: string | ((entry: LoggedRequest) => void) | undefined) {
    this.#target = target;
  }

  get entries(): readonly LoggedRequest[] {
    return this.#entries;
  }

  /** Gives what came after a number of requests, and the number of all so far. */
  after(count: number): { readonly requests: readonly LoggedRequest[]; readonly next: number } {
    const isNew = Math.max(0, this.#count - (Number.isInteger(count) && count > 0 ? count : 0));
    return { requests: isNew === 0 ? [] : this.#entries.slice(-isNew), next: this.#count };
  }

  add(entry: LoggedRequest): void {
    this.#count += 1;
    this.#entries.push(entry);
    if (this.#entries.length > KEPT) this.#entries.splice(0, this.#entries.length - KEPT);
    if (typeof this.#target === 'string') appendFileSync(this.#target, `${JSON.stringify(entry)}\n`, { mode: 0o600 });
    else this.#target?.(entry);
  }
}
