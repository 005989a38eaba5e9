import { resolve } from 'node:path';
import type { ResolvedConfig } from '../../config/model.js';
import type { ExitCode } from '../../errors.js';
import type { MemberEnd } from '../../fleet/run-fleet.js';
import type { Org, OrgIdentity } from '../../org/org.js';
import type { Reach } from '../../proof/broad-permissions.js';
import { ciOf } from '../../report/ci.js';
import { digestOf } from '../../project/digest.js';
import type { RunIdentity } from '../../report/read-run.js';
import type { RunEnvironment } from '../../report/run.js';
import { openRunLog, type RunHead, type RunLog } from '../../report/run-log.js';
import { text, type CommandContext, type Outcome } from '../command.js';
import { decidingFlags, type EnvironmentCommand } from '../environment-flags.js';
import { ownVersion } from '../own-version.js';
import { reportedEnd } from './environment-end.js';
import type { Publisher } from './publish.js';

/** Keeps the report of a run, or nothing where none was asked for. */
export interface Reporting {
  readonly began: (name: string) => void;
  readonly met: (name: string, identity: OrgIdentity, org: Org) => void;
  /** Asks the org, for the report alone, how far the users reach whom the tokens of an outcome stand for. */
  readonly asks: (name: string, outcome: Outcome) => Promise<Outcome>;
  readonly ended: (end: MemberEnd<Outcome>) => void;
  readonly finish: (exitCode: ExitCode) => Promise<void>;
}

const NO_REPORTING: Reporting = {
  began: () => undefined,
  met: () => undefined,
  asks: (_name, outcome) => Promise.resolve(outcome),
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

/** An environment before its run. */
export interface Expected {
  readonly name: string;
  /** Absent where it has none that can be read. */
  readonly config?: ResolvedConfig | undefined;
  /** What a run before reported of it, where this one leaves it at that. */
  readonly before?: RunEnvironment | undefined;
}

/**
 * Begins the report that `--report-dir` asks for.
 *
 * @param environments - What is known of each environment before the run.
 * @throws WriteFailedError when it cannot be written, before anything was done.
 */
export async function openReporting(
  context: CommandContext,
  identity: RunIdentity,
  environments: readonly Expected[],
): Promise<Reporting> {
  const { io, flags, onProgress } = context;
  const given = text(flags, 'report-dir');
  if (given === undefined) return NO_REPORTING;
  const folder = resolve(io.cwd, given);
  const { openPublisher } = await import('./publish.js');
  const publisher = await openPublisher(folder, context);
  const { appsOfConfig } = await import('../../report/flow/flow-of-config.js');
  const head: RunHead = {
    format: 1,
    tool: { name: 'eca-as-code', version: await ownVersion() },
    ...identity,
    started: new Date().toISOString(),
    ci: ciOf(io.env),
    environments: environments.map(({ name, config, before }): RunEnvironment => {
      if (before !== undefined) return { ...before, status: 'skipped' };
      const known = config === undefined ? {} : { digests: { config: digestOf(config) }, apps: appsOfConfig(config) };
      return { name, status: 'waiting', ok: false, ...known, proofs: [] };
    }),
  };
  const log = await openRunLog(folder, head, (message) => {
    onProgress({ kind: 'warning', message: `The report is not true any more: ${message}` });
  });
  return reportingTo(log, publisher, head);
}

function reportingTo(log: RunLog, publisher: Publisher, { environments }: RunHead): Reporting {
  const orgs = new Map<string, Org>();
  const reaches = new Map<string, ReadonlyMap<string, Reach>>();
  return {
    began: (name) => {
      log.note(name, { status: 'running', started: new Date().toISOString() });
    },
    met: (name, { orgId: id, name: orgName, instanceUrl, isSandbox }, org) => {
      orgs.set(name, org);
      log.note(name, { org: { id, name: orgName, instanceUrl, isSandbox } });
    },
    asks: async (name, outcome) => {
      const org = orgs.get(name);
      if (org !== undefined) reaches.set(name, await reachIn(org, outcome));
      return outcome;
    },
    ended: (end) => {
      const digests = environments.find(({ name }) => name === end.name)?.digests;
      log.note(end.name, reportedEnd(end, { reach: reaches.get(end.name) ?? new Map(), digests }));
    },
    finish: async (exitCode) => {
      await publisher.publish(await log.finish(exitCode));
    },
  };
}

async function reachIn(org: Org, { summary }: Outcome): Promise<ReadonlyMap<string, Reach>> {
  const users = (summary?.proofs ?? []).flatMap(({ tokenFacts }) => tokenFacts?.userId ?? []);
  if (users.length === 0) return new Map();
  const { readReach } = await import('../../proof/broad-permissions.js');
  return readReach(org, users);
}
