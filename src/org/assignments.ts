import { EcaError } from '../errors.js';
import type { Org } from './org.js';
import { quote, quoteList } from './soql.js';

/** A permission set that a user is to get. */
export interface Assignment {
  readonly username: string;
  readonly permissionSet: string;
}

/** Finds which of the permission sets a user does not hold yet. */
export async function readMissingAssignments(
  org: Org,
  username: string,
  permissionSets: readonly string[],
): Promise<readonly Assignment[]> {
  if (permissionSets.length === 0) return [];
  const held = await org.query<{ readonly PermissionSet: { readonly Name: string } }>(
    `SELECT PermissionSet.Name FROM PermissionSetAssignment WHERE Assignee.Username = ${quote(username)} AND PermissionSet.Name IN ${quoteList(permissionSets)}`,
  );
  const names = new Set(held.map(({ PermissionSet }) => PermissionSet.Name));
  return permissionSets.filter((name) => !names.has(name)).map((permissionSet) => ({ username, permissionSet }));
}

/** Assigns a permission set to a user. */
export async function assign(org: Org, { username, permissionSet }: Assignment): Promise<void> {
  const id = async (type: string, field: string, value: string): Promise<string> => {
    const [record] = await org.query<{ readonly Id: string }>(
      `SELECT Id FROM ${type} WHERE ${field} = ${quote(value)}`,
    );
    if (record !== undefined) return record.Id;
    throw new EcaError({
      name: type === 'User' ? 'RunAsUserNotFoundError' : 'AccessNotFoundError',
      message: `The org "${org.identity.target}" has no ${type} "${value}".`,
      actions: ['Create it, or change the config.'],
    });
  };
  const body = {
    AssigneeId: await id('User', 'Username', username),
    PermissionSetId: await id('PermissionSet', 'Name', permissionSet),
  };
  await org.request({ method: 'POST', path: 'sobjects/PermissionSetAssignment', body });
}
