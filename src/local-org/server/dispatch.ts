import type { Context } from '../state/context.js';
import type { Fault } from './faults.js';
import { errorPage, maintenancePage } from './pages.js';
import type { Answer } from '../wire/answer.js';
import { notFound, notSupported, oauthError, restError, sessionInvalid } from '../wire/answer.js';
import type { LocalRequest } from '../wire/request.js';
import { plainPath } from '../wire/request.js';
import type { DataRoute, InnerRequest } from '../calls/route.js';
import type { DeployFault } from '../state/deploy-job.js';
import type { Destination } from './rooms.js';
import { destinationOf } from './rooms.js';
import { sessionOf } from '../oauth/sessions.js';
import type { SoapCall } from '../soap/envelope.js';
import { readSoap, sessionFault, soapFault } from '../soap/envelope.js';
import { headRefusal, withMethod, xmlRefusal } from './heads.js';
import { soapOperation } from '../soap/operations.js';
import { DAILY_REQUESTS, countRequest, usedRequests } from '../state/usage.js';
import { canLogIn, hasPermission, userById } from '../users/access.js';

const OLDEST_VERSION = 31;
/** First API version whose SOAP calls take JWT access tokens. [P] */
const SOAP_TAKES_JWT = 68;

/** A request on its way, with the name of its operation. */
export interface Dispatch {
  readonly operation: string;
  readonly request: LocalRequest;
  readonly destination: Destination;
  readonly soap: SoapCall | undefined;
}

/** Finds out what a request asks for. */
export function dispatchOf(given: LocalRequest): Dispatch {
  const request = withMethod(given);
  const destination = destinationOf(request.method, request.path);
  const soap = destination.kind === 'soap' ? readSoap(request.body.toString('utf8')) : undefined;
  const operation = destination.kind === 'route' ? destination.route.operation : (soap?.operation ?? 'unknown');
  return { operation, request, destination, soap };
}

/** Gives the answer that a fault puts in place of the real one. */
export function faultAnswer(dispatch: Dispatch, fault: Fault): Answer | undefined {
  const soap = dispatch.destination.kind === 'soap';
  switch (fault.kind) {
    case 'status': {
      if (fault.status === 503 && fault.body === undefined) return maintenancePage(fault.retryAfterSeconds);
      const retry: Record<string, string> =
        fault.retryAfterSeconds === undefined ? {} : { 'Retry-After': String(fault.retryAfterSeconds) };
      const answer = restError(fault.status, 'SERVER_UNAVAILABLE', 'The server does not answer on purpose.');
      const body = fault.body === undefined ? answer.body : JSON.stringify(fault.body);
      return { ...answer, body, headers: { ...answer.headers, ...retry } };
    }
    case 'maintenance':
      return maintenancePage(fault.retryAfterSeconds);
    case 'error-page':
      return errorPage();
    case 'wrong-type':
      return {
        status: 200,
        headers: { 'Content-Type': 'text/html' },
        body: '<html><body>Down for maintenance</body></html>',
      };
    case 'expired-session':
      return soap ? sessionFault() : sessionInvalid();
    case 'request-limit': {
      const text = 'TotalRequests Limit exceeded.';
      return soap ? soapFault('REQUEST_LIMIT_EXCEEDED', text) : restError(403, 'REQUEST_LIMIT_EXCEEDED', text);
    }
    case 'oauth-error':
      return oauthError(fault.error, fault.description);
    case 'latency':
    case 'reset-before':
    case 'reset-after':
    case 'half-answer':
    case 'slow-deploy':
    case 'failing-deploy':
      return undefined;
  }
}

/** Collects what faults ask of a deploy. */
export function deployFaultOf(faults: readonly Fault[]): DeployFault {
  const slow = faults.find((fault) => fault.kind === 'slow-deploy');
  const failing = faults.find((fault) => fault.kind === 'failing-deploy');
  return {
    forcedProblem: failing?.problem,
    slow: slow === undefined ? undefined : { polls: slow.polls, seconds: slow.seconds },
  };
}

/** Answers a request. */
export async function answerOf(context: Context, dispatch: Dispatch, deployFault: DeployFault): Promise<Answer> {
  const { destination, request } = dispatch;
  if (destination.kind === 'soap') return answerSoap(context, dispatch, destination.version, deployFault);
  const answer = await answerRest(context, request, destination, deployFault);
  if (destination.version === undefined || destination.version === 0) return answer;
  countRequest(context);
  const usage = `api-usage=${usedRequests(context)}/${DAILY_REQUESTS}`; // [C] on every answer below a version
  return { ...answer, headers: { ...answer.headers, 'Sforce-Limit-Info': usage } };
}

