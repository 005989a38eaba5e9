import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import type { LoggedRequest } from '../../src/local-org/index.js';
import { requestsOf, snapshotOf, type Night, type NightOrg, type NightResult, type Variant } from './night.js';
import { journalsIn } from './story.js';

type Environment = NightResult['environments'][number];

/** What a run makes of an app, by what the refresh made of it; a run that was killed before did part of it. */
const FATES: Readonly<Record<Variant['apps'], readonly string[]>> = {
  absent: ['gone', 'own'],
  kept: ['own'],
  stale: ['own'],
  'half-broken': ['half-broken', 'own'],
  'foreign-link': ['copied', 'gone', 'own'],
};

const isFine = ({ variant }: NightOrg): boolean => variant.trouble === undefined && variant.isPending !== true;
/** Sandboxes that a run has to finish. */
export const fineOrgs = ({ orgs }: Night): readonly NightOrg[] => orgs.filter(isFine);

/** Tells whether two runs of the night came to this: the fine are proven, those in trouble are named with cause and fix. */
export async function expectNight(night: Night, code: number, answer: NightResult, folder = night.folder) {
  const byName = new Map(answer.environments.map((one) => [one.name, one]));
  for (const org of night.orgs) expectEnvironment(org, byName.get(org.name));
  const inTrouble = night.orgs.filter(({ variant }) => variant.trouble !== undefined);
  const isPending = night.orgs.some(({ variant }) => variant.isPending === true);
  expect(code).toBe(inTrouble.length > 0 ? 1 : isPending ? 69 : 0);
  for (const { name } of inTrouble) {
    expect(answer.recap.lines.find((line) => line.name === name)?.cause).toMatch(/No login to .* \w{3}/);
  }
  await Promise.all(fineOrgs(night).map((org) => expectWhole(org, folder)));
  expect(journalsIn(folder)).toEqual([]);
}

function expectEnvironment({ variant }: NightOrg, environment: Environment | undefined): void {
  const { trouble, isPending } = variant;
  const { ok, exitCode, error, result } = environment ?? {};
  if (trouble !== undefined) {
    expect([ok, exitCode, error?.name], variant.title).toEqual([false, 1, 'NoLoginError']);
    expect(error?.message).toContain(
      trouble === 'dead-port' ? 'the org did not answer: ' : 'the user is frozen or inactive: ',
    );
    expect(error?.actions[0]).toMatch(trouble === 'dead-port' ? /start it again/ : /^Unfreeze the user/);
  } else if (isPending === true) {
    expect([ok, exitCode, error?.name], variant.title).toEqual([false, 69, 'NotRefreshedYetError']);
    expect(error?.actions[0]).toMatch(/^Activate the sandbox/);
  } else {
    expect([variant.title, ok, exitCode, error]).toEqual([variant.title, true, 0, undefined]);
    expect(result?.verify.map((proof) => proof.ok)).toEqual([true]);
    expect(FATES[variant.apps]).toContain(result?.apps[0]?.fate);
  }
}

/** The sandbox has the app, its run-as user can act, and the pair in the sink gives a token. */
async function expectWhole({ name, process, variant }: NightOrg, folder: string): Promise<void> {
  const { components, users } = await snapshotOf(process);
  const parts = components.filter(({ type }) => /^(ExternalClientApplication|ExtlClntApp)/.test(type));
  expect(parts, variant.title).toHaveLength(5);
  expect(users.map(({ frozen }) => frozen)).toEqual([false, false]);
  expect(users.map(({ username }) => username).sort()[1]).toBe(
    `billing.sync@acme.example${variant.isRenamed === true ? '1' : ''}.${name}`,
  );
  expect(await tokenStatus(process.instanceUrl, join(folder, 'secrets', `${name}.json`))).toBe(200);
}

async function tokenStatus(instanceUrl: string, file: string): Promise<number> {
  const stored = JSON.parse(readFileSync(file, 'utf8')) as {
    readonly Billing_Sync: { readonly consumerKey: string; readonly consumerSecret: string };
  };
  const { consumerKey, consumerSecret } = stored.Billing_Sync;
  const body = { grant_type: 'client_credentials', client_id: consumerKey, client_secret: consumerSecret };
  const url = `${instanceUrl}/services/oauth2/token`;
  return (await fetch(url, { method: 'POST', body: new URLSearchParams(body) })).status;
}

/** Requests that read, stage or change a key or secret. */
const KEY_REQUESTS = /^(?:consumers?|stagedCredentials|stageCredentials|rotateCredentials)$/;
/** Requests by POST that change nothing. */
const READING = /^(?:token|retrieve|checkRetrieveStatus|introspect|describe\w*|listMetadata|sandboxAuth)$/;

const isWrite = ({ method, operation }: LoggedRequest): boolean => method !== 'GET' && !READING.test(operation);

/** How many requests an org had so far. */
export const countOf = async (org: NightOrg['process']): Promise<number> => (await requestsOf(org)).length;

/** Nothing was written to an org since. */
export async function expectNoWrite(org: NightOrg['process'], since: number): Promise<void> {
  expect((await requestsOf(org)).slice(since).filter(isWrite)).toEqual([]);
}

/** Until the copy of production's app was deleted, nothing asked for its key, and nothing was changed but users. */
export async function expectKeyLeftAlone(org: NightOrg, since: number): Promise<void> {
  const requests = (await requestsOf(org.process)).slice(since).map(({ operation }) => operation);
  // The first deploy checks the removal, the second one is it.
  const removal = requests.indexOf('deploy', requests.indexOf('deploy') + 1);
  expect(removal).toBeGreaterThan(0);
  expect(requests.slice(0, removal).filter((operation) => KEY_REQUESTS.test(operation))).toEqual([]);
  expect(requests.slice(removal).filter((operation) => KEY_REQUESTS.test(operation)).length).toBeGreaterThan(0);
}

/** No file and no text holds one of the secrets, each of which is long enough to be told. */
export function expectNoSecret(secrets: readonly string[], texts: readonly string[]): void {
  expect(secrets.length).toBeGreaterThan(3);
  expect(Math.min(...secrets.map(({ length }) => length))).toBeGreaterThan(20);
  const found = secrets.flatMap((secret, index) => texts.filter((text) => text.includes(secret)).map(() => index));
  expect(found).toEqual([]);
}
