import { randomBytes, timingSafeEqual } from 'node:crypto';
import { isLoopbackHost } from '../wire/host.js';
import type { LocalRequest } from '../wire/request.js';
import { formOf } from '../wire/request.js';

/** Stands in every form of the page: another site cannot read it, and so cannot send it. New with each process. */
export const FORM_VALUE = randomBytes(24).toString('base64url');

/**
 * Finds what forbids to show a page, or to obey one of its forms.
 *
 * @returns What is wrong, for the user; undefined when nothing is.
 */
export function forbidden(request: LocalRequest): string | undefined {
  const host = request.headers['host'];
  if (!isLoopbackHost(host)) return 'This page answers to 127.0.0.1 and localhost only.';
  if (request.method !== 'POST') return undefined;
  const site = request.headers['sec-fetch-site'] ?? 'same-origin';
  if (site !== 'same-origin' || !isOwnOrigin(request.headers['origin'], host)) {
    return 'This form was sent by another page than that of the local org. Open the page and press the button there.';
  }
  return isFormValue(formOf(request).get('value') ?? '')
    ? undefined
    : 'This form is of an earlier start of the local org. Open the page again and press the button there.';
}

/** A client that is no browser sends no origin. */
function isOwnOrigin(origin: string | undefined, host: string | undefined): boolean {
  return origin === undefined || (URL.canParse(origin) && new URL(origin).host === host?.toLowerCase());
}

function isFormValue(given: string): boolean {
  const [wanted, received] = [Buffer.from(FORM_VALUE), Buffer.from(given)];
  return wanted.length === received.length && timingSafeEqual(wanted, received);
}
