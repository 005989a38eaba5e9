import { resolve } from 'node:path';
import type { Recap } from '../fleet/recap.js';
import type { RunOptions } from './options.js';
import { told, workOf } from './run.js';
import type { RunReport } from './run-report.js';

/** Which reports {@link joinReports} joins. */
export interface JoinVerbOptions extends Pick<RunOptions, 'env' | 'folder' | 'onProgress'> {
  /** Files `run.json`, or folders: every `run.json` in and below them. From `folder`. */
  readonly reports: readonly string[];
  /** Folder for the joined `run.json` and the reports beside it. Default: nothing is written. */
  readonly reportDir?: string | undefined;
  /** Bytes that `summary.md` may have, 1,000 or more. Default: 900,000. */
  readonly summaryBytes?: number | undefined;
}

/** Several reports as one. */
export interface JoinedReport {
  /** What `run.json` of one run over all environments would hold. */
  readonly run: RunReport;
  /** A line for each environment, and one for all. */
  readonly recap: Recap;
}

/**
 * Joins the reports of several jobs or machines, as `reportDir` wrote them, to one.
 *
 * @throws EcaError: `ReportUnreadableError` when nothing is left to join, `UsageError`, `WriteFailedError`. A report that cannot
 * be read is in `problems` of the run, which has failed then.
 */
export async function joinReports(options: JoinVerbOptions): Promise<JoinedReport> {
  return told(async () => {
    const { reports, reportDir, summaryBytes } = options;
    const { folder: cwd, env, onProgress, announce } = workOf(options);
    const { joinReports: join } = await import('../runs/join-reports.js');
    const folder = reportDir === undefined ? undefined : resolve(cwd, reportDir);
    return join({ cwd, reports, folder, summaryBytes, env, onProgress, announce });
  }, options);
}
