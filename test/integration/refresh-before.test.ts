import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { ResolvedConfig } from '../../src/config/model.js';
import { doctor } from '../../src/verbs/doctor.js';
import { prepareRefresh } from '../../src/verbs/prepare-refresh.js';
import { releaseKeys } from '../../src/verbs/release-keys.js';
import { connectTo, resolved } from './project.js';
import { appIn, startWorld, type RefreshWorld } from './refresh-world.js';

let world: RefreshWorld;
afterEach(() => world.stop());

/** As the key `credentials` of the config would make it: key and secret are supplied. */
function supplied(config: ResolvedConfig): ResolvedConfig {
  return {
    ...config,
    apps: config.apps.map((app) => ({ ...app, written: new Set([...app.written, 'credentials']) })),
  };
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
    const gone = resolved({ ...written, apps: { Billing_Sync: app } } as typeof written, 'uat');
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
  it('deletes an app of the sandbox alone once its pair is stored, and no other', async () => {
    world = await startWorld({ productionHasApp: false });
    const config = supplied(world.config());
    const sink = join(world.folder, 'billing.json');
    expect(await releaseKeys(config, world.work(), { dryRun: true })).toMatchObject({
      dryRun: true,
      released: [{ app: 'Billing_Sync' }],
    });
    expect(existsSync(sink)).toBe(false);
    expect(appIn(world.sandbox)).toHaveLength(5);
    const { released, kept } = await releaseKeys(config, world.work());
    expect([released.map(({ app }) => app), kept]).toEqual([['Billing_Sync'], []]);
    expect(readFileSync(sink, 'utf8')).toContain(released[0]?.consumerKey);
    expect(appIn(world.sandbox)).toEqual([]);
    expect((await releaseKeys(config, world.work())).kept).toMatchObject([{ why: 'the sandbox does not have it' }]);
  });

  it('leaves an app alone whose pair is not safe', async () => {
    world = await startWorld({ productionHasApp: false });
    const sink = { command: [process.execPath, '-e', 'process.exit(3)'] };
    const run = releaseKeys(supplied(world.config({ sink })), world.work());
    await expect(run).rejects.toMatchObject({
      name: 'SinkFailedError',
      message: expect.stringContaining('was not deleted') as string,
    });
    expect(appIn(world.sandbox)).toHaveLength(5);
  });

  it('keeps an app that production has, and one whose key the config does not supply', async () => {
    world = await startWorld();
    const { kept: own } = await releaseKeys(supplied(world.config()), world.work());
    expect(own).toMatchObject([{ why: expect.stringContaining('production has it too') as string }]);
    await world.stop();
    world = await startWorld({ productionHasApp: false });
    const { kept } = await releaseKeys(world.config(), world.work());
    expect(kept).toMatchObject([{ why: expect.stringContaining('supplies no key') as string }]);
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
