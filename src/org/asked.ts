import { EcaError } from '../errors.js';

/** What the org answered, or why it did not: some questions need permissions that a deploy does not. */
export type Asked<T> = { readonly known: true; readonly value: T } | { readonly known: false; readonly why: string };

/**
 * Asks the org something that is good to know. A refusal is an answer too; an org that cannot be reached, a session that
 * has ended, and requests that are used up stay errors.
 */
export async function asked<T>(ask: () => Promise<T>): Promise<Asked<T>> {
  try {
    return { known: true, value: await ask() };
  } catch (error) {
    if (!(error instanceof EcaError) || error.name !== 'OrgRequestFailedError') throw error;
    if (error.data.code === 'REQUEST_LIMIT_EXCEEDED') throw error;
    return { known: false, why: firstSentence(error.message) };
  }
}

/** Salesforce adds advice on WSDLs and suffixes to its refusals. */
function firstSentence(text: string): string {
  return /^.*?\.(?= [A-Z])/.exec(text)?.[0] ?? text;
}
