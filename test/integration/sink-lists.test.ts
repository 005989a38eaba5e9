import { existsSync, mkdtempSync, readFileSync, readdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { execFileSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { SinkConfig } from '../../src/config/model.js';
import { readCredentials } from '../../src/credentials/read-pair.js';
import { LocalOrg, type LocalOrgInfo } from '../../src/local-org/index.js';
import type { Org } from '../../src/org/org.js';
import { storeCredentials } from '../../src/verbs/credentials.js';
import { deploy } from '../../src/verbs/deploy.js';
import { rotate } from '../../src/verbs/rotate.js';
import { verify } from '../../src/verbs/verify.js';
import { BILLING_SYNC, connectTo, countOf, resolved } from './project.js';
import { testWork } from '../work.js';
import type { WorkOptions } from '../../src/work.js';

const SETTING = 'enableClientSecretInRestApiAccess';
const configWith = (sink: SinkConfig | readonly SinkConfig[]) => resolved({ ...BILLING_SYNC, sink });

describe('several sinks', () => {
  let localOrg: LocalOrg;
  let info: LocalOrgInfo;
  let org: Org;
  let folder: string;
  let key: string;
  let secret: string;

  beforeAll(async () => {
    localOrg = new LocalOrg();
    info = await localOrg.start();
    org = await connectTo(info);
    await deploy(org, resolved(BILLING_SYNC), testWork());
    await remember();
  });
  afterAll(() => localOrg.stop());
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'eca-sink-lists-'));
  });
  afterEach(() => {
    localOrg.changeSetting(SETTING, true);
  });

  async function remember(): Promise<void> {
    const pair = await readCredentials(org, 'Billing_Sync');
    key = pair.consumerKey;
    secret = pair.consumerSecret.reveal();
  }

  /** A sink that writes a line into a file of its own name, and fails while the file `broken` is there. */
  function counting(name: string): SinkConfig {
    const script = join(folder, `${name}.mjs`);
    writeFileSync(
      script,
      `import { appendFileSync, existsSync } from 'node:fs';
if (existsSync(${JSON.stringify(join(folder, 'broken'))}) && ${JSON.stringify(name)} === 'second') process.exit(5);
appendFileSync(${JSON.stringify(join(folder, name))}, Object.keys(process.env).sort().join(' ') + '\\n');`,
    );
    return { command: [process.execPath, script] };
  }
  const runsOf = (name: string): number =>
    existsSync(join(folder, name)) ? readFileSync(join(folder, name), 'utf8').trim().split('\n').length : 0;
  const stores = async (sinks: readonly SinkConfig[], options: WorkOptions = {}) => {
    const [stored] = await storeCredentials(org, configWith(sinks), testWork({ folder, ...options }));
    expect(JSON.stringify(stored)).not.toContain(secret);
    return stored;
  };

  it('each get the pair; one that fails keeps no other one from it, and a rerun does only what is missing', async () => {
    const sinks = [counting('first'), counting('second'), { file: 'pair.json' }, counting('third')];
    writeFileSync(join(folder, 'broken'), '');
    expect(await stores(sinks)).toMatchObject({
      stored: false,
      places: [{ kind: 'command' }, { kind: 'file', readBack: true }, { kind: 'command' }],
      missing: [{ kind: 'command', message: expect.stringContaining('it ended with 5') as string }],
      problem: { name: 'SinkFailedError' },
    });
    const record = readdirSync(join(folder, '.eca')).find((name) => name.startsWith('stored.')) ?? '';
    const text = readFileSync(join(folder, '.eca', record), 'utf8');
    expect((JSON.parse(text) as { targets: { stored: boolean }[] }).targets.map(({ stored }) => stored)).toEqual([
      true,
      false,
      true,
      true,
    ]);
    expect(text).not.toContain(secret);
    execFileSync('rm', [join(folder, 'broken')]);
    expect(await stores(sinks)).toMatchObject({
      stored: true,
      places: [{ earlier: true }, { kind: 'command' }, { kind: 'file' }, { earlier: true }],
    });
    expect(['first', 'second', 'third'].map(runsOf)).toEqual([1, 1, 1]);
    // Nothing is missing: whoever asks again wants all of them anew.
    await stores(sinks);
    expect(['first', 'second', 'third'].map(runsOf)).toEqual([2, 2, 2]);
  });

  it('get a new pair all of them, whatever the record says of the one before', async () => {
    const sinks = [counting('first'), counting('second')];
    writeFileSync(join(folder, 'broken'), '');
    await stores(sinks);
    execFileSync('rm', [join(folder, 'broken')]);
    const config = configWith(sinks);
    const [report] = await rotate(org, config, testWork({ folder }), { revokeOld: true });
    expect(report).toMatchObject({ stored: true, revoked: true });
    await remember();
    expect(['first', 'second'].map(runsOf)).toEqual([2, 1]);
  });

  it('are refused beforehand where one output of a job would take the pairs of two apps', async () => {
    const [app] = Object.values(BILLING_SYNC.apps);
    if (app === undefined) throw new Error('The example has an app.');
    const two = resolved({ ...BILLING_SYNC, apps: { ...BILLING_SYNC.apps, Second_App: { ...app, label: 'Second' } } });
    const options = { sink: { github: { key: 'KEY', secret: 'SECRET' } } };
    const refused = { name: 'UsageError', message: expect.stringMatching(/KEY and SECRET.*the last app/) as string };
    const work = testWork({ folder, env: {} });
    await expect(deploy(org, two, work, options)).rejects.toMatchObject(refused);
    await expect(rotate(org, two, work, options)).rejects.toMatchObject(refused);
    await expect(storeCredentials(org, two, work, options)).rejects.toMatchObject(refused);
    expect(readdirSync(folder)).toEqual([]);
    // One app alone is only asked whether a job of GitHub Actions runs.
    const alone = storeCredentials(org, configWith(options.sink), work);
    await expect(alone).resolves.toMatchObject([{ problem: { name: 'SinkFailedError' } }]);
  });

  it('get none of the logins of the deploying user', async () => {
    const logins = { SFDX_AUTH_URL: 'force://x', SF_ACCESS_TOKEN: '00D!x', ECA_JWT_KEY: 'pem', UAT_LOGIN: 'force://y' };
    const config = resolved({
      ...BILLING_SYNC,
      sink: counting('first'),
      environments: { uat: { auth: { sfdxAuthUrl: 'UAT_LOGIN' } } },
    });
    await storeCredentials(org, config, testWork({ folder, env: { ...process.env, ...logins, VAULT_TOKEN: 'v' } }));
    const seen = readFileSync(join(folder, 'first'), 'utf8');
    expect(seen).toContain('VAULT_TOKEN');
    for (const name of Object.keys(logins)) expect(seen).not.toContain(name);
  });

  it('that cannot work are found before anything is deployed', async () => {
    writeFileSync(join(folder, 'notes.txt'), 'not ours');
    const sinks: readonly SinkConfig[] = [
      { command: ['no-such-program-anywhere'] },
      { exec: ['./no-such-script'] },
      { github: { key: 'KEY', secret: 'SECRET' } },
      { file: 'notes.txt' },
      { file: '.' },
    ];
    const before = countOf(localOrg, 'deploy');
    for (const sink of sinks) {
      const changed = resolved({ ...BILLING_SYNC, sink: [{ file: 'pair.json' }, sink] });
      const app = { ...changed.apps[0], description: 'Another one' } as (typeof changed.apps)[number];
      const work = testWork({ folder, env: { PATH: process.env.PATH } });
      await expect(deploy(org, { ...changed, apps: [app] }, work)).rejects.toMatchObject({ name: 'SinkFailedError' });
    }
    expect(countOf(localOrg, 'deploy')).toBe(before);
    expect(existsSync(join(folder, 'pair.json'))).toBe(false);
  });

  it('may be one file for many runs at once, through a link too', async () => {
    writeFileSync(join(folder, 'all.json'), '{}');
    symlinkSync('all.json', join(folder, 'link.json'));
    const names = Array.from({ length: 12 }, (_, index) => `Billing_Sync_${index}`);
    const { storeInFile } = await import('../../src/handover/sink-file.js');
    const { Secret } = await import('../../src/secret.js');
    const handover = {
      org: { id: info.orgId, instanceUrl: info.instanceUrl, target: 'x', isSandbox: false },
      consumerKey: 'key',
      consumerSecret: new Secret('hush'),
      tokenEndpoint: 'https://x.example/token',
    };
    await Promise.all(
      names.map((app, index) =>
        storeInFile({ file: index % 2 === 0 ? 'all.json' : 'link.json' }, { ...handover, app }, testWork({ folder })),
      ),
    );
    const entries = JSON.parse(readFileSync(join(folder, 'all.json'), 'utf8')) as Record<string, unknown>;
    expect(Object.keys(entries).sort()).toEqual([...names].sort());
    expect(statSync(join(folder, 'all.json')).mode & 0o777).toBe(0o600);
  });

  describe('of which one says how to read the pair', () => {
    const proof = (printed: string) =>
      verify(
        org,
        configWith([{ file: 'pair.json' }, { exec: ['true'], read: [process.execPath, '-e', printed] }]),
        testWork({ folder }),
      );

    it.each([
      ['at the top', (pair: object) => pair],
      ['below the name of the app', (pair: object) => ({ Billing_Sync: pair })],
    ])('let verify prove what the consumer has (%s), without a look at the org', async (_where, shape) => {
      localOrg.changeSetting(SETTING, false);
      const seen = localOrg.requests.length;
      const pair = JSON.stringify(shape({ consumerKey: key, consumerSecret: secret }));
      const [report] = await proof(`console.log(${JSON.stringify(pair)})`);
      expect(report).toMatchObject({ ok: true });
      const operations = localOrg.requests.slice(seen).map(({ operation }) => operation);
      expect(operations.filter((name) => /usage|consumer|deploy|retrieve/.test(name))).toEqual([]);
      expect(localOrg.snapshot().settings[SETTING]).toBe(false);
    });

    it('tell when the consumer has another pair, or none', async () => {
      const wrong = JSON.stringify({ consumerKey: key, consumerSecret: 'other' });
      expect((await proof(`console.log(${JSON.stringify(wrong)})`))[0]).toMatchObject({ ok: false });
      const [none] = await proof(`console.log('hush-hush'); console.error('locked'); process.exit(2)`);
      expect(none).toMatchObject({ ok: false, checks: [{ name: 'credentials', ok: false }] });
      expect(none?.checks[0]?.detail).toMatch(/it ended with 2: locked/);
      expect((await proof(`console.log('hush-hush')`))[0]?.checks[0]?.detail).toMatch(/printed no JSON/);
      expect(JSON.stringify(none)).not.toContain('hush-hush');
    });
  });
});
