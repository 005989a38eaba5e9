import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { ResolvedConfig } from '../../src/config/model.js';
import type { EcaError } from '../../src/errors.js';
import { refresh as refreshByLibrary } from '../../src/index.js';
import { LocalOrg, type RefreshOptions } from '../../src/local-org/index.js';
import { requestToken } from '../../src/oauth/token.js';
import { connect } from '../../src/org/connect.js';
import type { Org } from '../../src/org/org.js';
import { Secret } from '../../src/secret.js';
import { credentialsAge, revokeCredentials, showCredentials, storeCredentials } from '../../src/verbs/credentials.js';
import { deploy } from '../../src/verbs/deploy.js';
import { doctor } from '../../src/verbs/doctor.js';
import { plan } from '../../src/verbs/plan.js';
import { refresh } from '../../src/verbs/refresh.js';
import { rotate } from '../../src/verbs/rotate.js';
import { verify } from '../../src/verbs/verify.js';
import type { Work } from '../../src/work.js';
import { httpOfTest } from '../unit/http-of-test.js';
import { connectTo, countOf } from './project.js';
import { appIn, startWorld, type RefreshWorld, type WorldOptions } from './refresh-world.js';

let world: RefreshWorld;
afterEach(() => world.stop());

const start = async (options?: WorldOptions): Promise<void> => {
  world = await startWorld(options);
};

/** The pair that the sink holds gives a token of the sandbox. */
async function sinkWorks(): Promise<boolean> {
  const text = readFileSync(join(world.folder, 'billing.json'), 'utf8');
  const { consumerKey, consumerSecret } = (
    JSON.parse(text) as { Billing_Sync: { consumerKey: string; consumerSecret: string } }
  ).Billing_Sync;
  const { instanceUrl: issuer } = world.sandbox.info;
  const endpoints = { kind: 'endpoints', issuer, token: `${issuer}/services/oauth2/token` } as const;
  const pair = { consumerKey, consumerSecret: new Secret(consumerSecret) };
  return (await requestToken(httpOfTest(), endpoints, pair)).kind === 'token';
}

const VARIANTS: readonly (readonly [string, RefreshOptions, object])[] = [
  ['absent', { apps: 'absent' }, { fate: 'gone', done: 'created', pair: 'new' }],
  ['kept', { apps: 'kept' }, { fate: 'own', done: 'nothing', pair: 'kept' }],
  ['stale', { apps: 'stale' }, { fate: 'own', done: 'updated', pair: 'kept' }],
  ['half-broken', { apps: 'half-broken' }, { fate: 'half-broken', done: 'repaired', pair: 'new' }],
  ['foreign link', { apps: 'foreign-link' }, { fate: 'copied', done: 'made-anew', pair: 'new' }],
  ['user renamed', { takenUsernames: ['billing.sync@acme.example.uat'] }, { fate: 'gone', done: 'created' }],
  ['frozen users', { accessGroup: ['admin@acme.example.uat'] }, { fate: 'gone', done: 'created' }],
];

describe('eca refresh', () => {
  it.each(VARIANTS)('makes the app work again, whatever the refresh left: %s', async (_name, options, app) => {
    await start();
    world.refreshed(options);
    const report = await refresh(world.config(), world.work(), { unfreeze: true });
    expect(report.causes).toEqual([]);
    expect(report).toMatchObject({ ok: true, environment: 'uat', apps: [app], verify: [{ ok: true }] });
    expect(await sinkWorks()).toBe(true);
    const requests = world.sandbox.requests.length;
    const deploys = countOf(world.sandbox, 'deploy');
    const again = await refresh(world.config(), world.work(), { unfreeze: true });
    expect(again).toMatchObject({ ok: true, changed: false, apps: [{ fate: 'own', done: 'nothing', pair: 'kept' }] });
    expect(countOf(world.sandbox, 'deploy')).toBe(deploys);
    const writes = world.sandbox.requests
      .slice(requests)
      .filter(
        ({ method, operation }) => method !== 'GET' && !/^(?:token|retrieve|checkRetrieve|introspect)/.test(operation),
      );
    expect(writes).toEqual([]);
  });
});

