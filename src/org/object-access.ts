import type { Org } from './org.js';
import { quote, quoteList } from './soql.js';

/**
 * Reads which of the users a permission set, a group of them or the profile lets read an object.
 *
 * @returns Usernames in lower case.
 */
export async function readObjectReaders(
  org: Org,
  object: string,
  usernames: readonly string[],
): Promise<ReadonlySet<string>> {
  if (usernames.length === 0) return new Set();
  const rows = await org.query<{ readonly ParentId: string }>(
    `SELECT ParentId FROM ObjectPermissions WHERE SobjectType = ${quote(object)} AND PermissionsRead = true`,
  );
  const held = await org.query<{
    readonly PermissionSetId: string;
    readonly Assignee?: { readonly Username: string } | null | undefined;
  }>(
    `SELECT PermissionSetId, Assignee.Username FROM PermissionSetAssignment WHERE Assignee.Username IN ${quoteList(usernames)}`,
  );
  const parents = new Set(rows.map(({ ParentId }) => ParentId.slice(0, 15)));
  return new Set(
    held.flatMap(({ PermissionSetId, Assignee }) =>
      parents.has(PermissionSetId.slice(0, 15)) ? (Assignee?.Username.toLowerCase() ?? []) : [],
    ),
  );
}
