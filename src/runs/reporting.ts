import type { ResolvedConfig } from '../config/model.js';
import type { ExitCode } from '../errors.js';
import type { MemberEnd } from '../fleet/run-fleet.js';
import type { Org, OrgIdentity } from '../org/org.js';
import type { Reach } from '../proof/broad-permissions.js';
import { ciOf } from '../report/ci.js';
import { digestOf } from '../project/digest.js';
import type { RunIdentity } from '../report/read-run.js';
import type { RunEnvironment } from '../report/run.js';
import { openRunLog, type RunHead, type RunLog } from '../report/run-log.js';
import { ownVersion } from '../project/own-version.js';
import { reportedEnd } from './environment-end.js';
import type { Judged } from './outcome.js';
import type { Publisher, PublishContext } from './publish.js';

/** Keeps the report of a run, or nothing where none was asked for. */
export interface Reporting {
  readonly began: (name: string) => void;
  readonly met: (name: string, identity: OrgIdentity, org: Org) => void;
  /** Asks the org, for the report alone, how far the users reach whom the tokens of an outcome stand for. */
  readonly asks: <T extends Judged>(name: string, outcome: T) => Promise<T>;
  readonly ended: (end: MemberEnd<Judged>) => void;
  readonly finish: (exitCode: ExitCode) => Promise<void>;
}

const NO_REPORTING: Reporting = {
  began: () => undefined,
  met: () => undefined,
  asks: (_name, outcome) => Promise.resolve(outcome),
  ended: () => undefined,
  finish: () => Promise.resolve(),
};

/**
 * Tells what a run is, so that a later one can go on from its report.
 *
 * @param deciding - Options that decide what the run does.
 * @param written - Config as it is written.
 */
export function identityOf(verb: string, deciding: unknown, written: unknown): RunIdentity {
  return { verb, configDigest: digestOf(written), optionsDigest: digestOf(deciding) };
}

/** An environment before its run. */
export interface Expected {
  readonly name: string;
  /** Absent where it has none that can be read. */
  readonly config?: ResolvedConfig | undefined;
  /** What a run before reported of it, where this one leaves it at that. */
  readonly before?: RunEnvironment | undefined;
}

/** Where a report goes. */
export interface ReportPlace extends PublishContext {
  /** Absolute path. Default: none is written. */
  readonly folder?: string | undefined;
}

/**
 * Begins the report that was asked for.
 *
 * @param environments - What is known of each environment before the run.
 * @throws WriteFailedError when it cannot be written, before anything was done.
 */
export async function openReporting(
  place: ReportPlace,
  identity: RunIdentity,
  environments: readonly Expected[],
): Promise<Reporting> {
  const { folder, env, onProgress } = place;
  if (folder === undefined) return NO_REPORTING;
  const { openPublisher } = await import('./publish.js');
  const publisher = await openPublisher(folder, place);
  const { appsOfConfig } = await import('../report/flow/flow-of-config.js');
  const head: RunHead = {
    format: 1,
    tool: { name: 'eca-as-code', version: await ownVersion() },
    ...identity,
    started: new Date().toISOString(),
    ci: ciOf(env),
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

async function reachIn(org: Org, { summary }: Judged): Promise<ReadonlyMap<string, Reach>> {
  const users = (summary?.proofs ?? []).flatMap(({ tokenFacts }) => tokenFacts?.userId ?? []);
  if (users.length === 0) return new Map();
  const { readReach } = await import('../proof/broad-permissions.js');
  return readReach(org, users);
}