describe('the library', () => {
  it('refreshes an environment as the command does, and throws what ends it', async () => {
    await start();
    world.refreshed({ apps: 'absent', accessGroup: ['admin@acme.example.uat'] });
    const options = { config: world.written(), environment: 'uat', env: world.env(), folder: world.folder, wait: 1 };
    await expect(refreshByLibrary(options)).rejects.toMatchObject({ name: 'RunAsUserInactiveError' });
    expect(await refreshByLibrary({ ...options, unfreeze: true, dryRun: true })).toMatchObject({
      dryRun: true,
      changed: true,
    });
    expect(await refreshByLibrary({ ...options, unfreeze: true })).toMatchObject({ ok: true, verify: [{ ok: true }] });
    const again = { ...options, expectRefreshed: true };
    await expect(refreshByLibrary(again)).rejects.toMatchObject({ name: 'NothingRefreshedError' });
    const elsewhere = { ...options, targetOrg: 'no-such-alias' };
    await expect(refreshByLibrary(elsewhere)).rejects.toMatchObject({
      name: 'NoLoginError',
      data: { attempts: [{ way: 'flag', target: 'no-such-alias' }] },
    });
  });
});

describe('production’s key', () => {
  const forbidden = ['consumers', 'consumer', 'stagedCredentials', 'stageCredentials', 'rotateCredentials'];

  it('is neither read nor changed through a copy, and production is proven before and after', async () => {
    await start();
    const before = appIn(world.production);
    world.refreshed({ apps: 'foreign-link' });
    const from = world.sandbox.requests.length;
    const report = await refresh(world.config(), world.work());
    const requests = world.sandbox.requests.slice(from).map(({ operation }) => operation);
    const deleted = requests.indexOf('deploy', requests.indexOf('deploy') + 1);
    expect(requests.slice(0, deleted).filter((operation) => forbidden.includes(operation))).toEqual([]);
    expect(report.removed).toHaveLength(5);
    expect(report.apps).toMatchObject([{ fate: 'copied', ownerOrgId: world.production.info.orgId.slice(0, 15) }]);
    expect(report.source).toEqual([
      expect.objectContaining({ app: 'Billing_Sync', unchanged: true, tokenBefore: true, tokenAfter: true, ok: true }),
    ]);
    expect(appIn(world.production)).toEqual(before);
  });

  it('is not given back to a Connected App that the removal of a migrated copy would bring to life', async () => {
    await start();
    world.refreshed({ apps: 'foreign-link' });
    world.sandbox.setComponent('ConnectedApp', 'Billing_Sync', {
      label: 'Billing Sync',
      contactEmail: 'a@acme.example',
    });
    const before = appIn(world.sandbox);
    for (const dryRun of [true, false]) {
      await expect(refresh(world.config(), world.work(), { dryRun })).rejects.toMatchObject({
        name: 'ConnectedAppRevivesError',
        message: expect.stringContaining('Nothing was removed') as string,
        data: { apps: ['Billing_Sync'] },
      });
    }
    expect(appIn(world.sandbox)).toEqual(before);
  });

  it.each<[string, (org: Org, config: ResolvedConfig, work: Work) => Promise<unknown>]>([
    ['deploy', (org, config, work) => deploy(org, config, work)],
    ['credentials show', (org, config, work) => showCredentials(org, config, work, { reveal: true })],
    ['credentials store', (org, config, work) => storeCredentials(org, config, work)],
    ['credentials rotate', (org, config, work) => rotate(org, config, work)],
    ['credentials revoke', (org, config, work) => revokeCredentials(org, config, work, { staged: true })],
    ['credentials age', (org, config, work) => credentialsAge(org, config, work)],
  ])('is not touched by %s', async (_name, act) => {
    await start();
    world.refreshed({ apps: 'foreign-link' });
    const org = await connectTo(world.sandbox.info);
    const before = appIn(world.sandbox);
    const from = world.sandbox.requests.length;
    await expect(act(org, world.config(), world.work())).rejects.toMatchObject({
      name: 'ForeignAppError',
      message: expect.stringContaining(world.production.info.orgId.slice(0, 15)) as string,
    });
    const requests = world.sandbox.requests.slice(from).map(({ operation }) => operation);
    expect(requests.filter((operation) => [...forbidden, 'deploy', 'create', 'update'].includes(operation))).toEqual(
      [],
    );
    expect(appIn(world.sandbox)).toEqual(before);
  });

  it('is not asked for by verify and doctor, which say whose it is', async () => {
    await start();
    world.refreshed({ apps: 'foreign-link' });
    const org = await connectTo(world.sandbox.info);
    const from = world.sandbox.requests.length;
    const [proof] = await verify(org, world.config(), world.work());
    expect(proof).toMatchObject({
      ok: false,
      diagnosis: { layer: 'app', fix: expect.stringContaining('eca refresh') as string },
    });
    const { checks } = await doctor(org, world.config(), world.work());
    expect(checks.find(({ name }) => name === 'link')).toMatchObject({ level: 'blocker', app: 'Billing_Sync' });
    expect((await plan(org, world.config(), world.work())).notes.join()).toContain(
      'A deploy would refuse this: "Billing_Sync"',
    );
    const requests = world.sandbox.requests.slice(from).map(({ operation }) => operation);
    expect(requests.filter((operation) => forbidden.includes(operation))).toEqual([]);
  });
});

