import { notFound } from '../wire/answer.js';
import type { DataRoute, PublicRoute, Route } from '../calls/route.js';
import { dataRoute, publicRoute } from '../calls/route.js';
import { introspect, jwks, openidConfiguration, revoke, userinfo } from '../oauth/endpoints.js';
import { token } from '../oauth/token.js';
import { executeAnonymous } from '../apex/anonymous.js';
import { appUsage, consumer, consumers, rotate, stage, stagedList, stagedOne, unstage } from '../apps/consumers.js';
import { limits, recordCounts, resources, userRecord, versions } from '../rest/basics.js';
import { describeGlobal, describeObject, objectInfo } from '../rest/describe.js';
import { cancelDeployRequest, createDeployRequest, readDeployRequest } from '../deploy/requests.js';
import {
  deleteCredential,
  externalCredential,
  externalCredentials,
  readCredential,
  writeCredential,
} from '../credentials/principals.js';
import { query, queryMore, toolingQuery } from '../rest/query.js';
import { createRecord, deleteRecord, readRecord, updateRecord } from '../records/records.js';

const CREDENTIALS = 'apps/oauth/credentials/(\\w+)';
const STAGED = `${CREDENTIALS}/(\\w+)/staged`;

/** Endpoints without session. */
const PUBLIC_ROUTES: readonly PublicRoute[] = [
  publicRoute('versions', 'GET', /^\/services\/data\/?$/, ({ context }) => versions(context)),
  publicRoute('openid-configuration', 'GET', /^\/\.well-known\/openid-configuration$/, ({ context }) =>
    openidConfiguration(context),
  ),
  publicRoute('keys', 'GET', /^\/id\/keys$/, jwks),
  publicRoute('token', 'POST', /^\/services\/oauth2\/token$/, ({ context, request }) => token(context, request)),
  publicRoute('userinfo', 'GET', /^\/services\/oauth2\/userinfo$/, ({ context, request }) =>
    userinfo(context, request),
  ),
  publicRoute('userinfo', 'POST', /^\/services\/oauth2\/userinfo$/, ({ context, request }) =>
    userinfo(context, request),
  ),
  publicRoute('introspect', 'POST', /^\/services\/oauth2\/introspect$/, ({ context, request }) =>
    introspect(context, request),
  ),
  publicRoute('revoke', 'POST', /^\/services\/oauth2\/revoke$/, ({ context, request }) => revoke(context, request)),
  publicRoute('revoke', 'GET', /^\/services\/oauth2\/revoke$/, ({ context, request }) => revoke(context, request)),
  publicRoute('userinfo', 'GET', /^\/id\/00D\w+\/005\w+$/, ({ context, request }) => userinfo(context, request)),
];

