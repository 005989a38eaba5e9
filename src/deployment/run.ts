import { EcaError } from '../errors.js';
import type { Org, WaitOptions } from '../org/org.js';
import { NO_JOURNAL, openJournal, type Journal, type JournalEntry } from '../project/journal.js';
import type { OnProgress } from '../progress.js';

/** A run that may change the org. */
export interface Run {
  readonly journal: Journal;
  /** What is left of the time to wait for the org, which begins with the run. */
  readonly remaining: () => Pick<WaitOptions, 'timeoutMs'>;
}

type Options = WaitOptions & { readonly onProgress?: OnProgress; readonly folder?: string };

/** Errors after which something of ours may still run in the org. */
const OPEN = [
  'DeployTimeoutError',
  'DeployLostError',
  'OrgUnreachableError',
  'UnexpectedAnswerError',
  'ForeignHostError',
  'WaitOverError',
  'SessionExpiredError',
];

/**
 * Does something that may change the org, with a journal of its steps. The journal stays when nobody knows how the last
 * step ended, and the next run clears it up.
 */
export async function recorded<T>(
  org: Org,
  what: Pick<JournalEntry, 'work' | 'apps'>,
  { folder, onProgress, timeoutMs }: Options,
  act: (run: Run) => Promise<T>,
): Promise<T> {
  const end = Date.now() + timeoutMs;
  const entry = { ...what, orgId: org.identity.orgId, startedAt: new Date().toISOString() };
  const warn = (why: string): void => {
    onProgress?.({ kind: 'warning', message: `The journal in .eca cannot be written (${why}); going on without it` });
  };
  const journal = folder === undefined ? NO_JOURNAL : openJournal(folder, entry, warn);
  try {
    const result = await act({ journal, remaining: () => ({ timeoutMs: Math.max(0, end - Date.now()) }) });
    await journal.end();
    return result;
  } catch (error) {
    if (!leavesOpen(error)) await journal.end();
    throw error;
  }
}

function leavesOpen(error: unknown): boolean {
  return error instanceof EcaError && (OPEN.includes(error.name) || error.data.isOpen === true);
}
