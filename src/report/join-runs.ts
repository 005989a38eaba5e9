import { EXIT } from '../errors.js';
import { worstOf } from '../fleet/run-fleet.js';
import { digestOf } from '../project/digest.js';
import type { FoundRun } from './find-runs.js';
import { exitCodeOf } from './overview.js';
import { FORMAT, type Run, type RunCi, type RunEnvironment, type RunReportProblem } from './run.js';

/** Who joins. */
export interface Joiner {
  readonly version: string;
  readonly ci: RunCi | undefined;
}

interface Part {
  readonly file: string;
  readonly run: Run;
}

/** One environment of one report, and what makes it the same as that of another. */
interface Entry {
  readonly file: string;
  readonly key: string;
  readonly started: string;
  readonly environment: RunEnvironment;
}

/**
 * Joins the reports of several jobs to one, in the order in which they were named. Where two are of the same environment,
 * command and config, the later run counts. What cannot be read makes the whole a failure: nobody knows what it hides.
 */
export function joinRuns(found: readonly FoundRun[], { version, ci }: Joiner): Run {
  const parts = found.flatMap(({ file, run }): Part[] => (run === undefined ? [] : [{ file, run }]));
  const runs = parts.map(({ run }) => run);
  const unread = found.flatMap(({ file, problem }): RunReportProblem[] =>
    problem === undefined ? [] : [{ file, level: 'error', message: problem }],
  );
  const { kept, superseded } = settled(parts.flatMap(entriesOf));
  const problems = [...unread, ...superseded, ...parts.flatMap(({ run }) => run.problems ?? [])];
  const isWhole = runs.every(({ ended }) => ended !== undefined);
  return {
    format: FORMAT,
    tool: { name: 'eca-as-code', version },
    verb: [...new Set(runs.map(({ verb }) => verb))].join(', '),
    configDigest: commonOf(runs.map(({ configDigest }) => configDigest)),
    optionsDigest: commonOf(runs.map(({ optionsDigest }) => optionsDigest)),
    started: runs.map(({ started }) => started).sort()[0] ?? new Date().toISOString(),
    ended: isWhole
      ? runs
          .flatMap(({ ended }) => ended ?? [])
          .sort()
          .at(-1)
      : undefined,
    exitCode: worstOf([
      ...kept.map(({ environment }) => exitCodeOf(environment)),
      ...(problems.some(({ level }) => level === 'error') ? [EXIT.failed] : []),
      ...emptyRuns(parts).map(({ run }) => run.exitCode ?? EXIT.failed),
    ]),
    ci,
    environments: kept.map(({ environment }) => environment),
    problems: problems.length === 0 ? undefined : problems,
  };
}

/** A run without environments has nothing else that tells how it ended. */
const emptyRuns = (parts: readonly Part[]): readonly Part[] => parts.filter(({ run }) => run.environments.length === 0);

function entriesOf({ file, run }: Part): readonly Entry[] {
  const { tool, verb, started, ended, ci, configDigest } = run;
  return run.environments.map((environment) => {
    const of = environment.of ?? { file, tool, verb, started, ended, ci };
    return {
      file,
      key: JSON.stringify([configDigest, of.verb, environment.name]),
      started: of.started,
      environment: { ...environment, of },
    };
  });
}

function settled(entries: readonly Entry[]): {
  readonly kept: readonly Entry[];
  readonly superseded: readonly RunReportProblem[];
} {
  const latest = new Map<string, Entry>();
  for (const entry of entries) {
    const known = latest.get(entry.key);
    if (known === undefined || countsBefore(entry, known)) latest.set(entry.key, entry);
  }
  const superseded = entries.flatMap((entry): RunReportProblem[] => {
    const counting = latest.get(entry.key);
    return counting === undefined || counting === entry ? [] : [supersededBy(entry, counting)];
  });
  return { kept: entries.filter((entry) => latest.get(entry.key) === entry), superseded };
}

/** Of two that began at the same time nobody knows the later one: the worse is believed. */
function countsBefore(entry: Entry, known: Entry): boolean {
  if (entry.started !== known.started) return known.started < entry.started;
  const codes = [exitCodeOf(known.environment), exitCodeOf(entry.environment)];
  return codes[0] !== codes[1] && worstOf(codes) === codes[1];
}

function supersededBy({ file, started, environment }: Entry, counting: Entry): RunReportProblem {
  const name = `"${environment.name}"`;
  const message =
    started === counting.started
      ? `${name} of the same run stands in ${counting.file}, too; it counts once.`
      : `${name} of this run (${started}) does not count: ${counting.file} is of a later one (${counting.started}).`;
  return { file, level: 'warning', message };
}

function commonOf(digests: readonly string[]): string {
  const [only, ...others] = new Set(digests);
  return only !== undefined && others.length === 0 ? only : digestOf(digests);
}
