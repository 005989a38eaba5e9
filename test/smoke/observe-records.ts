import { asked } from '../../src/org/asked.js';
import type { Org } from '../../src/org/org.js';
import { quote } from '../../src/org/soql.js';
import { notTried, shows, unexpected, type Observation } from './observation.js';
import type { Scene } from './scene.js';

interface UsagePage {
  readonly apps?: readonly { readonly developerName: string; readonly identifier: string }[];
  readonly nextPageUrl?: string | null;
}

/** Asks two APIs for the deploys that the org knows. */
export async function observeDeployRequest({ org }: Scene): Promise<Observation> {
  const soql = 'SELECT Id FROM DeployRequest LIMIT 1';
  const data = await asked(() => org.query(soql));
  const path = `tooling/query?q=${encodeURIComponent(soql)}`;
  const tooling = await asked(() => org.request({ method: 'GET', path }));
  if (data.known) return shows('both', 'a data query of DeployRequest answers');
  if (tooling.known) return shows('tooling', data.why);
  return unexpected(`data: ${data.why}; tooling: ${tooling.why}`);
}

/** Asks for users by an id that is none. */
export async function observeMalformedId({ org }: Scene): Promise<Observation> {
  const answer = await asked(() => org.query("SELECT Id FROM User WHERE Id = 'foo'"));
  if (answer.known) return shows('no-rows', 'the query answers');
  return /INVALID_QUERY_FILTER_OPERATOR|invalid ID field/i.test(answer.why)
    ? shows('refused', answer.why)
    : unexpected(answer.why);
}

/** Asks the table of policies whose they are. */
export async function observePolicyOwner({ org }: Scene): Promise<Observation> {
  const owners = await asked(() => org.query('SELECT ExternalClientApplicationId FROM ExtlClntAppPlcyCnfg LIMIT 1'));
  if (owners.known) return shows('told', 'a query of ExternalClientApplicationId answers');
  return /ExternalClientApplicationId|INVALID_FIELD/.test(owners.why)
    ? shows('untold', owners.why)
    : unexpected(owners.why);
}

/** Remembers whether the app is listed before it was ever used. */
export async function lookAtUnusedApp(scene: Scene): Promise<void> {
  const listed = await asked(() => usageId(scene.org, scene.app));
  if (listed.known) scene.listedUnused = listed.value !== undefined;
}

/** Looks for the app among the used ones, now that it gave a token. */
export async function observeUsage(scene: Scene): Promise<Observation> {
  const after = await asked(() => usageId(scene.org, scene.app));
  if (!after.known) return unexpected(after.why);
  if (scene.listedUnused === undefined) return unexpected('the list answered only after the first token');
  if (scene.listedUnused) return shows('all', 'the app was listed before its first token');
  return after.value === undefined
    ? unexpected('the app was not listed before its first token, nor right after it')
    : shows('used', 'the app was listed only after its first token');
}

/** Reads the consumer by the Id of the app's record. */
export async function observeAppId({ org, app }: Scene): Promise<Observation> {
  const [record] = await org.query<{ readonly Id: string }>(
    `SELECT Id FROM ExternalClientApplication WHERE DeveloperName = ${quote(app)}`,
  );
  if (record === undefined) return unexpected('the app has no record in ExternalClientApplication');
  const byRecord = await asked(() => org.request({ method: 'GET', path: `apps/oauth/credentials/${record.Id}` }));
  if (byRecord.known) return shows('record-id', "credentials answer to the record's Id");
  const listed = await asked(() => usageId(org, app));
  const identifier = listed.known ? listed.value : undefined;
  if (identifier === undefined) return notTried(`no other identifier is known to compare with: ${byRecord.why}`);
  const isSame = identifier.slice(0, 15) === record.Id.slice(0, 15);
  return isSame ? unexpected(byRecord.why) : shows('other', 'the identifier in the usage list is not the Id');
}

/** Finds the identifier of an app in the usage list, page by page. */
async function usageId(org: Org, app: string): Promise<string | undefined> {
  let path: string | undefined = 'apps/oauth/usage';
  while (path !== undefined) {
    const page: UsagePage = await org.request<UsagePage>({ method: 'GET', path });
    const found = page.apps?.find(({ developerName }) => developerName === app);
    if (found !== undefined) return found.identifier;
    path = page.nextPageUrl ?? undefined;
  }
  return undefined;
}
