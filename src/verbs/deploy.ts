import type { ResolvedConfig } from '../config/model.js';
import { applyPlan, type Applied, type ConsumerDeploy } from '../deployment/apply.js';
import { refuse } from '../planning/refusals.js';
import {
  joined,
  readAgain,
  readBackConsumer,
  readBackOf,
  warnOfLaterDeploys,
  type ReadBack,
} from '../deployment/read-back.js';
import { isOvertaken, rejected } from '../deployment/rejection.js';
import { recorded } from '../deployment/run.js';
import { follow, type DeployOutcome } from '../sending/send.js';
import { settleConsumers, settleUnfinished, unfinishedDeploy } from '../deployment/unfinished.js';
import { refuseWithoutJournal, wantsOff, type SecretAccessOptions } from '../credentials/secret-access.js';
import { preflight, refuseJwtSession } from '../doctor/preflight.js';
import { EcaError } from '../errors.js';
import { refuseBrokenSinks } from '../handover/hand-over-pair.js';
import type { HandOverOptions } from '../handover/targets.js';
import type { VerifyReport } from '../proof/verify-app.js';
import type { Org, OrgIdentity } from '../org/org.js';
import { readRecentDeploys } from '../org/recent-deploys.js';
import { preparePlan, type PlanReport, type PreparedPlan } from '../planning/prepare.js';
import { packageDigestOf, refuseOtherOrg, refuseUnapproved, type ApprovedPlan } from '../planning/approved-plan.js';
import type { Journal } from '../project/journal.js';
import type { Work } from '../work.js';
import { isTimeOver, untilEnded } from '../ending.js';
import { suppliedPair } from '../project/supplied-pair.js';
import { proveApps, type CredentialsReport } from '../proof/prove-apps.js';

/** How to deploy. A journal in `.eca` remembers what a killed run left open. */
export interface DeployOptions extends SecretAccessOptions, HandOverOptions {
  /** Stops after the check in the org. Default: false. */
  readonly dryRun?: boolean | undefined;
  /** Exchanges key and secret for a token and checks it. Default: true. */
  readonly verify?: boolean | undefined;
  /** Deploys what this plan says and nothing else. Default: what the config asks for now. */
  readonly approved?: ApprovedPlan | undefined;
  /** Told of the plan before anything is changed; again when others changed the apps meanwhile. Default: nobody is told. */
  readonly onPlan?: ((plan: PlanReport) => void) | undefined;
  /**
   * Asked before anything is changed, with the plan and the production orgs that it changes: the one of the
   * apps, and those that call them. Default: goes on.
   */
  readonly confirm?: ((plan: PlanReport, production: readonly OrgIdentity[]) => Promise<boolean>) | undefined;
}

/** What was deployed and what was proven. */
export interface DeployReport extends Pick<PlanReport, 'org' | 'changes' | 'otherApps' | 'notes' | 'unmanaged'> {
  /** Absent when there was nothing to deploy. */
  readonly deploy?: DeployOutcome | undefined;
  /** Deploys to other orgs that call the apps; absent when there were none. */
  readonly consumers?: readonly ConsumerDeploy[] | undefined;
  /** SHA-256 of the components that were sent, secrets aside, as in a saved plan. Absent when nothing was sent. */
  readonly packageDigest?: string | undefined;
  /** Whether the org now has what the config asks for, and where not. Absent after a dry run. */
  readonly readBack?: ReadBack | undefined;
  readonly credentials: readonly CredentialsReport[];
  readonly verify: readonly VerifyReport[];
}

/** Plans that are made before giving up, when somebody else keeps changing the same app. */
const ROUNDS = 3;

/**
 * Does the main job: checks, plans, deploys what differs, reads it back, and proves each app by a token.
 *
 * @throws PlanOutdatedError, PreflightFailedError and its single forms, PartNameConflictError, SessionAppError, UnreadableValueError,
 * NotConfirmedError, AssignmentFailedError, DeployFailedError, DeployTimeoutError, DeployCanceledError, DeployLostError,
 * and what {@link Org} throws. What comes after the deploy is reported, not thrown.
 */