async function answerRest(
  context: Context,
  request: LocalRequest,
  destination: Exclude<Destination, { kind: 'soap' }>,
  deployFault: DeployFault,
): Promise<Answer> {
  const { version } = destination;
  const refusal = headRefusal(request);
  if (refusal !== undefined) return refusal;
  if (version !== undefined && version >= 21 && version < OLDEST_VERSION) {
    return restError(410, 'GONE', 'The requested resource is no longer available'); // [C] the status, [U] the words
  }
  const known =
    version === undefined || version === 0 || (version >= OLDEST_VERSION && version <= context.newestVersion);
  if (!known) return notFound();
  if (destination.kind === 'unknown') return notSupported();
  if (destination.kind === 'wrong-method') {
    const allowed = `Allowed are ${destination.allowed.join(',')}`;
    return restError(405, 'METHOD_NOT_ALLOWED', `HTTP Method '${request.method}' not allowed. ${allowed}`);
  }
  const { route, params } = destination;
  if (route.kind === 'public') return route.handle({ context, request, params, deployFault });
  return answerData(context, request, route, { params, version: destination.version, deployFault });
}

async function answerData(
  context: Context,
  request: LocalRequest,
  route: DataRoute,
  call: { readonly params: readonly string[]; readonly version: number; readonly deployFault: DeployFault },
): Promise<Answer> {
  const refusal = xmlRefusal(request);
  if (refusal !== undefined) return refusal;
  const authorization = request.headers['authorization'];
  const bearer = /^(?:Bearer|OAuth)\s+(\S+)$/i.exec(authorization ?? '');
  if (authorization !== undefined && bearer === null) {
    return restError(401, 'INVALID_AUTH_HEADER', 'INVALID_HEADER_TYPE'); // [P]
  }
  const session = sessionOf(context, bearer?.[1] ?? '');
  const user = session === undefined ? undefined : userById(context.world, session.userId);
  if (session === undefined || user === undefined || !canLogIn(user)) return sessionInvalid();
  if (!['api', 'full', 'web'].some((scope) => session.scopes.includes(scope))) {
    return restError(403, 'INVALID_SESSION_ID', 'This session is not valid for use with the REST API'); // [U] status
  }
  if (!hasPermission(context.world, user, 'ApiEnabled')) {
    return restError(403, 'API_DISABLED_FOR_ORG', 'API is not enabled for this Organization or Partner');
  }
  const inner = (held: InnerRequest): Promise<Answer | undefined> => answerInner(context, request, held, call.version);
  return route.handle({ context, request, session, user, inner, ...call });
}

/** Operations that a composite request may hold. [C] records, queries and descriptions; [U] the rest */
const INNER_OPERATIONS = [
  ...['create', 'sobject', 'update', 'delete', 'upsert', 'query', 'describe', 'describeGlobal', 'limits', 'resources'],
  ...['collections', 'tree'],
];

/** Answers a request that another one holds, as the same client. */
async function answerInner(
  context: Context,
  outer: LocalRequest,
  { method, url, body }: InnerRequest,
  version: number,
): Promise<Answer | undefined> {
  const [path = '', query = ''] = url.replace(/^\/?(?:services\/data\/)?(?=v\d)/, '/services/data/').split('?');
  const destination = destinationOf(method, plainPath(path));
  if (destination.kind === 'soap') return undefined;
  if (destination.kind === 'route' && !INNER_OPERATIONS.includes(destination.route.operation)) return undefined;
  if (destination.version !== undefined && destination.version !== version) return undefined;
  const request: LocalRequest = {
    ...outer,
    method,
    path: plainPath(path),
    query: new URLSearchParams(query),
    body: Buffer.from(body === undefined ? '' : JSON.stringify(body)),
  };
  return answerRest(context, request, destination, { forcedProblem: undefined, slow: undefined });
}

async function answerSoap(
  context: Context,
  { soap }: Dispatch,
  version: number,
  deployFault: DeployFault,
): Promise<Answer> {
  if (soap === undefined) return soapFault('UNKNOWN_EXCEPTION', 'The request is no SOAP envelope.');
  if (version > context.newestVersion || version < OLDEST_VERSION)
    return soapFault('UNSUPPORTED_API_VERSION', 'Invalid Api version specified on URL');
  const session = sessionOf(context, soap.sessionId);
  const user = session === undefined ? undefined : userById(context.world, session.userId);
  if (session === undefined || user === undefined || !canLogIn(user)) {
    return sessionFault();
  }
  if (session.kind === 'jwt' && version < SOAP_TAKES_JWT) {
    const text =
      'SOAP API does not support JWT-based access tokens. You must disable the ' +
      '"Issue JSON Web Token (JWT)-based access tokens" setting of the app.';
    return soapFault('INVALID_SESSION_ID', text);
  }
  if (!hasPermission(context.world, user, 'ApiEnabled')) {
    return soapFault('API_DISABLED_FOR_ORG', 'API is not enabled for this Organization or Partner');
  }
  return soapOperation(soap.operation, { context, user, version, body: soap.body, deployFault });
}
