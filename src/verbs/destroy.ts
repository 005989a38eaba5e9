import type { ResolvedConfig } from '../config/model.js';
import { ownApp } from '../planning/refusals.js';
import { expectGone, partsOf, readPartsAndMigrated, remove, type Deletion } from '../deployment/remove.js';
import { recorded } from '../deployment/run.js';
import type { DeployOutcome } from '../sending/send.js';
import { settleUnfinished } from '../deployment/unfinished.js';
import { refuseJwtSession } from '../doctor/preflight.js';
import { EcaError } from '../errors.js';
import type { Org } from '../org/org.js';
import { summaryOf, type OrgSummary } from '../planning/prepare.js';
import type { Work } from '../work.js';
import { untilEnded } from '../ending.js';

/** What would be deleted. */
export interface DestroyPlan {
  readonly org: OrgSummary;
  /** True when nothing may be deleted before the org's id was given: the org or the environment is production. */
  readonly needsOrgId: boolean;
  /** All parts of the apps, in the order in which they depend on each other, the app last. */
  readonly deleted: readonly Deletion[];
  /** Apps of the config of which the org has nothing. */
  readonly missing: readonly string[];
  /** Connected Apps that come back to life: Setup made an app that goes of each, with the same key and secret. */
  readonly revived: readonly string[];
}

/** How to delete. */
export interface DestroyOptions {
  /** Stops after the check in the org. Default: false. */
  readonly dryRun?: boolean | undefined;
  /** Told what is to be deleted, before anything is. Default: nobody is told. */
  readonly onPlan?: ((plan: DestroyPlan) => void) | undefined;
  /** Asked before anything is deleted; gives the answer: yes, no, or the org id that was typed. */
  readonly confirm: (plan: DestroyPlan) => Promise<boolean | string>;
}

/** What was deleted, and is proven to be gone. */
export interface DestroyReport extends Pick<DestroyPlan, 'org' | 'deleted' | 'missing' | 'revived'> {
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
  const { parts: found, migrated } = await readPartsAndMigrated(org, apps, work);
  const deleted = partsOf(apps, found);
  const missing = apps.filter((app) => !deleted.some((part) => part.app === app));
  const revived = apps.filter((app) => migrated.has(app));
  const base = { org: summaryOf(org), deleted, missing, revived };
  if (deleted.length === 0) return { ...base, ...(options.dryRun === true ? {} : { gone: true }) };
  const own = ownApp(org, apps, found);
  if (own !== undefined) throw own;
  for (const name of revived) work.onProgress({ kind: 'warning', message: revivedText(name) });
  const shown = { ...base, needsOrgId: needsOrgId(org, config) };
  options.onPlan?.(shown);
  if (options.dryRun !== true) await untilEnded(work, () => confirmed(shown, options));
  const what = { work: 'destroy', apps } as const;
  const deploy = await recorded(org, what, work, (journal) => remove(org, deleted, work, { ...options, journal }));
  if (options.dryRun === true) return { ...base, deploy: { ...deploy, checkOnly: true } };
  await expectGone(org, apps, work);
  return { ...base, deploy, gone: true };
}

/** Says what deleting an app that Setup migrated leads to. */
function revivedText(name: string): string {
  return `the Connected App "${name}", of which Setup made this app, comes back to life when the app is deleted: it gives tokens again, by the same key and secret and with its settings of the day of the migration. To end the integration, block it afterwards in Setup, Connected Apps OAuth Usage`;
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
