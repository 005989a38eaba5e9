import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { AppConfig, ResolvedConfig } from '../../src/config/model.js';
import { showCredentials } from '../../src/verbs/credentials.js';
import { deploy } from '../../src/verbs/deploy.js';
import { EcaError } from '../../src/errors.js';
import { LocalOrg, type LocalOrgInfo } from '../../src/local-org/index.js';
import { readConsumer, readCredentials } from '../../src/credentials/read-pair.js';
import type { Credentials } from '../../src/oauth/key-pair.js';
import type { Org } from '../../src/org/org.js';
import { deleteStaged, readStaged, stagePair, swapIn } from '../../src/credentials/staged.js';
import { requestToken } from '../../src/oauth/token.js';
import { httpOfTest } from '../unit/http-of-test.js';
import { rotate, type RotateOptions } from '../../src/verbs/rotate.js';
import { BILLING_SYNC, connectTo, countOf, resolved } from './project.js';
import { standIn } from './stand-in.js';
import type { OnProgress } from '../../src/progress.js';
import type { WorkOptions } from '../../src/work.js';
import { testWork } from '../work.js';

const config = resolved(BILLING_SYNC);

/** The example with more apps like its own. */
function withApps(...names: readonly string[]): ResolvedConfig {
  const app = BILLING_SYNC.apps.Billing_Sync as AppConfig;
  const more = Object.fromEntries(names.map((label) => [label, { ...app, label }]));
  return resolved({ ...BILLING_SYNC, apps: { ...BILLING_SYNC.apps, ...more } });
}

const reason = async (work: Promise<unknown>): Promise<EcaError> => {
  const error: unknown = await work.catch((thrown: unknown) => thrown);
  if (error instanceof EcaError) return error;
  throw new Error(`Expected an EcaError, got ${String(error)}`);
};

