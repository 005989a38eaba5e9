import type { Route } from '../calls/route.js';
import { publicRoute } from '../calls/route.js';
import { ownOnly } from '../state/evidence.js';
import { overview } from './overview.js';
import { reveal } from './reveal.js';

/** The page for people, which no real org has. */
export const pageRoutes: readonly Route[] = [
  publicRoute(
    'page',
    'GET',
    /^\/$/,
    ({ context, request }) => overview(context, request),
    ownOnly('page: shows what Setup would, under its headings'),
  ),
  publicRoute(
    'reveal',
    'POST',
    /^\/reveal$/,
    ({ context, request }) => reveal(context, request),
    ownOnly('page: holds no secret until a click asks for one, which stands in the log'),
  ),
];
