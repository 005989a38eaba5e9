import { EcaError } from '../errors.js';
import { isUncertain } from './failure.js';
import type { Org } from './org.js';
import { quote, quoteList } from './soql.js';

/** A permission set, or a permission set licence, that a user is to get. */
export interface Assignment {
  /** Object that records it. */
  readonly type: 'PermissionSetLicenseAssign' | 'PermissionSetAssignment';
  readonly username: string;
  /** API name of the permission set or licence. */
  readonly name: string;
}

/** Licence of users that integrations run as, and the permission set licence without which it allows next to nothing. */
export const INTEGRATION_LICENCE = 'Salesforce Integration';
export const INTEGRATION_PSL = 'SalesforceAPIIntegrationPsl';

interface Named {
  readonly Id: string;
  readonly Name: string;
}
interface Licence {
  readonly Id: string;
  readonly DeveloperName: string;
}

/**
 * Finds which of the permission sets a user does not hold yet, and the permission set licences that these need and the
 * user lacks. Licences come first, as Salesforce wants them.
 */
export async function readMissingAssignments(
  org: Org,
  username: string,
  permissionSets: readonly string[],
): Promise<readonly Assignment[]> {
  if (permissionSets.length === 0) return [];
  const held = await readHeld(org, username, permissionSets);
  const missing = permissionSets.filter((name) => !held.has(name.toLowerCase()));
  if (missing.length === 0) return [];
  const licences = await readMissingLicences(org, username, missing);
  return [
    ...licences.map((name) => ({ type: 'PermissionSetLicenseAssign' as const, username, name })),
    ...missing.map((name) => ({ type: 'PermissionSetAssignment' as const, username, name })),
  ];
}

async function readHeld(org: Org, username: string, permissionSets: readonly string[]): Promise<ReadonlySet<string>> {
  const rows = await org.query<{ readonly PermissionSet: { readonly Name: string } | null }>(
    `SELECT PermissionSet.Name FROM PermissionSetAssignment WHERE Assignee.Username = ${quote(username)} AND PermissionSet.Name IN ${quoteList(permissionSets)}`,
  );
  return new Set(rows.flatMap(({ PermissionSet }) => PermissionSet?.Name.toLowerCase() ?? []));
}

async function readMissingLicences(org: Org, username: string, missing: readonly string[]): Promise<readonly string[]> {
  const [sets, users, held] = await Promise.all([
    org.query<{ readonly LicenseId: string | null }>(
      `SELECT LicenseId FROM PermissionSet WHERE Name IN ${quoteList(missing)}`,
    ),
    org.query<{
      readonly Profile?: { readonly UserLicense?: { readonly Name: string } | null | undefined } | null | undefined;
    }>(`SELECT Profile.UserLicense.Name FROM User WHERE Username = ${quote(username)}`),
    org.query<{ readonly PermissionSetLicense: { readonly DeveloperName: string } }>(
      `SELECT PermissionSetLicense.DeveloperName FROM PermissionSetLicenseAssign WHERE Assignee.Username = ${quote(username)}`,
    ),
  ]);
  // The id of a permission set licence begins with 0PL; a set can be tied to a user licence too, which nobody assigns.
  const ids = sets.flatMap(({ LicenseId }) => (LicenseId?.startsWith('0PL') === true ? [LicenseId] : []));
  const isIntegration = users[0]?.Profile?.UserLicense?.Name === INTEGRATION_LICENCE;
  const wanted = [
    ...(ids.length === 0 ? [] : [`Id IN ${quoteList(ids)}`]),
    ...(isIntegration ? [`DeveloperName = ${quote(INTEGRATION_PSL)}`] : []),
  ];
  if (wanted.length === 0) return [];
  const licences = await org.query<Licence>(
    `SELECT Id, DeveloperName FROM PermissionSetLicense WHERE ${wanted.join(' OR ')}`,
  );
  const names = new Set(held.map(({ PermissionSetLicense }) => PermissionSetLicense.DeveloperName));
  return licences.map(({ DeveloperName }) => DeveloperName).filter((name) => !names.has(name));
}

/** Field that names what is assigned, and where it is found, by type of the assignment. */
const TARGETS = {
  PermissionSetAssignment: { object: 'PermissionSet', nameField: 'Name', idField: 'PermissionSetId' },
  PermissionSetLicenseAssign: {
    object: 'PermissionSetLicense',
    nameField: 'DeveloperName',
    idField: 'PermissionSetLicenseId',
  },
} as const;

/**
 * Assigns a permission set or a permission set licence to a user. That somebody else did it meanwhile is no failure, and
 * a lost answer is looked up before it is sent again.
 *
 * @throws RunAsUserNotFoundError, AccessNotFoundError, AssignmentFailedError.
 */
export async function assign(org: Org, assignment: Assignment): Promise<void> {
  const { type, username, name } = assignment;
  const { object, nameField, idField } = TARGETS[type];
  const AssigneeId = await readId(org, 'User', 'Username', username);
  const targetId = await readId(org, object, nameField, name);
  const isHeld = async (): Promise<boolean> => {
    const found = await org.query<Pick<Named, 'Id'>>(
      `SELECT Id FROM ${type} WHERE AssigneeId = ${quote(AssigneeId)} AND ${idField} = ${quote(targetId)}`,
    );
    return found.length > 0;
  };
  const send = () =>
    org.request({ method: 'POST', path: `sobjects/${type}`, body: { AssigneeId, [idField]: targetId } });
  try {
    await send().catch(async (error: unknown) => {
      if (!isUncertain(error)) throw error;
      if (!(await isHeld())) await send();
    });
  } catch (error) {
    if (error instanceof EcaError && error.data.code === 'DUPLICATE_VALUE') return;
    throw refused(org, assignment, error);
  }
}

async function readId(org: Org, object: string, field: string, value: string): Promise<string> {
  const [record] = await org.query<Pick<Named, 'Id'>>(`SELECT Id FROM ${object} WHERE ${field} = ${quote(value)}`);
  if (record !== undefined) return record.Id;
  throw new EcaError({
    name: object === 'User' ? 'RunAsUserNotFoundError' : 'AccessNotFoundError',
    message: `The org "${org.identity.target}" has no ${object} "${value}".`,
    actions: ['Create it, or change the config.'],
  });
}

/** What to do about the codes with which Salesforce refuses an assignment. */
const REFUSALS: Readonly<Record<string, string>> = {
  FIELD_INTEGRITY_EXCEPTION:
    'The licence of the user does not allow this permission set: assign the permission set licence that it needs, or take the set out of `assign`.',
  LICENSE_LIMIT_EXCEEDED: 'Every seat of the permission set licence is taken: free one, or buy more.',
  CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY: 'Give the deploying user the permission "Assign Permission Sets".',
  INSUFFICIENT_ACCESS_OR_READONLY: 'Give the deploying user the permission "Assign Permission Sets".',
};

function refused(org: Org, { username, name }: Assignment, error: unknown): unknown {
  if (!(error instanceof EcaError) || error.name !== 'OrgRequestFailedError') return error;
  const { code } = error.data;
  if (code === 'REQUEST_LIMIT_EXCEEDED') return error;
  return new EcaError({
    name: 'AssignmentFailedError',
    message: `The org "${org.identity.target}" did not assign "${name}" to ${username}: ${error.message}`,
    actions: [
      (typeof code === 'string' ? REFUSALS[code] : undefined) ??
        'Assign it by hand in Setup, or take it out of `assign`; then run the command again.',
    ],
    cause: error,
  });
}