export async function deploy(
  org: Org,
  config: ResolvedConfig,
  work: Work,
  options: DeployOptions = {},
): Promise<DeployReport> {
  if (options.approved !== undefined) refuseOtherOrg(options.approved, org);
  refuseJwtSession(org);
  refuseMissingPairs(config, work);
  await refuseBrokenSinks(config, work, options);
  if (options.dryRun !== true) await refuseWithoutJournal(org, work, { ...options, endsOff: wantsOff(config) });
  await settleUnfinished(org, work);
  await settleConsumers(org, config, work);
  const apps = config.apps.map(({ name }) => name);
  const { prepared, applied } = await recorded(org, { work: 'deploy', apps }, work, (journal) =>
    changeOrg(org, config, work, options, journal),
  );
  const { org: summary, changes, otherApps, notes, unmanaged } = prepared.report;
  const consumers = applied.consumers.length === 0 ? undefined : applied.consumers;
  const isSent = applied.deploy !== undefined || consumers !== undefined;
  const packageDigest = isSent ? packageDigestOf(prepared) : undefined;
  const done = { deploy: applied.deploy, consumers, packageDigest };
  const base = { org: summary, changes, otherApps, notes, unmanaged };
  if (options.dryRun === true) return { ...base, ...done, credentials: [], verify: [] };
  return proven(org, config, work, { ...options, prepared, ...done }).catch((error: unknown) => {
    const id = applied.deploy?.id;
    const isOver = isTimeOver(work) || (error instanceof EcaError && error.name === 'WaitOverError');
    throw id !== undefined && isOver ? notProven(org, id, error) : error;
  });
}

/** A supplied key or secret that is not there is found before anything is deployed. */
function refuseMissingPairs({ apps }: ResolvedConfig, { env }: Work): void {
  for (const app of apps) suppliedPair(app, env);
}

/** Reads back and proves what was deployed, or what was there already. */
async function proven(
  org: Org,
  config: ResolvedConfig,
  work: Work,
  {
    prepared,
    deploy: outcome,
    consumers,
    packageDigest,
    ...options
  }: DeployOptions & { readonly prepared: PreparedPlan } & Pick<DeployReport, 'deploy' | 'consumers' | 'packageDigest'>,
): Promise<DeployReport> {
  const { org: summary, changes, otherApps, notes, unmanaged } = prepared.report;
  const found = outcome === undefined ? prepared.found : await readAgain(org, prepared.wanted, work);
  const isDeployed = (target: string): boolean => consumers?.some((consumer) => consumer.org === target) === true;
  const readBack = joined([
    readBackOf(prepared.wanted, found),
    ...(await Promise.all(
      prepared.consumers.map((consumer) => readBackConsumer(consumer, isDeployed(consumer.org.identity.target), work)),
    )),
  ]);
  if (!readBack.inSync && outcome !== undefined) await warnOfLaterDeploys(org, outcome.id, work);
  const results = await proveApps(org, config, work, { ...options, found, fresh: outcome !== undefined });
  return {
    org: summary,
    changes,
    otherApps,
    notes,
    unmanaged,
    deploy: outcome,
    consumers,
    packageDigest,
    readBack,
    credentials: results.map(({ credentials }) => credentials),
    verify: results.flatMap(({ verify }) => verify ?? []),
  };
}

function notProven(org: Org, id: string, cause: unknown): EcaError {
  return new EcaError({
    name: 'DeployNotProvenError',
    message: `The deploy ${id} succeeded in "${org.identity.target}"; the time of --wait was over before it was read back and proven.`,
    actions: [
      'Run the command again, with more minutes for --wait: it deploys nothing twice, and proves what is there.',
    ],
    cause,
    data: { id },
  });
}

/**
 * Goes on with a deploy that still ran when its command ended: waits for it, then does what is left of the main job.
 *
 * @param options - `id` of the deploy; default: the latest that the journal knows.
 * @throws NothingToResumeError, and what {@link deploy} throws.
 */
