import { counted } from '../problem.js';
import { appOf } from '../metadata/parts.js';
import type { ResolvedConfig } from '../config/model.js';
import { ownApp } from '../planning/refusals.js';
import { rejected } from '../deployment/rejection.js';
import { recorded } from '../deployment/run.js';
import { send, type DeployOutcome } from '../deployment/send.js';
import { settleUnfinished } from '../deployment/unfinished.js';
import { refuseJwtSession } from '../doctor/preflight.js';
import { EcaError } from '../errors.js';
import { includesVersion, versionNumber } from '../metadata/api-version.js';
import type { MetadataComponent } from '../metadata/component.js';
import { APP_TYPE_NAMES, findType } from '../metadata/types.js';
import { readComponents } from '../org/components.js';
import { packDeletion } from '../org/deletion-package.js';
import type { Org } from '../org/org.js';
import { readRecentDeploys } from '../org/recent-deploys.js';
import { summaryOf, type OrgSummary } from '../planning/prepare.js';
import type { Journal } from '../project/journal.js';
import { untilEnded, type Work } from '../work.js';

/** One component that is to be deleted. */
export interface Deletion {
  readonly app: string;
  readonly type: string;
  readonly fullName: string;
}

/** What would be deleted. */
export interface DestroyPlan {
  readonly org: OrgSummary;
  /** True when nothing may be deleted before the org's id was given: the org or the environment is production. */
  readonly needsOrgId: boolean;
  /** All parts of the apps, in the order in which they depend on each other, the app last. */
  readonly deleted: readonly Deletion[];
  /** Apps of the config of which the org has nothing. */
  readonly missing: readonly string[];
}

/** How to delete. */
export interface DestroyOptions {
  /** Stops after the check in the org. Default: false. */
  readonly dryRun?: boolean | undefined;
  /** Asked before anything is deleted; gives the answer: yes, no, or the org id that was typed. */
  readonly confirm: (plan: DestroyPlan) => Promise<boolean | string>;
}

/** What was deleted, and is proven to be gone. */
export interface DestroyReport extends Pick<DestroyPlan, 'org' | 'deleted' | 'missing'> {
  /** Absent when there was nothing to delete. */
  readonly deploy?: DeployOutcome | undefined;
  /** True when the org was asked again and has nothing of the apps. Absent after a dry run. */
  readonly gone?: boolean | undefined;
}

/**
 * Deletes apps with all of their parts, whatever they are called in the org. Other apps, users, and permission sets are
 * not touched.
 *
 * @throws NotConfirmedError, SessionAppError, DeployFailedError, NotDeletedError, and what sending a deploy throws.
 */
export async function destroy(
  org: Org,
  config: ResolvedConfig,
  work: Work,
  options: DestroyOptions,
): Promise<DestroyReport> {
  refuseJwtSession(org);
  await settleUnfinished(org, work);
  work.onProgress({ kind: 'stage', stage: 'read', message: 'Reading the apps of the org' });
  const apps = ownedApps(config, work);
  const found = await readParts(org, work);
  const deleted = partsOf(apps, found);
  const missing = apps.filter((app) => !deleted.some((part) => part.app === app));
  const base = { org: summaryOf(org), deleted, missing };
  if (deleted.length === 0) return { ...base, ...(options.dryRun === true ? {} : { gone: true }) };
  const own = ownApp(org, apps, found);
  if (own !== undefined) throw own;
  const shown = { ...base, needsOrgId: needsOrgId(org, config) };
  if (options.dryRun !== true) await untilEnded(work, () => confirmed(shown, options));
  const what = { work: 'destroy', apps } as const;
  const deploy = await recorded(org, what, work, (journal) => remove(org, deleted, work, { ...options, journal }));
  if (options.dryRun === true) return { ...base, deploy: { ...deploy, checkOnly: true } };
  await prove(org, apps, work);
  return { ...base, deploy, gone: true };
}

function needsOrgId({ identity }: Org, { production }: ResolvedConfig): boolean {
  return production || identity.isProduction === true;
}

