import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { EnvironmentConfig, ResolvedConfig } from '../../src/config/model.js';
import { requestToken } from '../../src/oauth/token.js';
import { Secret } from '../../src/secret.js';
import { deploy } from '../../src/verbs/deploy.js';
import { doctor } from '../../src/verbs/doctor.js';
import { prepareRefresh } from '../../src/verbs/prepare-refresh.js';
import { refresh } from '../../src/verbs/refresh.js';
import { releaseKeys } from '../../src/verbs/release-keys.js';
import { httpOfTest } from '../unit/http-of-test.js';
import { connectTo, resolved } from './project.js';
import { appIn, startWorld, type RefreshWorld } from './refresh-world.js';

let world: RefreshWorld;
afterEach(() => world.stop());

const KEY = 'BILLING_SYNC_KEY_OF_UAT_7F3A';
const SECRET = 'Hushed-secret_of-uat-0123456789ABCDEF';
const SUPPLIED = { SYNC_KEY: KEY, SYNC_SECRET: SECRET };
const SETTING = 'enableClientSecretInRestApiAccess';

/** The environment supplies key and secret, as for consumers that must keep them. */
function supplied(change: Partial<EnvironmentConfig> = {}): ResolvedConfig {
  const credentials = { key: '${env:SYNC_KEY}', secret: '${env:SYNC_SECRET}' };
  return world.config({ ...change, apps: { Billing_Sync: { credentials } } });
}

/** A sandbox whose app, which production does not have, was made with the supplied pair and keeps its secrets. */
async function startSupplied(): Promise<void> {
  world = await startWorld({ productionHasApp: false, sandboxHasApp: false });
  await deploy(await connectTo(world.sandbox.info), supplied(), world.work(SUPPLIED), { sink: [] });
  world.sandbox.changeSetting(SETTING, false);
}

/** A consumer that knows key and secret since they were made, and nothing else. */
async function consumerWorks(): Promise<boolean> {
  const { instanceUrl: issuer } = world.sandbox.info;
  const endpoints = { kind: 'endpoints', issuer, token: `${issuer}/services/oauth2/token` } as const;
  const pair = { consumerKey: KEY, consumerSecret: new Secret(SECRET) };
  return (await requestToken(httpOfTest(), endpoints, pair)).kind === 'token';
}

describe('the day before a refresh', () => {
  it('is fine where everything comes along, and nothing is changed', async () => {
    world = await startWorld({ accessGroup: ['admin@acme.example', 'billing.sync@acme.example'] });
    const before = [world.production.snapshot(), world.sandbox.snapshot()];
    const { checks } = await prepareRefresh(world.config(), world.work());
    expect(checks.map(({ name, level }) => [name, level])).toEqual([
      ['ci-user', 'ok'],
      ['app', 'ok'],
      ['run-as-user', 'ok'],
      ['sink', 'ok'],
    ]);
    expect(checks[0]?.detail).toContain('in the access group');
    const after = [world.production.snapshot(), world.sandbox.snapshot()];
    expect(after).toEqual(before);
  });

  it('says who will be frozen or gone, which app will vanish, and which sink does not answer', async () => {
    world = await startWorld({ productionHasApp: false, accessGroup: ['admin@acme.example'] });
    const written = world.written({ sink: { command: ['no-such-program-here'] } });
    const { checks } = await prepareRefresh(resolved(written, 'uat'), world.work());
    const found = Object.fromEntries(checks.map((check) => [check.name, check]));
    expect(found['run-as-user']).toMatchObject({
      level: 'warning',
      detail: expect.stringContaining('freeze') as string,
    });
    expect(found['app']).toMatchObject({
      level: 'warning',
      detail: expect.stringContaining('in the sandbox alone') as string,
    });
    expect(found['sink']).toMatchObject({ level: 'blocker' });
    const app = { ...written.apps.Billing_Sync, runAsUser: 'ledger@acme.example' };
    const gone = resolved({ ...written, apps: { Billing_Sync: app } }, 'uat');
    expect((await prepareRefresh(gone, world.work())).checks.find(({ name }) => name === 'run-as-user')).toMatchObject({
      level: 'blocker',
      detail: expect.stringContaining('does not exist in production') as string,
    });
  });

  it('takes a login to production, and says so', async () => {
    world = await startWorld();
    const work = world.work({ PRODUCTION_TOKEN: '' });
    await expect(prepareRefresh(world.config(), work)).rejects.toMatchObject({ name: 'NoLoginError' });
  });
});

