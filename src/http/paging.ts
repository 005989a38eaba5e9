import { EcaError } from '../errors.js';
import { foreignText } from '../foreign-text.js';
import { keepOrigin } from './origins.js';

/** What came up to the page that names a next one. */
export interface PagesSoFar {
  /** Pages so far, to which the next one is added. */
  readonly seen: Set<string>;
  /** Records of this page. */
  readonly records: number;
  /** Records of all pages so far. */
  readonly came: number;
  /** How many there are, as far as the org says. */
  readonly totalSize?: unknown;
}

/**
 * Takes the URL of a next page: one of the origin that was asked, and none that came before. A page without records has
 * no next one, nor has one that brought more than there are.
 *
 * @returns Its path, with its query.
 * @throws ForeignHostError, UnexpectedAnswerError
 */
export function keepPage(asked: string, next: unknown, { seen, records, came, totalSize }: PagesSoFar): string {
  if (typeof next !== 'string' || !URL.canParse(next, asked)) throw notAPage(next);
  const url = new URL(next, asked);
  keepOrigin({ asked, named: url.href, what: 'the next page' });
  const path = `${url.pathname}${url.search}`;
  if (records === 0) throw endless(path, 'gives a page without records');
  if (typeof totalSize === 'number' && totalSize >= 0 && came > totalSize) {
    throw endless(path, `gives ${came} records of ${totalSize}`);
  }
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

function endless(path: string, what: string): EcaError {
  return new EcaError({
    name: 'UnexpectedAnswerError',
    message: `The org ${what}, and names a next page all the same: ${foreignText(path, 200)}.`,
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