describe('an environment that is pinned', () => {
  it.each<[string, (world: RefreshWorld) => LocalOrg | Promise<LocalOrg>]>([
    ['production', ({ production }) => production],
    ['another sandbox', () => otherSandbox()],
  ])('writes nothing where its login leads to %s', async (_name, find) => {
    await start();
    world.refreshed();
    const other = await find(world);
    const { accessToken, instanceUrl } = other.info;
    const before = other.snapshot();
    const from = other.requests.length;
    const change = { auth: { accessToken: 'OTHER_TOKEN', instanceUrl: 'OTHER_URL' } };
    const work = world.work({ OTHER_TOKEN: accessToken, OTHER_URL: instanceUrl });
    await expect(refresh(world.config(change), work)).rejects.toMatchObject({ name: 'WrongOrgError', exitCode: 4 });
    const { sandbox } = world.config();
    const login = { kind: 'access-token', token: new Secret(accessToken), instanceUrl } as const;
    await expect(connect({ login, apiVersion: '66.0', sandbox, work })).rejects.toMatchObject({
      name: 'WrongOrgError',
    });
    expect(other.requests.slice(from).filter(({ method }) => method !== 'GET')).toEqual([]);
    expect(other.snapshot()).toEqual(before);
    if (other !== world.production) await other.stop();
  });

  it('refuses production without a pin, and an environment that is production', async () => {
    await start();
    const { accessToken, instanceUrl } = world.production.info;
    const change = { sandbox: undefined, auth: { accessToken: 'OTHER_TOKEN', instanceUrl: 'OTHER_URL' } };
    const work = world.work({ OTHER_TOKEN: accessToken, OTHER_URL: instanceUrl });
    await expect(refresh(world.config(change), work)).rejects.toMatchObject({ name: 'WrongOrgError', exitCode: 4 });
    await expect(refresh(world.config({ production: true, sandbox: undefined }), work)).rejects.toMatchObject({
      name: 'WrongOrgError',
    });
  });
});

async function otherSandbox(): Promise<LocalOrg> {
  const other = new LocalOrg({ seed: { org: { name: 'Acme', sandboxName: 'qa' } } });
  await other.start();
  return other;
}

describe('a sandbox that is not there yet', () => {
  it('ends as not refreshed yet, with nothing changed, until it is activated', async () => {
    await start();
    world.refreshed({ activated: false });
    const before = world.sandbox.snapshot();
    const waiting = refresh(world.config(), world.work());
    await expect(waiting).rejects.toMatchObject({
      name: 'NotRefreshedYetError',
      exitCode: 69,
      message: expect.stringContaining('Pending Activation') as string,
    });
    expect(world.sandbox.snapshot()).toEqual(before);
    world.sandbox.activate();
    expect(await refresh(world.config(), world.work())).toMatchObject({ ok: true, apps: [{ fate: 'gone' }] });
  });

  it('is a failure when a refresh was expected and the org is the one that the last run left', async () => {
    await start({ productionHasApp: false });
    world.refreshed();
    const expected = { expectRefreshed: true };
    expect(await refresh(world.config(), world.work(), expected)).toMatchObject({
      ok: true,
      detection: { refreshed: 'unknown', status: 'Completed' },
    });
    await expect(refresh(world.config(), world.work(), expected)).rejects.toMatchObject({
      name: 'NothingRefreshedError',
      exitCode: 1,
    });
    world.refreshed();
    expect(await refresh(world.config(), world.work(), expected)).toMatchObject({
      ok: true,
      detection: { refreshed: 'yes' },
    });
  });

  it('is a failure in a fresh checkout too, where every app is as it should be', async () => {
    await start();
    await expect(refresh(world.config(), world.work(), { expectRefreshed: true })).rejects.toMatchObject({
      name: 'NothingRefreshedError',
    });
  });
});

