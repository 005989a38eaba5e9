import { lstat, readFile } from 'node:fs/promises';
import { EcaError } from '../errors.js';
import { isMap } from '../plain-data.js';
import { fileErrorText, withoutByteOrderMark } from '../project/file-error.js';
import { writePrivateFile } from '../project/private-file.js';
import { refuseUnreadable } from '../project/regular-file.js';
import { APPROVED_PLAN_FORMAT, type ApprovedPlan } from './approved-plan.js';

/**
 * Writes a plan to a file, at once or not at all. An older plan is replaced; anything else that stands there is not.
 *
 * @throws WriteFailedError
 */
export async function writePlanFile(path: string, plan: ApprovedPlan): Promise<void> {
  await refuseOther(path);
  return writePrivateFile(path, `${JSON.stringify(plan, null, 2)}\n`);
}

async function refuseOther(path: string): Promise<void> {
  const stands = await lstat(path).catch(() => undefined);
  if (stands === undefined || (await readPlanFile(path).catch(() => undefined)) !== undefined) return;
  throw new EcaError({
    name: 'WriteFailedError',
    message: `${path} is there already, and it is no plan.`,
    actions: ['Give --out another name, or move what stands there away.'],
  });
}

/**
 * Reads a plan that `eca plan --out` wrote.
 *
 * @throws PlanFileInvalidError when there is none, or it is something else.
 */
export async function readPlanFile(path: string): Promise<ApprovedPlan> {
  const text = await textOf(path).catch((error: unknown) => {
    throw invalid(path, `cannot be read: ${fileErrorText(error)}`, error);
  });
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw invalid(path, 'is not JSON', error);
  }
  if (!isPlan(value)) throw invalid(path, `is no plan of the format ${APPROVED_PLAN_FORMAT}`);
  return value;
}

async function textOf(path: string): Promise<string> {
  await refuseUnreadable(path);
  return withoutByteOrderMark(await readFile(path, 'utf8'));
}

function isPlan(value: unknown): value is ApprovedPlan {
  if (!isMap(value) || value.format !== APPROVED_PLAN_FORMAT || typeof value.plannedAt !== 'string') return false;
  const { org, callingOrgs = [], changes, digests } = value;
  return (
    hasTexts(org, ['orgId', 'name', 'apiVersion']) &&
    hasTexts(digests, ['config', 'package', 'found']) &&
    Array.isArray(callingOrgs) &&
    callingOrgs.every((calling) => hasTexts(calling, ['orgId', 'name', 'target'])) &&
    Array.isArray(changes) &&
    changes.every((change) => hasTexts(change, ['action', 'type', 'fullName']))
  );
}

function hasTexts(value: unknown, keys: readonly string[]): boolean {
  return isMap(value) && keys.every((key) => typeof value[key] === 'string');
}

function invalid(path: string, why: string, cause?: unknown): EcaError {
  return new EcaError({
    name: 'PlanFileInvalidError',
    message: `The plan ${path} ${why}. Nothing was deployed.`,
    actions: ['Name a file that `eca plan --out FILE` wrote, as it wrote it.'],
    cause,
  });
}
