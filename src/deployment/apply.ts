import { counted } from '../problem.js';
import type { ResolvedConfig } from '../config/model.js';
import type { MetadataComponent } from '../metadata/component.js';
import { assign, type Assignment } from '../org/assignments.js';
import type { DeployStatus, Org } from '../org/org.js';
import { readRecentDeploys, type RecentDeploy } from '../org/recent-deploys.js';
import type { PreparedPlan } from '../planning/prepare.js';
import { isOutdated, type SeenDeploys } from './outdated.js';
import { isOvertaken, rejected, type Origin } from './rejection.js';
import { recorded } from './run.js';
import { packComponents } from '../sending/send-components.js';
import { send, type DeployOutcome } from '../sending/send.js';
import { withSuppliedPairs } from './supplied.js';
import type { Journal } from '../project/journal.js';
import type { Work } from '../work.js';

/** What carrying out a plan needs. */
export interface ApplyOptions {
  readonly journal: Journal;
  readonly dryRun?: boolean | undefined;
  /** Deploys that the org knew when the plan was made; undefined when it may not be asked. */
  readonly before: readonly RecentDeploy[] | undefined;
}

/** A deploy to an org that calls the apps. */
export interface ConsumerDeploy extends DeployOutcome {
  /** The calling org, as the config calls it. */
  readonly org: string;
}

/** What came of a plan: done, or overtaken by somebody else's change, after which a new plan is due. */
export type Applied =
  | {
      readonly kind: 'done';
      readonly deploy?: DeployOutcome | undefined;
      readonly consumers: readonly ConsumerDeploy[];
    }
  | { readonly kind: 'overtaken'; readonly rejection?: DeployStatus | undefined };

/**
 * Carries out a plan: assigns, checks in the org and in those that call its apps, and then deploys the same packages, each
 * all of it or nothing. Nothing is written to disk but the journal.
 *
 * @throws DeployFailedError, and what assigning and sending throw.
 */
export async function applyPlan(
  org: Org,
  config: ResolvedConfig,
  prepared: PreparedPlan,
  work: Work,
  options: ApplyOptions,
): Promise<Applied> {
  const { journal, dryRun = false } = options;
  if (!dryRun) await assignAll(org, prepared.assignments, work, journal);
  const parcels = await parcelsOf(org, config, prepared, work, journal);
  const deploys: SentDeploy[] = [];
  for (const parcel of parcels) {
    const { refusal, outcome } = await sendParcel(parcel, work, { checkOnly: true });
    if (refusal !== undefined) return refusal;
    if (dryRun) deploys.push({ parcel, outcome: { ...outcome, checkOnly: true } });
  }
  if (dryRun) return done(deploys);
  const seen = await deploysSeen(org, parcels, prepared, options);
  if (await isOutdated(org, config, prepared, work, seen)) return { kind: 'overtaken' };
  for (const parcel of parcels) {
    const { refusal, outcome } = await sendInEarnest(parcel, config, work, seen);
    if (refusal !== undefined) return refusal;
    deploys.push({ parcel, outcome });
  }
  await assignAll(org, prepared.callers, work, journal);
  for (const consumer of prepared.consumers) await assignAll(consumer.org, consumer.assignments, work, journal);
  return done(deploys);
}

/** What is sent to one org. */
interface Parcel {
  readonly org: Org;
  readonly zip: Buffer;
  readonly origin: Origin;
  /** That of the run, for the org that has the apps. A deploy to an org that calls them gets one of its own. */
  readonly journal?: Journal | undefined;
  /** True for an org that calls the apps, and does not have them. */
  readonly isConsumer: boolean;
}

interface SentDeploy {
  readonly parcel: Parcel;
  readonly outcome: DeployOutcome;
}

function done(deploys: readonly SentDeploy[]): Applied {
  const own = deploys.find(({ parcel }) => !parcel.isConsumer);
  const others = deploys.filter(({ parcel }) => parcel.isConsumer);
  return {
    kind: 'done',
    deploy: own?.outcome,
    consumers: others.map(({ parcel, outcome }) => ({ org: parcel.org.identity.target, ...outcome })),
  };
}

