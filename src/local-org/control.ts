import type { LocalOrgInfo } from './options.js';
import type { Fault } from './server/faults.js';
import { parseFault } from './server/faults.js';
import type { LoggedRequest } from './server/request-log.js';
import type { Answer } from './wire/answer.js';
import { json, notFound, restError } from './wire/answer.js';
import type { LocalRequest } from './wire/request.js';
import { jsonOf } from './wire/request.js';
import { own } from './wire/own.js';
import type { RefreshOptions, RefreshReport } from './world/refresh.js';
import type { Snapshot } from './world/snapshot.js';

/** What commands in other processes may ask of a local org. */
export interface Controlled {
  readonly info: LocalOrgInfo;
  readonly requests: readonly LoggedRequest[];
  snapshot(): Snapshot;
  refresh(options: RefreshOptions): RefreshReport;
  activate(): RefreshReport;
  once(operation: string, fault: Fault): void;
  always(operation: string, fault: Fault): void;
}

const PREFIX = '/local-org/';

/**
 * Answers requests to the local org itself, for a command in another process. They need the header
 * `X-Local-Org: control`, which a web page cannot send across origins.
 */
export function controlAnswer(org: Controlled, request: LocalRequest): Answer | undefined {
  if (!request.path.startsWith(PREFIX)) return undefined;
  if (request.headers['x-local-org'] !== 'control')
    return restError(403, 'FORBIDDEN', 'The header X-Local-Org is missing.');
  const name = `${request.method} ${request.path.slice(PREFIX.length)}`;
  return own(CONTROLS, name)?.(org, request) ?? notFound();
}

const CONTROLS: Readonly<Record<string, (org: Controlled, request: LocalRequest) => Answer>> = {
  'GET info': (org) => json(200, org.info),
  'GET snapshot': (org) => json(200, org.snapshot()),
  'GET requests': (org) => json(200, org.requests),
  'POST refresh': (org, request) => refreshed(org, () => org.refresh(jsonOf(request) ?? {})),
  'POST activate': (org) => refreshed(org, () => org.activate()),
  'POST fault': (org, request) => {
    const { fault: text, once } = jsonOf(request) ?? {};
    try {
      const { operation, fault } = parseFault(typeof text === 'string' ? text : '');
      if (once === false) org.always(operation, fault);
      else org.once(operation, fault);
      return json(200, { operation, fault });
    } catch (error) {
      return restError(400, 'INVALID_FAULT', error instanceof Error ? error.message : String(error));
    }
  },
};

function refreshed(org: Controlled, refresh: () => RefreshReport): Answer {
  try {
    const report = refresh();
    return json(200, { ...report, info: org.info });
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    return restError(400, 'INVALID_REFRESH', error.message);
  }
}
