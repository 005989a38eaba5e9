import { asked } from './asked.js';
import type { Org } from './org.js';
import { rowsIn } from './rows.js';
import { quote } from './soql.js';

/** A deploy that the org knows of. */
export interface RecentDeploy {
  readonly id: string;
  /** In Salesforce's words, as `InProgress`. */
  readonly status: string;
  readonly checkOnly: boolean;
  readonly createdById: string;
}

interface DeployRecord {
  readonly Id: string;
  readonly Status: string;
  readonly CheckOnly: boolean;
  readonly CreatedById: string;
}

const RUNNING = ['Pending', 'InProgress', 'Canceling', 'FinalizingDeploy', 'FinalizingDeployFailed'];

/** Tells whether a deploy has not ended. */
export function isRunning({ status }: Pick<RecentDeploy, 'status'>): boolean {
  return RUNNING.includes(status);
}

/**
 * Reads the latest deploys of the org, newest first; undefined when the session may not.
 *
 * @see https://developer.salesforce.com/docs/atlas.en-us.api_tooling.meta/api_tooling/tooling_api_objects_deployrequest.htm
 */
export async function readRecentDeploys(org: Org): Promise<readonly RecentDeploy[] | undefined> {
  const soql = 'SELECT Id, Status, CheckOnly, CreatedById FROM DeployRequest ORDER BY CreatedDate DESC LIMIT 100';
  const answer = await asked(() => org.request({ method: 'GET', path: `tooling/query?q=${encodeURIComponent(soql)}` }));
  if (!answer.known) return undefined;
  return rowsIn<DeployRecord>(soql, answer.value).map(({ Id, Status, CheckOnly, CreatedById }) => ({
    id: Id,
    status: Status,
    checkOnly: CheckOnly,
    createdById: CreatedById,
  }));
}

/** Reads the id of the session's own user. */
export async function readSessionUserId(org: Org): Promise<string | undefined> {
  const [user] = await org.query<{ readonly Id: string }>(
    `SELECT Id FROM User WHERE Username = ${quote(org.identity.username)}`,
  );
  return user?.Id;
}
