import type { Context } from '../state/context.js';
import type { DeployFault } from '../state/deploy-job.js';
import type { Answer } from '../wire/answer.js';
import { notFound } from '../wire/answer.js';
import type { LocalRequest } from '../wire/request.js';
import type { Session } from '../state/apps.js';
import type { Evidence } from '../state/evidence.js';
import type { UserRecord } from '../state/users.js';

/** Begins the part of a pattern that is an id or a field: what is below an object without being a record is none. */
export const NO_RECORD = String.raw`(?!describe\b|updated\b|deleted\b|listviews\b|quickActions\b|defaultValues\b)`;

/** A request to an endpoint that asks for no session. */
export interface PublicCall {
  readonly context: Context;
  readonly request: LocalRequest;
  /** Groups of the route's path. */
  readonly params: readonly string[];
  readonly deployFault: DeployFault;
}

/** A request of somebody with a session to the REST API. */
export interface Call extends PublicCall {
  /** API version of the path. */
  readonly version: number;
  readonly session: Session;
  readonly user: UserRecord;
  /** Answers a request inside this one, by the same session; `undefined` for what no request can hold. */
  readonly inner: (request: InnerRequest) => Promise<Answer | undefined>;
}

/** A request that another one holds. */
export interface InnerRequest {
  readonly method: string;
  /** Path and query, below `/services/data/`. */
  readonly url: string;
  readonly body?: unknown;
}

type Result = Answer | Promise<Answer>;

/** An endpoint without session. */
export interface PublicRoute {
  readonly kind: 'public';
  readonly operation: string;
  readonly method: string;
  readonly path: RegExp;
  readonly handle: (call: PublicCall) => Result;
  readonly evidence: Evidence;
}

/** An endpoint below `/services/data/vNN.0/`. */
export interface DataRoute {
  readonly kind: 'data';
  readonly operation: string;
  readonly method: string;
  /** Pattern of what follows the version. */
  readonly path: RegExp;
  readonly handle: (call: Call) => Result;
  readonly evidence: Evidence;
}

/** An endpoint of the local org. */
export type Route = PublicRoute | DataRoute;

/** Makes an endpoint without session. */
export function publicRoute(
  operation: string,
  method: string,
  path: RegExp,
  handle: PublicRoute['handle'],
  evidence: Evidence,
): PublicRoute {
  return { kind: 'public', operation, method, path, handle, evidence };
}

/** Makes an endpoint of the data API. */
export function dataRoute(
  operation: string,
  method: string,
  path: RegExp,
  handle: DataRoute['handle'],
  evidence: Evidence,
): DataRoute {
  return { kind: 'data', operation, method, path, handle, evidence };
}

/** Makes a handler answer only from an API version on. */
export function since(version: number, handle: DataRoute['handle']): DataRoute['handle'] {
  return (call) => (call.version < version ? notFound() : handle(call));
}
