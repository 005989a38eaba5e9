import { appendFile, open, stat } from 'node:fs/promises';
import { stayFor } from '../ending.js';
import { fileErrorText } from '../project/file-error.js';
import { refuseIrregular } from '../project/regular-file.js';
import { writeSourceFiles } from '../project/write-source.js';
import { toAnnotations } from '../report/annotations.js';
import { MOST_SUMMARY_BYTES, toMarkdown } from '../report/markdown.js';
import { removeReports, reportFiles } from '../report/report-files.js';
import type { Run } from '../report/run.js';
import { shownRun } from '../report/run-texts.js';
import type { OnProgress } from '../progress.js';
import type { Variables } from '../plain-data.js';

/** Writes the reports of a run that has ended, beside its `run.json` and where a CI system shows them. */
export interface Publisher {
  /** Never fails: what cannot be written is warned of, and the exit code is that of the run. */
  readonly publish: (run: Run) => Promise<void>;
}

/** The surroundings of a run that is reported. */
export interface PublishContext {
  readonly env: Variables;
  readonly onProgress: OnProgress;
  /** Prints a workflow command of the CI system. */
  readonly announce: (line: string) => void;
}

/**
 * Makes ready to write reports: removes those of a run before, and looks whether the summary of the job can be written.
 *
 * @param summaryBytes - Bytes that `summary.md` may have. Default: 900,000.
 * @throws WriteFailedError
 */
export async function openPublisher(
  folder: string,
  { env, onProgress, announce }: PublishContext,
  summaryBytes?: number,
): Promise<Publisher> {
  const warn = (message: string): void => {
    onProgress({ kind: 'warning', message });
  };
  await removeReports(folder);
  const summary = await jobSummary(env.GITHUB_STEP_SUMMARY, warn);
  const publish = async (run: Run): Promise<void> => {
    await writeSourceFiles(folder, reportFiles(run, summaryBytes)).catch(
      told(warn, 'The reports beside run.json are not written'),
    );
    if (summary !== undefined)
      await addSummary(summary, run).catch(told(warn, 'The summary of the job is not written'));
    if (env.GITHUB_ACTIONS !== 'true') return;
    for (const line of toAnnotations(shownRun(run))) announce(line);
  };
  return {
    publish: (run) => {
      const done = publish(run).catch(told(warn, 'The reports beside run.json are not written'));
      // A run that is interrupted leaves whole reports, or none.
      stayFor(done);
      return done;
    },
  };
}

const told =
  (warn: (message: string) => void, what: string) =>
  (error: unknown): void => {
    warn(`${what}: ${error instanceof Error ? error.message : String(error)}`);
  };

/** Gives the file that GitHub shows as the summary of the job; what cannot be opened is told before anything is begun. */
async function jobSummary(path: string | undefined, warn: (message: string) => void): Promise<string | undefined> {
  if (path === undefined || path === '') return undefined;
  try {
    // A named pipe that nobody reads would hold the process for good; what the system keeps in /dev takes what comes.
    if (!path.startsWith('/dev/')) await refuseIrregular(path);
    await (await open(path, 'a')).close();
    return path;
  } catch (error) {
    warn(`The summary of the job (GITHUB_STEP_SUMMARY, ${path}) will not be written: ${fileErrorText(error)}`);
    return undefined;
  }
}

/** The limit is that of a step, and others may have written before. */
async function addSummary(path: string, run: Run): Promise<void> {
  const { size } = await stat(path);
  const text = toMarkdown(shownRun(run), MOST_SUMMARY_BYTES - size);
  if (text !== '') await appendFile(path, text);
}
