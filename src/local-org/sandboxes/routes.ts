import type { Route } from '../calls/route.js';
import { dataRoute } from '../calls/route.js';
import { certain } from '../state/evidence.js';
import { sandboxAuth } from './sandbox-auth.js';

/** What production does with its sandboxes. */
export const sandboxRoutes: readonly Route[] = [
  dataRoute(
    'sandboxAuth',
    'POST',
    /^tooling\/sandboxAuth$/,
    sandboxAuth,
    certain('sandboxes: lets a user of production in with a code that counts once', 'programs'),
  ),
];