/** An app of a package belongs to its publisher: the subscriber's policies go when the package is uninstalled. */
function ownedApps({ apps }: ResolvedConfig, { onProgress }: Work): readonly string[] {
  for (const { name } of apps.filter(({ role }) => role === 'subscriber')) {
    const message = `"${name}" came with a package; uninstall the package to be rid of it`;
    onProgress({ kind: 'warning', message });
  }
  return apps.filter(({ role }) => role === 'owner').map(({ name }) => name);
}

async function readParts(org: Org, work: Work): Promise<readonly MetadataComponent[]> {
  const version = versionNumber(org.apiVersion);
  const types = APP_TYPE_NAMES.filter((name) => {
    const type = findType(name);
    return type !== undefined && includesVersion(type, version);
  });
  return readComponents(org, types, work);
}

/** Parts come before what they hang on, the app last. */
function partsOf(apps: readonly string[], found: readonly MetadataComponent[]): readonly Deletion[] {
  const order = (type: string): number => findType(type)?.deployOrder ?? 0;
  return found
    .flatMap((component) => {
      const app = appOf(component);
      return app !== undefined && apps.includes(app)
        ? [{ app, type: component.type, fullName: component.fullName }]
        : [];
    })
    .sort((a, b) => apps.indexOf(a.app) - apps.indexOf(b.app) || order(b.type) - order(a.type));
}

async function confirmed(plan: DestroyPlan, { confirm }: DestroyOptions): Promise<void> {
  const answer = await confirm(plan);
  const { orgId, target } = plan.org;
  const isRight = typeof answer === 'string' ? answer.trim().slice(0, 15) === orgId.slice(0, 15) : answer;
  if (isRight && (!plan.needsOrgId || typeof answer === 'string')) return;
  throw new EcaError({
    name: 'NotConfirmedError',
    message:
      typeof answer === 'string'
        ? `"${answer}" is not the id of the org "${target}"; nothing was deleted.`
        : `Nothing was deleted in "${target}".`,
    actions: [
      plan.needsOrgId
        ? `This org is production: pass --yes-org-id ${orgId}, once you are sure.`
        : 'Pass --yes to delete without being asked.',
    ],
  });
}

async function remove(
  org: Org,
  deleted: readonly Deletion[],
  work: Work,
  { journal, dryRun = false }: Pick<DestroyOptions, 'dryRun'> & { readonly journal: Journal },
): Promise<DeployOutcome> {
  const { onProgress } = work;
  const zip = await packDeletion(deleted, org.apiVersion);
  // The org deletes parts along with what they hang on, and warns of each that is gone already.
  const sending = { sender: 'destroy', ignoreWarnings: true, journal } as const;
  onProgress({
    kind: 'stage',
    stage: 'validate',
    message: `Checking the deletion of ${counted(deleted.length, 'component')}`,
  });
  const check = await send(org, zip, work, { ...sending, checkOnly: true });
  if (!check.status.success) throw rejected(org, check.status, true);
  if (dryRun) return check.outcome;
  onProgress({ kind: 'stage', stage: 'deploy', message: `Deleting ${counted(deleted.length, 'component')}` });
  const earlier = await readRecentDeploys(org);
  const { status, outcome } = await send(org, zip, work, { ...sending, checkOnly: false, earlier });
  if (!status.success) throw rejected(org, status, false);
  return outcome;
}

async function prove(org: Org, apps: readonly string[], work: Work): Promise<void> {
  work.onProgress({ kind: 'stage', stage: 'read-back', message: 'Making sure that nothing is left' });
  const left = partsOf(apps, await readParts(org, work));
  if (left.length === 0) return;
  throw new EcaError({
    name: 'NotDeletedError',
    message: `The org "${org.identity.target}" still has ${left.map(({ type, fullName }) => `${type} ${fullName}`).join(', ')}.`,
    actions: ['Run the command again; if it stays, delete the app in Setup, External Client App Manager.'],
    data: { left },
  });
}
