import { sentence } from '../problem.js';
import type { Credentials } from '../oauth/key-pair.js';
import { EcaError } from '../errors.js';
import { foreignText } from '../foreign-text.js';
import { asRecord, asText } from '../http/json.js';
import { Secret } from '../secret.js';
import { keepPage } from '../http/paging.js';
import { refuseForeignApp } from '../org/foreign-app.js';
import type { Org } from '../org/org.js';
import { quote } from '../org/soql.js';
import { listIn } from '../org/unexpected.js';
import { GIVE_PERMISSIONS, OPEN_SWITCH } from './allow-access.js';

/** The consumer of an app: what holds its key and secret. */
export interface OauthConsumer {
  readonly app: string;
  /** Where Connect REST has it, below `/services/data/vNN.0/`. */
  readonly path: string;
  /** Key that counts now; absent when the org does not list it. */
  readonly consumerKey?: string | undefined;
}

interface UsedApp {
  readonly developerName: string;
  readonly identifier?: unknown;
}
interface UsagePage {
  readonly nextPageUrl?: string | null | undefined;
}
interface ConsumerRecord {
  readonly id?: unknown;
  readonly key?: unknown;
}

/**
 * Reads key and secret through Connect REST.
 *
 * @throws CredentialsUnavailableError when the org or the session's user does not allow it; AppNotFoundError.
 * @see https://developer.salesforce.com/docs/atlas.en-us.chatterapi.meta/chatterapi/connect_resources_oauth_credentials_resources.htm
 */
export async function readCredentials(org: Org, app: string): Promise<Credentials> {
  const { path } = await readConsumer(org, app);
  return withAccess(app, async () => {
    const pair = asRecord(await org.request({ method: 'GET', path: `${path}?part=keyandsecret` }));
    if (typeof pair.key !== 'string' || typeof pair.secret !== 'string') {
      throw notAvailable(app, 'the answer held no secret');
    }
    return { consumerKey: pair.key, consumerSecret: new Secret(pair.secret) };
  });
}

/**
 * Finds the consumer of an app.
 *
 * @throws CredentialsUnavailableError, AppNotFoundError, ForeignAppError
 */
export async function readConsumer(org: Org, app: string): Promise<OauthConsumer> {
  // Every way to a key or a secret leads through here.
  const [id] = await Promise.all([readAppId(org, app), refuseForeignApp(org, app)]);
  const base = `apps/oauth/credentials/${id}`;
  return withAccess(app, async () => {
    const list = await org.request({ method: 'GET', path: base });
    const [consumer] = listIn<ConsumerRecord>('The list of consumers', list, 'consumers');
    if (consumer === undefined) throw notAvailable(app, 'the org lists no consumer for it');
    const path = `${base}/${idIn('The list of consumers', 'id', consumer.id)}`;
    return { app, path, consumerKey: asText(consumer.key) };
  });
}

/** Runs a request for credentials; a refusal by the org says what to allow. Any other failure keeps its own cause. */
export async function withAccess<T>(app: string, request: () => Promise<T>): Promise<T> {
  try {
    return await request();
  } catch (error) {
    if (!(error instanceof EcaError) || error.name !== 'OrgRequestFailedError' || !isRefusal(error)) throw error;
    throw notAvailable(app, error.message, error);
  }
}

/** An org that fails, or has used up its requests, says nothing of what it allows. */
function isRefusal({ data: { status, code } }: EcaError): boolean {
  if (code === 'REQUEST_LIMIT_EXCEEDED') return false;
  return typeof status !== 'number' || [400, 403, 404].includes(status);
}

/** Finds the app's id among the apps with usage data; an app that was never used may be missing there. */
async function readAppId(org: Org, app: string): Promise<string> {
  const seen = new Set<string>();
  let came = 0;
  let path: string | undefined = 'apps/oauth/usage';
  try {
    while (path !== undefined) {
      const page: UsagePage = await org.request<UsagePage>({ method: 'GET', path });
      const apps = listIn<UsedApp>('The list of apps with usage data', page, 'apps');
      const found = apps.find(({ developerName }) => developerName === app);
      if (found !== undefined) return idIn('The list of apps with usage data', 'identifier', found.identifier);
      const next: string | null = page.nextPageUrl ?? null;
      came += apps.length;
      const soFar = { seen, records: apps.length, came };
      path = next === null ? undefined : keepPage(org.identity.instanceUrl, next, soFar);
    }
  } catch (error) {
    if (!(error instanceof EcaError) || error.name !== 'OrgRequestFailedError') throw error;
  }
  const [record] = await org.query<{ readonly Id: string }>(
    `SELECT Id FROM ExternalClientApplication WHERE DeveloperName = ${quote(app)}`,
  );
  if (record !== undefined) return record.Id;
  throw new EcaError({
    name: 'AppNotFoundError',
    message: `The org "${org.identity.target}" has no External Client App "${app}".`,
    actions: ['Deploy it with `eca deploy`, or check the name and the target org.'],
  });
}

/** Takes an id that becomes a part of a path. */
function idIn(asked: string, field: string, id: unknown): string {
  if (typeof id === 'string' && /^[\w-]+$/.test(id)) return id;
  throw new EcaError({
    name: 'UnexpectedAnswerError',
    message: `${asked} was answered with an entry whose "${field}" is no id, but ${id === undefined ? 'nothing' : foreignText(JSON.stringify(id), 200)}.`,
    actions: ['Check that the URL is that of the org, and look for a proxy in between.'],
  });
}

function notAvailable(app: string, why: string, cause?: unknown): EcaError {
  return new EcaError({
    name: 'CredentialsUnavailableError',
    message: `Key and secret of "${app}" cannot be read by REST: ${sentence(why)}`,
    actions: [OPEN_SWITCH, GIVE_PERMISSIONS],
    cause,
    data: { app, status: cause instanceof EcaError ? cause.data.status : undefined },
  });
}
