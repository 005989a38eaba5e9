import { INTEGRATION_PSL } from './assignments.js';
import type { Org } from './org.js';
import { quote, quoteList } from './soql.js';

/** A permission set licence of the org, and who of the users that matter holds it. */
export interface PermissionSetLicence {
  readonly id: string;
  readonly name: string;
  readonly label: string;
  /** Seats that nobody holds. */
  readonly free: number;
  /** Lower-case usernames. */
  readonly holders: ReadonlySet<string>;
}

interface LicenceRecord {
  readonly Id: string;
  readonly DeveloperName: string;
  readonly MasterLabel: string;
  readonly TotalLicenses: number;
  readonly UsedLicenses: number;
}
interface HolderRecord {
  readonly PermissionSetLicenseId: string;
  readonly Assignee?: { readonly Username: string } | null | undefined;
}

/** Reads the licence of integration users and those that the named permission sets are tied to. */
export async function readLicences(
  org: Org,
  { usernames, permissionSets }: { readonly usernames: readonly string[]; readonly permissionSets: readonly string[] },
): Promise<readonly PermissionSetLicence[]> {
  if (usernames.length === 0) return [];
  const tied = permissionSets.length === 0 ? [] : await readTied(org, permissionSets);
  const byId = tied.length === 0 ? '' : ` OR Id IN ${quoteList(tied)}`;
  const [licences, holders] = await Promise.all([
    org.query<LicenceRecord>(
      `SELECT Id, DeveloperName, MasterLabel, TotalLicenses, UsedLicenses FROM PermissionSetLicense WHERE DeveloperName = ${quote(INTEGRATION_PSL)}${byId}`,
    ),
    org.query<HolderRecord>(
      `SELECT PermissionSetLicenseId, Assignee.Username FROM PermissionSetLicenseAssign WHERE Assignee.Username IN ${quoteList(usernames)}`,
    ),
  ]);
  return licences.map(({ Id, DeveloperName, MasterLabel, TotalLicenses, UsedLicenses }) => ({
    id: Id,
    name: DeveloperName,
    label: MasterLabel,
    free: TotalLicenses - UsedLicenses,
    holders: new Set(
      holders
        .filter(({ PermissionSetLicenseId }) => PermissionSetLicenseId === Id)
        .flatMap(({ Assignee }) => Assignee?.Username.toLowerCase() ?? []),
    ),
  }));
}

async function readTied(org: Org, permissionSets: readonly string[]): Promise<readonly string[]> {
  const rows = await org.query<{ readonly LicenseId?: string | null | undefined }>(
    `SELECT LicenseId FROM PermissionSet WHERE Name IN ${quoteList(permissionSets)} AND LicenseId != null`,
  );
  return rows.flatMap(({ LicenseId }) => (LicenseId?.startsWith('0PL') === true ? [LicenseId] : []));
}
