import type { Route } from '../calls/route.js';
import { dataRoute } from '../calls/route.js';
import { createRecord, deleteByExternalId, deleteRecord, updateRecord, upsertRecord } from './records.js';

/** Pattern of one record; `describe` in the place of an id is another resource. */
const RECORD = /^sobjects\/(\w+)\/(?!describe$)(\w+)$/;
const BY_EXTERNAL_ID = /^sobjects\/(\w+)\/(\w+)\/([^/]+)$/;

/** Records by id. */
export const recordRoutes: readonly Route[] = [
  dataRoute('create', 'POST', /^sobjects\/(\w+)$/, createRecord),
  dataRoute('update', 'PATCH', RECORD, updateRecord),
  dataRoute('delete', 'DELETE', RECORD, deleteRecord),
  dataRoute('upsert', 'PATCH', BY_EXTERNAL_ID, upsertRecord),
  dataRoute('delete', 'DELETE', BY_EXTERNAL_ID, deleteByExternalId),
];
