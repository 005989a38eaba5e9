import type { Route } from '../calls/route.js';
import { publicRoute } from '../calls/route.js';
import { overview } from './overview.js';
import { reveal } from './reveal.js';

/** The page for people, which no real org has. */
export const pageRoutes: readonly Route[] = [
  publicRoute('page', 'GET', /^\/$/, ({ context, request }) => overview(context, request)),
  publicRoute('reveal', 'POST', /^\/reveal$/, ({ context, request }) => reveal(context, request)),
];
