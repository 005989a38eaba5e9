import type { Route } from '../calls/route.js';
import { dataRoute } from '../calls/route.js';
import { sandboxAuth } from './sandbox-auth.js';

/** What production does with its sandboxes. */
export const sandboxRoutes: readonly Route[] = [
  dataRoute('sandboxAuth', 'POST', /^tooling\/sandboxAuth$/, sandboxAuth),
];
