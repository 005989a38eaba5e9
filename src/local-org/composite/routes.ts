import type { Route } from '../calls/route.js';
import { dataRoute } from '../calls/route.js';
import { certain } from '../state/evidence.js';
import { batch } from './batch.js';
import { createAll, deleteAll, readAll, updateAll, upsertAll } from './collections.js';
import { composite } from './composite.js';
import { createTree } from './tree.js';

/** Requests that hold others, and records by the dozen. */
export const compositeRoutes: readonly Route[] = [
  dataRoute(
    'composite',
    'POST',
    /^composite$/,
    composite,
    certain('composite: use what earlier ones answered', 'rest-guide'),
  ),
  dataRoute(
    'compositeBatch',
    'POST',
    /^composite\/batch$/,
    batch,
    certain('composite: in a batch know nothing of each other, and halt when told so', 'rest-guide'),
  ),
  dataRoute(
    'tree',
    'POST',
    /^composite\/tree\/(\w+)$/,
    createTree,
    certain('composite: are created with what is below', 'rest-guide'),
  ),
  dataRoute(
    'collections',
    'POST',
    /^composite\/sobjects$/,
    createAll,
    certain('composite: create, change, read and delete what jsforce sends', 'rest-guide'),
  ),
  dataRoute(
    'collections',
    'PATCH',
    /^composite\/sobjects$/,
    updateAll,
    certain('composite: create, change, read and delete what jsforce sends', 'rest-guide'),
  ),
  dataRoute(
    'collections',
    'DELETE',
    /^composite\/sobjects$/,
    deleteAll,
    certain('composite: create, change, read and delete what jsforce sends', 'rest-guide'),
  ),
  dataRoute(
    'collections',
    'GET',
    /^composite\/sobjects\/(\w+)$/,
    readAll,
    certain('composite: read null for what is not there, and take 200 records', 'rest-guide'),
  ),
  dataRoute(
    'collections',
    'POST',
    /^composite\/sobjects\/(\w+)$/,
    readAll,
    certain('composite: read null for what is not there, and take 200 records', 'rest-guide'),
  ),
  dataRoute(
    'collections',
    'PATCH',
    /^composite\/sobjects\/(\w+)\/(\w+)$/,
    upsertAll,
    certain('composite: are upserted by the dozen through jsforce', 'rest-guide'),
  ),
];
