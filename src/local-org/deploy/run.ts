import type { Context } from '../state/context.js';
import { deleteComponent } from './delete.js';
import type { ComponentMessage, DeployJob, DeployStatus } from '../state/deploy-job.js';
import type { PackageMember } from './package.js';
import { failure, readPackage } from './package.js';
import { saveMember } from './save.js';
import { draftOf } from '../state/draft.js';
import { saveDefaultPolicies } from '../metadata/save.js';
import { refreshOauthViews } from '../apps/oauth-view.js';

/** Outcome of a deploy. */
export interface DeployOutcome {
  readonly status: DeployStatus;
  readonly messages: readonly ComponentMessage[];
}

/** Carries out a deploy; the org changes only when it succeeds and is no mere check. */
export function runDeploy(context: Context, job: DeployJob): DeployOutcome {
  const packageFailure = (problem: string): DeployOutcome => ({
    status: 'Failed',
    messages: [failure({ type: '', fullName: 'package.xml', path: 'package.xml' }, problem)],
  });
  if (job.zipProblem !== undefined) return packageFailure(job.zipProblem);
  if (job.forcedProblem !== undefined) return packageFailure(job.forcedProblem);
  const wanted = readPackage(job.files, context.newestVersion, {
    strayFiles: context.assumed('file-not-in-manifest') === 'warning' ? 'warning' : 'error',
    metaXmlNames: context.assumed('meta-xml-names') === 'found',
  });
  const draft = draftOf(context.world);
  const messages: ComponentMessage[] = [...wanted.problems];
  if (!messages.some((message) => message.fileName === 'package.xml')) {
    const remove = (member: PackageMember): void => void messages.push(deleteComponent(draft, member));
    childrenFirst(wanted.deleteBefore).forEach(remove);
    for (const member of wanted.save)
      messages.push(saveMember({ context, draft, job, version: wanted.version }, member));
    childrenFirst(wanted.deleteAfter).forEach(remove);
    saveDefaultPolicies(context, draft, job.userId);
    refreshOauthViews(context, draft);
  }
  const failed = messages.some((message) => !message.success);
  const worked = messages.some((message) => message.success);
  if (!job.options.checkOnly && (!failed || (!job.options.rollbackOnError && worked)))
    Object.assign(context.world, draft);
  if (!failed) return { status: 'Succeeded', messages };
  return { status: !job.options.rollbackOnError && worked ? 'SucceededPartial' : 'Failed', messages };
}

function childrenFirst(members: readonly PackageMember[]): PackageMember[] {
  return [...members].sort((left, right) => right.type.rank - left.type.rank);
}
