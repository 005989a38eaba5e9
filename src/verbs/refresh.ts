import { isDeepStrictEqual } from 'node:util';
import type { ResolvedApp, ResolvedConfig } from '../config/model.js';
import { refuseWithoutJournal, wantsOff, type SecretAccessOptions } from '../credentials/secret-access.js';
import { settleUnfinished } from '../deployment/unfinished.js';
import type { Deletion } from '../deployment/remove.js';
import { preflight, refuseJwtSession } from '../doctor/preflight.js';
import { EcaError } from '../errors.js';
import { refuseBrokenSinks } from '../handover/hand-over-pair.js';
import type { HandOverOptions } from '../handover/targets.js';
import type { Org, OrgIdentity } from '../org/org.js';
import { diff } from '../planning/diff.js';
import { notesOf } from '../planning/notes.js';
import { suppliedNotes } from '../planning/supplied.js';
import { preparePlan, type PlanReport } from '../planning/prepare.js';
import { suppliedKey } from '../project/supplied-pair.js';
import { writeRefreshed } from '../project/refresh-state.js';
import { classify, type AppState } from '../refresh/classify.js';
import { refuseForeignConsumers } from '../refresh/consumer-host.js';
import { nothingRefreshed } from '../refresh/detection.js';
import { enterSandbox, environmentName, type Entered } from '../refresh/enter.js';
import { copiesOf, removeCopies } from '../refresh/remove-copies.js';
import { causesOf, type AppRefresh, type RefreshReport } from '../refresh/report.js';
import { judgeUsers, type JudgedUsers, type RunAsUser, type UserOptions } from '../refresh/run-as-users.js';
import { proveSource, readSource, sourceSeen, type Source } from '../refresh/source.js';
import type { Work } from '../work.js';
import { deploy, type DeployOptions, type DeployReport } from './deploy.js';

/** How to make an environment work again. */
export interface RefreshVerbOptions
  extends SecretAccessOptions, Pick<HandOverOptions, 'sink'>, Pick<DeployOptions, 'onPlan'>, UserOptions {
  /** Told of the run-as users that are to be unfrozen or made, before anything is changed. Default: nobody is told. */
  readonly onUsers?: ((org: Org, users: readonly RunAsUser[]) => void) | undefined;
  /** Told which parts of copies are to be removed, before anything is changed. Default: nobody is told. */
  readonly onRemoval?: ((org: Org, removed: readonly Deletion[]) => void) | undefined;
  /** Told of the sandbox once it is known which it is, before anything is changed there; may throw. Default: nobody is told. */
  readonly met?: ((identity: OrgIdentity, org: Org) => void) | undefined;
  /** Alias or username of the sandbox: this login and no other is tried. Default: those of the environment, in order. */
  readonly targetOrg?: string | undefined;
  /** Changes nothing, and says what would be done. Default: false. */
  readonly dryRun?: boolean | undefined;
  /** Fails when the sandbox is the one that the last run left. Default: false. */
  readonly expectRefreshed?: boolean | undefined;
}

/** What was found before anything is changed. */
interface Found extends Entered, JudgedUsers {
  readonly states: readonly AppState[];
  readonly copies: readonly Deletion[];
  readonly source: Source | undefined;
}

/**
 * Makes every integration of an environment work again after its sandbox was refreshed: logs in by whatever login survives,
 * settles the run-as users, removes copies of production's apps, deploys, proves each app by a token and hands key and
 * secret over. A second run changes nothing; one that was cut short goes on from what the org has.
 *
 * @throws WrongOrgError, NotRefreshedYetError, NothingRefreshedError, NoLoginError, what {@link judgeUsers} and
 * {@link deploy} throw. What comes after the deploy is reported, not thrown.
 */
