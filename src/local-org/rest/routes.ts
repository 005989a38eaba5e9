import type { Route } from '../calls/route.js';
import { NO_RECORD, dataRoute, publicRoute } from '../calls/route.js';
import { certain } from '../state/evidence.js';
import { limits, recordCounts, resources, versions } from './basics.js';
import { describeGlobal, describeObject, objectInfo } from './describe.js';
import { readByExternalId, readRecord, readToolingRecord } from './record.js';
import { query, queryMore, toolingQuery } from './query.js';

/** What describes and queries the org as a whole. */
export const restRoutes: readonly Route[] = [
  publicRoute(
    'versions',
    'GET',
    /^\/services\/data\/?$/,
    ({ context }) => versions(context),
    certain('recorded: versions', 'recorded'),
  ),
  dataRoute('resources', 'GET', /^$/, resources, certain('recorded: resources of a version', 'recorded')),
  dataRoute(
    'limits',
    'GET',
    /^limits$/,
    limits,
    certain('oauth: keeps the run-as user away from the limits, and lets them query what they may read', 'rest-guide'),
  ),
  dataRoute(
    'recordCount',
    'GET',
    /^limits\/recordCount$/,
    recordCounts,
    certain('outside-clients: answers %s %s with %i', 'rest-guide'),
  ),
  dataRoute('query', 'GET', /^query$/, query, certain('recorded: query', 'recorded')),
  dataRoute(
    'query',
    'GET',
    /^query\/(\w+)-(\d+)$/,
    queryMore,
    certain('records: come in batches of 2000', 'rest-guide'),
  ),
  dataRoute('query', 'GET', /^queryAll$/, query, certain('recorded: queryAll', 'rest-guide')),
  dataRoute(
    'toolingQuery',
    'GET',
    /^tooling\/query$/,
    toolingQuery,
    certain('recorded: query of the Tooling API', 'recorded'),
  ),
  dataRoute(
    'toolingQuery',
    'GET',
    /^tooling\/query\/(\w+)-(\d+)$/,
    queryMore,
    certain('records: come in batches of 2000', 'rest-guide'),
  ),
  dataRoute('describeGlobal', 'GET', /^sobjects$/, describeGlobal, certain('recorded: list of objects', 'recorded')),
  dataRoute(
    'describe',
    'GET',
    /^sobjects\/(\w+)\/describe$/,
    describeObject,
    certain('recorded: describe', 'recorded'),
  ),
  dataRoute(
    'sobject',
    'GET',
    /^sobjects\/(\w+)$/,
    objectInfo,
    certain('wire-shapes: of records answer, whatever the object', 'recorded'),
  ),
  dataRoute(
    'sobject',
    'GET',
    new RegExp(`^sobjects/(\\w+)/${NO_RECORD}(\\w+)$`),
    readRecord,
    certain('wire-shapes: of records answer, whatever the object', 'recorded'),
  ),
  dataRoute(
    'sobject',
    'GET',
    new RegExp(`^sobjects/(\\w+)/${NO_RECORD}(\\w+)/([^/]+)$`),
    readByExternalId,
    certain('composite: create, change, find and delete a record', 'rest-guide'),
  ),
  dataRoute(
    'sobject',
    'GET',
    /^tooling\/sobjects\/(\w+)\/(\w+)$/,
    readToolingRecord,
    certain('wire-shapes: of records answer, whatever the object', 'recorded'),
  ),
];
