import type { Evidence } from '../state/evidence.js';
import { certain, ownOnly, reported } from '../state/evidence.js';
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

interface KnownFault {
  readonly effect: string;
  readonly evidence: Evidence;
  /** Reads what stands behind the kind in a text; absent for a fault that a test alone can ask for. */
  readonly read?: (value: string) => Fault | undefined;
}

/** Faults of the local org by kind. */
export const FAULTS: Readonly<Record<Fault['kind'], KnownFault>> = {
  latency: {
    effect: 'The answer takes longer',
    evidence: ownOnly('faults: wait'),
    read: (value) => positive(value, (milliseconds) => ({ kind: 'latency', milliseconds })),
  },
  status: {
    effect: 'Another status, with `Retry-After`',
    evidence: ownOnly('faults: answer another status with Retry-After, once'),
  },
  'reset-before': {
    effect: 'The connection breaks before the request is taken',
    evidence: ownOnly('faults: break the connection before a deploy is taken'),
    read: () => ({ kind: 'reset-before' }),
  },
  'reset-after': {
    effect: 'The request is taken, the answer is lost',
    evidence: ownOnly('faults: break the connection after a deploy was taken'),
    read: () => ({ kind: 'reset-after' }),
  },
  'half-answer': {
    effect: 'The answer stops in the middle',
    evidence: ownOnly('faults: stop in the middle of the answer'),
    read: () => ({ kind: 'half-answer' }),
  },
  'wrong-type': {
    effect: 'A web page with status 200',
    evidence: ownOnly('faults: answer a web page'),
    read: () => ({ kind: 'wrong-type' }),
  },
  maintenance: {
    effect: 'The page of an org that is maintained, with status 503',
    evidence: certain('faults: are pages of an org that is maintained or has failed: %s', 'recorded'),
    read: (value) =>
      value === ''
        ? { kind: 'maintenance' }
        : positive(value, (retryAfterSeconds) => ({ kind: 'maintenance', retryAfterSeconds })),
  },
  'error-page': {
    effect: 'The page of an org that failed, with status 500',
    evidence: reported('faults: are pages of an org that is maintained or has failed: %s'),
    read: () => ({ kind: 'error-page' }),
  },
  'expired-session': {
    effect: 'The session counts as expired',
    evidence: certain('faults: end the session', 'recorded'),
    read: () => ({ kind: 'expired-session' }),
  },
  'request-limit': {
    effect: 'The daily requests are used up',
    evidence: certain('faults: use up the daily requests', 'rest-guide'),
    read: () => ({ kind: 'request-limit' }),
  },
  'oauth-error': {
    effect: 'An OAuth error of choice',
    evidence: ownOnly('faults: answer an OAuth error of choice'),
  },
  'slow-deploy': {
    effect: 'The deploy takes longer',
    evidence: ownOnly('faults: make a deploy slow'),
    read: (value) => positive(value, (seconds) => ({ kind: 'slow-deploy', seconds })),
  },
  'failing-deploy': {
    effect: 'The deploy ends with a problem of choice',
    evidence: ownOnly('faults: make a deploy fail'),
    read: (value) => ({ kind: 'failing-deploy', problem: value === '' ? 'The deploy fails on purpose.' : value }),
  },
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
    : own<KnownFault>(FAULTS, kind)?.read?.(value);
  if (operation === '' || fault === undefined) {
    const kinds = Object.entries(FAULTS)
      .filter(([, { read }]) => read !== undefined)
      .map(([name]) => name)
      .join(', ');
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
