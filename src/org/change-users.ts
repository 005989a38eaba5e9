import { EcaError } from '../errors.js';
import { isUncertain } from './failure.js';
import type { Org } from './org.js';
import { quote } from './soql.js';

/** A user that is to be made. */
export interface NewUser {
  readonly username: string;
  readonly email: string;
  readonly lastName: string;
  /** Name of the profile. */
  readonly profile: string;
}

/** What a new user gets of the settings that nobody who calls an API sees. */
const SETTINGS = {
  TimeZoneSidKey: 'GMT',
  LocaleSidKey: 'en_US',
  EmailEncodingKey: 'UTF-8',
  LanguageLocaleKey: 'en_US',
};

/**
 * Unfreezes a user.
 *
 * @throws DeployingUserError when the session's user may not.
 */
export async function unfreeze(
  org: Org,
  { id, username }: { readonly id: string; readonly username: string },
): Promise<void> {
  const [login] = await org.query<{ readonly Id: string }>(`SELECT Id FROM UserLogin WHERE UserId = ${quote(id)}`);
  try {
    if (login === undefined) throw new EcaError({ ...NO_LOGIN, message: 'the org lists no UserLogin of it' });
    await org.request({ method: 'PATCH', path: `sobjects/UserLogin/${login.Id}`, body: { IsFrozen: false } });
  } catch (error) {
    throw refused(org, `unfreeze "${username}"`, '"Freeze Users" (FreezeUsers) or "Manage Users" (ManageUsers)', error);
  }
}

const NO_LOGIN = { name: 'OrgRequestFailedError', actions: ['Unfreeze the user in Setup, Users.'] } as const;

/**
 * Makes a user. A lost answer is looked up before anything is sent again, and one that somebody else made meanwhile is
 * taken.
 *
 * @throws AccessNotFoundError for a profile that the org does not have; DeployingUserError when the session's user may not
 * make users, or no licence is free.
 */
export async function createUser(org: Org, user: NewUser): Promise<void> {
  const { username, email, lastName, profile } = user;
  const [record] = await org.query<{ readonly Id: string }>(`SELECT Id FROM Profile WHERE Name = ${quote(profile)}`);
  if (record === undefined) {
    throw new EcaError({
      name: 'AccessNotFoundError',
      message: `The org "${org.identity.target}" has no profile "${profile}" for the user "${username}".`,
      actions: ['Correct runAs.create.profile: it is the name of a profile, as Setup shows it.'],
    });
  }
  const Alias = username.replace(/\W/g, '').slice(0, 8);
  const body = { Username: username, Email: email, LastName: lastName, Alias, ProfileId: record.Id, ...SETTINGS };
  const send = () => org.request({ method: 'POST', path: 'sobjects/User', body });
  try {
    await send().catch(async (error: unknown) => {
      if (await isThere(org, username, error)) return;
      if (!isUncertain(error)) throw error;
      await send();
    });
  } catch (error) {
    throw refused(org, `make the user "${username}"`, '"Manage Users" (ManageUsers)', error);
  }
}

async function isThere(org: Org, username: string, error: unknown): Promise<boolean> {
  if (!isUncertain(error) && !(error instanceof EcaError && error.data.code === 'DUPLICATE_USERNAME')) return false;
  const found = await org.query<{ readonly Id: string }>(`SELECT Id FROM User WHERE Username = ${quote(username)}`);
  return found.length > 0;
}

/** What to do about the codes with which Salesforce refuses a change of users. */
const REFUSALS: Readonly<Record<string, string>> = {
  LICENSE_LIMIT_EXCEEDED: 'Every licence of this kind is taken: free one, or name a profile of another licence.',
  DUPLICATE_USERNAME:
    'Some other org has a user of this name, and usernames are unique among all orgs: name another one for this environment.',
};

function refused(org: Org, doing: string, permissions: string, error: unknown): unknown {
  if (!(error instanceof EcaError) || error.name !== 'OrgRequestFailedError') return error;
  const { code } = error.data;
  if (code === 'REQUEST_LIMIT_EXCEEDED') return error;
  return new EcaError({
    name: 'DeployingUserError',
    message: `The org "${org.identity.target}" did not let ${org.identity.username} ${doing}: ${error.message}`,
    actions: [
      (typeof code === 'string' ? REFUSALS[code] : undefined) ??
        `Give ${org.identity.username} the permission ${permissions}, in production, so that each refresh brings it along.`,
    ],
    cause: error,
  });
}

/** Reads how many licences that integration users take are free, by name of the licence. */
export async function readFreeLicences(org: Org): Promise<ReadonlyMap<string, number>> {
  const rows = await org.query<{
    readonly Name: string;
    readonly TotalLicenses: number;
    readonly UsedLicenses: number;
  }>(`SELECT Name, TotalLicenses, UsedLicenses FROM UserLicense WHERE Status = 'Active'`);
  return new Map(rows.map(({ Name, TotalLicenses, UsedLicenses }) => [Name, TotalLicenses - UsedLicenses]));
}
