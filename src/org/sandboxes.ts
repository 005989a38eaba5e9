import { EcaError } from '../errors.js';
import { hostKind } from '../http/hosts.js';
import { asRecord, asText } from '../http/json.js';
import { foreignHost } from '../http/origins.js';
import { remember } from '../secret.js';
import type { Org } from './org.js';
import { carriesName } from './pin.js';
import { quote, quoteList } from './soql.js';
import { listIn, unexpectedAnswer } from './unexpected.js';

/** The latest copy of a sandbox, as production tells of it. */
export interface SandboxProcess {
  /** In Salesforce's words: Completed, Processing, Pending Activation, … */
  readonly status: string;
  /** Id of the org that the sandbox is, or will be, 15 characters; absent while it is not known. */
  readonly orgId?: string | undefined;
  /** When the copy ended, as the org writes it. */
  readonly endDate?: string | undefined;
}

interface ProcessRecord {
  readonly Status?: unknown;
  readonly SandboxOrganization?: unknown;
  readonly EndDate?: unknown;
}

/** Copies that are over and no longer tell of the sandbox. */
const GONE = /^(?:d|deleted|deleting|discarding|discarded|e|stopped)$/i;

async function toolingRows<T>(org: Org, soql: string, object: string): Promise<readonly T[]> {
  const answer = await org.request({ method: 'GET', path: `tooling/query?q=${encodeURIComponent(soql)}` });
  return listIn<T>(`The query of ${object}`, answer, 'records');
}

/**
 * Reads the latest copy of a sandbox; undefined when production knows none.
 *
 * @see https://developer.salesforce.com/docs/atlas.en-us.api_tooling.meta/api_tooling/tooling_api_objects_sandboxprocess.htm
 */
export async function readSandboxProcess(production: Org, name: string): Promise<SandboxProcess | undefined> {
  const rows = await toolingRows<ProcessRecord>(
    production,
    `SELECT Status, SandboxOrganization, EndDate FROM SandboxProcess WHERE SandboxName = ${quote(name)} ORDER BY CreatedDate DESC`,
    'SandboxProcess',
  );
  const latest = rows.find(({ Status }) => !GONE.test(asText(Status) ?? ''));
  if (latest === undefined) return undefined;
  return {
    status: asText(latest.Status) ?? 'unknown',
    orgId: asText(latest.SandboxOrganization)?.slice(0, 15),
    endDate: asText(latest.EndDate),
  };
}

/**
 * Tells which of production's users may use a sandbox after a refresh, by its access group: lower-case usernames;
 * undefined when the sandbox has no group.
 */
export async function readAccessGroup(
  production: Org,
  sandbox: string,
  usernames: readonly string[],
): Promise<ReadonlySet<string> | undefined> {
  const [info] = await toolingRows<{ readonly ActivationUserGroupId?: unknown }>(
    production,
    `SELECT ActivationUserGroupId FROM SandboxInfo WHERE SandboxName = ${quote(sandbox)}`,
    'SandboxInfo',
  );
  const group = asText(info?.ActivationUserGroupId);
  if (group === undefined) return undefined;
  if (usernames.length === 0) return new Set();
  const [members, users] = await Promise.all([
    production.query<{ readonly UserOrGroupId: string }>(
      `SELECT UserOrGroupId FROM GroupMember WHERE GroupId = ${quote(group)}`,
    ),
    production.query<{ readonly Id: string; readonly Username: string }>(
      `SELECT Id, Username FROM User WHERE Username IN ${quoteList(usernames)}`,
    ),
  ]);
  const ids = new Set(members.map(({ UserOrGroupId }) => UserOrGroupId.slice(0, 15)));
  return new Set(users.flatMap(({ Id, Username }) => (ids.has(Id.slice(0, 15)) ? [Username.toLowerCase()] : [])));
}

/** What production gives for a login to one of its sandboxes. */
export interface SandboxLogin {
  readonly username: string;
  readonly code: string;
  readonly instanceUrl: string;
}

/** Where core's clients have a code sent; nothing is ever called there. */
export const CALLBACK_URL = 'http://localhost:1717/OauthRedirect';

/**
 * Asks production for a login to one of its sandboxes.
 *
 * @throws ForeignHostError when the answer leads to no sandbox of that name; what {@link Org.request} throws.
 */
export async function requestSandboxLogin(production: Org, sandbox: string, clientId: string): Promise<SandboxLogin> {
  const body = { clientId, sandboxName: sandbox, callbackUrl: CALLBACK_URL };
  const answer = asRecord(await production.request({ method: 'POST', path: 'tooling/sandboxAuth', body }));
  const [username, code, url] = [asText(answer.authUserName), asText(answer.authCode), asText(answer.instanceUrl)];
  if (code !== undefined) remember(code);
  if (username === undefined || code === undefined || url === undefined) {
    // The code is a secret, so that nothing of the answer is shown.
    throw unexpectedAnswer('The login to a sandbox', { status: 200, headers: {}, body: '' });
  }
  const asked = production.identity.instanceUrl;
  const isLocal = hostKind(url) === 'loopback' && hostKind(asked) === 'loopback';
  const isSandbox =
    hostKind(url) === 'my-domain' && url.startsWith('https://') && carriesName(new URL(url).hostname, sandbox);
  if (!isLocal && !isSandbox) throw foreignHost({ asked, named: url, what: `the login to the sandbox "${sandbox}"` });
  return { username, code, instanceUrl: new URL(url).origin };
}

/** Gives why production gives no login to a sandbox that is not ready; undefined for any other failure. */
export function notReady(error: unknown): string | undefined {
  return error instanceof EcaError && error.data.code === 'INVALID_STATUS' ? error.message : undefined;
}
