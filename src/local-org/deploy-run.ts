import type { Context } from './context.js';
import { declaredFields } from './metadata-defaults.js';
import { deleteComponent } from './deploy-delete.js';
import type { PackageMember } from './deploy-package.js';
import { failure, readPackage } from './deploy-package.js';
import type { Draft, Incoming } from './metadata-draft.js';
import { draftOf } from './metadata-draft.js';
import { MetadataFileError, readMetadataFile } from './metadata-read.js';
import { rotates, ruleProblem } from './metadata-rules.js';
import { saveComponent, saveDefaultPolicies } from './metadata-save.js';
import type { ComponentMessage, DeployJob, DeployStatus } from './deploy-job.js';
import { componentKey } from './model.js';
import type { MetadataType } from './metadata-types.js';
import { hasPermission, userById } from './users-access.js';
import { refreshOauthViews } from './oauth-view.js';

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
  const strayFiles = context.assumed('file-not-in-manifest') === 'warning' ? 'warning' : 'error';
  const wanted = readPackage(job.files, context.newestVersion, strayFiles);
  const draft = draftOf(context.world);
  const messages: ComponentMessage[] = [...wanted.problems];
  if (!messages.some((message) => message.fileName === 'package.xml')) {
    const remove = (member: PackageMember): void => void messages.push(deleteComponent(draft, member));
    childrenFirst(wanted.deleteBefore).forEach(remove);
    for (const member of wanted.save) messages.push(save(context, draft, member, wanted.version, job));
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

/** [C] which permissions a deployer needs; [U] the wording when one is missing. */
function accessProblem({ world }: Context, type: MetadataType, userId: string): string | undefined {
  const user = userById(world, userId);
  const app = type.part || type.name === 'ExternalClientApplication';
  if (user === undefined || !app) return undefined;
  const needed = type.name.endsWith('ConfigurablePolicies') ? 'ExternalClientAppAdmin' : 'ExternalClientAppDeveloper';
  return hasPermission(world, user, needed)
    ? undefined
    : 'INSUFFICIENT_ACCESS: insufficient access rights on object id';
}

function save(
  context: Context,
  draft: Draft,
  member: PackageMember,
  version: number,
  job: DeployJob,
): ComponentMessage {
  const type = member.type.name;
  const named = { type, fullName: member.fullName, path: member.path };
  if (type === 'Settings' && member.fullName !== 'ExternalClientApp') {
    return failure(named, `Unknown settings: ${member.fullName}`);
  }
  try {
    const ordered = context.assumed('element-order') === 'alphabetical';
    const deployed = readMetadataFile(member.source ?? '', member.type.root, version, { ordered });
    const before = draft.components[componentKey(type, member.fullName)];
    const incoming: Incoming = {
      context,
      draft,
      type,
      fullName: member.fullName,
      deployed,
      fields: declaredFields(member.type.root, deployed, before?.fields, version),
      before,
      version,
      ignoreWarnings: job.options.ignoreWarnings,
    };
    const problem = accessProblem(context, member.type, job.userId) ?? ruleProblem(incoming);
    if (problem !== undefined) return failure(named, problem);
    const rotation = type === 'ExtlClntAppGlobalOauthSettings' && rotates(incoming);
    const warning = 'The consumer key or secret is replaced by this deployment. Consumers of the app lose access.'; // [U] wording
    if (rotation && !job.options.ignoreWarnings) return failure(named, warning, { warning: true });
    const saved = saveComponent(incoming, job.userId);
    return {
      componentType: type === 'Settings' ? member.type.root : type,
      fullName: member.fullName,
      fileName: member.path,
      id: saved.id,
      success: true,
      created: saved.created,
      changed: saved.changed,
      deleted: false,
      ...(rotation ? { problem: warning, problemType: 'Warning' as const } : {}),
    };
  } catch (error) {
    if (!(error instanceof MetadataFileError)) throw error;
    return failure(named, error.message, { line: error.line, column: error.column });
  }
}