describe('a login after a refresh', () => {
  const dead = { auth: { accessToken: 'DEAD_TOKEN', instanceUrl: 'UAT_URL' } };

  it('goes through production where the sandbox’s own session is gone', async () => {
    await start();
    const deadToken = world.sandbox.info.accessToken;
    world.refreshed();
    const report = await refresh(
      world.config({ ...dead, targetOrg: 'no-such-alias' }),
      world.work({ DEAD_TOKEN: deadToken }),
    );
    expect(report).toMatchObject({
      ok: true,
      login: [
        { way: 'auth', ok: false, cause: 'session-gone' },
        { way: 'target-org', ok: false, cause: 'unknown-org' },
        { way: 'production', ok: true, target: 'admin@acme.example.uat' },
      ],
    });
  });

  it('goes through production by the same JWT that production was entered with', async () => {
    await start();
    world.refreshed();
    const jwt = { clientId: 'UAT_CLIENT', username: 'PRODUCTION_USER', key: 'UAT_KEY' };
    const sandbox = { production: 'acme-production', name: 'uat', auth: { instanceUrl: 'PRODUCTION_URL', jwt } };
    const work = world.work({ PRODUCTION_USER: 'admin@acme.example', DEAD_TOKEN: 'dead' });
    const report = await refresh(world.config({ ...dead, sandbox }), work);
    expect(report.login).toMatchObject([
      { way: 'auth', ok: false },
      { way: 'production', ok: true },
    ]);
    expect(report.ok).toBe(true);
  });

  it.each<[string, WorldOptions, RefreshOptions, Record<string, string>, string]>([
    ['a frozen CI user', {}, { accessGroup: [] }, {}, 'user-frozen'],
    [
      'a CI user outside the access group',
      { accessGroup: ['billing.sync@acme.example'] },
      { accessGroup: [] },
      {},
      'outside-access-group',
    ],
    ['a user who is not there', {}, {}, { UAT_USER: 'nobody@acme.example.uat' }, 'user-unknown'],
    ['an app that is gone', {}, {}, { UAT_CLIENT: '3MVG9gone' }, 'app-gone'],
    ['variables that are not set', {}, {}, { UAT_KEY: '' }, 'not-set'],
    ['an org that is away', {}, {}, { UAT_URL: 'http://127.0.0.1:2' }, 'unreachable'],
  ])('says of %s why it cannot work', async (_name, options, refreshed, env, cause) => {
    await start(options);
    world.refreshed(refreshed);
    const work = world.work({ ...env, PRODUCTION_TOKEN: 'dead' });
    // Production tells who is in the access group, and then it has to let us in.
    const run = refresh(world.config(), options.accessGroup === undefined ? work : world.work(env));
    await expect(run).rejects.toMatchObject({ name: 'NoLoginError', exitCode: 1 });
    const error = (await run.catch((reason: unknown) => reason)) as EcaError;
    expect(error.data.attempts).toMatchObject([
      { way: 'auth', ok: false, cause },
      { way: 'production', ok: false },
    ]);
    expect(error.actions[0]).toMatch(/\w{4}/);
  });

  it('says of an address that the profile does not admit that it is that', async () => {
    const users = [
      { username: 'admin@acme.example.uat', profile: 'System Administrator', loginIpRanges: ['10.0.0.0-10.0.0.9'] },
      { username: 'billing.sync@acme.example.uat' },
    ];
    await start({ seed: { users } });
    world.refreshed();
    const error = (await refresh(world.config(), world.work({ PRODUCTION_TOKEN: 'dead' })).catch(
      (reason: unknown) => reason,
    )) as EcaError;
    expect(error.data.attempts).toMatchObject([
      { way: 'auth', cause: 'ip-or-hours' },
      { way: 'production', cause: 'no-production' },
    ]);
    expect(error.message).toContain('): address or hour are not allowed: ');
    expect(error.message).toContain('): production could not be asked: ');
  });
});

