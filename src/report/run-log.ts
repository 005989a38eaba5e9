import { printableData } from '../foreign-text.js';
import type { SourceFile } from '../project/source-files.js';
import { writeSourceFiles } from '../project/write-source.js';
import { stayFor } from '../ending.js';
import type { Run, RunEnvironment } from './run.js';

/** Name of the report below the folder for reports. */
export const RUN_FILE = 'run.json';

/** Keeps `run.json` true while a run goes on. */
export interface RunLog {
  /** Notes what became known of an environment. */
  readonly note: (name: string, change: Partial<RunEnvironment>) => void;
  /** Notes the end of the run, waits until all is written, and gives what stands in it. */
  readonly finish: (exitCode: number) => Promise<Run>;
}

/** What a report holds before anything was done. */
export type RunHead = Omit<Run, 'ended' | 'exitCode'>;

/**
 * Begins the report of a run: `run.json` is there, whole and true, from the first moment on, and is replaced as each
 * environment goes on. So a run that is killed leaves a report that can be resumed.
 *
 * @param onFailure - Told once when it cannot be written any more; the run goes on without it.
 * @throws WriteFailedError when it cannot be written at all, before anything was done.
 */
export async function openRunLog(folder: string, head: RunHead, onFailure: (message: string) => void): Promise<RunLog> {
  let run: Run = head;
  await write(folder, run);
  let isQueued = false;
  let isBroken = false;
  let pending: Promise<void> = Promise.resolve();
  const save = (): void => {
    if (isQueued || isBroken) return;
    isQueued = true;
    pending = pending.then(async () => {
      isQueued = false;
      await write(folder, run).catch((error: unknown) => {
        isBroken = true;
        onFailure(error instanceof Error ? error.message : String(error));
      });
    });
    // A run that is interrupted leaves a whole report, too.
    stayFor(pending);
  };
  return {
    note: (name, change) => {
      const environments = run.environments.map((one) => (one.name === name ? { ...one, ...change } : one));
      run = { ...run, environments };
      save();
    },
    finish: async (exitCode) => {
      run = { ...run, ended: new Date().toISOString(), exitCode };
      save();
      await pending;
      return run;
    },
  };
}

function write(folder: string, run: Run): Promise<void> {
  return writeSourceFiles(folder, [runFile(run)]);
}

/** Gives `run.json` of a run, without secrets. */
export function runFile(run: Run): SourceFile {
  return { path: RUN_FILE, text: `${JSON.stringify(printableData(run), undefined, 2)}\n` };
}
