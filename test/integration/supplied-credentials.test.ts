import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { EcaConfig, SinkConfig } from '../../src/config/model.js';
import { EcaError } from '../../src/errors.js';
import { LocalOrg } from '../../src/local-org/index.js';
import type { Org } from '../../src/org/org.js';
import { deploy } from '../../src/verbs/deploy.js';
import { destroy } from '../../src/verbs/destroy.js';
import { doctor } from '../../src/verbs/doctor.js';
import { generate } from '../../src/verbs/generate.js';
import { plan } from '../../src/verbs/plan.js';
import { rotate } from '../../src/verbs/rotate.js';
import { showCredentials, storeCredentials } from '../../src/verbs/credentials.js';
import { verify } from '../../src/verbs/verify.js';
import type { Work } from '../../src/work.js';
import { testWork } from '../work.js';
import { BILLING_SYNC, connectTo, resolved } from './project.js';

const SETTING = 'enableClientSecretInRestApiAccess';
const KEY = 'BILLING_SYNC_KEY_OF_UAT_7F3A';
const SECRET = 'Hushed-secret_of-uat-0123456789ABCDEF';
const ENV = { SYNC_KEY: KEY, SYNC_SECRET: SECRET };

function configOf(sink?: SinkConfig): EcaConfig {
  const { Billing_Sync: app } = BILLING_SYNC.apps;
  if (app === undefined) throw new Error('The example has its app.');
  const credentials = { key: '${env:SYNC_KEY}', secret: '${env:SYNC_SECRET}' };
  return { ...BILLING_SYNC, apps: { Billing_Sync: { ...app, credentials, sink } } };
}

/** Requests that could change something in the org, or make it give a secret. */
function suspicious(org: LocalOrg, since: number): readonly string[] {
  return org.requests
    .slice(since)
    .filter(({ method, operation }) => method !== 'GET' || /consumer|usage|staged/i.test(operation))
    .map(({ method, operation }) => `${method} ${operation}`)
    .filter(
      (request) =>
        !/^POST (token|revoke|readMetadata|retrieve|checkRetrieveStatus|listMetadata|describe\w*)$/.test(request),
    );
}

