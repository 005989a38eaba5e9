import type { Context } from '../state/context.js';
import type { DeployJob } from '../state/deploy-job.js';
import type { EndedDeploy } from '../state/ended-deploy.js';
import { userById } from '../users/access.js';
import { advanceDeploys } from './queue.js';

const MOST_PROBLEMS = 50;

/** Lists the deploys that have ended, oldest first; those that wait and can end do. */
export function endedDeploys(context: Context): readonly EndedDeploy[] {
  advanceDeploys(context, false);
  return Object.values(context.world.jobs).flatMap((job) =>
    job.completedDate === undefined ? [] : [ended(context, job, job.completedDate)],
  );
}

function ended({ world }: Context, job: DeployJob, time: string): EndedDeploy {
  const { id, status, options, messages, userId, zipProblem } = job;
  const refused = messages.flatMap(({ success, componentType: type, fullName, problem = '' }) =>
    success ? [] : [{ type, fullName, problem }],
  );
  const unread = zipProblem === undefined ? [] : [{ type: '', fullName: 'package.xml', problem: zipProblem }];
  const problems = [...unread, ...refused];
  return {
    ...{ id, time, status, checkOnly: options.checkOnly },
    user: userById(world, userId)?.username ?? userId,
    components: messages.filter(({ componentType }) => componentType !== '').length,
    problemCount: problems.length,
    problems: problems.slice(0, MOST_PROBLEMS),
  };
}