export async function refresh(
  config: ResolvedConfig,
  work: Work,
  options: RefreshVerbOptions = {},
): Promise<RefreshReport> {
  refuseProductionEnvironment(config);
  const entered = await enterSandbox(config, work, options.targetOrg);
  const { org, detection } = entered;
  options.met?.(org.identity, org);
  if (options.expectRefreshed === true && detection.refreshed === 'no') {
    throw nothingRefreshed(org, `it is the org that the last run left (${detection.earlierOrgId ?? ''})`);
  }
  refuseJwtSession(org);
  refuseForeignConsumers(org, config, entered.production);
  await refuseBrokenSinks(config, work, { sink: options.sink });
  if (options.dryRun !== true) await refuseWithoutJournal(org, work, { ...options, endsOff: wantsOff(config) });
  await settleUnfinished(org, work);
  const found = await look(entered, config, work, options);
  return options.dryRun === true ? foreseen(found, work, options) : carryOut(found, work, options);
}

function refuseProductionEnvironment({ production, environment }: ResolvedConfig): void {
  if (!production) return;
  throw new EcaError({
    name: 'WrongOrgError',
    message: `The environment "${environment ?? ''}" is production, and a refresh touches sandboxes only.`,
    actions: ['Name the environment of a sandbox with -e; production itself takes `eca deploy`.'],
  });
}

async function look(entered: Entered, config: ResolvedConfig, work: Work, options: UserOptions): Promise<Found> {
  const { org, production } = entered;
  work.onProgress({ kind: 'stage', stage: 'read', message: 'Looking at what the refresh left of apps and users' });
  const [states, judged] = await Promise.all([classify(org, config.apps, work), judgeUsers(org, config, options)]);
  const copied = states.filter(({ fate }) => fate === 'copied').map(({ app }) => app);
  const [copies, source] = await Promise.all([
    copiesOf(org, copied, work),
    readSource(production, config.apps, states, work),
  ]);
  return { ...entered, ...judged, states, copies, source };
}

/** What is changed before the deploy begins. */
const changedUsers = ({ users }: Found): readonly RunAsUser[] => users.filter(({ action }) => action !== 'none');

/** Makes the plan of an org without the copies, in which the run-as users can act. */
async function foresee({ org, config, copies }: Found, work: Work): Promise<PlanReport> {
  const { report, wanted, found: components } = await preparePlan(org, config, work);
  const removed = new Set(copies.map(({ type, fullName }) => `${type}/${fullName}`));
  const left = components.filter(({ type, fullName }) => !removed.has(`${type}/${fullName}`));
  const assigned = report.changes.filter(({ action }) => action === 'assign');
  const plan = diff(wanted, left);
  const changes = [...assigned, ...plan.changes];
  const notes = notesOf(org, plan, left, suppliedNotes(config, left, work.env));
  return { ...report, inSync: changes.length === 0, changes, notes };
}

/** Says what a run would do. */
async function foreseen(found: Found, work: Work, options: RefreshVerbOptions): Promise<RefreshReport> {
  const { org, copies, source } = found;
  const plan = await foresee(found, work);
  const changed = !plan.inSync || copies.length > 0 || changedUsers(found).length > 0;
  refuseUnexpected(org, changed, found, options);
  return {
    ...baseOf(found, plan, work),
    ok: true,
    changed,
    dryRun: true,
    source: source === undefined ? [] : sourceSeen(source),
    credentials: [],
    verify: [],
    causes: [],
  };
}

/**
 * Tells what is to be done before any of it is: a deploy shows its plan itself, but users and copies are changed before it.
 *
 * @returns Who is told of the deploy's own plan: nobody, where it is the one that was shown.
 */
async function tellFirst(found: Found, work: Work, options: RefreshVerbOptions): Promise<DeployOptions['onPlan']> {
  const { org, copies } = found;
  const { onUsers, onRemoval, onPlan } = options;
  const users = changedUsers(found);
  if (onPlan === undefined || (users.length === 0 && copies.length === 0)) return onPlan;
  const plan = await foresee(found, work);
  if (users.length > 0) onUsers?.(org, users);
  if (copies.length > 0) onRemoval?.(org, copies);
  onPlan(plan);
  return (own) => {
    if (!isDeepStrictEqual(own.changes, plan.changes)) onPlan(own);
  };
}

