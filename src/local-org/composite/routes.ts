import type { Route } from '../calls/route.js';
import { dataRoute } from '../calls/route.js';
import { batch } from './batch.js';
import { createAll, deleteAll, readAll, updateAll, upsertAll } from './collections.js';
import { composite } from './composite.js';
import { createTree } from './tree.js';

/** Requests that hold others, and records by the dozen. */
export const compositeRoutes: readonly Route[] = [
  dataRoute('composite', 'POST', /^composite$/, composite),
  dataRoute('compositeBatch', 'POST', /^composite\/batch$/, batch),
  dataRoute('tree', 'POST', /^composite\/tree\/(\w+)$/, createTree),
  dataRoute('collections', 'POST', /^composite\/sobjects$/, createAll),
  dataRoute('collections', 'PATCH', /^composite\/sobjects$/, updateAll),
  dataRoute('collections', 'DELETE', /^composite\/sobjects$/, deleteAll),
  dataRoute('collections', 'GET', /^composite\/sobjects\/(\w+)$/, readAll),
  dataRoute('collections', 'POST', /^composite\/sobjects\/(\w+)$/, readAll),
  dataRoute('collections', 'PATCH', /^composite\/sobjects\/(\w+)\/(\w+)$/, upsertAll),
];
