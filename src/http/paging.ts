import { EcaError } from '../errors.js';
import { foreignText } from '../foreign-text.js';
import { keepOrigin } from './origins.js';

/**
 * Takes the URL of a next page: one of the origin that was asked, and none that came before.
 *
 * @param seen - Pages so far, to which this one is added.
 * @returns Its path, with its query.
 * @throws ForeignHostError, UnexpectedAnswerError
 */
export function keepPage(asked: string, next: unknown, seen: Set<string>): string {
  if (typeof next !== 'string' || !URL.canParse(next, asked)) throw notAPage(next);
  const url = new URL(next, asked);
  keepOrigin({ asked, named: url.href, what: 'the next page' });
  const path = `${url.pathname}${url.search}`;
  if (seen.has(path)) throw repeats(path);
  seen.add(path);
  return path;
}

function notAPage(next: unknown): EcaError {
  return new EcaError({
    name: 'UnexpectedAnswerError',
    message: `The org names a next page that is none: ${foreignText(JSON.stringify(next ?? null), 200)}.`,
    actions: ['Check that the URL is that of the org, and look for a proxy in between.'],
  });
}

function repeats(path: string): EcaError {
  return new EcaError({
    name: 'UnexpectedAnswerError',
    message: `The org names a page as the next one that it gave before: ${foreignText(path, 200)}.`,
    actions: [
      'Run the command again; if it stays so, report it to Salesforce, or look for a proxy that keeps answers.',
    ],
  });
}
