import type { Context } from '../state/context.js';
import type { ComponentMessage, DeployJob } from '../state/deploy-job.js';
import type { PackageMember } from './package.js';
import { failure } from './package.js';
import { declaredFields } from '../metadata/defaults.js';
import type { Draft } from '../state/draft.js';
import type { Incoming } from '../metadata/incoming.js';
import { MetadataFileError, readMetadataFile } from '../metadata/read.js';
import { rotates, ruleProblem } from '../metadata/rules/index.js';
import { saveComponent } from '../metadata/save.js';
import type { MetadataType } from '../metadata/types.js';
import { SETTINGS, rootOf } from '../metadata/types.js';
import { componentKey } from '../state/components.js';
import { hasPermission, userById } from '../users/access.js';

/** What the saves of one deploy share. */
export interface Saving {
  readonly context: Context;
  readonly draft: Draft;
  readonly job: DeployJob;
  readonly version: number;
}

const ROTATION = 'The consumer key or secret is replaced by this deployment. Consumers of the app lose access.'; // [U] wording

/** Checks one component of a deploy and puts it into the draft. */
export function saveMember(saving: Saving, member: PackageMember): ComponentMessage {
  const type = member.type.name;
  const named = { type, fullName: member.fullName, path: member.path };
  if (type === 'Settings' && !Object.hasOwn(SETTINGS, member.fullName)) {
    return failure(named, `Unknown settings: ${member.fullName}`);
  }
  const incoming = read(saving, member);
  if (incoming instanceof MetadataFileError) return failure(named, incoming.message, incoming);
  const { context, job } = saving;
  const problem = accessProblem(context, member.type, job.userId) ?? ruleProblem(incoming);
  if (problem !== undefined) return failure(named, problem);
  const rotation = type === 'ExtlClntAppGlobalOauthSettings' && rotates(incoming);
  if (rotation && !job.options.ignoreWarnings) return failure(named, ROTATION, { warning: true });
  const saved = saveComponent(incoming, job.userId);
  return {
    componentType: rootOf(member.type, member.fullName),
    fullName: member.fullName,
    fileName: member.path,
    id: saved.id,
    success: true,
    created: saved.created,
    changed: saved.changed,
    deleted: false,
    ...(rotation ? { problem: ROTATION, problemType: 'Warning' as const } : {}),
  };
}

function read({ context, draft, version }: Saving, member: PackageMember): Incoming | MetadataFileError {
  const { type, fullName } = member;
  try {
    const ordered = context.assumed('element-order') === 'alphabetical';
    const root = rootOf(type, fullName);
    const deployed = readMetadataFile(member.source ?? '', root, version, { ordered });
    const before = draft.components[componentKey(type.name, fullName)];
    const fields = declaredFields(root, deployed, before?.fields, version);
    return { context, draft, type: type.name, fullName, deployed, fields, before, version, origin: 'deploy' };
  } catch (error) {
    if (error instanceof MetadataFileError) return error;
    throw error;
  }
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
