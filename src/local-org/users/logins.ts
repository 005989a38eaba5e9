import type { Context } from '../state/context.js';
import type { UserRecord } from '../state/users.js';

const KEPT_LOGINS = 5000;

/** Writes a row of the login history. */
export function recordLogin(
  context: Context,
  user: UserRecord,
  login: { readonly app: string; readonly loginType: string; readonly sourceIp: string; readonly status: string },
): void {
  const { logins } = context.world;
  logins.push({
    id: context.nextId('0Ya'),
    userId: user.id,
    time: context.timestamp(),
    status: login.status,
    application: login.app,
    loginType: login.loginType,
    sourceIp: login.sourceIp,
  });
  if (logins.length > KEPT_LOGINS) logins.splice(0, logins.length - KEPT_LOGINS / 2);
}
