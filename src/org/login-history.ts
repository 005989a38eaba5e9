import type { Org } from './org.js';
import { quote } from './soql.js';

/** Reads what the login history says of a user's last login: `Success`, or why it was refused. */
export async function readLastLogin(org: Org, userId: string): Promise<string | undefined> {
  const [record] = await org.query<{ readonly Status: string }>(
    `SELECT Status FROM LoginHistory WHERE UserId = ${quote(userId)} ORDER BY LoginTime DESC LIMIT 1`,
  );
  return record?.Status;
}