async function carryOut(found: Found, work: Work, options: RefreshVerbOptions): Promise<RefreshReport> {
  const { org, config, copies, source } = found;
  const onPlan = await tellFirst(found, work, options);
  await found.settle(work);
  // What would make the deploy fail is found before the copies are gone.
  if (copies.length > 0) await preflight(org, config, work, options);
  await removeCopies(org, copies, work);
  const { allowSecretAccess, sink } = options;
  const deployed = await deploy(org, config, work, { allowSecretAccess, sink, onPlan });
  const proofs = source === undefined ? [] : await proveSource(source, config.apps, work);
  const changed = deployed.changes.length > 0 || copies.length > 0 || changedUsers(found).length > 0;
  refuseUnexpected(org, changed, found, options);
  const causes = causesOf({ ...deployed, source: proofs });
  if (causes.length === 0) await note(found, work);
  const { deploy: outcome, packageDigest, readBack, credentials, verify } = deployed;
  const base = baseOf(found, deployed, work);
  const ok = causes.length === 0;
  const sent = { deploy: outcome, packageDigest, readBack };
  return { ...base, ok, changed, source: proofs, ...sent, credentials, verify, causes };
}

/** Where no run left word of the org before, an org that is as it should be was not refreshed, or was repaired already. */
function refuseUnexpected(org: Org, changed: boolean, { detection }: Found, options: RefreshVerbOptions): void {
  if (options.expectRefreshed !== true || detection.refreshed !== 'unknown' || changed) return;
  throw nothingRefreshed(
    org,
    'no run left word of the org before it, and every app is this org’s own and as it should be',
  );
}

/** The org holds what was done; without this word of it the next run knows less of what was refreshed. */
async function note({ org, config }: Found, { folder, onProgress }: Work): Promise<void> {
  const entry = { environment: environmentName(config), orgId: org.identity.orgId, at: new Date().toISOString() };
  await writeRefreshed(folder, entry).catch((error: unknown) => {
    const why = error instanceof Error ? error.message : String(error);
    onProgress({ kind: 'warning', message: `Which org was refreshed is not recorded in .eca: ${why}` });
  });
}

type Reported = Pick<PlanReport, 'org' | 'changes' | 'notes'> & Partial<Pick<DeployReport, 'credentials'>>;

function baseOf(found: Found, reported: Reported, { env }: Work) {
  const { config, login, detection, states, users, copies: removed } = found;
  const { org, changes, notes } = reported;
  const apps = states.map((state) => appOf(state, config.apps, reported, env));
  const renamed = users.filter(({ configured, username }) => configured.toLowerCase() !== username.toLowerCase());
  const hints = renamed.map(
    ({ app, configured, username }) =>
      `${app}: the run-as user is "${username}" here, and the config says "${configured}"; write it into apps.${app}.runAsUser of the environment, so that the other commands agree.`,
  );
  return {
    environment: config.environment,
    org,
    changes,
    notes: [...notes, ...hints],
    login,
    detection,
    apps,
    users,
    removed,
  };
}

function appOf(
  state: AppState,
  apps: readonly ResolvedApp[],
  { changes, credentials = [] }: Reported,
  env: Work['env'],
): AppRefresh {
  const own = changes.filter((change) => 'app' in change && change.app === state.app);
  const isNew = own.some(({ action, type }) => action === 'create' && type === 'ExtlClntAppGlobalOauthSettings');
  const consumerKey = credentials.find(({ app }) => app === state.app)?.consumerKey;
  const app = apps.find(({ name }) => name === state.app);
  const supplied = app === undefined ? undefined : suppliedKey(app, env);
  // An org ignores the key of the config for an app that is there.
  const isSupplied = supplied !== undefined && (isNew || (consumerKey ?? supplied) === supplied);
  return {
    ...state,
    done: doneOf(state, own.length),
    pair: isSupplied ? 'supplied' : isNew ? 'new' : 'kept',
    consumerKey,
  };
}

function doneOf({ fate }: AppState, changes: number): AppRefresh['done'] {
  if (fate === 'copied') return 'made-anew';
  if (changes === 0) return 'nothing';
  if (fate === 'gone') return 'created';
  return fate === 'half-broken' ? 'repaired' : 'updated';
}
