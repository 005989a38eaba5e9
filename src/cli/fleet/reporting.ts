import { resolve } from 'node:path';
import { EXIT, type ExitCode } from '../../errors.js';
import { causeOf } from '../../fleet/cause.js';
import type { MemberEnd } from '../../fleet/run-fleet.js';
import type { OrgIdentity } from '../../org/org.js';
import { ciOf } from '../../report/ci.js';
import { digestOf } from '../../project/digest.js';
import type { RunIdentity } from '../../report/read-run.js';
import type { RunEnvironment } from '../../report/run.js';
import { openRunLog, type RunHead } from '../../report/run-log.js';
import { text, type CommandContext, type Outcome } from '../command.js';
import { decidingFlags, type EnvironmentCommand } from '../environment-flags.js';
import { ownVersion } from '../own-version.js';

/** Keeps the report of a run, or nothing where none was asked for. */
export interface Reporting {
  readonly began: (name: string) => void;
  readonly met: (name: string, org: OrgIdentity) => void;
  readonly ended: (end: MemberEnd<Outcome>) => void;
  readonly finish: (exitCode: ExitCode) => Promise<void>;
}

const NO_REPORTING: Reporting = {
  began: () => undefined,
  met: () => undefined,
  ended: () => undefined,
  finish: () => Promise.resolve(),
};

/** Tells what a run is, so that a later one can go on from its report. */
export function identityOf(command: EnvironmentCommand, { flags }: CommandContext, written: unknown): RunIdentity {
  return {
    verb: command.name,
    configDigest: digestOf(written),
    optionsDigest: digestOf(decidingFlags(command, flags)),
  };
}

/** Gives the exit code that an environment alone would have had. */
export function exitCodeOf({ value, error }: MemberEnd<Outcome>): ExitCode {
  return error === undefined ? (value?.exitCode ?? EXIT.done) : error.exitCode;
}

/** Says why an environment is not done; undefined when it is. */
export function causeOfEnd(end: MemberEnd<Outcome>): string | undefined {
  if (end.error !== undefined) return causeOf(end.error);
  return exitCodeOf(end) === EXIT.done ? undefined : end.value?.summary?.cause;
}

/**
 * Begins the report that `--report-dir` asks for.
 *
 * @param environments - What is known of each environment before the run.
 * @throws WriteFailedError when it cannot be written, before anything was done.
 */
export async function openReporting(
  { io, flags, onProgress }: CommandContext,
  identity: RunIdentity,
  environments: readonly RunEnvironment[],
): Promise<Reporting> {
  const given = text(flags, 'report-dir');
  if (given === undefined) return NO_REPORTING;
  const head: RunHead = {
    format: 1,
    tool: { name: 'eca-as-code', version: await ownVersion() },
    ...identity,
    started: new Date().toISOString(),
    ci: ciOf(io.env),
    environments: [...environments],
  };
  const log = await openRunLog(resolve(io.cwd, given), head, (message) => {
    onProgress({ kind: 'warning', message: `The report is not true any more: ${message}` });
  });
  return {
    began: (name) => {
      log.note(name, { status: 'running', started: new Date().toISOString() });
    },
    met: (name, { orgId: id, name: orgName, instanceUrl, isSandbox }) => {
      log.note(name, { org: { id, name: orgName, instanceUrl, isSandbox } });
    },
    ended: (end) => {
      log.note(end.name, endOf(end));
    },
    finish: (exitCode) => log.finish(exitCode),
  };
}

/** What is known of an environment before its run. */
export const waitingFor = (name: string): RunEnvironment => ({ name, status: 'waiting', ok: false, proofs: [] });

function endOf(end: MemberEnd<Outcome>): Partial<RunEnvironment> {
  const { value, error, ms, began } = end;
  const cause = causeOfEnd(end);
  // One that had no turn waits still.
  if (!began) return { cause };
  const exitCode = exitCodeOf(end);
  const { changes, proofs = [] } = value?.summary ?? {};
  return {
    status: 'ended',
    ok: exitCode === EXIT.done,
    exitCode,
    ms,
    changes,
    cause,
    error: error === undefined ? undefined : { name: error.name, message: error.message, actions: [...error.actions] },
    proofs: proofs.map(({ app, ok, tokenEndpoint, checks, diagnosis }) => ({
      app,
      ok,
      tokenEndpoint,
      checks: checks.map(({ name, ok: passed, ms: took, detail }) => ({
        name,
        ok: passed,
        ms: Math.round(took),
        detail,
      })),
      diagnosis:
        diagnosis === undefined
          ? undefined
          : { layer: diagnosis.layer, evidence: diagnosis.evidence, fix: diagnosis.fix },
    })),
  };
}