describe('a rotation', () => {
  let localOrg: LocalOrg;
  let info: LocalOrgInfo;
  let org: Org;
  let folder: string;
  let old: Credentials;

  const start = async (options: ConstructorParameters<typeof LocalOrg>[0] = {}): Promise<void> => {
    localOrg = new LocalOrg(options);
    info = await localOrg.start();
    org = await connectTo(info);
    await deploy(org, config, testWork(), { verify: false });
    old = await readCredentials(org, 'Billing_Sync');
    folder = mkdtempSync(join(tmpdir(), 'eca-rotate-'));
  };
  beforeEach(() => start());
  afterEach(() => localOrg.stop());

  const run = (options: Partial<RotateOptions> = {}, surroundings: WorkOptions = {}) =>
    rotate(org, config, testWork({ folder, ...surroundings }), {
      sink: { file: 'billing.json' },
      revokeOld: true,
      ...options,
    });
  const works = async (pair: Credentials): Promise<boolean> => {
    const token = `${info.instanceUrl}/services/oauth2/token`;
    return (
      (await requestToken(httpOfTest(), { kind: 'endpoints', issuer: info.instanceUrl, token }, pair)).kind === 'token'
    );
  };
  /** Lets days pass, which no session outlives. */
  const passDays = async (days: number): Promise<void> => {
    localOrg.advance(days * 86_400);
    org = await connectTo({ ...info, accessToken: localOrg.login(info.username) });
  };
  const journal = (): readonly string[] =>
    (existsSync(join(folder, '.eca')) ? readdirSync(join(folder, '.eca')) : []).filter((name) =>
      name.startsWith('rotation'),
    );
  const stored = (): string =>
    (JSON.parse(readFileSync(join(folder, 'billing.json'), 'utf8')) as { Billing_Sync: { consumerKey: string } })
      .Billing_Sync.consumerKey;

  it('stages, proves, swaps, proves again, stores, reads back, and only then revokes', async () => {
    const seen = localOrg.requests.length;
    const [report] = await run();
    const current = await readCredentials(org, 'Billing_Sync');
    expect(report).toMatchObject({
      app: 'Billing_Sync',
      consumerKey: current.consumerKey,
      oldKey: old.consumerKey,
      resumed: false,
      stored: true,
      places: [{ kind: 'file', readBack: true }],
      verify: { ok: true },
      revoked: true,
    });
    expect(await works(current)).toBe(true);
    expect(await works(old)).toBe(false);
    expect(stored()).toBe(current.consumerKey);
    const steps = ['stageCredentials', 'token', 'rotateCredentials', 'token', 'deleteStagedCredentials'];
    const order = localOrg.requests.slice(seen).map(({ operation }) => operation);
    expect(order.filter((operation) => steps.includes(operation)).slice(0, 5)).toEqual(steps);
    expect(journal()).toEqual([]);
    expect(JSON.stringify(report)).not.toContain(current.consumerSecret.reveal());
  });

  it('keeps the old pair unless it is told to end it', async () => {
    const [report] = await run({ revokeOld: undefined });
    expect(report).toMatchObject({ revoked: false });
    expect(Date.parse(report?.oldPairExpires ?? '') - Date.now()).toBeGreaterThan(29 * 86_400_000);
    expect(await works(old)).toBe(true);
    // One old pair at a time: the next rotation has to wait until it is ended.
    expect(await reason(run())).toMatchObject({
      name: 'RotationConflictError',
      message: expect.stringContaining('still counts until') as string,
    });
    expect(await works(old)).toBe(true);
  });

  it.each([false, true])(
    'says what it left behind when its time is over before the new pair works (allowed to read secrets: %s)',
    async (allowSecretAccess) => {
      await localOrg.stop();
      await start({ propagation: { secretsSeconds: 60 } });
      if (allowSecretAccess) localOrg.changeSetting('enableClientSecretInRestApiAccess', false);
      const error = await reason(run({ allowSecretAccess }, { waitMs: 3000 }));
      expect(error).toMatchObject({ name: 'RotationUnfinishedError', exitCode: 3 });
      expect(localOrg.snapshot().settings.enableClientSecretInRestApiAccess).toBe(!allowSecretAccess);
    },
  );

  it('waits while the new pair spreads, during which the old one works', async () => {
    await localOrg.stop();
    await start({ propagation: { secretsSeconds: 2 } });
    localOrg.advance(3);
    let during: boolean | undefined;
    const onProgress: OnProgress = (event) => {
      if (event.kind === 'waiting') void works(old).then((working) => (during = working));
    };
    const [report] = await run({}, { onProgress });
    expect(report).toMatchObject({ verify: { ok: true }, revoked: true });
    expect(during).toBe(true);
  });

  it('refuses to end the old pair when nothing takes the new one, and warns otherwise', async () => {
    const error = await reason(rotate(org, config, testWork({ folder }), { revokeOld: true }));
    expect(error).toMatchObject({ name: 'UsageError', exitCode: 4 });
    expect(countOf(localOrg, 'stageCredentials')).toBe(0);
    const warnings: string[] = [];
    const onProgress: OnProgress = (event) => {
      if (event.kind === 'warning') warnings.push(event.message);
    };
    const [report] = await rotate(org, config, testWork({ folder, onProgress }));
    expect(report).toMatchObject({ stored: false, revoked: false });
    expect(warnings.join()).toContain('eca credentials show --reveal');
  });

  it('refuses to begin with a sink that cannot work', async () => {
    execFileSync('git', ['init', '--quiet', folder]);
    expect(await reason(run())).toMatchObject({ name: 'SinkFailedError' });
    const github = { github: { key: 'BILLING_KEY', secret: 'BILLING_SECRET' } };
    expect(await reason(run({ sink: github }, { env: {} }))).toMatchObject({ name: 'SinkFailedError' });
    expect(countOf(localOrg, 'stageCredentials')).toBe(0);
  });

  it('refuses the app that the session is logged in with', async () => {
    await localOrg.stop();
    await start({
      seed: {
        users: [
          { username: 'admin@acme.example', profile: 'System Administrator' },
          { username: 'billing.sync@acme.example', profile: 'System Administrator' },
        ],
        settings: { enableClientSecretInRestApiAccess: true },
      },
    });
    const answer = await requestToken(
      httpOfTest(),
      { kind: 'endpoints', issuer: info.instanceUrl, token: `${info.instanceUrl}/services/oauth2/token` },
      old,
    );
    if (answer.kind !== 'token') throw new Error(JSON.stringify(answer));
    const own = await connectTo({ ...info, accessToken: answer.token.reveal() });
    const error = await reason(rotate(own, config, testWork({ folder }), { sink: { file: 'billing.json' } }));
    expect(error).toMatchObject({ name: 'OwnSessionError', exitCode: 4 });
    expect(countOf(localOrg, 'stageCredentials')).toBe(0);
  });

  it("reports somebody else's staged pair and does not overwrite it", async () => {
    const consumer = await readConsumer(org, 'Billing_Sync');
    const theirs = await stagePair(org, consumer);
    const error = await reason(run());
    expect(error).toMatchObject({
      name: 'RotationConflictError',
      data: { state: 'staged', consumerKey: theirs.consumerKey },
    });
    expect((await readStaged(org, consumer))?.consumerKey).toBe(theirs.consumerKey);
    expect(await works(old)).toBe(true);
    expect(journal()).toEqual([]);
  });

  it('reports a pair that somebody stages in the same moment', async () => {
    const consumer = await readConsumer(org, 'Billing_Sync');
    let theirs: string | undefined;
    const racing: Org = {
      ...org,
      request: async <T>(request: Parameters<Org['request']>[0]) => {
        if (request.method === 'POST' && theirs === undefined) theirs = (await stagePair(org, consumer)).consumerKey;
        return org.request<T>(request);
      },
    };
    const error = await reason(rotate(racing, config, testWork({ folder }), { sink: { file: 'billing.json' } }));
    expect(error).toMatchObject({ name: 'RotationConflictError', data: { consumerKey: theirs } });
    expect(journal()).toEqual([]);
    expect(await works(old)).toBe(true);
  });

  it('takes a pair that somebody stages after the slot was found empty for theirs', async () => {
    const consumer = await readConsumer(org, 'Billing_Sync');
    let theirs: string | undefined;
    let looks = 0;
    const racing: Org = {
      ...org,
      request: async <T>(request: Parameters<Org['request']>[0]) => {
        const looked = await org.request<T>(request);
        if (request.method === 'GET' && request.path.endsWith('/staged') && ++looks === 1)
          theirs = (await stagePair(org, consumer)).consumerKey;
        return looked;
      },
    };
    const error = await reason(rotate(racing, config, testWork({ folder }), { sink: { file: 'billing.json' } }));
    expect(error).toMatchObject({ name: 'RotationConflictError', data: { state: 'staged', consumerKey: theirs } });
    expect(journal()).toEqual([]);
    expect(await works(old)).toBe(true);
  });

  it('of several apps that was cut short is gone on with where it stopped, and says what is done', async () => {
    const three = withApps('Ledger', 'Tax');
    await deploy(org, three, testWork(), { verify: false });
    const runAll = (sink: RotateOptions['sink']) => rotate(org, three, testWork({ folder }), { sink });
    const failing = standIn(folder, 'failing', { code: 9 });
    // The first app is rotated; the sink of the second fails.
    const text = `#!/bin/sh\ncase "$ECA_APP" in Billing_Sync) cat > /dev/null;; *) exec ${failing};; esac\n`;
    writeFileSync(join(folder, 'some.sh'), text, { mode: 0o700 });
    const error = await reason(runAll({ exec: [join(folder, 'some.sh')] }));
    expect(error).toMatchObject({ name: 'RotationUnfinishedError', data: { rotated: ['Billing_Sync'] } });
    expect(error.message).toContain('Before that, this run rotated Billing_Sync.');
    const again = await runAll({ file: 'billing.json' });
    expect(again.map(({ app, resumed }) => [app, resumed])).toEqual([
      ['Ledger', true],
      ['Tax', false],
    ]);
    expect(journal()).toEqual([]);
    const conflict = await reason(runAll({ file: 'billing.json' }));
    expect(conflict).toMatchObject({ name: 'RotationConflictError', data: { state: 'rotated' } });
  });

  it('of several apps names those that are left where the failed one stands nowhere', async () => {
    const two = withApps('Ledger');
    await deploy(org, two, testWork(), { verify: false });
    await stagePair(org, await readConsumer(org, 'Ledger'));
    const error = await reason(rotate(org, two, testWork({ folder }), { sink: { file: 'billing.json' } }));
    expect(error).toMatchObject({
      name: 'RotationConflictError',
      data: { state: 'staged', rotated: ['Billing_Sync'] },
    });
    expect(error.actions.at(-1)).toContain('`eca credentials rotate --app Ledger`');
  });

  it('lets two runs on one machine take turns, the second on top of the first', async () => {
    const [[first], [second]] = await Promise.all([run(), run()]);
    const keys = [first, second].map((report) => [report?.oldKey, report?.consumerKey]);
    const chained = keys[0]?.[1] === keys[1]?.[0] || keys[1]?.[1] === keys[0]?.[0];
    expect(chained).toBe(true);
    expect(stored()).toBe((await readCredentials(org, 'Billing_Sync')).consumerKey);
  });

  it('keeps the old pair working when the new one is not proven, and goes on later', async () => {
    localOrg.always('token', { kind: 'oauth-error', error: 'server_error', description: 'not now' });
    const error = await reason(run());
    localOrg.clearFaults();
    expect(error).toMatchObject({ name: 'RotationUnfinishedError', exitCode: 3 });
    expect(error.message).toContain('The old pair still works');
    expect(await works(old)).toBe(true);
    expect(existsSync(join(folder, 'billing.json'))).toBe(false);
    expect(journal()).toHaveLength(1);
    expect((await run())[0]).toMatchObject({ resumed: true, oldKey: old.consumerKey, stored: true, revoked: true });
    expect(countOf(localOrg, 'stageCredentials')).toBe(1);
  });

  it('keeps the old pair working when the sink fails, and goes on later', async () => {
    const broken = standIn(folder, 'broken', { code: 9 });
    const error = await reason(run({ sink: { command: [broken] } }));
    expect(error).toMatchObject({ name: 'RotationUnfinishedError', exitCode: 3 });
    expect(error.message).toContain(`.eca/recovery/${info.orgId}.Billing_Sync.json`);
    expect(await works(old)).toBe(true);
    const recovery = join(folder, '.eca/recovery', `${info.orgId}.Billing_Sync.json`);
    expect(existsSync(recovery)).toBe(true);
    expect((await run())[0]).toMatchObject({ resumed: true, revoked: true });
    expect(existsSync(recovery)).toBe(false);
    expect(await works(old)).toBe(false);
  });

  it.each([
    ['stageCredentials', 'reset-after'],
    ['stageCredentials', 'reset-before'],
    ['rotateCredentials', 'reset-after'],
    ['rotateCredentials', 'reset-before'],
    ['deleteStagedCredentials', 'reset-after'],
    ['deleteStagedCredentials', 'reset-before'],
  ] as const)('finishes what a lost answer to %s (%s) broke off', async (operation, kind) => {
    localOrg.once(operation, { kind });
    await run().catch((error: unknown) => {
      expect(error).toBeInstanceOf(EcaError);
    });
    const current = await readCredentials(org, 'Billing_Sync');
    expect((await works(old)) || (await works(current))).toBe(true);
    await run();
    const [shown] = await showCredentials(org, config, testWork({ folder }), { reveal: false });
    expect(shown?.staged).toBeUndefined();
    expect(stored()).toBe(shown?.consumerKey);
    expect(await works(old)).toBe(false);
    expect(journal()).toEqual([]);
  });

  it.each([
    ['gives-tokens', true],
    ['waits', false],
  ] as const)(
    'proves a staged pair before the swap where the org allows it (staged-pair: %s)',
    async (value, proven) => {
      await localOrg.stop();
      await start({ assume: { 'staged-pair': value } });
      expect((await run())[0]).toMatchObject({ provenBeforeSwap: proven, verify: { ok: true }, revoked: true });
      expect(await works(old)).toBe(false);
    },
  );

  it('takes an expired pair in the slot for none, and one that is gone for deleted', async () => {
    const consumer = await readConsumer(org, 'Billing_Sync');
    const theirs = await stagePair(org, consumer);
    await passDays(31);
    expect(await readStaged(org, consumer)).toBeUndefined();
    await deleteStaged(org, theirs);
    expect((await run())[0]).toMatchObject({ resumed: false, revoked: true });
  });

  it('begins anew when the pair that it had staged has expired meanwhile', async () => {
    localOrg.once('rotateCredentials', { kind: 'status', status: 503 });
    await reason(run());
    expect(journal()).toHaveLength(1);
    await passDays(31);
    const [report] = await run({ revokeOld: undefined });
    expect(report).toMatchObject({ resumed: false, oldKey: old.consumerKey, revoked: false });
    expect(await works(old)).toBe(true);
    await passDays(31);
    expect(await works(old)).toBe(false);
    expect((await run())[0]).toMatchObject({ oldKey: report?.consumerKey });
  });

  it('begins anew when somebody else has finished what its journal remembers', async () => {
    localOrg.once('rotateCredentials', { kind: 'status', status: 503 });
    await reason(run());
    const consumer = await readConsumer(org, 'Billing_Sync');
    const left = await readStaged(org, consumer);
    if (left !== undefined) await deleteStaged(org, left);
    await swapIn(org, await stagePair(org, consumer));
    const theirs = await readStaged(org, consumer);
    if (theirs !== undefined) await deleteStaged(org, theirs);
    const before = await readCredentials(org, 'Billing_Sync');
    expect((await run())[0]).toMatchObject({ resumed: false, oldKey: before.consumerKey, revoked: true });
  });
});
