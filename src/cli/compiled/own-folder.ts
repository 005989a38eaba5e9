import { existsSync, lstatSync, mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/**
 * Gives the folder for compiled code, made where it is not there. What somebody else puts there would run in our process: so
 * it is the user's alone.
 *
 * @returns Its path; nothing where there is none, or where it is not the user's alone.
 */
export function ownFolder(): string | undefined {
  const uid = process.getuid?.();
  const folder = join(tmpdir(), `eca-compiled-${String(uid ?? 'own')}`);
  try {
    if (lstatSync(folder, { throwIfNoEntry: false }) === undefined) make(folder);
    const found = lstatSync(folder);
    const isOwn = found.isDirectory() && (uid === undefined || (found.uid === uid && (found.mode & 0o077) === 0));
    return isOwn ? folder : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Makes a folder with those above it. Node's own `recursive` tries without end where nothing can be made, as below /proc.
 * Another run may make it in the same moment.
 */
function make(folder: string): void {
  const above = dirname(folder);
  if (!existsSync(above)) make(above);
  try {
    mkdirSync(folder, { mode: 0o700 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
}
