import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import * as library from '../../../src/index.js';
import { LocalOrg } from '../../../src/local-org/index.js';
import { BILLING_SYNC, countOf } from '../project.js';

const { EcaError, Secret } = library;
const localOrg = new LocalOrg({
  seed: {
    users: [
      { username: 'admin@acme.example', profile: 'System Administrator' },
      { username: 'billing.sync@acme.example', licence: 'Salesforce Integration', apiEnabled: true },
    ],
    settings: { enableClientSecretInRestApiAccess: true },
  },
});
const folder = mkdtempSync(join(tmpdir(), 'eca-library-'));
let common: library.VerbOptions;

beforeAll(async () => {
  const { accessToken, instanceUrl } = await localOrg.start();
  common = { config: BILLING_SYNC, folder, env: { SF_ACCESS_TOKEN: accessToken, ECA_INSTANCE_URL: instanceUrl } };
  await library.deploy(common);
});
afterAll(() => localOrg.stop());
afterEach(() => {
  vi.restoreAllMocks();
  localOrg.clearFaults();
});

/** Gives what a call was rejected with. */
const thrown = (call: Promise<unknown>): Promise<unknown> =>
  call.then(
    (value) => ({ resolved: value }),
    (error: unknown) => error,
  );

describe('a call of the library', () => {
  it('prints nothing', async () => {
    const written = [process.stdout, process.stderr].map((stream) => vi.spyOn(stream, 'write'));
    const logged = vi.spyOn(console, 'log');
    await library.plan(common);
    await library.deploy({ ...common, onPlan: () => undefined });
    await library.verify(common);
    await library.doctor(common);
    await library.rotateCredentials({ ...common, sink: { file: 'printed.json' }, revokeOld: true });
    await library.inEnvironments('plan', { ...common, config: { ...BILLING_SYNC, environments: { one: {} } } });
    expect([...written, logged].map(({ mock }) => mock.calls)).toEqual([[], [], []]);
  });

  it('tells its plan, and asks before it changes anything', async () => {
    const config = { ...BILLING_SYNC, apps: { Billing_Sync: { ...BILLING_SYNC.apps.Billing_Sync, label: 'Other' } } };
    const plans: library.PlanReport[] = [];
    const before = countOf(localOrg, 'deploy');
    const refused = library.deploy({
      ...{ ...common, config: config },
      onPlan: (plan) => plans.push(plan),
      confirm: (plan) => Promise.resolve(plan.changes.length === 0),
    });
    expect(await thrown(refused)).toMatchObject({ name: 'NotConfirmedError' });
    expect(plans).toMatchObject([{ changes: [{ action: 'update', type: 'ExternalClientApplication' }] }]);
    expect(countOf(localOrg, 'deploy')).toBe(before);
  });

  it('gives source in memory', async () => {
    const { files } = await library.generate({ ...common, check: true, texts: true });
    expect(files.map(({ state }) => state)).toEqual(files.map(() => 'created'));
    expect(files.find(({ path }) => path === 'manifest/package.xml')?.text).toContain(
      '<members>Billing_Sync</members>',
    );
    const { files: plain } = await library.generate({ ...common, check: true });
    expect(plain.map(({ text }) => text)).toEqual(plain.map(() => undefined));
  });

  it('proves a pair that its caller has against what is expected', async () => {
    const [shown] = await library.showCredentials({ ...common, reveal: true });
    const pair = {
      myDomain: localOrg.info.instanceUrl,
      consumerKey: shown?.consumerKey ?? '',
      consumerSecret: shown?.consumerSecret ?? new Secret(''),
      folder,
    };
    const expected = { runAsUser: 'billing.sync@acme.example', scopes: ['api'] };
    expect(await library.verify({ ...pair, expected })).toMatchObject([{ ok: true }]);
    const wrong = { ...expected, scopes: ['api', 'web'], runAsUser: 'somebody@acme.example' };
    const [proof] = await library.verify({ ...pair, expected: wrong });
    expect(proof?.ok).toBe(false);
    const failed = proof?.checks.filter(({ ok }) => !ok).map(({ name }) => name);
    expect(failed).toEqual(['scopes', 'run-as-user']);
  });

  it('waits for another one of the same process that rotates the same app', async () => {
    const rotations = ['a.json', 'b.json'].map((file) =>
      library.rotateCredentials({ ...common, sink: { file }, revokeOld: true }),
    );
    const [[first], [second]] = (await Promise.all(rotations)) as readonly (readonly library.RotationReport[])[] as [
      readonly library.RotationReport[],
      readonly library.RotationReport[],
    ];
    const keys = [first, second].map((one) => [one?.oldKey, one?.consumerKey]);
    expect(keys[0]?.[1] === keys[1]?.[0] || keys[1]?.[1] === keys[0]?.[0]).toBe(true);
    expect(await library.verify(common)).toMatchObject([{ ok: true }]);
    const [shown] = await library.showCredentials(common);
    const stored = ['a.json', 'b.json'].map((file) => readFileSync(join(folder, file), 'utf8'));
    expect(stored.filter((text) => text.includes(shown?.consumerKey ?? '-'))).toHaveLength(1);
  });

  it('rejects with the reason of the signal that ended it', async () => {
    localOrg.always('retrieve', { kind: 'latency', milliseconds: 60_000 });
    const abort = new AbortController();
    setTimeout(() => {
      abort.abort();
    }, 300);
    expect(await thrown(library.plan({ ...common, signal: abort.signal }))).toBe(abort.signal.reason);
    expect(await thrown(library.plan({ ...common, signal: abort.signal }))).toBe(abort.signal.reason);
  });

  it('wraps whatever else is thrown, and keeps it as the cause', async () => {
    const cause = new Error('My own callback failed.');
    const onPlan = (): never => {
      throw cause;
    };
    const error = await thrown(library.deploy({ ...common, onPlan }));
    expect(error).toBeInstanceOf(EcaError);
    expect(error).toMatchObject({ name: 'InternalError', exitCode: 1, cause });
  });
});

