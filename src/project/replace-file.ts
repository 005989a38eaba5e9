import { rename } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';

/** What Windows answers while somebody else (a virus scanner, an editor) has the file open. */
const HELD: readonly unknown[] = ['EPERM', 'EACCES', 'EBUSY'];
/** Pauses in milliseconds between tries, about a second in all. */
const PAUSES = [10, 30, 60, 150, 300, 500];

/**
 * Puts a file in the place of another one, in one step. On Windows it waits for a moment while somebody has that one open.
 *
 * @param move - Moves one file. Default: as the system does.
 */
export async function replaceFile(
  temporary: string,
  target: string,
  isWindows = process.platform === 'win32',
  move: typeof rename = rename,
): Promise<void> {
  for (const pause of isWindows ? PAUSES : []) {
    try {
      await move(temporary, target);
      return;
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && HELD.includes(error.code))) throw error;
    }
    await sleep(pause);
  }
  await move(temporary, target);
}