describe('key and secret that the config supplies', () => {
  let localOrg: LocalOrg;
  let org: Org;
  let folder: string;
  const work = (env: Record<string, string> = ENV): Work => testWork({ folder, env });
  const config = resolved(configOf());

  beforeEach(async () => {
    localOrg = new LocalOrg();
    org = await connectTo(await localOrg.start());
    localOrg.changeSetting(SETTING, false);
    folder = mkdtempSync(join(tmpdir(), 'eca-supplied-'));
  });
  afterEach(() => localOrg.stop());

  const keyInOrg = async () => (await showCredentials(org, config, work(), { reveal: false }))[0]?.consumerKey;

  it('are what the app is created with, proven and handed over while the org keeps its secrets', async () => {
    const report = await deploy(org, resolved(configOf({ file: 'pair.json' })), work());
    expect(report.verify).toMatchObject([{ app: 'Billing_Sync', ok: true }]);
    expect(report.credentials).toMatchObject([{ app: 'Billing_Sync', consumerKey: KEY, stored: true }]);
    expect(JSON.parse(readFileSync(join(folder, 'pair.json'), 'utf8'))).toMatchObject({
      Billing_Sync: { consumerKey: KEY, consumerSecret: SECRET },
    });
    expect(await keyInOrg()).toBe(KEY);
    expect(localOrg.requests.filter(({ path }) => /part=/i.test(path))).toEqual([]);
    expect(localOrg.snapshot().settings[SETTING]).toBe(false);
  });

  it('let a second deploy and a nightly proof send nothing that changes the org, and ask it for no secret', async () => {
    await deploy(org, config, work());
    const before = localOrg.requests.length;
    expect((await deploy(org, config, work(), { allowSecretAccess: true })).changes).toEqual([]);
    expect(await verify(org, config, work())).toMatchObject([{ ok: true }]);
    expect(suspicious(localOrg, before)).toEqual([]);
    expect(localOrg.snapshot().settings[SETTING]).toBe(false);
  });

  it('are said to be wrong, not on their way, by a proof that may wait', async () => {
    await deploy(org, config, work(), { sink: [] });
    const [proof] = await verify(
      org,
      config,
      testWork({ folder, env: { ...ENV, SYNC_SECRET: 'x'.repeat(64) }, waitMs: 3000 }),
      {
        fresh: true,
      },
    );
    expect(proof?.diagnosis).toMatchObject({
      layer: 'secret',
      evidence: expect.not.stringContaining('read from the org') as string,
    });
  });

  it('stand in no plan, no source, no journal and no file but the sink', async () => {
    const planned = await plan(org, config, work());
    expect(planned.notes.join('\n')).toMatch(/Billing_Sync is created with the key and secret that `credentials`/);
    const events: unknown[] = [];
    const report = await deploy(org, config, testWork({ folder, env: ENV, onProgress: (event) => events.push(event) }));
    await generate({ config, root: folder });
    const written = readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8'));
    const { credentials, ...rest } = report;
    for (const text of [JSON.stringify([planned, rest, events]), ...written]) expect(text).not.toContain(SECRET);
    expect(JSON.stringify(planned.changes)).not.toContain(KEY);
    expect(JSON.stringify(rest.changes)).not.toContain(KEY);
    expect(credentials[0]?.consumerKey).toBe(KEY);
  });

  it('are not sent for an app that is there, and another key in the org is said with what to do', async () => {
    await deploy(org, resolved(BILLING_SYNC), work({}), { verify: false });
    const made = await keyInOrg();
    const { notes, inSync } = await plan(org, config, work());
    expect(inSync).toBe(true);
    expect(notes).toEqual([expect.stringMatching(/has the consumer key .*`eca destroy --app Billing_Sync`/s)]);
    const report = await deploy(org, resolved(configOf({ file: 'pair.json' })), work(), { verify: false });
    expect(report.credentials).toMatchObject([{ stored: false }]);
    expect(await keyInOrg()).toBe(made);
    await destroy(org, config, work(), { confirm: () => Promise.resolve(true) });
    expect((await deploy(org, config, work())).verify).toMatchObject([{ ok: true }]);
    expect(await keyInOrg()).toBe(KEY);
  });

  it('are refused in the words of the org when another app has the key', async () => {
    await deploy(org, config, work());
    const { Billing_Sync: app } = configOf().apps;
    if (app === undefined) throw new Error('The example has its app.');
    const other = resolved({ ...BILLING_SYNC, apps: { Ledger_Sync: { ...app, label: 'Ledger Sync' } } });
    const error: unknown = await deploy(org, other, work()).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({
      name: 'DeployFailedError',
      message: expect.stringMatching(/consumer key is already taken/) as string,
      actions: [expect.stringMatching(/^Supply another key/)],
      problems: [{ path: 'apps.Ledger_Sync.credentials' }],
    });
  });

  it('end the run before anything is sent when a variable is missing or holds something else', async () => {
    const before = localOrg.requests.length;
    for (const env of [{ SYNC_KEY: KEY }, { SYNC_KEY: KEY, SYNC_SECRET: 'two words' }]) {
      for (const act of [deploy, verify]) {
        const error: unknown = await act(org, config, work(env)).catch((thrown: unknown) => thrown);
        expect(error).toBeInstanceOf(EcaError);
        expect(error).toMatchObject({
          name: 'ConfigInvalidError',
          problems: [
            { path: 'apps.Billing_Sync.credentials.secret', message: expect.stringContaining('SYNC_SECRET') as string },
          ],
        });
        expect(JSON.stringify(error)).not.toContain('two words');
      }
    }
    expect(localOrg.requests.slice(before).filter(({ operation }) => operation === 'deploy')).toEqual([]);
  });

  it('are stored without the org, refuse a rotation, and make its switch unneeded', async () => {
    await deploy(org, config, work());
    const [stored] = await storeCredentials(org, config, work(), { sink: { file: 'pair.json' } });
    expect(stored).toMatchObject({ consumerKey: KEY, stored: true });
    await expect(rotate(org, config, work())).rejects.toMatchObject({ name: 'UsageError' });
    const { checks } = await doctor(org, config, work());
    expect(checks.find(({ name }) => name === 'secret-access')).toMatchObject({ level: 'ok' });
  });
});

