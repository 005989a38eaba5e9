import type { Route } from '../calls/route.js';
import { dataRoute } from '../calls/route.js';
import { certain } from '../state/evidence.js';
import { executeAnonymous } from './anonymous.js';

/** Apex that is run at once. */
export const apexRoutes: readonly Route[] = [
  dataRoute(
    'executeAnonymous',
    'GET',
    /^tooling\/executeAnonymous$/,
    executeAnonymous,
    certain('callouts: are all that anonymous Apex can do here', 'tooling-guide'),
  ),
];
