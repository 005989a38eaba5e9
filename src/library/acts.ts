import { resolve } from 'node:path';
import type { ResolvedConfig } from '../config/model.js';
import { ENVIRONMENT_PLACE } from '../config/sink-environment.js';
import { wantsOff } from '../credentials/secret-access.js';
import type { DoctorReport } from '../verbs/doctor.js';
import type { DeployOptions, DeployReport } from '../verbs/deploy.js';
import type { CredentialsAge } from '../verbs/credentials.js';
import type { RotateOptions, RotationReport } from '../verbs/rotate.js';
import type { Org, OrgIdentity } from '../org/org.js';
import type { PlanReport } from '../planning/prepare.js';
import type { VerifyReport } from '../proof/verify-app.js';
import type { PrepareReport } from '../refresh/prepare.js';
import type { ReleaseReport } from '../refresh/release.js';
import type { RefreshReport } from '../refresh/report.js';
import type { Work } from '../work.js';
import type {
  AgeSettings,
  DeploySettings,
  PlanSettings,
  PrepareSettings,
  RefreshSettings,
  ReleaseSettings,
  RotateSettings,
  VerifySettings,
} from './settings.js';

/** What a verb works with that logs in by itself. */
export interface Begun {
  readonly config: ResolvedConfig;
  readonly work: Work;
}

/** What a verb works with in an org. */
export interface Opened extends Begun {
  readonly org: Org;
}

/** What a verb that logs in by itself is told of its org by, and which one it may be. */
export interface Entering {
  readonly targetOrg?: string | undefined;
  readonly met?: ((identity: OrgIdentity, org: Org) => void) | undefined;
}

/** Gives the path of a file that is named for each environment. */
function placeOf(path: string, { config, work }: Begun): string {
  return resolve(work.folder, path.replaceAll(ENVIRONMENT_PLACE, config.environment ?? 'base'));
}

/** Plans in one org. */
export async function planIn(opened: Opened, { source, out }: PlanSettings): Promise<PlanReport> {
  const { org, config, work } = opened;
  const verb = await import('../verbs/plan.js');
  const components = source === true ? await sourceOf(opened) : undefined;
  if (out === undefined) return verb.plan(org, config, work, { source: components });
  const { writePlanFile } = await import('../planning/plan-file.js');
  return verb.plan(org, config, work, {
    source: components,
    save: (approved) => writePlanFile(placeOf(out, opened), approved),
  });
}

async function sourceOf({ config, work }: Begun) {
  const { readSource } = await import('../planning/from-source.js');
  return readSource(work.folder, config, work.env);
}

/** Deploys to one org. */
export async function deployIn(
  opened: Opened,
  settings: DeploySettings & Pick<DeployOptions, 'confirm'>,
): Promise<DeployReport> {
  const { org, config, work } = opened;
  const { plan, dryRun, verify, onPlan, confirm, sink, allowSecretAccess } = settings;
  const [verb, { readPlanFile }] = await Promise.all([
    import('../verbs/deploy.js'),
    import('../planning/plan-file.js'),
  ]);
  const approved = plan === undefined ? undefined : await readPlanFile(placeOf(plan, opened));
  return verb.deploy(org, config, work, { approved, dryRun, verify, onPlan, confirm, sink, allowSecretAccess });
}

/** Checks one org. */
export async function doctorIn({ org, config, work }: Opened): Promise<DoctorReport> {
  const verb = await import('../verbs/doctor.js');
  work.onProgress({ kind: 'stage', stage: 'preflight', message: 'Asking the org' });
  return verb.doctor(org, config, work);
}

/** Proves the apps in one org. */
export async function verifyIn(
  { org, config, work }: Opened,
  settings: VerifySettings & { readonly wait?: number | undefined },
): Promise<readonly VerifyReport[]> {
  const verb = await import('../verbs/verify.js');
  const { revoke, authMethod, allowSecretAccess, wait = 0 } = settings;
  return verb.verify(org, config, work, { fresh: wait > 0, revoke, authMethod, allowSecretAccess });
}

/** Says what a refresh of one sandbox will take along. */
export async function prepareIn(
  { config, work }: Begun,
  { targetOrg, sink }: PrepareSettings & Entering,
): Promise<PrepareReport> {
  const verb = await import('../verbs/prepare-refresh.js');
  return verb.prepareRefresh(config, work, { targetOrg, sink });
}

/** Releases keys in one sandbox. */
export async function releaseIn(
  { config, work }: Begun,
  { targetOrg, met, dryRun, sink }: ReleaseSettings & Entering,
): Promise<ReleaseReport> {
  const verb = await import('../verbs/release-keys.js');
  return verb.releaseKeys(config, work, { targetOrg, met, dryRun, sink });
}

/** Makes one refreshed sandbox work again. */
export async function refreshIn({ config, work }: Begun, settings: RefreshSettings & Entering): Promise<RefreshReport> {
  const verb = await import('../verbs/refresh.js');
  const { targetOrg, met, dryRun, unfreeze, expectRefreshed, sink, allowSecretAccess } = settings;
  return verb.refresh(config, work, { targetOrg, met, dryRun, unfreeze, expectRefreshed, sink, allowSecretAccess });
}

/** Rotates in one org. */
export async function rotateIn(
  { org, config, work }: Opened,
  settings: RotateSettings & Pick<RotateOptions, 'confirm'>,
): Promise<readonly RotationReport[]> {
  const verb = await import('../verbs/rotate.js');
  const { sink, revokeOld, confirm, allowSecretAccess } = settings;
  return verb.rotate(org, config, work, { allowSecretAccess, endsOff: wantsOff(config), sink, revokeOld, confirm });
}

/** Tells the ages in one org. */
export async function agesIn(
  { org, config, work }: Opened,
  { maxDays, allowSecretAccess }: AgeSettings,
): Promise<readonly CredentialsAge[]> {
  const verb = await import('../verbs/credentials.js');
  return verb.credentialsAge(org, config, work, { allowSecretAccess, endsOff: wantsOff(config), maxDays });
}
