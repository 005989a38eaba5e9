import type { Route } from '../calls/route.js';
import { dataRoute } from '../calls/route.js';
import { createRecord, deleteRecord, readRecord, updateRecord } from './records.js';

/** Pattern of one record; `describe` in the place of an id is another resource. */
const RECORD = /^sobjects\/(\w+)\/(?!describe$)(\w+)$/;

/** Records by id. */
export const recordRoutes: readonly Route[] = [
  dataRoute('create', 'POST', /^sobjects\/(\w+)$/, createRecord),
  dataRoute('sobject', 'GET', RECORD, readRecord),
  dataRoute('update', 'PATCH', RECORD, updateRecord),
  dataRoute('delete', 'DELETE', RECORD, deleteRecord),
];
