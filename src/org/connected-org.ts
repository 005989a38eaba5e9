import type { Connection } from '@salesforce/core';
import { EcaError } from '../errors.js';
import { currentHttp, withHttpOf } from '../http/open-http.js';
import { keepPage } from '../http/paging.js';
import { remember } from '../secret.js';
import type { Work } from '../work.js';
import { startDeploy, watchDeploy } from './deploy-package.js';
import { orgFailure } from './failure.js';
import type { Org, OrgIdentity, OrgRequest } from './org.js';
import { packSource } from './package.js';
import { retrieveFiles } from './retrieve.js';
import { isSessionOf } from './session-app.js';
import { keepingCause, mayAsk } from './transport.js';
import { rowsIn } from './rows.js';
import { noList, unexpectedAnswer } from './unexpected.js';
import { withWarnings } from './warnings.js';

interface OrganizationRecord {
  readonly Id: string;
  readonly Name: string;
  readonly IsSandbox: boolean;
  readonly OrganizationType: string | null;
  readonly TrialExpirationDate: string | null;
}

/** What {@link connectedOrg} knows before it asks. */
export interface ConnectedOptions {
  readonly target: string;
  readonly apiVersion: string;
  /** Consumer key that the login used, where the connection does not know it. */
  readonly clientId?: string | undefined;
  readonly work: Work;
}

/** Asks a connection who the org is, and gives the {@link Org} that the verbs use. */
export async function connectedOrg(connection: Connection, options: ConnectedOptions): Promise<Org> {
  const { target, apiVersion, work } = options;
  rememberSession(connection);
  const asked = askWho(connection);
  const newestApiVersion = await asked.newestApiVersion;
  // SDR asks for it again, and would have core note it.
  connection.retrieveMaxApiVersion = () => Promise.resolve(newestApiVersion);
  if (Number.parseFloat(apiVersion) > Number.parseFloat(newestApiVersion)) {
    throw new EcaError({
      name: 'ApiVersionUnsupportedError',
      message: `The org "${target}" offers API versions up to ${newestApiVersion}; the config asks for ${apiVersion}.`,
      actions: [`Set apiVersion: "${newestApiVersion}" in the config, or pass --api-version ${newestApiVersion}.`],
    });
  }
  const organization = await asked.organization;
  const [record] = rowsIn<OrganizationRecord>(WHO, organization);
  if (record === undefined) throw noOrganization(organization);
  const identity: OrgIdentity = {
    orgId: record.Id,
    name: record.Name,
    isSandbox: record.IsSandbox,
    ...(isProduction(record) ? { isProduction: true } : {}),
    instanceUrl: connection.instanceUrl.replace(/\/+$/, ''),
    username: await asked.username,
    target,
  };
  const clientId = options.clientId ?? connection.getAuthInfoFields().clientId;
  const known = { apiVersion, newestApiVersion, clientId };
  return orgOf(connection, identity, known, work);
}

const VERSION = /^\d{1,3}\.\d$/;
const WHO = 'SELECT Id, Name, IsSandbox, OrganizationType, TrialExpirationDate FROM Organization';

interface Who {
  readonly newestApiVersion: Promise<string>;
  readonly organization: Promise<{ readonly records: readonly OrganizationRecord[] }>;
  readonly username: Promise<string>;
}

/** Asks side by side; each answer is looked at in its turn, so that the same failure is told whichever comes first. */
function askWho(connection: Connection): Who {
  const who = {
    newestApiVersion: readNewestVersion(connection),
    organization: (async () => connection.query<OrganizationRecord>(WHO))(),
    username: readUsername(connection),
  };
  for (const answer of Object.values(who)) answer.catch(() => undefined);
  return who;
}

/**
 * Asks for the newest API version that the org offers. core would note it with the time in the words of the machine's
 * language, in the login that `sf` keeps.
 */
async function readNewestVersion(connection: Connection): Promise<string> {
  await connection.isResolvable();
  const answer = await connection.request(`${connection.instanceUrl}/services/data`);
  const rows: readonly unknown[] = Array.isArray(answer) ? answer : [];
  const versions = rows.flatMap((row) => versionIn(row) ?? []);
  const [newest] = versions.toSorted((a, b) => Number(b) - Number(a));
  if (newest === undefined) throw noList('The question for API versions', answer, 'a list of them');
  return newest;
}

function versionIn(row: unknown): string | undefined {
  const version = typeof row === 'object' && row !== null && 'version' in row ? row.version : undefined;
  return typeof version === 'string' && VERSION.test(version) ? version : undefined;
}

/** core holds them in the clear, and a server may say them back. */
function rememberSession(connection: Connection): void {
  const { accessToken, refreshToken, clientSecret } = connection.getAuthInfoFields();
  for (const value of [connection.accessToken, accessToken, refreshToken, clientSecret]) {
    if (typeof value === 'string') remember(value);
  }
}

