import type { LocalOrgInfo, OrgLog } from './options.js';
import type { Fault } from './server/faults.js';
import { parseFault } from './server/faults.js';
import type { SandboxLogin, SandboxState } from './state/sandbox.js';
import type { LoggedRequest } from './state/logged-request.js';
import type { Answer } from './wire/answer.js';
import { json, noJson, notFound, restError } from './wire/answer.js';
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
  log(after: number): OrgLog;
  refresh(options: RefreshOptions): RefreshReport;
  activate(): RefreshReport;
  once(operation: string, fault: Fault): void;
  always(operation: string, fault: Fault): void;
  /** The org as its state file holds it. */
  stateText(): string;
  /** How production sees this org. */
  asSandbox(): SandboxState;
  /** Issues a code that logs the form that a user of production has in this sandbox in. */
  authorize(username: string, clientId: string): SandboxLogin | undefined;
  /** Takes a local org of another process in as a sandbox of this one. */
  addRemoteSandbox(instanceUrl: string): Promise<SandboxState>;
  /** Stops the org once the answer is on its way. */
  stopSoon(): void;
}

const PREFIX = '/local-org/';

/**
 * Answers requests to the local org itself, for a command in another process. They need the header
 * `X-Local-Org: control`, which a web page cannot send across origins.
 */
export function controlAnswer(org: Controlled, request: LocalRequest): Promise<Answer> | undefined {
  return request.path.startsWith(PREFIX) ? answered(org, request) : undefined;
}

async function answered(org: Controlled, request: LocalRequest): Promise<Answer> {
  if (request.headers['x-local-org'] !== 'control')
    return restError(403, 'FORBIDDEN', 'The header X-Local-Org is missing.');
  const name = `${request.method} ${request.path.slice(PREFIX.length)}`;
  const answer = (await own(CONTROLS, name)?.(org, request)) ?? notFound();
  // With it a client knows that a local org answers, and not something else on this machine.
  return { ...answer, headers: { ...answer.headers, 'X-Local-Org': 'control' } };
}

const CONTROLS: Readonly<Record<string, (org: Controlled, request: LocalRequest) => Answer | Promise<Answer>>> = {
  'GET info': (org) => json(200, { ...org.info, processId: process.pid }),
  'GET state': (org) => json(200, { state: org.stateText() }),
  'GET sandbox': (org) => json(200, org.asSandbox()),
  'POST sandboxes': async (org, request) => {
    try {
      const { instanceUrl } = jsonOf(request) ?? {};
      const sandbox = await org.addRemoteSandbox(String(instanceUrl));
      return json(200, { sandbox, orgId: org.info.orgId });
    } catch (error) {
      return restError(400, 'INVALID_SANDBOX', wordsOf(error));
    }
  },
  'POST authorize': (org, request) => {
    const { username, clientId } = jsonOf(request) ?? {};
    return json(200, org.authorize(String(username), String(clientId)) ?? null);
  },
  'POST stop': (org) => {
    org.stopSoon();
    return json(200, { processId: process.pid });
  },
  'GET snapshot': (org) => json(200, org.snapshot()),
  'GET log': (org, request) => json(200, org.log(Number(request.query.get('after') ?? '0'))),
  'GET requests': (org) => json(200, org.requests),
  'POST refresh': (org, request) => {
    const options = request.body.length === 0 ? {} : jsonOf(request);
    return options === undefined ? noJson() : refreshed(org, () => org.refresh(options));
  },
  'POST activate': (org) => refreshed(org, () => org.activate()),
  'POST fault': (org, request) => {
    const { fault: text, once } = jsonOf(request) ?? {};
    try {
      const { operation, fault } = parseFault(typeof text === 'string' ? text : '');
      if (once === false) org.always(operation, fault);
      else org.once(operation, fault);
      return json(200, { operation, fault });
    } catch (error) {
      return restError(400, 'INVALID_FAULT', wordsOf(error));
    }
  },
};

function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function refreshed(org: Controlled, refresh: () => RefreshReport): Answer {
  try {
    const report = refresh();
    return json(200, { ...report, info: org.info });
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    return restError(400, 'INVALID_REFRESH', error.message);
  }
}
