import type { Route } from '../calls/route.js';
import { NO_RECORD, dataRoute } from '../calls/route.js';
import { certain } from '../state/evidence.js';
import { createRecord, deleteByExternalId, deleteRecord, updateRecord, upsertRecord } from './records.js';

const RECORD = new RegExp(`^sobjects/(\\w+)/${NO_RECORD}(\\w+)$`);
const BY_EXTERNAL_ID = new RegExp(`^sobjects/(\\w+)/${NO_RECORD}(\\w+)/([^/]+)$`);

/** Records by id. */
export const recordRoutes: readonly Route[] = [
  dataRoute('create', 'POST', /^sobjects\/(\w+)$/, createRecord, certain('recorded: a created record', 'recorded')),
  dataRoute(
    'update',
    'PATCH',
    RECORD,
    updateRecord,
    certain('records: are created, read, changed and deleted', 'rest-guide'),
  ),
  dataRoute(
    'delete',
    'DELETE',
    RECORD,
    deleteRecord,
    certain('records: are created, read, changed and deleted', 'rest-guide'),
  ),
  dataRoute(
    'upsert',
    'PATCH',
    BY_EXTERNAL_ID,
    upsertRecord,
    certain('composite: create, change, find and delete a record', 'rest-guide'),
  ),
  dataRoute(
    'delete',
    'DELETE',
    BY_EXTERNAL_ID,
    deleteByExternalId,
    certain('composite: create, change, find and delete a record', 'rest-guide'),
  ),
];
