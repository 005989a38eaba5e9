import type { Fault } from '../../src/local-org/index.js';
import type { ErrorName } from '../../src/errors.js';

/** Commands that the harness runs. */
export type Verb = 'plan' | 'deploy' | 'destroy';

/** What a command ends with: it works, it works without proof, or it fails with this error. */
export type Ending = 'works' | 'works, unproven' | ErrorName;

/** One request of a command that goes wrong in one way. */
export interface Cell {
  readonly verb: Verb;
  /** Operation as the local org calls it. */
  readonly operation: string;
  /** Which request of the operation, counted from 1. */
  readonly nth: number;
  readonly fault: Fault;
  readonly ending: Ending;
  /** Part of the sample that `npm test` runs. */
  readonly sample: boolean;
}

const LATENCY: Fault = { kind: 'latency', milliseconds: 400 };
const ERROR: Fault = { kind: 'status', status: 500 };
const BUSY: Fault = { kind: 'status', status: 503, retryAfterSeconds: 1 };
const RESET_BEFORE: Fault = { kind: 'reset-before' };
const RESET_AFTER: Fault = { kind: 'reset-after' };
const HALF: Fault = { kind: 'half-answer' };
const PAGE: Fault = { kind: 'wrong-type' };
const EXPIRED: Fault = { kind: 'expired-session' };
const LIMIT: Fault = { kind: 'request-limit' };

type Outcomes = readonly (readonly [Fault, Ending])[];

/** Reading is repeated, so that only a session that has ended and used up requests reach the user. */
const READ: Outcomes = [
  [LATENCY, 'works'],
  [ERROR, 'works'],
  [BUSY, 'works'],
  [RESET_BEFORE, 'works'],
  [RESET_AFTER, 'works'],
  [HALF, 'works'],
  [PAGE, 'works'],
  [EXPIRED, 'SessionExpiredError'],
  [LIMIT, 'OrgRequestFailedError'],
];
/** What may change the org is looked up before it is sent again, with the same ends. */
const WRITE: Outcomes = READ;

interface Row {
  readonly verb: Verb;
  readonly operation: string;
  readonly nth?: number;
  readonly outcomes: Outcomes;
  /** Kinds of faults that `npm test` runs. */
  readonly sample?: readonly Fault['kind'][];
}

/** Every request that matters, with everything that can happen to it. A new command adds its rows here. */
const ROWS: readonly Row[] = [
  { verb: 'plan', operation: 'versions', outcomes: [READ[5], READ[3]].flatMap((one) => (one ? [one] : [])) },
  { verb: 'plan', operation: 'query', nth: 2, outcomes: READ },
  { verb: 'plan', operation: 'retrieve', outcomes: READ },
  { verb: 'plan', operation: 'checkRetrieveStatus', outcomes: READ, sample: ['wrong-type'] },
  { verb: 'deploy', operation: 'toolingQuery', outcomes: READ, sample: ['half-answer'] },
  { verb: 'deploy', operation: 'create', nth: 1, outcomes: WRITE, sample: ['reset-after'] },
  {
    verb: 'deploy',
    operation: 'create',
    nth: 2,
    outcomes: [
      [RESET_AFTER, 'works'],
      [HALF, 'works'],
    ],
  },
  { verb: 'deploy', operation: 'deploy', nth: 1, outcomes: WRITE, sample: ['reset-before'] },
  { verb: 'deploy', operation: 'deploy', nth: 2, outcomes: WRITE, sample: ['reset-after', 'expired-session'] },
  { verb: 'deploy', operation: 'checkDeployStatus', nth: 1, outcomes: READ },
  { verb: 'deploy', operation: 'checkDeployStatus', nth: 2, outcomes: READ, sample: ['request-limit'] },
  {
    verb: 'deploy',
    operation: 'deploy',
    nth: 2,
    outcomes: [
      [{ kind: 'failing-deploy', problem: 'UNKNOWN_EXCEPTION: try again' }, 'DeployFailedError'],
      [{ kind: 'slow-deploy', polls: 4 }, 'works'],
      [{ kind: 'slow-deploy', seconds: 60 }, 'DeployTimeoutError'],
    ],
    sample: ['failing-deploy'],
  },
  { verb: 'deploy', operation: 'retrieve', nth: 2, outcomes: READ.slice(2) },
  {
    verb: 'deploy',
    operation: 'consumer',
    outcomes: [
      [RESET_BEFORE, 'works'],
      [HALF, 'works'],
      [LIMIT, 'works, unproven'],
    ],
  },
  { verb: 'destroy', operation: 'retrieve', outcomes: READ.slice(4) },
  { verb: 'destroy', operation: 'deploy', nth: 1, outcomes: WRITE.slice(1) },
  { verb: 'destroy', operation: 'deploy', nth: 2, outcomes: WRITE, sample: ['half-answer'] },
  { verb: 'destroy', operation: 'checkDeployStatus', nth: 2, outcomes: READ.slice(4), sample: ['expired-session'] },
  { verb: 'destroy', operation: 'checkRetrieveStatus', nth: 2, outcomes: READ.slice(5) },
];

/** All cells. */
export const CELLS: readonly Cell[] = ROWS.flatMap(({ verb, operation, nth = 1, outcomes, sample = [] }) =>
  outcomes.map(([fault, ending]) => ({ verb, operation, nth, fault, ending, sample: sample.includes(fault.kind) })),
);

/** Says what goes wrong, for the name of a test. */
export function titleOf({ verb, operation, nth, fault, ending }: Cell): string {
  const what = Object.values(fault).join(' ');
  return `${verb}: ${operation} ${nth}, ${what} -> ${ending}`;
}
