import { own } from '../wire/own.js';

/** Something that goes wrong on purpose. */
export type Fault =
  /** The answer takes longer. */
  | { readonly kind: 'latency'; readonly milliseconds: number }
  /** Another status, such as 500, or 503 with a Retry-After header. */
  | { readonly kind: 'status'; readonly status: number; readonly retryAfterSeconds?: number; readonly body?: unknown }
  /** The connection breaks before the request is taken. */
  | { readonly kind: 'reset-before' }
  /** The request is taken and carried out, and the connection breaks before the answer. */
  | { readonly kind: 'reset-after' }
  /** The request is carried out, and the answer stops in the middle. */
  | { readonly kind: 'half-answer' }
  /** The answer is a web page instead of data. */
  | { readonly kind: 'wrong-type' }
  /** The org is down for maintenance: 503 with a web page. */
  | { readonly kind: 'maintenance'; readonly retryAfterSeconds?: number | undefined }
  /** The org fails before its API sees the request: 500 with a web page. */
  | { readonly kind: 'error-page' }
  /** The session counts as expired. */
  | { readonly kind: 'expired-session' }
  /** The org has used up its daily requests. */
  | { readonly kind: 'request-limit' }
  /** An OAuth error of your choice. */
  | { readonly kind: 'oauth-error'; readonly error: string; readonly description: string }
  /** A deploy that stays pending for longer. */
  | { readonly kind: 'slow-deploy'; readonly polls?: number; readonly seconds?: number }
  /** A deploy that ends with a problem. */
  | { readonly kind: 'failing-deploy'; readonly problem: string };

/** A fault of an operation, once or until it is cleared. */
export interface FaultRule {
  /** Name of an operation such as `deploy`, or `*` for all. */
  readonly operation: string;
  readonly fault: Fault;
  readonly once: boolean;
}

const KINDS: Readonly<Record<string, (value: string) => Fault | undefined>> = {
  latency: (value) => positive(value, (milliseconds) => ({ kind: 'latency', milliseconds })),
  'reset-before': () => ({ kind: 'reset-before' }),
  'reset-after': () => ({ kind: 'reset-after' }),
  'half-answer': () => ({ kind: 'half-answer' }),
  maintenance: (value) =>
    value === ''
      ? { kind: 'maintenance' }
      : positive(value, (retryAfterSeconds) => ({ kind: 'maintenance', retryAfterSeconds })),
  'error-page': () => ({ kind: 'error-page' }),
  'wrong-type': () => ({ kind: 'wrong-type' }),
  'expired-session': () => ({ kind: 'expired-session' }),
  'request-limit': () => ({ kind: 'request-limit' }),
  'slow-deploy': (value) => positive(value, (seconds) => ({ kind: 'slow-deploy', seconds })),
  'failing-deploy': (value) => ({
    kind: 'failing-deploy',
    problem: value === '' ? 'The deploy fails on purpose.' : value,
  }),
};

function positive(value: string, make: (number: number) => Fault): Fault | undefined {
  const number = Number(value);
  return number > 0 ? make(number) : undefined;
}

/**
 * Reads a fault from text: `OPERATION:KIND[:VALUE]`, such as `query:latency:250`, `deploy:reset-after`,
 * `token:503:2` (status, then the seconds of Retry-After), `*:500`.
 *
 * @throws Error that names what is allowed.
 */
export function parseFault(text: string): { operation: string; fault: Fault } {
  const [operation = '', kind = '', ...rest] = text.split(':');
  const value = rest.join(':');
  const fault = /^[45]\d\d$/.test(kind)
    ? { kind: 'status' as const, status: Number(kind), ...(value === '' ? {} : { retryAfterSeconds: Number(value) }) }
    : own(KINDS, kind)?.(value);
  if (operation === '' || fault === undefined) {
    const kinds = Object.keys(KINDS).join(', ');
    throw new Error(
      `"${text}" is no fault. Write OPERATION:KIND[:VALUE]; KIND is an HTTP status such as 503, or one of ${kinds}.`,
    );
  }
  return { operation, fault };
}

/** Takes the faults that apply to a request; those that count once are used up. */
export function takeFaults(rules: FaultRule[], operation: string): Fault[] {
  const taken: Fault[] = [];
  for (const rule of [...rules]) {
    if (rule.operation !== operation && rule.operation !== '*') continue;
    if (rule.once && taken.some((fault) => fault.kind === rule.fault.kind)) continue;
    taken.push(rule.fault);
    if (rule.once) rules.splice(rules.indexOf(rule), 1);
  }
  return taken;
}