function noOrganization(body: unknown): EcaError {
  const json = { status: 200, headers: { 'content-type': 'application/json' }, body };
  return unexpectedAnswer('The query of Organization', json);
}

function isProduction({ IsSandbox, OrganizationType, TrialExpirationDate }: OrganizationRecord): boolean {
  return !IsSandbox && TrialExpirationDate === null && OrganizationType !== 'Developer Edition';
}

/** A session that came as a token alone has that token in the place of its username; the org knows the real one. */
async function readUsername(connection: Connection): Promise<string> {
  const username = connection.getUsername();
  if (username !== undefined && username !== connection.accessToken) return username;
  const info = await connection.request<{ readonly preferred_username?: string | undefined }>({
    method: 'GET',
    url: `${connection.instanceUrl.replace(/\/+$/, '')}/services/oauth2/userinfo`,
  });
  return info.preferred_username ?? 'unknown';
}

function orgOf(
  connection: Connection,
  identity: OrgIdentity,
  versions: Pick<Org, 'apiVersion' | 'newestApiVersion' | 'clientId'>,
  { http, onProgress }: Work,
): Org {
  const guard = async <T>(doing: string, call: () => Promise<T>): Promise<T> => {
    const started = performance.now();
    const told = (end: string): void => {
      onProgress({
        kind: 'debug',
        message: `${identity.target}: ${doing}: ${end}, ${Math.round(performance.now() - started)} ms`,
      });
    };
    try {
      // A run that puts something back has another way out than the one that connected.
      const result = await withWarnings(onProgress, () =>
        withHttpOf(http, () =>
          keepingCause(() => {
            mayAsk(connection.instanceUrl, connection.getAuthInfoFields().loginUrl);
            return call();
          }),
        ),
      );
      told('done');
      return result;
    } catch (error) {
      const failure = orgFailure(error, doing, identity.target);
      told(failure.name);
      throw failure;
    }
  };
  const running = new Map<string, Promise<unknown>>();
  return {
    ...versions,
    identity,
    sessionIsJwt: connection.accessToken?.startsWith('eyJ') ?? false,
    isSessionOf: (credentials) =>
      guard('say whose session this is', () => isSessionOf(connection, credentials, currentHttp())),
    request: (request) =>
      guard(`answer ${request.method} ${request.path.split('?')[0] ?? ''}`, () => send(connection, request)),
    query: <T>(soql: string) =>
      sharing(running, soql, () =>
        guard(`answer a query of ${/\bFROM\s+(\w+)/i.exec(soql)?.[1] ?? 'records'}`, () =>
          queryAll<T>(connection, soql),
        ),
      ),
    retrieve: (selection, wait) => guard('retrieve components', () => retrieveFiles(connection, selection, wait)),
    pack: (files) => packSource(files, versions.apiVersion),
    startDeploy: (zip, options) => guard('take the deploy', () => startDeploy(connection, zip, options)),
    watchDeploy: (id, wait, onStatus) => guard('report the deploy', () => watchDeploy(connection, id, wait, onStatus)),
    cancelDeploy: (id) =>
      guard('cancel the deploy', async () => {
        const body = { deployResult: { status: 'Canceling' } };
        await send(connection, { method: 'PATCH', path: `metadata/deployRequest/${id}`, body });
      }),
  };
}

/** Parts of a run ask the same at the same moment, such as checks and comparison: the second gets the answer of the first. */
function sharing<T>(running: Map<string, Promise<unknown>>, question: string, ask: () => Promise<T>): Promise<T> {
  const same = running.get(question) as Promise<T> | undefined;
  if (same !== undefined) return same;
  const answer = ask().finally(() => running.delete(question));
  running.set(question, answer);
  return answer;
}

async function send<T>(connection: Connection, { method, path, body }: OrgRequest): Promise<T> {
  const url = path.startsWith('/') ? path : `/services/data/v${connection.getApiVersion()}/${path}`;
  const request = { method, url: `${connection.instanceUrl.replace(/\/+$/, '')}${url}` };
  if (body === undefined) return await connection.request<T>(request);
  const headers = { 'content-type': 'application/json' };
  return await connection.request<T>({ ...request, headers, body: JSON.stringify(body) });
}

async function queryAll<T>(connection: Connection, soql: string): Promise<readonly T[]> {
  const records: T[] = [];
  const seen = new Set<string>();
  let page = await connection.query<Record<string, unknown>>(soql);
  for (;;) {
    const rows = rowsIn<T>(soql, page);
    records.push(...rows);
    const next = page.done ? undefined : page.nextRecordsUrl;
    if (next === undefined) return records;
    const soFar = { seen, records: rows.length, came: records.length, totalSize: page.totalSize };
    keepPage(connection.instanceUrl, next, soFar);
    page = await connection.queryMore<Record<string, unknown>>(next);
  }
}
