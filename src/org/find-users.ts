import type { Org } from './org.js';
import { quoteLike, quoteList } from './soql.js';
import { usersOf, USER_COLUMNS, type OrgUser, type UserRecord } from './users.js';

/** A user as it is looked for in a sandbox. */
export interface SoughtUser {
  /** As the config has it, suffix included. */
  readonly username: string;
  /** Name of the sandbox, which a refresh appends. */
  readonly sandbox?: string | undefined;
}

/** Who a user that is looked for is: under its own name, with the sandbox's suffix, or under a name that was altered. */
export interface FoundUsers {
  readonly match: 'exact' | 'suffix' | 'altered' | 'none';
  /** One user; several where altered names leave open which it is. */
  readonly users: readonly OrgUser[];
}

/** Gives the username without the suffix of a sandbox: as production has it. */
export function withoutSandbox(username: string, sandbox: string | undefined): string {
  const suffix = `.${sandbox?.toLowerCase() ?? ''}`;
  return sandbox !== undefined && username.toLowerCase().endsWith(suffix)
    ? username.slice(0, -suffix.length)
    : username;
}

/**
 * Finds users as a refresh leaves them: the sandbox's name is appended to their username, and a name that some other org
 * has taken is altered by characters before or within it.
 */
export async function findUsers(org: Org, sought: readonly SoughtUser[]): Promise<ReadonlyMap<string, FoundUsers>> {
  if (sought.length === 0) return new Map();
  const names = sought.flatMap(({ username, sandbox }) =>
    sandbox === undefined ? [username] : [username, `${withoutSandbox(username, sandbox)}.${sandbox}`],
  );
  const likes = sought.flatMap(({ username, sandbox }) =>
    sandbox === undefined ? [] : [`Username LIKE ${quoteLike(['', withoutSandbox(username, sandbox), `.${sandbox}`])}`],
  );
  const where = [`Username IN ${quoteList([...new Set(names)])}`, ...new Set(likes)].join(' OR ');
  const users = await usersOf(org, await org.query<UserRecord>(`SELECT ${USER_COLUMNS} FROM User WHERE ${where}`));
  return new Map(sought.map((one) => [one.username.toLowerCase(), judge(one, users)]));
}

function judge({ username, sandbox }: SoughtUser, users: readonly OrgUser[]): FoundUsers {
  const named = (name: string): OrgUser | undefined =>
    users.find((user) => user.username.toLowerCase() === name.toLowerCase());
  const exact = named(username);
  if (exact !== undefined) return { match: 'exact', users: [exact] };
  if (sandbox === undefined) return { match: 'none', users: [] };
  const production = withoutSandbox(username, sandbox);
  const suffixed = named(`${production}.${sandbox}`);
  if (suffixed !== undefined) return { match: 'suffix', users: [suffixed] };
  const altered = users.filter(
    (user) =>
      user.username.toLowerCase().includes(production.toLowerCase()) &&
      user.username.toLowerCase().endsWith(`.${sandbox.toLowerCase()}`),
  );
  return altered.length === 0 ? { match: 'none', users: [] } : { match: 'altered', users: altered };
}
