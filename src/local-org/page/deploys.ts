import type { Context } from '../state/context.js';
import type { ComponentMessage, DeployJob, DeployStatus } from '../state/deploy-job.js';
import { userById } from '../users/access.js';
import { badge, type Badge } from './badge.js';
import { paged, type Asked, type Paged } from './paging.js';
import { timeText } from './text.js';

/** A deploy as the page shows it. */
export interface DeployView {
  readonly id: string;
  readonly status: Badge;
  readonly kind: string;
  readonly by: string;
  readonly started: string;
  readonly ended: string;
  readonly counts: string;
  readonly components: readonly ComponentRow[];
  readonly left: string;
}

interface ComponentRow {
  readonly name: string;
  readonly type: string;
  readonly result: Badge;
  readonly problem: string;
}

const PER_PAGE = 20;
const MOST_COMPONENTS = 40;

const TONES: Readonly<Record<DeployStatus, Badge['tone']>> = {
  Pending: 'idle',
  InProgress: 'idle',
  Succeeded: 'good',
  SucceededPartial: 'warn',
  Failed: 'bad',
  Canceling: 'warn',
  Canceled: 'warn',
};

/** Lists the deploys, latest first. */
export function deployViews(context: Context, asked: Asked): Paged<DeployView> {
  const items = Object.values(context.world.jobs).toReversed();
  const textsOf = ({ id, status, messages }: DeployJob) => [id, status, ...messages.map(({ fullName }) => fullName)];
  const words = ['deployment', 'deployments'] as const;
  const page = paged({ name: 'deployments', words, items, perPage: PER_PAGE, textsOf }, asked);
  const gone = context.world.deployCount + context.world.validationCount - items.length;
  const kept = gone > 0 ? `. ${gone} earlier ${gone === 1 ? 'one is' : 'ones are'} not kept` : '';
  return { ...page, summary: page.summary + kept, items: page.items.map((job) => deployView(context, job)) };
}

function deployView({ world }: Context, job: DeployJob): DeployView {
  // What went wrong is never what is left out.
  const rows = [...job.messages]
    .filter(({ fullName }) => fullName !== 'package.xml' && fullName !== '')
    .sort((left, right) => Number(left.success) - Number(right.success))
    .map(rowOf);
  const failed = job.messages.filter(({ success }) => !success).length;
  return {
    id: job.id,
    status: badge(TONES[job.status], job.status),
    kind: job.options.checkOnly ? 'Validate' : 'Deploy',
    by: userById(world, job.userId)?.username ?? job.userId,
    started: timeText(job.createdDate),
    ended: timeText(job.completedDate),
    counts: `${counted(rows.length, 'component')}, ${counted(failed, 'problem')}`,
    components: [...zipProblem(job), ...rows].slice(0, MOST_COMPONENTS),
    left: rows.length > MOST_COMPONENTS ? `${rows.length - MOST_COMPONENTS} more components are not shown.` : '',
  };
}

const counted = (count: number, word: string): string => `${count} ${word}${count === 1 ? '' : 's'}`;

function zipProblem({ zipProblem: problem }: DeployJob): readonly ComponentRow[] {
  return problem === undefined
    ? []
    : [{ name: 'package.xml', type: 'zip file', result: badge('bad', 'Error'), problem }];
}

function rowOf({ componentType, fullName, success, problem = '', ...did }: ComponentMessage): ComponentRow {
  const place = did.lineNumber === undefined ? '' : ` (line ${did.lineNumber})`;
  return {
    name: fullName,
    type: componentType === '' ? '—' : componentType,
    result: success ? badge(problem === '' ? 'good' : 'warn', didText(did)) : badge('bad', did.problemType ?? 'Error'),
    problem: problem === '' ? '' : `${problem}${place}`,
  };
}

function didText({ created, changed, deleted }: Pick<ComponentMessage, 'created' | 'changed' | 'deleted'>): string {
  if (deleted) return 'Deleted';
  if (created) return 'Created';
  return changed ? 'Changed' : 'Unchanged';
}
