import type { Route } from '../calls/route.js';
import { dataRoute, publicRoute } from '../calls/route.js';
import { limits, recordCounts, resources, versions } from './basics.js';
import { describeGlobal, describeObject, objectInfo } from './describe.js';
import { readByExternalId, readRecord, readToolingRecord } from './record.js';
import { query, queryMore, toolingQuery } from './query.js';

/** What describes and queries the org as a whole. */
export const restRoutes: readonly Route[] = [
  publicRoute('versions', 'GET', /^\/services\/data\/?$/, ({ context }) => versions(context)),
  dataRoute('resources', 'GET', /^$/, resources),
  dataRoute('limits', 'GET', /^limits$/, limits),
  dataRoute('recordCount', 'GET', /^limits\/recordCount$/, recordCounts),
  dataRoute('query', 'GET', /^query$/, query),
  dataRoute('query', 'GET', /^query\/(\w+)-(\d+)$/, queryMore),
  dataRoute('query', 'GET', /^queryAll$/, query),
  dataRoute('toolingQuery', 'GET', /^tooling\/query$/, toolingQuery),
  dataRoute('toolingQuery', 'GET', /^tooling\/query\/(\w+)-(\d+)$/, queryMore),
  dataRoute('describeGlobal', 'GET', /^sobjects$/, describeGlobal),
  dataRoute('describe', 'GET', /^sobjects\/(\w+)\/describe$/, describeObject),
  dataRoute('sobject', 'GET', /^sobjects\/(\w+)$/, objectInfo),
  dataRoute('sobject', 'GET', /^sobjects\/(\w+)\/(?!describe$)(\w+)$/, readRecord),
  dataRoute('sobject', 'GET', /^sobjects\/(\w+)\/(\w+)\/([^/]+)$/, readByExternalId),
  dataRoute('sobject', 'GET', /^tooling\/sobjects\/(\w+)\/(\w+)$/, readToolingRecord),
];
