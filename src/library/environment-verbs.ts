import { refuseUnnamed } from '../fleet/gate.js';
import type { PlanReport } from '../planning/prepare.js';
import type { VerifyReport } from '../proof/verify-app.js';
import type { PrepareReport } from '../refresh/prepare.js';
import type { ReleaseReport } from '../refresh/release.js';
import type { RefreshReport } from '../refresh/report.js';
import {
  judgeAges,
  judgeChecks,
  judgeDeploy,
  judgePlan,
  judgeProofs,
  judgeRefresh,
  judgeRotation,
} from '../runs/judge.js';
import type { Judged } from '../runs/outcome.js';
import type { OwnRun } from '../runs/several.js';
import { TRAITS, type VerbTraits } from '../runs/verb-traits.js';
import type { CredentialsAge } from '../verbs/credentials.js';
import type { DeployReport } from '../verbs/deploy.js';
import type { DoctorReport } from '../verbs/doctor.js';
import type { RotationReport } from '../verbs/rotate.js';
import {
  agesIn,
  deployIn,
  doctorIn,
  planIn,
  prepareIn,
  refreshIn,
  releaseIn,
  rotateIn,
  verifyIn,
  type Opened,
} from './acts.js';
import { orgOf } from './run.js';
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

/** How to plan in several environments. */
export interface DriftSettings extends PlanSettings {
  /** Ends an environment that has changes with exit code 2, and not with 0. Default: false. */
  readonly exitCode?: boolean | undefined;
}

/** Verbs that work in several environments side by side: what each takes, and what it gives in one of them. */
export interface EnvironmentVerbs {
  readonly plan: (settings: DriftSettings) => PlanReport;
  readonly deploy: (settings: DeploySettings) => DeployReport;
  readonly doctor: (settings: object) => DoctorReport;
  readonly verify: (settings: VerifySettings) => readonly VerifyReport[];
  readonly prepareRefresh: (settings: PrepareSettings) => PrepareReport;
  readonly releaseKeys: (settings: ReleaseSettings) => ReleaseReport;
  readonly refresh: (settings: RefreshSettings) => RefreshReport;
  readonly rotateCredentials: (settings: RotateSettings) => readonly RotationReport[];
  readonly credentialsAge: (settings: AgeSettings) => readonly CredentialsAge[];
}

/** Name of one of {@link EnvironmentVerbs}. */
export type EnvironmentVerb = keyof EnvironmentVerbs;

/** What one of {@link EnvironmentVerbs} takes. */
export type SettingsOf<V extends EnvironmentVerb> = Parameters<EnvironmentVerbs[V]>[0];

/** What one of {@link EnvironmentVerbs} gives in one environment. */
export type ReportOf<V extends EnvironmentVerb> = ReturnType<EnvironmentVerbs[V]>;

/** What the run of one environment has, beside the settings of its verb. */
export interface MemberRun extends OwnRun {
  /** Minutes that were given. */
  readonly wait?: number | undefined;
}

/** How a verb works in one environment of several. */
interface Row<V extends EnvironmentVerb> extends VerbTraits {
  /** The command that does the same. */
  readonly command: string;
  /** Whether it changes orgs. */
  readonly changes: (settings: SettingsOf<V>) => boolean;
  /** Sends the secrets that the config names. Default: false. */
  readonly secrets?: true | undefined;
  readonly run: (own: MemberRun, settings: SettingsOf<V>) => Promise<ReportOf<V>>;
  readonly judge: (report: ReportOf<V>, settings: SettingsOf<V>) => Judged;
}

const never = (): boolean => false;
const always = (): boolean => true;
const unlessDry = ({ dryRun }: { readonly dryRun?: boolean | undefined }): boolean => dryRun !== true;

/** Logs in, and is let into the org or not. */
async function openedIn({ config, work, met }: MemberRun): Promise<Opened> {
  const org = await orgOf(undefined, config, work);
  met(org.identity, org);
  return { org, config, work };
}

type Production = Parameters<typeof refuseUnnamed>[0];

/** Answers for production orgs that call the apps, by the ids that were given. */
function confirmed({ isNamed = always }: MemberRun, cause: string, refused: string) {
  return (production: Production): Promise<boolean> => {
    refuseUnnamed(production, isNamed, { cause, refused });
    return Promise.resolve(true);
  };
}

/** One row for each of {@link EnvironmentVerbs}. */
export const ROWS: { readonly [V in EnvironmentVerb]: Row<V> } = {
  plan: {
    command: 'plan',
    changes: never,
    run: async (own, settings) => planIn(await openedIn(own), settings),
    judge: (report, { exitCode }) => judgePlan(report, exitCode === true),
  },
  deploy: {
    command: 'deploy',
    ...TRAITS.deploy,
    changes: unlessDry,
    secrets: true,
    run: async (own, settings) => {
      const confirm = confirmed(own, 'The plan', 'Nothing was deployed.');
      const asked = { ...settings, confirm: (_plan: PlanReport, production: Production) => confirm(production) };
      return deployIn(await openedIn(own), asked);
    },
    judge: judgeDeploy,
  },
  doctor: {
    command: 'doctor',
    changes: never,
    run: async (own) => doctorIn(await openedIn(own)),
    judge: ({ checks }) => judgeChecks(checks),
  },
  verify: {
    command: 'verify',
    ...TRAITS.verify,
    changes: never,
    run: async (own, settings) => verifyIn(await openedIn(own), { ...settings, wait: own.wait }),
    judge: judgeProofs,
  },
  prepareRefresh: {
    command: 'refresh',
    ...TRAITS.refresh,
    changes: never,
    run: prepareIn,
    judge: ({ checks }) => judgeChecks(checks),
  },
  releaseKeys: {
    command: 'refresh',
    ...TRAITS.refresh,
    changes: unlessDry,
    run: (own, settings) => releaseIn(own, { ...settings, met: own.met }),
    judge: () => ({}),
  },
  refresh: {
    command: 'refresh',
    ...TRAITS.refresh,
    changes: unlessDry,
    secrets: true,
    run: (own, settings) => refreshIn(own, { ...settings, met: own.met }),
    judge: judgeRefresh,
  },
  rotateCredentials: {
    command: 'credentials rotate',
    ...TRAITS.rotate,
    changes: always,
    run: async (own, settings) => {
      const confirm = confirmed(own, 'The rotation', 'Nothing was rotated.');
      return rotateIn(await openedIn(own), { ...settings, confirm });
    },
    judge: judgeRotation,
  },
  credentialsAge: {
    command: 'credentials age',
    changes: never,
    run: async (own, settings) => agesIn(await openedIn(own), settings),
    judge: judgeAges,
  },
};
