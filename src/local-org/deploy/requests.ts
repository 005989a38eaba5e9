import { advanceDeploys, cancelDeploy, submitDeploy, submitValidated } from './queue.js';
import { restDeployResult } from './rest-result.js';
import type { Answer } from '../wire/answer.js';
import { json, restError } from '../wire/answer.js';
import { readMultipart } from '../wire/multipart.js';
import { jsonOf, parseJson } from '../wire/request.js';
import type { Call } from '../calls/route.js';
import type { DeployJob, DeployOptions } from '../state/deploy-job.js';
import { hasPermission } from '../users/access.js';
import { own } from '../wire/own.js';

/** Why a user may not use the Metadata API; `undefined` when they may. [C] */
export function metadataRefusal({ context, user }: Pick<Call, 'context' | 'user'>): string | undefined {
  const allowed = ['ModifyMetadata', 'ModifyAllData', 'CustomizeApplication'].some((permission) =>
    hasPermission(context.world, user, permission),
  );
  return allowed
    ? undefined
    : 'use of the Metadata API requires a user with the ModifyAllData or ModifyMetadata permissions';
}

const ON: readonly unknown[] = [true, 'true', '1'];

/** Reads deploy options, from JSON or SOAP, with Salesforce's defaults. */
export function deployOptions(written: Readonly<Record<string, unknown>>): DeployOptions {
  const on = (name: string): boolean => ON.includes(written[name]);
  return {
    checkOnly: on('checkOnly'),
    ignoreWarnings: on('ignoreWarnings'),
    rollbackOnError: on('rollbackOnError'),
    purgeOnDelete: on('purgeOnDelete'),
  };
}

const SWITCHES = ['checkOnly', 'ignoreWarnings', 'rollbackOnError', 'purgeOnDelete'];
const SWITCH_VALUES: readonly unknown[] = [true, false, 'true', 'false', '1', '0', null, undefined];

/** Says which option of a deploy is neither on nor off; `undefined` when none is. [C] that it is refused; [U] the words */
export function wrongOption(written: Readonly<Record<string, unknown>>): string | undefined {
  const wrong = SWITCHES.find((name) => !SWITCH_VALUES.includes(written[name]));
  return wrong === undefined ? undefined : `The option ${wrong} is neither true nor false.`;
}

/** Takes a deploy by REST: a multipart zip, or the id of a validation. */
export async function createDeployRequest(call: Call): Promise<Answer> {
  const refusal = metadataRefusal(call);
  if (refusal !== undefined) return restError(403, 'INSUFFICIENT_ACCESS', `INSUFFICIENT_ACCESS: ${refusal}`);
  const contentType = call.request.headers['content-type'] ?? '';
  if (!contentType.startsWith('multipart/')) return quickDeploy(call);
  const parts = await readMultipart(contentType, call.request.body);
  const zip = parts?.get('file');
  const entity = parts?.get('entity_content') ?? parts?.get('json');
  if (entity === undefined || !(zip instanceof Uint8Array)) {
    const needed = 'The request needs the parts entity_content and file, the latter with a filename.';
    return restError(400, 'INVALID_MULTIPART_REQUEST', needed);
  }
  const options = optionsOf(entity);
  if (options === undefined) return restError(400, 'JSON_PARSER_ERROR', 'The part entity_content is no JSON object.');
  const wrong = wrongOption(options);
  if (wrong !== undefined) return restError(400, 'JSON_PARSER_ERROR', wrong);
  const job = await submitDeploy(call.context, {
    zip,
    options: deployOptions(options),
    userId: call.user.id,
    ...call.deployFault,
  });
  return json(201, accepted(call, job, options));
}

function optionsOf(entity: string | Uint8Array): Readonly<Record<string, unknown>> | undefined {
  const text = typeof entity === 'string' ? entity : Buffer.from(entity).toString('utf8');
  const value = parseJson(text) as { readonly deployOptions?: Record<string, unknown> } | null | undefined;
  return value === undefined ? undefined : (value?.deployOptions ?? {});
}

/** Deploys a validation by REST; its id is in the path [C] or in the body. */
export function quickDeploy(call: Call): Answer {
  const id = call.params[0] ?? jsonOf(call.request)?.['validatedDeployRequestId'];
  const refusal = metadataRefusal(call);
  if (refusal !== undefined) return restError(403, 'INSUFFICIENT_ACCESS', `INSUFFICIENT_ACCESS: ${refusal}`);
  const job = typeof id === 'string' ? submitValidated(call.context, id, call.user.id) : undefined;
  if (job === undefined) return restError(400, 'INVALID_ID_FIELD', 'Invalid ID: no successful validation has this id.');
  return json(201, accepted(call, job, {}));
}

function accepted(call: Call, job: DeployJob, options: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return {
    validatedDeployRequestId: null,
    id: job.id,
    url: `${call.context.baseUrl()}/services/data/v${call.version}.0/metadata/deployRequest/${job.id}`,
    deployResult: null,
    deployOptions: options,
  };
}

/** Answers the status of a deploy by REST. */
export function readDeployRequest(call: Call): Answer {
  const { context, params, request } = call;
  advanceDeploys(context, true);
  const job = own(context.world.jobs, params[0] ?? '');
  if (job === undefined) return unknownDeploy(params[0] ?? '');
  const includeDetails = request.query.get('includeDetails') === 'true';
  return json(200, { id: job.id, url: null, deployResult: restDeployResult(context, job, includeDetails) });
}

/** Cancels a deploy by REST. */
export function cancelDeployRequest({ context, params }: Call): Answer {
  const id = params[0] ?? '';
  const job = own(context.world.jobs, id);
  if (job === undefined) return unknownDeploy(id);
  if (!cancelDeploy(context, job)) return restError(400, 'INVALID_ID_FIELD', 'Deployment already completed');
  return json(202, { id, deployResult: restDeployResult(context, context.world.jobs[id] ?? job, false) });
}

function unknownDeploy(id: string): Answer {
  return restError(404, 'NOT_FOUND', `INVALID_CROSS_REFERENCE_KEY: invalid cross reference id ${id}`);
}
