import { EcaError } from '../errors.js';
import type { Org } from '../org/org.js';
import { openJournal, type Journal, type JournalEntry } from '../project/journal.js';
import { sentence } from '../problem.js';
import type { Work } from '../work.js';

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
  { folder, onProgress }: Work,
  act: (journal: Journal) => Promise<T>,
): Promise<T> {
  const entry = { ...what, orgId: org.identity.orgId, startedAt: new Date().toISOString() };
  const warn = (why: string): void => {
    onProgress({ kind: 'warning', message: `Going on without a journal in .eca: ${sentence(why)}` });
  };
  const journal = openJournal(folder, entry, warn);
  try {
    const result = await act(journal);
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
