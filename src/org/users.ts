import type { Org } from './org.js';
import { quote, quoteList } from './soql.js';

/** A user of the org, as far as it matters for running an app. */
export interface OrgUser {
  readonly id: string;
  readonly username: string;
  readonly email: string;
  readonly isActive: boolean;
  /** Frozen users keep IsActive; they cannot log in. Undefined when the session may not read UserLogin. */
  readonly isFrozen?: boolean | undefined;
  readonly profile?: { readonly id: string; readonly name: string; readonly licence?: string | undefined } | undefined;
}

/** A row of {@link USER_COLUMNS}. */
export interface UserRecord {
  readonly Id: string;
  readonly Username: string;
  readonly Email: string;
  readonly IsActive: boolean;
  readonly ProfileId?: string | null | undefined;
  readonly Profile?:
    { readonly Name: string; readonly UserLicense?: { readonly Name: string } | null | undefined } | null | undefined;
}

/** What is read of a user. */
export const USER_COLUMNS = 'Id, Username, Email, IsActive, ProfileId, Profile.Name, Profile.UserLicense.Name';

/** Reads the users that have one of the usernames or, so that a mix-up can be explained, one of them as e-mail. */
export async function readUsers(org: Org, names: readonly string[]): Promise<readonly OrgUser[]> {
  if (names.length === 0) return [];
  const list = quoteList(names);
  const records = await org.query<UserRecord>(
    `SELECT ${USER_COLUMNS} FROM User WHERE Username IN ${list} OR Email IN ${list}`,
  );
  return usersOf(org, records);
}

/** Makes users of rows, and reads whether they are frozen. */
export async function usersOf(org: Org, records: readonly UserRecord[]): Promise<readonly OrgUser[]> {
  if (records.length === 0) return [];
  const frozen = await readFrozen(
    org,
    records.map(({ Id }) => Id),
  );
  return records.map((record) => {
    const isFrozen = frozen?.has(record.Id);
    const profile = profileOf(record);
    return {
      id: record.Id,
      username: record.Username,
      email: record.Email,
      isActive: record.IsActive,
      isFrozen,
      profile,
    };
  });
}

function profileOf({ ProfileId, Profile }: UserRecord): OrgUser['profile'] {
  if (typeof ProfileId !== 'string' || Profile === null || Profile === undefined) return undefined;
  const licence = Profile.UserLicense?.Name;
  return { id: ProfileId, name: Profile.Name, licence };
}

/** UserLogin asks for "Manage Users"; without it nothing is known of frozen users, and that is no failure. */
async function readFrozen(org: Org, ids: readonly string[]): Promise<ReadonlySet<string> | undefined> {
  try {
    const rows = await org.query<{ readonly UserId: string }>(
      `SELECT UserId FROM UserLogin WHERE IsFrozen = true AND UserId IN ${quoteList(ids)}`,
    );
    return new Set(rows.map(({ UserId }) => UserId));
  } catch {
    return undefined;
  }
}

/** Reads which of the permission sets and profiles exist, by name. */
export async function readAccessNames(
  org: Org,
  wanted: { readonly permissionSets: readonly string[]; readonly profiles: readonly string[] },
): Promise<{ readonly permissionSets: ReadonlySet<string>; readonly profiles: ReadonlySet<string> }> {
  const names = async (soql: string, list: readonly string[]) =>
    list.length === 0
      ? []
      : (await org.query<{ readonly Name: string }>(`${soql} ${quoteList(list)}`)).map(({ Name }) => Name);
  const permissionSets = await names('SELECT Name FROM PermissionSet WHERE Name IN', wanted.permissionSets);
  const profiles = await names('SELECT Name FROM Profile WHERE Name IN', wanted.profiles);
  return { permissionSets: new Set(permissionSets), profiles: new Set(profiles) };
}

/** Reads one user by id. */
export async function readUserById(org: Org, id: string): Promise<{ readonly username: string } | undefined> {
  const [record] = await org.query<{ readonly Username: string }>(`SELECT Username FROM User WHERE Id = ${quote(id)}`);
  return record === undefined ? undefined : { username: record.Username };
}
