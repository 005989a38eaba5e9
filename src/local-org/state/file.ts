import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import type { World } from './world.js';

/**
 * Reads the org from its state file.
 *
 * @returns `undefined` when there is no file yet.
 * @throws Error that names the file when it holds no state of a local org.
 */
export function readState(file: string): World | undefined {
  if (!existsSync(file)) return undefined;
  const unusable = `The state file ${file} does not hold the state of a local org. Delete it, or name another file.`;
  try {
    const world = JSON.parse(readFileSync(file, 'utf8')) as Partial<World> | null;
    if (world?.format !== 1) throw new Error('The format is unknown.');
    const older: Partial<World> = { authCodes: {} };
    return { ...older, ...(world as World) };
  } catch (error) {
    throw new Error(unusable, { cause: error });
  }
}

/** Writes the org to its state file: beside it first, then in its place, so that it is never half there. */
export function writeState(file: string, world: World): void {
  const temporary = `${file}.${process.pid}.tmp`;
  writeFileSync(temporary, JSON.stringify(world), { mode: 0o600 });
  renameSync(temporary, file);
}
