import type { Context } from '../state/context.js';
import type { World } from '../state/world.js';

/**
 * Runs what may fail in the middle; the org is as before when it says so.
 *
 * Nothing else happens in the org meanwhile: what runs waits for no disk and no network.
 */
export async function allOrNone<T>(
  { world }: Context,
  run: () => Promise<T>,
  failed: (result: T) => boolean,
): Promise<{ readonly result: T; readonly rolledBack: boolean }> {
  const before: World = structuredClone(world);
  const result = await run();
  if (!failed(result)) return { result, rolledBack: false };
  Object.assign(world, before, { lastId: world.lastId });
  return { result, rolledBack: true };
}
