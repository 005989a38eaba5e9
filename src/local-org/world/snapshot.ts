import { advanceDeploys } from '../deploy/queue.js';
import type { Context } from '../state/context.js';
import type { ComponentFields } from '../state/fields.js';
import type { UserRecord } from '../state/users.js';
import { permissionSetsOf } from '../users/access.js';

/** One component in a snapshot. */
export interface SnapshotComponent {
  readonly type: string;
  readonly fullName: string;
  readonly fields: ComponentFields;
}

/** What the org holds at a moment: equal snapshots mean that nothing was changed. */
export interface Snapshot {
  readonly orgId: string;
  /** By type and full name. */
  readonly components: readonly SnapshotComponent[];
  readonly users: readonly UserRecord[];
  readonly settings: Readonly<Record<string, boolean>>;
  /** Names of permission sets by username. */
  readonly assignments: Readonly<Record<string, readonly string[]>>;
  /** Deploys that were to change the org, failed ones included. */
  readonly deployCount: number;
  /** Deploys that only checked. */
  readonly validationCount: number;
}

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
