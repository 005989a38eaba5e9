import type { KeptComponent } from '../compose/consuming-removal.js';
import type { ResolvedConfig } from '../config/model.js';
import { ownApp } from '../planning/refusals.js';
import { expectConsumersGone, planConsumerRemovals, type ConsumerRemoval } from '../deployment/remove-consumers.js';
import {
  expectGone,
  partsOf,
  readPartsAndMigrated,
  removeAll,
  type Deletion,
  type Removal,
} from '../deployment/remove.js';
import { recorded } from '../deployment/run.js';
import type { DeployOutcome } from '../sending/send.js';
import { settleUnfinished } from '../deployment/unfinished.js';
import { refuseJwtSession } from '../doctor/preflight.js';
import { EcaError } from '../errors.js';
import type { Org } from '../org/org.js';
import type { Change } from '../planning/plan.js';
import { summaryOf, type OrgSummary } from '../planning/prepare.js';
import type { Work } from '../work.js';
import { untilEnded } from '../ending.js';

/** What would be deleted. */
export interface DestroyPlan {
  readonly org: OrgSummary;
  /** True when nothing may be deleted before the id of the apps' org was given: it, the environment, or an org that calls is production. */
  readonly needsOrgId: boolean;
  /** All parts of the apps, in the order in which they depend on each other, the app last. */
  readonly deleted: readonly Deletion[];
  /** Apps of the config of which the org has nothing. */
  readonly missing: readonly string[];
  /** Connected Apps that come back to life: Setup made an app that goes of each, with the same key and secret. */
  readonly revived: readonly string[];
  /** What goes of the consuming side, by org; absent when it was not asked for. */
  readonly consumers?: readonly ConsumerDestroyed[] | undefined;
}

/** What goes of the consuming side in one org. */
export interface ConsumerDestroyed {
  readonly deleted: readonly Deletion[];
  /** Permission sets that lose the access to a principal. */
  readonly changes: readonly Change[];
  readonly kept: readonly KeptComponent[];
  /** The org that has the apps, or one that calls them, as the config calls it. */
  readonly org: string;
  /** Absent before it was sent, and in the org that has the apps: there it is the same deploy. */
  readonly deploy?: DeployOutcome | undefined;
}

/** How to delete. */
export interface DestroyOptions {
  /** Stops after the check in the org. Default: false. */
  readonly dryRun?: boolean | undefined;
  /** Deletes what `namedCredential` of the apps made, too, in the orgs that call them. Default: false. */
  readonly withNamedCredentials?: boolean | undefined;
  /** Told what is to be deleted, before anything is. Default: nobody is told. */
  readonly onPlan?: ((plan: DestroyPlan) => void) | undefined;
  /** Asked before anything is deleted; gives the answer: yes, no, or the org id that was typed. */
  readonly confirm: (plan: DestroyPlan) => Promise<boolean | string>;
}

/** What was deleted, and is proven to be gone. */
export interface DestroyReport extends Pick<DestroyPlan, 'org' | 'deleted' | 'missing' | 'revived' | 'consumers'> {
  /** Absent when there was nothing to delete. */
  readonly deploy?: DeployOutcome | undefined;
  /** True when the org was asked again and has nothing of the apps. Absent after a dry run. */
  readonly gone?: boolean | undefined;
}

/**
 * Deletes apps with all of their parts, whatever they are called in the org, and what uses them where that is wanted. Other
 * apps, users, and permission sets are not touched.
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
  const isWide = options.withNamedCredentials === true;
  const removals = isWide ? await planConsumerRemovals(org, config, work) : [];
  const revived = apps.filter((app) => migrated.has(app));
  const consumers = isWide ? removals.map(shownOf) : undefined;
  const base = { org: summaryOf(org), deleted, missing, revived, consumers };
  const steps = stepsOf(org, deleted, removals);
  if (steps.length === 0) return { ...base, ...(options.dryRun === true ? {} : { gone: true }) };
  const own = ownApp(org, apps, found);
  if (own !== undefined) throw own;
  for (const name of revived) work.onProgress({ kind: 'warning', message: revivedText(name) });
  const shown = { ...base, needsOrgId: needsOrgId(org, config) || steps.some((step) => isProduction(step.org)) };
  options.onPlan?.(shown);
  if (options.dryRun !== true) await untilEnded(work, () => confirmed(shown, options));
  const what = { work: 'destroy', apps } as const;
  const outcomes = await recorded(org, what, work, (journal) =>
    removeAll(
      steps.map((step) => ({ ...step, journal: step.org === org ? journal : undefined })),
      work,
      options,
    ),
  );
  const report = withOutcomes(org, base, steps, outcomes, options.dryRun === true);
  if (options.dryRun === true) return report;
  await expectGone(org, apps, work);
  if (isWide) await expectConsumersGone(org, config, work);
  return { ...report, gone: true };
}

function shownOf({ org, deleted, changes, kept }: ConsumerRemoval): ConsumerDestroyed {
  return { org: org.identity.target, deleted, changes, kept };
}

type Base = Pick<DestroyReport, 'org' | 'deleted' | 'missing' | 'revived' | 'consumers'>;

/** Gives what is sent to each org: first to those that call the apps, whose part ends before the apps do. */
function stepsOf(
  org: Org,
  parts: readonly Deletion[],
  removals: readonly ConsumerRemoval[],
): readonly Pick<Removal, 'org' | 'deleted' | 'updated'>[] {
  const here = removals.find((removal) => removal.org === org);
  const own = { org, deleted: [...(here?.deleted ?? []), ...parts], updated: here?.updated };
  return [...removals.filter((removal) => removal !== here), own]
    .map(({ org: of, deleted, updated }) => ({ org: of, deleted, updated }))
    .filter(({ deleted, updated = [] }) => deleted.length + updated.length > 0);
}

function withOutcomes(
  org: Org,
  base: Base,
  steps: readonly Pick<Removal, 'org'>[],
  outcomes: readonly DeployOutcome[],
  isDry: boolean,
): DestroyReport {
  const outcomeIn = (target: string, isHere: boolean): DeployOutcome | undefined => {
    const index = steps.findIndex((step) => step.org.identity.target === target && (step.org === org) === isHere);
    const outcome = outcomes[index];
    return outcome === undefined || !isDry ? outcome : { ...outcome, checkOnly: true };
  };
  const consumers = base.consumers?.map((one) => ({ ...one, deploy: outcomeIn(one.org, false) }));
  return { ...base, consumers, deploy: outcomeIn(org.identity.target, true) };
}

function isProduction({ identity }: Org): boolean {
  return identity.isProduction === true;
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