describe('the switch that the config wants off', () => {
  let localOrg: LocalOrg;
  let org: Org;
  let folder: string;
  const config = resolved({ ...BILLING_SYNC, settings: { [SETTING]: false } });
  const isOn = () => localOrg.snapshot().settings[SETTING];

  beforeEach(async () => {
    localOrg = new LocalOrg();
    org = await connectTo(await localOrg.start());
    folder = mkdtempSync(join(tmpdir(), 'eca-switch-'));
  });
  afterEach(() => localOrg.stop());

  it('is shown by plan, turned off by deploy, and off again after secrets were read', async () => {
    const { changes } = await plan(org, config, testWork({ folder }));
    expect(changes).toContainEqual(
      expect.objectContaining({ type: 'Settings', fields: [{ path: SETTING, from: true, to: false }] }),
    );
    const report = await deploy(org, config, testWork({ folder }), { allowSecretAccess: true });
    expect(report.verify).toMatchObject([{ ok: true }]);
    expect(isOn()).toBe(false);
  });

  it('is turned off after a proof with --allow-secret-access that found it on, and left alone without the flag', async () => {
    await deploy(org, resolved(BILLING_SYNC), testWork({ folder }));
    expect(await verify(org, config, testWork({ folder }))).toMatchObject([{ ok: true }]);
    expect(isOn()).toBe(true);
    const options = { allowSecretAccess: true, reveal: true } as const;
    expect(await showCredentials(org, resolved(BILLING_SYNC), testWork({ folder }), options)).toHaveLength(1);
    expect(isOn()).toBe(true);
    expect(await showCredentials(org, config, testWork({ folder }), options)).toHaveLength(1);
    expect(isOn()).toBe(false);
  });

  it('is left as it is by a nightly proof of the pair that the consumer has: nothing that changes the org is sent', async () => {
    await deploy(org, resolved(BILLING_SYNC), testWork({ folder }), { sink: { file: 'pair.json' } });
    localOrg.changeSetting(SETTING, false);
    const read = [process.execPath, '-e', `console.log(require('fs').readFileSync('pair.json', 'utf8'))`];
    const { Billing_Sync: app } = BILLING_SYNC.apps;
    if (app === undefined) throw new Error('The example has its app.');
    const nightly = resolved({
      ...BILLING_SYNC,
      apps: { Billing_Sync: { ...app, sink: { file: 'pair.json', read } } },
    });
    const before = localOrg.requests.length;
    expect(await verify(org, nightly, testWork({ folder }))).toMatchObject([{ ok: true }]);
    expect(suspicious(localOrg, before)).toEqual([]);
    expect(isOn()).toBe(false);
  });

  it('is an error, with the file and what to do, where a damaged entry says that a run may have left it on', async () => {
    await deploy(org, resolved(BILLING_SYNC), testWork({ folder }), { verify: false });
    const entry = join(folder, '.eca', `secret-access.${org.identity.orgId}.json`);
    writeFileSync(entry, '{"kind":"secret-acc');
    await expect(verify(org, resolved(BILLING_SYNC), testWork({ folder }))).rejects.toMatchObject({
      name: 'SecretAccessNotRestoredError',
      message: expect.stringContaining(`.eca/secret-access.${org.identity.orgId}.json`) as string,
    });
    localOrg.changeSetting(SETTING, false);
    const options = { allowSecretAccess: true } as const;
    expect(
      await storeCredentials(org, resolved(BILLING_SYNC), testWork({ folder }), {
        ...options,
        sink: { file: 'p.json' },
      }),
    ).toHaveLength(1);
    expect(isOn()).toBe(false);
  });

  it('hides no key: credentials show needs it for the secret alone', async () => {
    const { consumerKey } = (await deploy(org, resolved(BILLING_SYNC), testWork({ folder }))).credentials[0] ?? {};
    localOrg.changeSetting(SETTING, false);
    const shown = await showCredentials(org, resolved(BILLING_SYNC), testWork({ folder }), { reveal: false });
    expect(shown).toEqual([{ app: 'Billing_Sync', consumerKey }]);
    await expect(showCredentials(org, config, testWork({ folder }), { reveal: true })).rejects.toMatchObject({
      name: 'CredentialsUnavailableError',
    });
  });
});
