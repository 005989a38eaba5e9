import type { Answer } from '../wire/answer.js';

function page(status: number, title: string, text: string, headers: Readonly<Record<string, string>> = {}): Answer {
  return {
    status,
    headers: { 'Content-Type': 'text/html;charset=UTF-8', ...headers },
    body: `<html><head><title>${title}</title></head><body>${text}</body></html>`,
  };
}

/** What an org answers while it is maintained: a page, not JSON. [C] */
export function maintenancePage(retryAfterSeconds: number | undefined): Answer {
  const text = "We are down for maintenance. Sorry for the inconvenience. We'll be back shortly.";
  const retry: Record<string, string> =
    retryAfterSeconds === undefined ? {} : { 'Retry-After': String(retryAfterSeconds) };
  return page(503, 'Maintenance', text, retry);
}

/** What an org answers when it failed before its API saw the request: a page, too. [P] for a deploy by REST; [U] the words */
export function errorPage(): Answer {
  const text = 'An unexpected error has occurred. Your development organization has been notified.';
  return page(500, 'Unexpected Error', text);
}
