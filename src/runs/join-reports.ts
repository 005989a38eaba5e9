import { resolve } from 'node:path';
import { EcaError, EXIT, type ExitCode } from '../errors.js';
import { recapOf, type Recap } from '../fleet/recap.js';
import { ownVersion } from '../project/own-version.js';
import { writeSourceFiles } from '../project/write-source.js';
import { ciOf } from '../report/ci.js';
import { findRuns, type FoundRun } from '../report/find-runs.js';
import { joinRuns } from '../report/join-runs.js';
import { exitCodeOf, overviewOf, unknownOf } from '../report/overview.js';
import { RUN_FILE, runFile } from '../report/run-log.js';
import type { Run } from '../report/run.js';
import { openPublisher, type PublishContext } from './publish.js';

/** Which reports to join, and where the joined one goes. */
export interface JoinOptions extends PublishContext {
  /** Folder that relative paths start from. */
  readonly cwd: string;
  /** Files, or folders: every `run.json` in and below them. */
  readonly reports: readonly string[];
  /** Absolute path of the folder for the joined report and those beside it. Default: none is written. */
  readonly folder?: string | undefined;
  /** Bytes that `summary.md` may have. Default: 900,000. */
  readonly summaryBytes?: number | undefined;
}

/** The joined report, and what it comes to. */
export interface JoinedReports {
  readonly run: Run;
  readonly recap: Recap;
}

/**
 * Joins the reports of several jobs or machines to one.
 *
 * @throws ReportUnreadableError when nothing is left to join; UsageError for a folder that would overwrite one of them, or too
 * few bytes; WriteFailedError. A report that cannot be read is in `problems` of the run, which has failed then.
 */
export async function joinReports(options: JoinOptions): Promise<JoinedReports> {
  const { cwd, reports, folder, summaryBytes, env } = options;
  refuseFewBytes(summaryBytes);
  const found = withoutOwn(await findRuns(cwd, reports), folder);
  if (found.length === 0) throw nothingFound();
  const run = joinRuns(found, { version: await ownVersion(), ci: ciOf(env) });
  if (folder !== undefined) {
    const publisher = await openPublisher(folder, options, summaryBytes);
    await writeSourceFiles(folder, [runFile(run)]);
    await publisher.publish(run);
  }
  return { run, recap: recapIn(run) };
}

/** What an earlier join left in the folder that is written to is no report of a job; that of a job must not be overwritten. */
function withoutOwn(found: readonly FoundRun[], output: string | undefined): readonly FoundRun[] {
  const own = found.find(({ path }) => output !== undefined && path === resolve(output, RUN_FILE));
  if (own === undefined) return found;
  const isJoined = own.run?.environments.some(({ of }) => of !== undefined) ?? false;
  if (isJoined) return found.filter((one) => one !== own);
  throw new EcaError({
    name: 'UsageError',
    message: `${own.file} is to be joined, and --report-dir would overwrite it.`,
    actions: ['Name another folder with --report-dir.'],
  });
}

function nothingFound(): EcaError {
  return new EcaError({
    name: 'ReportUnreadableError',
    message: 'Nothing is to be joined: the only run.json there is what an earlier `eca report` wrote.',
    actions: ['Name the folders of the jobs, whose --report-dir wrote them.'],
  });
}

/** Less would not hold what says that something is left out. */
const LEAST_BYTES = 1000;

function refuseFewBytes(given: number | undefined): void {
  if (given === undefined || (Number.isInteger(given) && given >= LEAST_BYTES)) return;
  throw new EcaError({
    name: 'UsageError',
    message: `--summary-bytes takes a whole number of bytes, ${LEAST_BYTES} or more.`,
    actions: ['Give one, such as --summary-bytes 64000 for a comment on GitHub.'],
  });
}

function recapIn(run: Run): Recap {
  const { environments, ms = 0 } = overviewOf(run);
  const ended = environments.map(({ title, cause, environment }) => {
    const { changes, status, ms: own = 0 } = environment;
    const skipped = status === 'skipped' ? (true as const) : undefined;
    return {
      name: title,
      exitCode: known(exitCodeOf(environment)),
      changes,
      cause,
      unknown: unknownOf(environment) || undefined,
      skipped,
      began: status !== 'waiting',
      ms: own,
    };
  });
  return { ...recapOf(ended, ms), exitCode: known(run.exitCode ?? EXIT.failed) };
}

const known = (code: number): ExitCode => Object.values(EXIT).find((each) => each === code) ?? EXIT.failed;
