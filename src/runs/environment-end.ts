import { EXIT, type ExitCode } from '../errors.js';
import { causeOf } from '../fleet/cause.js';
import type { MemberEnd } from '../fleet/run-fleet.js';
import type { Reach } from '../proof/broad-permissions.js';
import type { VerifyReport } from '../proof/verify-app.js';
import type { RunEnvironment, RunProof } from '../report/run.js';
import { valueText } from '../report/value-text.js';
import type { Judged, Summary, SummaryChange } from './outcome.js';

/** Gives the exit code that an environment alone would have had. */
export function exitCodeOf({ value, error }: MemberEnd<Judged>): ExitCode {
  return error === undefined ? (value?.exitCode ?? EXIT.done) : error.exitCode;
}

/** Says why an environment is not done; undefined when it is. */
export function causeOfEnd(end: MemberEnd<Judged>): string | undefined {
  if (end.error !== undefined) return causeOf(end.error);
  return exitCodeOf(end) === EXIT.done ? undefined : end.value?.summary?.cause;
}

/** What is known beside the end itself. */
export interface EndKnowledge {
  /** How far users reach, by id. */
  readonly reach: ReadonlyMap<string, Reach>;
  readonly digests?: RunEnvironment['digests'];
}

/** Gives what `run.json` says of the end of an environment. */
export function reportedEnd(end: MemberEnd<Judged>, { reach, digests }: EndKnowledge): Partial<RunEnvironment> {
  const { value, error, ms, began } = end;
  const cause = causeOfEnd(end);
  // One that had no turn waits still.
  if (!began) return { cause };
  const exitCode = exitCodeOf(end);
  const { proofs = [], packageDigest, ...summary } = value?.summary ?? {};
  return {
    status: 'ended',
    ok: exitCode === EXIT.done,
    exitCode,
    ms,
    cause,
    error: error === undefined ? undefined : { name: error.name, message: error.message, actions: [...error.actions] },
    digests: digests === undefined ? undefined : { ...digests, package: packageDigest },
    ...doneIn(summary),
    proofs: proofs.map((proof) => proofOf(proof, reach)),
  };
}

function doneIn({ changes, changed, deploy, consumers, readBack, findings }: Summary): Partial<RunEnvironment> {
  return {
    changes,
    changed: changed?.map(changeOf),
    deploy,
    consumers: consumers === undefined ? undefined : [...consumers],
    readBack: readBack === undefined ? undefined : readBackOf(readBack),
    findings: findings?.map(({ name, app, level, detail, action }) => ({ name, app, level, detail, action })),
  };
}

function changeOf(change: SummaryChange): NonNullable<RunEnvironment['changed']>[number] {
  const { action, type, fullName } = change;
  const app = 'app' in change ? change.app : undefined;
  const org = 'org' in change ? change.org : undefined;
  const fields = 'fields' in change ? change.fields : [];
  return {
    ...{ action, org, app, type, fullName },
    fields: fields.map(({ path, from, to }) => ({ path, from: valueText(from), to: valueText(to) })),
  };
}

function readBackOf({ inSync, differences }: NonNullable<Summary['readBack']>): RunEnvironment['readBack'] {
  return {
    inSync,
    differences: differences.map(({ wanted, got, ...place }) => ({
      ...place,
      wanted: valueText(wanted),
      got: valueText(got),
    })),
  };
}

function proofOf(report: VerifyReport, reach: ReadonlyMap<string, Reach>): RunProof {
  const { app, ok, unknownFromHere, tokenEndpoint, checks, diagnosis, tokenFacts } = report;
  const user = reach.get(tokenFacts?.userId ?? '');
  return {
    ...{ app, ok, unknown: unknownFromHere, tokenEndpoint },
    checks: checks.map(({ name, ok: passed, ms, detail, symptom }) => ({
      name,
      ok: passed,
      unknown: symptom === 'unknown from here' ? true : undefined,
      ms: Math.round(ms),
      detail,
    })),
    diagnosis:
      diagnosis === undefined
        ? undefined
        : { layer: diagnosis.layer, evidence: diagnosis.evidence, fix: diagnosis.fix },
    token:
      tokenFacts === undefined
        ? undefined
        : { ...tokenFacts, scopes: tokenFacts.scopes === undefined ? undefined : [...tokenFacts.scopes] },
    runAs:
      user === undefined
        ? undefined
        : { ...user, broadPermissions: user.broadPermissions === undefined ? undefined : [...user.broadPermissions] },
  };
}
