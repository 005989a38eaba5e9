import type { Org } from './org.js';
import { quoteList } from './soql.js';

/** What a user may do and holds, from the profile, permission sets and permission set groups together. */
export interface Holdings {
  /** API names of user permissions, of those that were asked for. */
  readonly permissions: ReadonlySet<string>;
  /** Names of permission sets, without the one that Salesforce keeps for the profile. */
  readonly permissionSets: ReadonlySet<string>;
}

type SetRow = Readonly<Record<string, unknown>> & {
  readonly Name?: string | undefined;
  readonly IsOwnedByProfile?: boolean | undefined;
};
interface Row {
  readonly Assignee?: { readonly Username: string } | null | undefined;
  readonly PermissionSet?: SetRow | null | undefined;
}

/**
 * Reads what users hold in effect. Every profile has a permission set of its own among the assignments, so that one
 * query covers all sources.
 *
 * @param permissions - API names such as `ModifyMetadata`.
 * @returns By lower-case username; a user without any row is missing, since every user has at least the profile's.
 */
export async function readHoldings(
  org: Org,
  usernames: readonly string[],
  permissions: readonly string[],
): Promise<ReadonlyMap<string, Holdings>> {
  if (usernames.length === 0) return new Map();
  const fields = ['Assignee.Username', 'PermissionSet.Name', 'PermissionSet.IsOwnedByProfile'];
  const columns = [...fields, ...permissions.map((name) => `PermissionSet.Permissions${name}`)];
  const rows = await org.query<Row>(
    `SELECT ${columns.join(', ')} FROM PermissionSetAssignment WHERE Assignee.Username IN ${quoteList(usernames)}`,
  );
  const byUser = Map.groupBy(rows, ({ Assignee }) => Assignee?.Username.toLowerCase() ?? '');
  return new Map([...byUser].map(([username, held]) => [username, holdingsOf(held, permissions)]));
}

function holdingsOf(rows: readonly Row[], permissions: readonly string[]): Holdings {
  const sets = rows.flatMap(({ PermissionSet }): SetRow[] => (PermissionSet ? [PermissionSet] : []));
  return {
    permissions: new Set(permissions.filter((name) => sets.some((set) => set[`Permissions${name}`] === true))),
    permissionSets: new Set(
      sets.flatMap(({ Name, IsOwnedByProfile }) => (IsOwnedByProfile === true ? [] : (Name ?? []))),
    ),
  };
}
