import type { Context } from '../state/context.js';
import type { ComponentMessage, DeployJob } from '../state/deploy-job.js';
import { userById } from '../users/access.js';
import type { XmlContent } from '../wire/xml-write.js';

const DONE: readonly string[] = ['Succeeded', 'SucceededPartial', 'Failed', 'Canceled'];

/** Tells whether a deploy has ended. */
function isDone(job: DeployJob): boolean {
  return DONE.includes(job.status);
}

/** Describes a deploy as the Metadata API does, for SOAP and REST alike. [C] */
export function deployResult(context: Context, job: DeployJob, includeDetails: boolean): Record<string, XmlContent> {
  const failures = job.messages.filter((message) => !message.success);
  const successes = job.messages.filter((message) => message.success && message.fullName !== '');
  const done = isDone(job);
  const total = done ? job.messages.length : Math.max(0, Object.keys(job.files).length - 1);
  return {
    checkOnly: job.options.checkOnly,
    completedDate: job.completedDate,
    createdBy: job.userId,
    createdByName: userById(context.world, job.userId)?.name ?? '',
    createdDate: job.createdDate,
    ...(includeDetails && done ? { details: details(context, job, failures, successes) } : {}),
    done,
    id: job.id,
    ignoreWarnings: job.options.ignoreWarnings,
    lastModifiedDate: job.completedDate ?? job.startDate ?? job.createdDate,
    numberComponentErrors: failures.length,
    numberComponentsDeployed: done ? successes.length : 0,
    numberComponentsTotal: total,
    numberTestErrors: 0,
    numberTestsCompleted: 0,
    numberTestsTotal: 0,
    rollbackOnError: job.options.rollbackOnError,
    runTestsEnabled: false,
    startDate: job.startDate,
    status: job.status,
    success: job.status === 'Succeeded',
    ...(job.status === 'Canceled'
      ? { canceledBy: job.userId, canceledByName: userById(context.world, job.userId)?.name ?? '' }
      : {}),
  };
}

/** The manifest is among the successes once it was read, also when every component failed; it is not counted. [C] */
function manifestMessage({ status, messages }: DeployJob): ComponentMessage[] {
  const unread = messages.some((entry) => !entry.success && entry.fileName === 'package.xml');
  if (unread || status === 'Canceled') return [];
  const name = { componentType: '', fileName: 'package.xml', fullName: 'package.xml' };
  return [{ ...name, created: false, changed: true, deleted: false, success: true }];
}

function details(
  context: Context,
  job: DeployJob,
  failures: readonly ComponentMessage[],
  successes: readonly ComponentMessage[],
): XmlContent {
  const createdDate = job.completedDate ?? context.timestamp();
  const message = (entry: ComponentMessage): XmlContent => ({ ...entry, createdDate });
  return {
    componentFailures: failures.map(message),
    componentSuccesses: [...manifestMessage(job), ...successes].map(message),
    runTestResult: { numFailures: 0, numTestsRun: 0, totalTime: 0 },
  };
}
