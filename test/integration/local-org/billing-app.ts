import type { LocalOrgInfo, LocalOrgOptions, Seed, SeedUser } from '../../../src/local-org/index.js';
import { LocalOrg } from '../../../src/local-org/index.js';
import { call, deploySet } from './deploy-zip.js';
import { sourceSet } from './sources.js';

/** Key and secret of an app. */
export interface Credentials {
  readonly id: string;
  readonly key: string;
  readonly secret: string;
}

/** Answer of the token endpoint. */
export interface TokenAnswer {
  readonly status: number;
  readonly body: Record<string, string>;
}

export const RUN_AS_USER = 'billing.sync@acme.example';

/** A seed with an admin and the run-as user of the app, who differs as told. */
export function seedWith(user: Partial<SeedUser> = {}, more: Partial<Seed> = {}): Seed {
  return {
    users: [
      { username: 'admin@acme.example', profile: 'System Administrator' },
      { username: RUN_AS_USER, licence: 'Salesforce Integration', permissionSets: ['Billing_API'], ...user },
    ],
    permissionSets: [
      { name: 'Billing_API', permissions: ['ApiEnabled'], objects: { Account: ['read'] } },
      { name: 'Billing_Access', permissions: [] },
    ],
    settings: { enableClientSecretInRestApiAccess: true },
    ...more,
  };
}

/** Starts an org. */
export async function startOrg(options: LocalOrgOptions = {}): Promise<{ org: LocalOrg; info: LocalOrgInfo }> {
  const org = new LocalOrg(options);
  return { org, info: await org.start() };
}

/** Starts an org and deploys the app Billing_Sync to it. */
export async function startWithBilling(options: LocalOrgOptions = {}): Promise<{ org: LocalOrg; info: LocalOrgInfo }> {
  const started = await startOrg(options);
  const end = await deploySet(started.info, sourceSet('billing-sync'));
  if (!end.success) throw new Error(end.problems.join('\n'));
  return started;
}

/** Sends a GET with the admin's session and gives the JSON answer. */
export async function getJson<T>(info: LocalOrgInfo, path: string): Promise<T> {
  return (await (await call(info, 'GET', path)).json()) as T;
}

/** Runs a query as the admin. */
export async function queryRecords(info: LocalOrgInfo, soql: string): Promise<Record<string, unknown>[]> {
  return (await getJson<{ records: Record<string, unknown>[] }>(info, `query?q=${encodeURIComponent(soql)}`)).records;
}

/** Path of the consumer of Billing_Sync below the version. */
export async function consumerPath(info: LocalOrgInfo, version = 66): Promise<string> {
  const [app] = await queryRecords(
    info,
    "SELECT Id FROM ExternalClientApplication WHERE DeveloperName = 'Billing_Sync'",
  );
  const path = `apps/oauth/credentials/${String(app?.['Id'])}`;
  const response = await call(info, 'GET', path, undefined, version);
  const { consumers } = (await response.json()) as { consumers: { id: string }[] };
  return `${path}/${consumers[0]?.id ?? ''}`;
}

/** Reads key and secret of Billing_Sync. */
export async function readCredentials(info: LocalOrgInfo): Promise<Credentials> {
  return getJson<Credentials>(info, `${await consumerPath(info)}?part=keyandsecret`);
}

/** Posts a form to the token endpoint. */
export async function requestToken(
  info: LocalOrgInfo,
  form: Record<string, string>,
  headers: Record<string, string> = {},
): Promise<TokenAnswer> {
  const response = await fetch(`${info.instanceUrl}/services/oauth2/token`, {
    method: 'POST',
    headers,
    body: new URLSearchParams({ grant_type: 'client_credentials', ...form }),
  });
  return { status: response.status, body: (await response.json()) as Record<string, string> };
}

/** Exchanges key and secret for a token. */
export function exchange(
  info: LocalOrgInfo,
  { key, secret }: Pick<Credentials, 'key' | 'secret'>,
  more: Record<string, string> = {},
): Promise<TokenAnswer> {
  return requestToken(info, { client_id: key, client_secret: secret, ...more });
}
