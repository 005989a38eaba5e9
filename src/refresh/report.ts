import type { MissingPlace } from '../handover/hand-over-pair.js';
import type { CredentialsReport } from '../proof/prove-apps.js';
import type { VerifyReport } from '../proof/verify-app.js';
import type { PlanReport } from '../planning/prepare.js';
import type { DeployOutcome } from '../sending/send.js';
import type { ReadBack } from '../deployment/read-back.js';
import { shellWord } from '../shell-quote.js';
import type { AppState } from './classify.js';
import type { Detection } from './detection.js';
import type { LoginAttempt } from './login.js';
import type { RunAsUser } from './run-as-users.js';
import type { SourceProof } from './source.js';

/** What was done about one app, or in a dry run would be. */
export interface AppRefresh extends AppState {
  /** `made-anew` is a copy that was removed first. */
  readonly done: 'nothing' | 'created' | 'repaired' | 'updated' | 'made-anew';
  /** Whether key and secret are new, those that the org had, or those that the config supplies. */
  readonly pair: 'new' | 'kept' | 'supplied';
  readonly consumerKey?: string | undefined;
}

/** Why an environment is not whole again although the run came to its end. */
export interface RefreshCause {
  /** What is not as it should be, as `verify`. */
  readonly step: 'read-back' | 'verify' | 'store' | 'source';
  readonly app?: string | undefined;
  readonly message: string;
  readonly action: string;
}

/** What a refresh did in one environment. */
export interface RefreshReport extends Pick<PlanReport, 'org' | 'changes' | 'notes'> {
  /** True when every integration works again, and is proven. After a dry run: when nothing stands against it. */
  readonly ok: boolean;
  /** False when the org was as it should be before. After a dry run: whether something would be changed. */
  readonly changed: boolean;
  readonly dryRun?: true | undefined;
  readonly environment?: string | undefined;
  /** Logins in the order in which they were tried; the last one works. */
  readonly login: readonly LoginAttempt[];
  readonly detection: Detection;
  readonly apps: readonly AppRefresh[];
  readonly users: readonly RunAsUser[];
  /** Production's apps of which the sandbox had copies. */
  readonly source: readonly SourceProof[];
  /** Components of copies that were removed, or would be. */
  readonly removed: readonly { readonly app: string; readonly type: string; readonly fullName: string }[];
  readonly deploy?: DeployOutcome | undefined;
  /** SHA-256 of the components that were sent, secrets aside. */
  readonly packageDigest?: string | undefined;
  readonly readBack?: ReadBack | undefined;
  readonly credentials: readonly CredentialsReport[];
  readonly verify: readonly VerifyReport[];
  /** Empty when the report is ok. */
  readonly causes: readonly RefreshCause[];
}

/** Gives every reason why an environment is not whole again. */
export function causesOf({
  readBack,
  verify,
  credentials,
  source,
}: Pick<RefreshReport, 'readBack' | 'verify' | 'credentials' | 'source'>): readonly RefreshCause[] {
  const differences = (readBack?.differences ?? []).map(({ app, fullName, path }): RefreshCause => ({
    step: 'read-back',
    app,
    message: `The org did not take ${path} of ${fullName}.`,
    action: 'Look at it in Setup, External Client App Manager, and run the command again.',
  }));
  const unproven = verify.filter(({ ok }) => !ok).map(causeOfProof);
  const unstored = credentials.flatMap(({ app, problem, missing, places = [] }): RefreshCause[] => {
    if (problem === undefined) {
      const wrong = places.find(({ readBack: same }) => same === false);
      if (wrong === undefined) return [];
      const message = `${wrong.place} gave back something else than key and secret of "${app}".`;
      return [{ step: 'store', app, message, action: 'Look at the place, and run the command again.' }];
    }
    const [action = 'Correct the sink, and run the command again.'] = problem.actions;
    return [{ step: 'store', app, message: `${problem.message}${missingText(missing)}`, action }];
  });
  const changed = source
    .filter(({ ok }) => !ok)
    .map(({ app, org }): RefreshCause => ({
      step: 'source',
      app,
      message: `"${app}" of production (${org}) is otherwise than before its copy was removed.`,
      action: `Run \`eca verify -o ${shellWord(org)} --app ${app}\` with the environment of production, and look at its setup audit trail.`,
    }));
  return [...differences, ...unproven, ...unstored, ...changed];
}

function causeOfProof({ app, diagnosis, checks }: VerifyReport): RefreshCause {
  const failed = checks.find(({ ok }) => !ok);
  return {
    step: 'verify',
    app,
    message: diagnosis?.evidence ?? failed?.detail ?? `"${app}" is not proven.`,
    action: diagnosis?.fix ?? 'Run `eca verify` for this environment, and read what it says.',
  };
}

function missingText(missing: readonly MissingPlace[] = []): string {
  return missing.length < 2 ? '' : ` Not stored in ${missing.map(({ place }) => place).join(', ')}.`;
}
