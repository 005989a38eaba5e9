import { readFileSync } from 'node:fs';

/**
 * Tells whether a process of this machine still runs.
 *
 * @param start - When it began, by {@link processStart}: ids are used again, and another process is not the one that is
 * meant. Default: not looked at.
 */
export function isProcessAlive(pid: number, start?: string): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
  } catch (error) {
    // It is there and belongs to somebody else.
    if (!(error instanceof Error && 'code' in error && error.code === 'EPERM')) return false;
  }
  const now = processStart(pid);
  return start === undefined || now === undefined || now === start;
}

/** Place of the time since the machine began, counted from behind the name of the program. */
const START_FIELD = 19;

/** Gives when a process began, as the system counts it; undefined where the system does not tell. */
export function processStart(pid: number): string | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name stands in brackets and can hold blanks and brackets itself.
    return text.slice(text.lastIndexOf(')') + 2).split(' ')[START_FIELD];
  } catch {
    return undefined;
  }
}
