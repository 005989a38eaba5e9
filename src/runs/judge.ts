import type { DoctorCheck } from '../doctor/check.js';
import { EXIT } from '../errors.js';
import type { PlanReport } from '../planning/prepare.js';
import { counted, sentence } from '../problem.js';
import type { StoreProblem } from '../handover/hand-over-pair.js';
import type { VerifyReport } from '../proof/verify-app.js';
import type { RefreshReport } from '../refresh/report.js';
import type { CredentialsAge } from '../verbs/credentials.js';
import type { DeployReport } from '../verbs/deploy.js';
import type { RotationReport } from '../verbs/rotate.js';
import type { Judged } from './outcome.js';

/** Says in one line what is not proven and what to do about it; undefined when all is. */
function proofCause(reports: readonly VerifyReport[]): string | undefined {
  const causes = reports
    .filter(({ ok }) => !ok)
    .map(({ app, checks, diagnosis }) => {
      if (diagnosis !== undefined)
        return `${app}, ${diagnosis.layer}: ${sentence(diagnosis.evidence)} ${diagnosis.fix}`;
      const failed = checks.filter(({ ok }) => !ok).map(({ name, detail }) => `${name}: ${detail}`);
      return `${app}: ${failed.join('; ')}`;
    });
  return causes.length === 0 ? undefined : causes.join(' ');
}

/** Says in one line why key and secret were not stored, and what to do about it. */
export function storeCause({ message, actions: [action = ''] }: StoreProblem): string {
  return `${message} ${action}`.trim();
}

/**
 * Judges a plan.
 *
 * @param failsOnChanges - Whether an org that is not in line with the config is a difference.
 */
export function judgePlan(report: PlanReport, failsOnChanges: boolean): Judged {
  const isWrong = report.problems?.some(({ level }) => level === 'error') === true;
  const changes = report.changes.length;
  const cause = `${counted(changes, 'change')} would bring the org in line with the config; a deploy makes them.`;
  return {
    exitCode: isWrong ? EXIT.usage : failsOnChanges && !report.inSync ? EXIT.differences : EXIT.done,
    summary: { changes, cause, changed: report.changes },
  };
}

/** Judges a deploy: 3 when it was deployed and something of it is not proven. */
export function judgeDeploy(report: DeployReport): Judged {
  const { changes, readBack, verify, credentials, deploy, consumers, packageDigest } = report;
  const stored = credentials.every(({ problem }) => problem === undefined);
  const proven = readBack?.inSync !== false && verify.every(({ ok }) => ok) && stored;
  const notTaken = (readBack?.differences ?? []).map(({ fullName, path }) => `${fullName} ${path}`);
  const causes = [
    ...(notTaken.length === 0 ? [] : [`The org did not take ${notTaken.join(', ')}; plan again to see what it has.`]),
    proofCause(verify) ?? '',
    ...credentials.flatMap(({ problem }) => (problem === undefined ? [] : [storeCause(problem)])),
  ];
  const cause = causes.filter((text) => text !== '').join(' ');
  const sent = { deploy, consumers, packageDigest };
  return {
    exitCode: proven ? EXIT.done : EXIT.notProven,
    summary: { changes: changes.length, changed: changes, ...sent, readBack, proofs: verify, cause },
  };
}

/** Judges what was found of an org: one blocker is enough to fail. */
export function judgeChecks(checks: readonly DoctorCheck[]): Judged {
  const blockers = checks.filter(({ level }) => level === 'blocker');
  return {
    exitCode: blockers.length > 0 ? EXIT.failed : EXIT.done,
    summary: {
      findings: checks,
      cause: blockers.map(({ detail, action = '' }) => `${detail} ${action}`.trim()).join(' '),
    },
  };
}

/** Judges proofs. */
export function judgeProofs(reports: readonly VerifyReport[]): Judged {
  return {
    exitCode: reports.every(({ ok }) => ok) ? EXIT.done : EXIT.failed,
    summary: { proofs: reports, cause: proofCause(reports) },
  };
}

/** Judges what was done after a refresh. */
export function judgeRefresh(report: RefreshReport): Judged {
  const { ok, changes, removed, deploy, packageDigest, readBack, verify, causes } = report;
  return {
    exitCode: ok ? EXIT.done : EXIT.failed,
    summary: {
      changes: changes.length,
      changed: [...removed.map((part) => ({ action: 'delete' as const, ...part })), ...changes],
      ...{ deploy, packageDigest, readBack },
      proofs: verify,
      cause: causes.map(({ message, action }) => `${message} ${action}`).join(' '),
    },
  };
}

/** Judges a rotation: 3 when a new pair counts and is not proven. */
export function judgeRotation(reports: readonly RotationReport[]): Judged {
  const proofs = reports.map(({ verify }) => verify);
  return {
    exitCode: proofs.every(({ ok }) => ok) ? EXIT.done : EXIT.notProven,
    summary: { changes: reports.length, proofs, cause: proofCause(proofs) },
  };
}

/** Judges the age of key and secret. */
export function judgeAges(ages: readonly CredentialsAge[]): Judged {
  const due = ages.flatMap(({ app, due: lines = [] }) => lines.map((line) => `${app}: ${line}`));
  return { exitCode: due.length > 0 ? EXIT.failed : EXIT.done, summary: { cause: due.join(' ') } };
}