describe('releasing keys', () => {
  it('deletes an app of the sandbox alone once its pair is stored, without asking the org for a secret', async () => {
    await startSupplied();
    const sink = join(world.folder, 'billing.json');
    const from = world.sandbox.requests.length;
    expect(await releaseKeys(supplied(), world.work(SUPPLIED), { dryRun: true })).toMatchObject({
      dryRun: true,
      released: [{ app: 'Billing_Sync', consumerKey: KEY }],
    });
    expect(existsSync(sink)).toBe(false);
    expect(appIn(world.sandbox)).toHaveLength(5);
    const { released, kept } = await releaseKeys(supplied(), world.work(SUPPLIED));
    expect([released, kept]).toEqual([[{ app: 'Billing_Sync', consumerKey: KEY, places: ['billing.json'] }], []]);
    expect(JSON.parse(readFileSync(sink, 'utf8'))).toMatchObject({
      Billing_Sync: { consumerKey: KEY, consumerSecret: SECRET },
    });
    expect(appIn(world.sandbox)).toEqual([]);
    expect(world.sandbox.requests.slice(from).filter(({ operation }) => operation === 'consumer')).toEqual([]);
    const { kept: gone } = await releaseKeys(supplied(), world.work(SUPPLIED));
    expect(gone).toMatchObject([{ why: 'the sandbox does not have it' }]);
  });

  it('gives the refreshed sandbox the same key and secret, so that consumers notice nothing', async () => {
    await startSupplied();
    expect(await consumerWorks()).toBe(true);
    await releaseKeys(supplied(), world.work(SUPPLIED));
    expect(await consumerWorks()).toBe(false);
    const stored = readFileSync(join(world.folder, 'billing.json'), 'utf8');
    world.refreshed();
    world.sandbox.changeSetting(SETTING, false);
    const from = world.sandbox.requests.length;
    const report = await refresh(supplied(), world.work(SUPPLIED));
    expect(report).toMatchObject({
      ok: true,
      apps: [{ fate: 'gone', done: 'created', pair: 'supplied', consumerKey: KEY }],
      verify: [{ ok: true }],
    });
    expect(await consumerWorks()).toBe(true);
    const pairOf = (text: string): unknown => {
      const { consumerKey, consumerSecret } = (JSON.parse(text) as { Billing_Sync: Record<string, string> })
        .Billing_Sync;
      return [consumerKey, consumerSecret];
    };
    expect(pairOf(readFileSync(join(world.folder, 'billing.json'), 'utf8'))).toEqual(pairOf(stored));
    expect(world.sandbox.requests.slice(from).filter(({ operation }) => operation === 'consumer')).toEqual([]);
    expect(world.sandbox.snapshot().settings[SETTING]).toBe(false);
    expect(await refresh(supplied(), world.work(SUPPLIED))).toMatchObject({ ok: true, changed: false });
  });

  it.each<[string, () => Promise<unknown>, object]>([
    [
      'is not stored',
      () => {
        const sink = { command: [process.execPath, '-e', 'process.exit(3)'] };
        return releaseKeys(supplied({ sink }), world.work(SUPPLIED));
      },
      { name: 'SinkFailedError', message: expect.stringContaining('was not deleted') as string },
    ],
    [
      'is not the app’s',
      () => releaseKeys(supplied(), world.work({ ...SUPPLIED, SYNC_SECRET: 'Some-other-secret' })),
      { name: 'TokenRefusedError', message: expect.stringContaining('invalid_client') as string },
    ],
    [
      'is not set',
      () => releaseKeys(supplied(), world.work({ SYNC_KEY: KEY })),
      { name: 'ConfigInvalidError', problems: [{ path: 'apps.Billing_Sync.credentials.secret' }] },
    ],
  ])('leaves an app alone whose pair %s', async (_why, act, error) => {
    await startSupplied();
    await expect(act()).rejects.toMatchObject(error);
    expect(appIn(world.sandbox)).toHaveLength(5);
    expect(await consumerWorks()).toBe(true);
  });

  it('keeps an app that Setup made of a Connected App, which would take the key', async () => {
    await startSupplied();
    world.sandbox.setComponent('ConnectedApp', 'Billing_Sync', {
      label: 'Billing Sync',
      contactEmail: 'a@acme.example',
    });
    const { kept, released } = await releaseKeys(supplied(), world.work(SUPPLIED));
    expect(kept).toMatchObject([{ why: expect.stringContaining('Connected App') as string }]);
    expect(released).toEqual([]);
    expect(appIn(world.sandbox)).toHaveLength(6);
  });

  it('keeps an app that production has, one whose key the config does not supply, and one with another key', async () => {
    world = await startWorld();
    const { kept: own } = await releaseKeys(supplied(), world.work(SUPPLIED));
    expect(own).toMatchObject([{ why: expect.stringContaining('production has it too') as string }]);
    await world.stop();
    world = await startWorld({ productionHasApp: false });
    const { kept } = await releaseKeys(world.config(), world.work());
    expect(kept).toMatchObject([{ why: expect.stringContaining('supplies no key') as string }]);
    const { kept: other } = await releaseKeys(supplied(), world.work(SUPPLIED));
    expect(other).toMatchObject([{ why: expect.stringContaining(`the config supplies ${KEY}`) as string }]);
    expect(appIn(world.sandbox)).toHaveLength(5);
  });
});

describe('the doctor', () => {
  it('says which login survives a refresh, and which permission a refresh would miss', async () => {
    world = await startWorld();
    const { checks } = await doctor(await connectTo(world.sandbox.info), world.config(), world.work());
    expect(checks.find(({ name }) => name === 'refresh-login')).toMatchObject({
      level: 'ok',
      detail: expect.stringContaining('acme-production') as string,
    });
    const accessToken = world.sandbox.login('billing.sync@acme.example.uat');
    const weak = await connectTo({ ...world.sandbox.info, accessToken });
    const { checks: found } = await doctor(weak, world.config(), world.work());
    expect(found.find(({ name }) => name === 'refresh-permissions')).toMatchObject({ level: 'warning' });
  });

  it('says nothing of a refresh where the environment names no sandbox', async () => {
    world = await startWorld();
    const config = world.config({ sandbox: undefined });
    const { checks } = await doctor(await connectTo(world.sandbox.info), config, world.work());
    expect(checks.filter(({ name }) => name.startsWith('refresh'))).toEqual([]);
  });
});