export async function resume(
  org: Org,
  config: ResolvedConfig,
  work: Work,
  { id: given, ...options }: DeployOptions & { readonly id?: string | undefined } = {},
): Promise<DeployReport> {
  const { org: where, id, run } = await unfinishedDeploy(org, config, work, given);
  await refuseBrokenSinks(config, work, options);
  const place = where === org ? '' : ` in ${where.identity.target}`;
  work.onProgress({ kind: 'stage', stage: 'deploy', message: `Waiting for the deploy ${id}${place}` });
  const status = await follow(where, id, work, { sender: 'deploy', checkOnly: false });
  await run?.forget();
  if (!status.success && !isOvertaken(status)) throw rejected(where, status, false);
  return deploy(org, config, work, options);
}

interface Changed {
  readonly prepared: PreparedPlan;
  readonly applied: Extract<Applied, { kind: 'done' }>;
}

/** Plans and carries the plan out; when somebody else was faster, plans anew. */
async function changeOrg(
  org: Org,
  config: ResolvedConfig,
  work: Work,
  options: DeployOptions,
  journal: Journal,
): Promise<Changed> {
  let last: Extract<Applied, { kind: 'overtaken' }> | undefined;
  for (let round = 1; round <= ROUNDS; round += 1) {
    const [prepared, before] = await Promise.all([
      preparePlan(org, config, work),
      readRecentDeploys(org),
      round === 1 ? examine(org, config, work, options) : undefined,
    ]);
    work.signal.throwIfAborted();
    if (options.approved !== undefined) refuseUnapproved(options.approved, prepared, config);
    options.onPlan?.(prepared.report);
    refuse(org, prepared.plan, prepared.found);
    if (round === 1) await untilEnded(work, () => askFirst(prepared, productionOrgs(org, config, prepared), options));
    const applied = await applyPlan(org, config, prepared, work, { dryRun: options.dryRun, journal, before });
    if (applied.kind === 'done') return { prepared, applied };
    last = applied;
    const message = 'Somebody else changed the app meanwhile; planning anew from what the org has now';
    work.onProgress({ kind: 'warning', message });
  }
  throw overtaken(org, last);
}

async function examine(org: Org, config: ResolvedConfig, work: Work, options: SecretAccessOptions): Promise<void> {
  work.onProgress({ kind: 'stage', stage: 'preflight', message: 'Checking run-as users and access' });
  await preflight(org, config, work, options);
}

/** Gives the production orgs that a plan changes. */
function productionOrgs(
  org: Org,
  { production }: ResolvedConfig,
  { plan, ...prepared }: PreparedPlan,
): readonly OrgIdentity[] {
  const { assignments, callers, consumers } = prepared;
  const isHere = plan.changes.length + assignments.length + callers.length > 0;
  const here = isHere && (production || org.identity.isProduction === true) ? [org.identity] : [];
  const calling = consumers
    .filter((consumer) => consumer.org.identity.isProduction === true)
    .filter((consumer) => consumer.plan.changes.length + consumer.assignments.length > 0);
  return [...here, ...calling.map((consumer) => consumer.org.identity)];
}

async function askFirst(
  { report }: PreparedPlan,
  production: readonly OrgIdentity[],
  { confirm, dryRun }: DeployOptions,
): Promise<void> {
  if (confirm === undefined || dryRun === true || report.inSync || (await confirm(report, production))) return;
  throw new EcaError({
    name: 'NotConfirmedError',
    message: `Nothing was deployed to "${report.org.target}".`,
    actions: ['Answer yes, or pass --yes, to deploy what the plan shows.'],
  });
}

function overtaken(org: Org, last: Extract<Applied, { kind: 'overtaken' }> | undefined): EcaError {
  if (last?.rejection !== undefined) return rejected(org, last.rejection, false);
  return new EcaError({
    name: 'DeployFailedError',
    message: `Others kept changing the same apps of "${org.identity.target}"; nothing was deployed.`,
    actions: ['Let one pipeline at a time deploy to this org, then run the command again.'],
  });
}