describe('without types', () => {
  const call = library as unknown as Readonly<Record<string, (...given: readonly unknown[]) => Promise<unknown>>>;

  it.each([
    ['plan', undefined, 'UsageError', /takes one object/],
    ['verify', undefined, 'UsageError', /takes one object/],
    ['generate', 'eca.config.yaml', 'UsageError', /takes one object/],
    ['plan', {}, 'UsageError', /`config` takes a config .*got undefined/],
    ['deploy', { config: 'eca.config.yaml' }, 'UsageError', /got "eca\.config\.yaml"/],
    ['matrix', { config: Promise.resolve() }, 'UsageError', /got a promise/],
    ['plan', { config: BILLING_SYNC, apps: 'Billing_Sync' }, 'UsageError', /`apps` takes a list/],
    ['plan', { config: { apps: {} } }, 'ConfigInvalidError', /1 problem/],
    ['storeCredentials', { config: BILLING_SYNC, sink: 'file:x.json' }, 'ConfigInvalidError', /sink/],
    ['refresh', { config: BILLING_SYNC }, 'UsageError', /Which sandbox/],
    ['token', { myDomain: 'https://acme.my.salesforce.com', consumerSecret: 'bare' }, 'UsageError', /takes a Secret/],
    ['init', { app: 'Billing Sync', for: 'nobody' }, 'UsageError', /"nobody"[\s\S]*"Billing Sync"/],
    ['fields', { name: 'scpoes' }, 'UsageError', /scpoes/],
  ])('%s(%j) is refused by what is wrong', async (verb, options, name, message) => {
    const asked = localOrg.requests.length;
    const error = await thrown(call[verb]?.(options) ?? Promise.resolve());
    expect(error).toBeInstanceOf(EcaError);
    expect(error).toMatchObject({ name, exitCode: 4, message: expect.stringMatching(message) as string });
    expect((error as library.EcaError).actions[0]).toBeTruthy();
    expect(localOrg.requests.length).toBe(asked);
  });
});
