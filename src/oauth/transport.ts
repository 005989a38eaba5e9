/** A request that got no usable answer. */
export interface NoAnswer {
  readonly kind: 'no-answer';
  /** Code of the system or of TLS, such as `ECONNREFUSED`; `UNREADABLE` for an answer that is not what was asked for. */
  readonly code: string;
  /** What happened, free of secrets. */
  readonly detail: string;
}

/** Longest time that one request may take. */
export const REQUEST_TIMEOUT_MS = 30_000;

/** Reads code and text of a failed `fetch`, looking through the causes. */
export function noAnswer(error: unknown): NoAnswer {
  let code = 'UNKNOWN';
  let detail = '';
  for (let current: unknown = error, depth = 0; current instanceof Error && depth < 8; depth += 1) {
    const own = (current as Error & { code?: unknown }).code;
    if (typeof own === 'string' && code === 'UNKNOWN') code = own;
    if (current.name === 'TimeoutError') code = 'ETIMEDOUT';
    detail = current.message || detail;
    current = current.cause;
  }
  return { kind: 'no-answer', code, detail };
}

/** Tells whether a URL points to this machine, where plain http is taken. */
export function isLoopback(url: string): boolean {
  return ['127.0.0.1', 'localhost', '[::1]'].includes(new URL(url).hostname);
}

/** Outside data as an object, empty when it is none. */
export function asRecord(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

/** Outside data as text, undefined when it is none. */
export function asText(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