describe('the run-as user after a refresh', () => {
  const work = (): Work => world.work();

  it('is named when it is frozen, and unfrozen only when asked', async () => {
    await start();
    world.refreshed({ accessGroup: ['admin@acme.example.uat'] });
    await expect(refresh(world.config(), work())).rejects.toMatchObject({
      name: 'RunAsUserInactiveError',
      actions: [expect.stringContaining('--unfreeze')],
    });
    expect(world.sandbox.snapshot().users[1]).toMatchObject({ frozen: true });
    const told: string[] = [];
    const before = world.sandbox.snapshot().deployCount;
    const tell = (what: string) => (): void => {
      const { users, deployCount } = world.sandbox.snapshot();
      told.push(`${what}: ${users[1]?.frozen === true ? 'frozen' : 'acts'}, ${deployCount - before} deploys`);
    };
    const onEach = { onUsers: tell('users'), onRemoval: tell('removal'), onPlan: tell('plan') };
    const report = await refresh(world.config(), work(), { unfreeze: true, ...onEach });
    expect(report.users).toMatchObject([{ username: 'billing.sync@acme.example.uat', action: 'unfreeze' }]);
    // All of it before anything is changed, and the plan of the deploy not a second time.
    expect(told).toEqual(['users: frozen, 0 deploys', 'plan: frozen, 0 deploys']);
  });

  it('is found under an altered name, and the config is told', async () => {
    await start();
    world.refreshed({ takenUsernames: ['billing.sync@acme.example.uat'] });
    const report = await refresh(world.config({ runAsUserSuffix: undefined }), work());
    expect(report.users).toMatchObject([
      { configured: 'billing.sync@acme.example', username: 'billing.sync@acme.example1.uat', match: 'altered' },
    ]);
    expect(report.notes.join()).toContain('billing.sync@acme.example1.uat');
  });

  it('is left open, and each is listed, where several could be it', async () => {
    const users = ['admin@acme.example.uat', 'x.billing.sync@acme.example.uat', 'billing.sync@acme.example.uat'];
    await start({ seed: { users: users.map((username) => ({ username, profile: 'System Administrator' })) } });
    world.refreshed({ takenUsernames: ['billing.sync@acme.example.uat'] });
    await expect(refresh(world.config(), work())).rejects.toMatchObject({
      name: 'RunAsUserAmbiguousError',
      message: expect.stringMatching(
        /x\.billing\.sync@acme\.example\.uat.*billing\.sync@acme\.example1\.uat|1\.uat.*x\.billing/,
      ) as string,
    });
  });

  it('is made where the config says how, else the free licences are told', async () => {
    await start();
    const gone = (create?: object): ResolvedConfig => {
      const app = { runAsUser: 'ledger@acme.example', ...(create === undefined ? {} : { runAs: { create } }) };
      return world.config({ apps: { Billing_Sync: app } });
    };
    await expect(refresh(gone(), work())).rejects.toMatchObject({
      name: 'RunAsUserNotFoundError',
      message: expect.stringMatching(/Free licences: \d+ of "Salesforce Integration"/) as string,
    });
    const config = gone({ profile: 'Minimum Access - API Only Integrations' });
    expect(await refresh(config, work(), { dryRun: true })).toMatchObject({
      dryRun: true,
      changed: true,
      users: [{ action: 'create' }],
    });
    expect(world.sandbox.snapshot().users).toHaveLength(2);
    expect(await refresh(config, work())).toMatchObject({
      ok: true,
      users: [{ username: 'ledger@acme.example.uat', action: 'create' }],
    });
    expect(await refresh(config, work())).toMatchObject({ ok: true, changed: false, users: [{ action: 'none' }] });
  });
});

describe('a dry run', () => {
  it.each<RefreshOptions['apps']>(['absent', 'half-broken', 'foreign-link', 'stale'])(
    'changes nothing: %s',
    async (apps) => {
      await start();
      world.refreshed({ apps });
      const before = world.sandbox.snapshot();
      const planned = await refresh(world.config(), world.work(), { dryRun: true });
      expect(world.sandbox.snapshot()).toEqual(before);
      expect(planned).toMatchObject({ ok: true, changed: true, dryRun: true });
      const done = await refresh(world.config(), world.work());
      expect(done.removed).toEqual(planned.removed);
      expect(done.changes).toEqual(planned.changes);
    },
  );
});

describe('a Named Credential of the sandbox', () => {
  const withUrl = (url: string): ResolvedConfig => {
    const namedCredential = { name: 'Billing_Api', url };
    return world.config({ apps: { Billing_Sync: { namedCredential } } });
  };

  it('gets key and secret once its URL was deployed and read back', async () => {
    await start();
    world.refreshed();
    const config = withUrl(world.sandbox.info.instanceUrl);
    const report = await refresh(config, world.work());
    expect(report.causes).toEqual([]);
    expect(report.credentials[0]?.places).toMatchObject([
      { kind: 'file' },
      { kind: 'named-credential', readBack: true },
    ]);
    const operations = world.sandbox.requests.map(({ operation }) => operation);
    const written = operations.findLastIndex(
      (operation) => /credential/i.test(operation) && operation !== 'credentials',
    );
    expect(operations.slice(0, written).lastIndexOf('retrieve')).toBeGreaterThan(operations.lastIndexOf('deploy'));
  });

  it('is refused before anything is changed while it calls production', async () => {
    await start();
    world.refreshed({ apps: 'foreign-link' });
    const before = world.sandbox.snapshot();
    await expect(refresh(withUrl(world.production.info.instanceUrl), world.work())).rejects.toMatchObject({
      name: 'ConfigInvalidError',
      exitCode: 4,
      problems: [{ path: 'apps.Billing_Sync.namedCredential.url' }],
    });
    expect(world.sandbox.snapshot()).toEqual(before);
  });
});