/** Packs what each org gets: first the one that has the apps, then those that call them. */
async function parcelsOf(
  org: Org,
  config: ResolvedConfig,
  { plan, wanted, consumers }: PreparedPlan,
  work: Work,
  journal: Journal,
): Promise<readonly Parcel[]> {
  const parcel = async (to: Org, sent: readonly MetadataComponent[], origin: Origin): Promise<Parcel> => ({
    org: to,
    zip: await packComponents(to, sent),
    origin,
    journal: to === org ? journal : undefined,
    isConsumer: to !== org,
  });
  const own = { config, wanted, components: plan.components };
  return Promise.all([
    ...(plan.components.length === 0 ? [] : [parcel(org, withSuppliedPairs(plan, config, work.env), own)]),
    ...consumers
      .filter((consumer) => consumer.plan.components.length > 0)
      .map((consumer) => {
        const { components } = consumer.plan;
        return parcel(consumer.org, components, { config, wanted: consumer.wanted, components });
      }),
  ]);
}

/** Asks each org that gets something for the deploys that it knows now. */
async function deploysSeen(
  org: Org,
  parcels: readonly Parcel[],
  { consumers }: PreparedPlan,
  { before }: Pick<ApplyOptions, 'before'>,
): Promise<readonly SeenDeploys[]> {
  const own = parcels.length === 0 ? [] : [{ org, before }];
  const calling = consumers.filter((consumer) => parcels.some((parcel) => parcel.org === consumer.org));
  return Promise.all(
    [...own, ...calling].map(async (one) => ({
      org: one.org,
      before: one.before,
      earlier: await readRecentDeploys(one.org),
    })),
  );
}

/** Sends what was checked. A journal knows the deploys of one org, so one to a calling org is recorded there. */
async function sendInEarnest(
  parcel: Parcel,
  { apps }: ResolvedConfig,
  work: Work,
  seen: readonly SeenDeploys[],
): Promise<{ readonly refusal?: Applied | undefined; readonly outcome: DeployOutcome }> {
  if (!parcel.isConsumer) {
    const earlier = seen.find(({ org }) => org === parcel.org)?.earlier;
    return sendParcel(parcel, work, { checkOnly: false, earlier });
  }
  const earlier = await readRecentDeploys(parcel.org);
  const names = apps.filter(({ namedCredential }) => namedCredential !== undefined).map(({ name }) => name);
  return recorded(parcel.org, { work: 'deploy', apps: names }, work, (journal) =>
    sendParcel({ ...parcel, journal }, work, { checkOnly: false, earlier }),
  );
}

async function sendParcel(
  { org, zip, origin, journal, isConsumer }: Parcel,
  work: Work,
  { checkOnly, earlier }: { readonly checkOnly: boolean; readonly earlier?: ApplyOptions['before'] },
): Promise<{ readonly refusal?: Applied | undefined; readonly outcome: DeployOutcome }> {
  const count = counted(origin.components.length, 'component');
  const where = isConsumer ? org.identity.target : 'the org';
  work.onProgress(
    checkOnly
      ? { kind: 'stage', stage: 'validate', message: `Checking ${count} in ${where}` }
      : { kind: 'stage', stage: 'deploy', message: `Deploying ${count}${isConsumer ? ` to ${where}` : ''}` },
  );
  const sender = isConsumer ? 'other' : 'deploy';
  const { status, outcome } = await send(org, zip, work, { sender, checkOnly, journal, earlier });
  if (status.success) return { outcome };
  if (!isOvertaken(status)) throw rejected(org, status, checkOnly, origin);
  return { outcome, refusal: { kind: 'overtaken', rejection: status } };
}

async function assignAll(org: Org, assignments: readonly Assignment[], work: Work, journal: Journal): Promise<void> {
  if (assignments.length > 0) await journal.write({ step: 'assign' });
  for (const assignment of assignments) {
    work.signal.throwIfAborted();
    const message = `Assigning ${assignment.name} to ${assignment.username}`;
    work.onProgress({ kind: 'stage', stage: 'assign', message });
    await assign(org, assignment);
  }
}
