import type { Org } from './org.js';
import { quote } from './soql.js';

/**
 * Reads the names of the permission sets that give access to principals of External Credentials.
 *
 * @see https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/sforce_api_objects_setupentityaccess.htm
 */
export async function readPrincipalSets(org: Org): Promise<readonly string[]> {
  const rows = await org.query<{
    readonly Parent?: { readonly Name: string; readonly IsOwnedByProfile: boolean } | null | undefined;
  }>(
    `SELECT Parent.Name, Parent.IsOwnedByProfile FROM SetupEntityAccess WHERE SetupEntityType = ${quote('ExternalCredentialParameter')}`,
  );
  const names = rows.flatMap(({ Parent }) => (Parent && !Parent.IsOwnedByProfile ? [Parent.Name] : []));
  return [...new Set(names)].sort();
}
