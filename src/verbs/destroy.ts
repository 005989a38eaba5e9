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
import { settleConsumers, settleUnfinished } from '../deployment/unfinished.js';
import { refuseJwtSession } from '../doctor/preflight.js';
import { EcaError } from '../errors.js';
import type { Org, OrgIdentity } from '../org/org.js';
import type { Change } from '../planning/plan.js';
import { summaryOf, type OrgSummary } from '../planning/prepare.js';
import type { Work } from '../work.js';
import { untilEnded } from '../ending.js';

/** What would be deleted. */
export interface DestroyPlan {
  readonly org: OrgSummary;
  /** Production orgs that lose something: that of the apps, and those that call them. Each one's id has to be given first. */
  readonly production: readonly OrgIdentity[];
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
  /** Asked before anything is deleted; gives the answer: yes, no, or the ids of production orgs that were typed. */
  readonly confirm: (plan: DestroyPlan) => Promise<boolean | string | readonly string[]>;
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
  if (options.withNamedCredentials === true) await settleConsumers(org, config, work);
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
  const shown = { ...base, production: productionIn(org, config, steps) };
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

/** Gives the production orgs of what is sent. An environment can call the org of the apps production, whatever it is. */
function productionIn(
  org: Org,
  { production }: ResolvedConfig,
  steps: readonly Pick<Removal, 'org'>[],
): readonly OrgIdentity[] {
  return steps
    .filter((step) => step.org.identity.isProduction === true || (production && step.org === org))
    .map((step) => step.org.identity);
}

/** Says what deleting an app that Setup migrated leads to. */
function revivedText(name: string): string {
  return `the Connected App "${name}", of which Setup made this app, comes back to life when the app is deleted: it gives tokens again, by the same key and secret and with its settings of the day of the migration. To end the integration, block it afterwards in Setup, Connected Apps OAuth Usage`;
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
  const ids = typeof answer === 'boolean' ? [] : [answer].flat();
  const open = plan.production.filter(({ orgId }) => !ids.some((id) => isSameId(id, orgId)));
  if (answer !== false && open.length === 0 && !areOthers(ids, plan)) return;
  const { target } = plan.org;
  const [first] = open;
  throw new EcaError({
    name: 'NotConfirmedError',
    message:
      ids.length === 0
        ? `Nothing was deleted in "${target}".`
        : `${ids.map((id) => `"${id}"`).join(' and ')} ${ids.length === 1 ? 'is' : 'are'} not the id of the org "${first?.target ?? target}"; nothing was deleted.`,
    actions: [first === undefined ? 'Pass --yes to delete without being asked.' : askedIds(plan)],
  });
}

const isSameId = (given: string, orgId: string): boolean => given.trim().slice(0, 15) === orgId.slice(0, 15);

/** Tells whether ids were given and none is that of an org in question: another org was meant. */
function areOthers(ids: readonly string[], { org, production }: DestroyPlan): boolean {
  const known = [org, ...production];
  return ids.length > 0 && !ids.some((id) => known.some(({ orgId }) => isSameId(id, orgId)));
}

/** Says which ids a run without questions takes. */
export function askedIds({ production }: Pick<DestroyPlan, 'production'>): string {
  const flags = production.map(({ orgId }) => `--yes-org-id ${orgId}`).join(' ');
  const names = production.map(({ target }) => `"${target}"`).join(' and ');
  return `${names} ${production.length === 1 ? 'is' : 'are'} production: pass ${flags}, once you are sure.`;
}
