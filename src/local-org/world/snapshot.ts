import type { Context } from '../state/context.js';
import { advanceDeploys } from '../deploy/queue.js';
import type { Snapshot } from '../options.js';
import { permissionSetsOf } from '../users/access.js';

/** Copies what the org holds; deploys that wait are carried out first. */
export function snapshotOf(context: Context): Snapshot {
  advanceDeploys(context, false);
  const { world } = context;
  const assignments = world.users.map((user) => [
    user.username,
    permissionSetsOf(world, user)
      .map((set) => set.name)
      .sort(),
  ]);
  return structuredClone({
    orgId: world.org.id,
    components: Object.values(world.components)
      .map(({ type, fullName, fields }) => ({ type, fullName, fields }))
      .sort((left, right) => (`${left.type}/${left.fullName}` < `${right.type}/${right.fullName}` ? -1 : 1)),
    users: world.users,
    settings: world.settings,
    assignments: Object.fromEntries(assignments) as Record<string, string[]>,
    deployCount: world.deployCount,
    validationCount: world.validationCount,
  });
}