const DATA_ROUTES: readonly DataRoute[] = [
  dataRoute('resources', 'GET', /^$/, resources),
  dataRoute('limits', 'GET', /^limits$/, limits),
  dataRoute('query', 'GET', /^query$/, query),
  dataRoute('query', 'GET', /^query\/(\w+)-(\d+)$/, queryMore),
  dataRoute('recordCount', 'GET', /^limits\/recordCount$/, recordCounts),
  dataRoute('toolingQuery', 'GET', /^tooling\/query$/, toolingQuery),
  dataRoute('executeAnonymous', 'GET', /^tooling\/executeAnonymous$/, executeAnonymous),
  dataRoute('sobject', 'GET', /^sobjects\/User\/(005\w+)$/i, userRecord),
  dataRoute('describeGlobal', 'GET', /^sobjects$/, describeGlobal),
  dataRoute('describe', 'GET', /^sobjects\/(\w+)\/describe$/, describeObject),
  dataRoute('sobject', 'GET', /^sobjects\/(\w+)$/, objectInfo),
  dataRoute('create', 'POST', /^sobjects\/(\w+)$/, createRecord),
  dataRoute('sobject', 'GET', /^sobjects\/(\w+)\/(\w+)$/, readRecord),
  dataRoute('update', 'PATCH', /^sobjects\/(\w+)\/(\w+)$/, updateRecord),
  dataRoute('delete', 'DELETE', /^sobjects\/(\w+)\/(\w+)$/, deleteRecord),
  dataRoute('externalCredentials', 'GET', /^named-credentials\/external-credentials$/, externalCredentials),
  dataRoute('externalCredential', 'GET', /^named-credentials\/external-credentials\/(\w+)$/, externalCredential),
  dataRoute('readCredential', 'GET', /^named-credentials\/credential$/, readCredential),
  dataRoute('createCredential', 'POST', /^named-credentials\/credential$/, writeCredential),
  dataRoute('updateCredential', 'PUT', /^named-credentials\/credential$/, writeCredential),
  dataRoute('updateCredential', 'PATCH', /^named-credentials\/credential$/, writeCredential),
  dataRoute('deleteCredential', 'DELETE', /^named-credentials\/credential$/, deleteCredential),
  dataRoute('deploy', 'POST', /^metadata\/deployRequest$/, createDeployRequest),
  dataRoute('checkDeployStatus', 'GET', /^metadata\/deployRequest\/(\w+)$/, readDeployRequest),
  dataRoute('cancelDeploy', 'PATCH', /^metadata\/deployRequest\/(\w+)$/, cancelDeployRequest),
  dataRoute('usage', 'GET', /^apps\/oauth\/usage$/, appUsage),
  dataRoute('credentials', 'GET', new RegExp(`^${CREDENTIALS}$`), consumers),
  dataRoute('consumer', 'GET', new RegExp(`^${CREDENTIALS}/(\\w+)$`), consumer),
  dataRoute('stagedCredentials', 'GET', new RegExp(`^${STAGED}$`), since(65, stagedList)),
  dataRoute('stageCredentials', 'POST', new RegExp(`^${STAGED}$`), since(65, stage)),
  dataRoute('stagedCredentials', 'GET', new RegExp(`^${STAGED}/(\\w+)$`), since(65, stagedOne)),
  dataRoute('rotateCredentials', 'PATCH', new RegExp(`^${STAGED}/(\\w+)$`), since(65, rotate)),
  dataRoute('deleteStagedCredentials', 'DELETE', new RegExp(`^${STAGED}/(\\w+)$`), since(65, unstage)),
];

function since(version: number, handle: DataRoute['handle']): DataRoute['handle'] {
  return (call) => (call.version < version ? notFound() : handle(call));
}

/** What a path leads to. */
export type Destination =
  | { readonly kind: 'route'; readonly route: Route; readonly params: readonly string[]; readonly version: number }
  | { readonly kind: 'soap'; readonly version: number }
  | { readonly kind: 'wrong-method'; readonly version: number | undefined }
  | { readonly kind: 'unknown'; readonly version: number | undefined };

/** Finds where a request goes. */
export function destinationOf(method: string, path: string): Destination {
  const soap = /^\/services\/Soap\/m\/(\d+)(?:\.0)?(?:\/\w*)?$/.exec(path);
  if (soap !== null) return { kind: 'soap', version: Number(soap[1]) };
  const data = /^\/services\/data\/v(\d+)\.0(?:\/(.*?))?\/?$/.exec(path);
  const version = data === null ? undefined : Number(data[1]);
  const rest = data?.[2] ?? '';
  const candidates: readonly Route[] = data === null ? PUBLIC_ROUTES : DATA_ROUTES;
  const tested = data === null ? path : rest;
  let otherMethod = false;
  for (const route of candidates) {
    const match = route.path.exec(tested);
    if (match === null) continue;
    if (route.method === method) return { kind: 'route', route, params: match.slice(1), version: version ?? 0 };
    otherMethod = true;
  }
  return { kind: otherMethod ? 'wrong-method' : 'unknown', version };
}
