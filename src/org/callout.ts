import renderCallout from '../../templates/apex/callout.hbs';
import type { Org } from './org.js';

/** A callout through a Named Credential. */
export interface Callout {
  /** Developer name. */
  readonly namedCredential: string;
  /** Appended to the URL of the Named Credential; begins with a slash. */
  readonly path: string;
}

/** How a callout ended. */
export type CalloutOutcome =
  | { readonly kind: 'proven' }
  /** The endpoint was reached and refused. */
  | { readonly kind: 'answered'; readonly status: number; readonly detail: string }
  /** Salesforce made no callout: `no-access` and `no-token` are read from its message, `failed` is any other. */
  | { readonly kind: 'no-access' | 'no-token' | 'not-configured' | 'failed' | 'not-compiled'; readonly detail: string };

/**
 * What Salesforce answers to anonymous Apex.
 *
 * @see https://developer.salesforce.com/docs/atlas.en-us.api_tooling.meta/api_tooling/intro_rest_resources.htm
 */
export interface AnonymousResult {
  readonly compiled: boolean;
  readonly success: boolean;
  readonly compileProblem?: string | null | undefined;
  readonly exceptionMessage?: string | null | undefined;
}

/** Makes a callout in an org as the user of its session: anonymous Apex that fails unless the answer is a 2xx. */
export async function makeCallout(org: Org, callout: Callout): Promise<CalloutOutcome> {
  const query = `anonymousBody=${encodeURIComponent(calloutApex(callout))}`;
  return readOutcome(await org.request<AnonymousResult>({ method: 'GET', path: `tooling/executeAnonymous/?${query}` }));
}

/** Writes the Apex of a callout. */
export function calloutApex({ namedCredential, path }: Callout): string {
  return renderCallout({ name: escapeApex(namedCredential), path: escapeApex(path) });
}

const ESCAPES: Readonly<Record<string, string>> = {
  "'": "\\'",
  '\\': '\\\\',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
};

/** Escapes a text for an Apex string in single quotes. */
function escapeApex(text: string): string {
  return text.replace(
    /['\\]|[^ -~]/g,
    (unit) => ESCAPES[unit] ?? `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** Reads the answer to the Apex of {@link calloutApex}. */
export function readOutcome({ compiled, success, compileProblem, exceptionMessage }: AnonymousResult): CalloutOutcome {
  if (success) return { kind: 'proven' };
  if (!compiled) return { kind: 'not-compiled', detail: compileProblem ?? 'Salesforce named no problem.' };
  const detail = exceptionMessage ?? 'Salesforce named no exception.';
  const status = /The endpoint answered (\d{3})\b/.exec(detail)?.[1];
  if (status !== undefined) return { kind: 'answered', status: Number(status), detail };
  return { kind: exceptionKind(detail), detail };
}

/** Salesforce throws one type for all of these, so only the text tells them apart. */
function exceptionKind(message: string): 'no-access' | 'no-token' | 'not-configured' | 'failed' {
  if (/couldn['’]t access the (?:credential|endpoint)/i.test(message)) return 'no-access';
  if (/unable to fetch the OAuth token/i.test(message)) return 'no-token';
  if (/isn['’]t fully configured/i.test(message)) return 'not-configured';
  return 'failed';
}
