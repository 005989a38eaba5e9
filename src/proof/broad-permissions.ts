import { foreignText } from '../foreign-text.js';
import type { Org } from '../org/org.js';
import { readHoldings } from '../org/permissions.js';
import { readUserById } from '../org/users.js';

/** Permissions that reach beyond single objects, each of them more than an integration should need. */
export const BROAD_PERMISSIONS: readonly string[] = [
  'ModifyAllData',
  'ViewAllData',
  'ManageUsers',
  'AssignPermissionSets',
  'CustomizeApplication',
  'ModifyMetadata',
  'AuthorApex',
];

/** What a user may do beside what was proven. */
export interface Reach {
  readonly username?: string | undefined;
  /** Those of {@link BROAD_PERMISSIONS} that the user holds, from profile, permission sets and groups together. */
  readonly broadPermissions?: readonly string[] | undefined;
  /** Why that is not known. */
  readonly unknown?: string | undefined;
}

/** Reads how far users reach, by the id that a token names. An org that does not answer makes it unknown, and no failure. */
export async function readReach(org: Org, userIds: readonly string[]): Promise<ReadonlyMap<string, Reach>> {
  const ids = [...new Set(userIds)];
  return new Map(await Promise.all(ids.map(async (id) => [id, await reachOf(org, id)] as const)));
}

async function reachOf(org: Org, id: string): Promise<Reach> {
  let username: string | undefined;
  try {
    username = (await readUserById(org, id))?.username;
    if (username === undefined) return { unknown: 'The session of this run does not see the user.' };
    const held = (await readHoldings(org, [username], BROAD_PERMISSIONS)).get(username.toLowerCase());
    if (held === undefined) return { username, unknown: 'The session of this run does not see what the user holds.' };
    return { username, broadPermissions: BROAD_PERMISSIONS.filter((name) => held.permissions.has(name)) };
  } catch (error) {
    return { username, unknown: foreignText(error instanceof Error ? error.message : String(error)) };
  }
}
