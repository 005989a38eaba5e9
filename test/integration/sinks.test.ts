import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { SinkConfig } from '../../src/config/model.js';
import { deploy } from '../../src/verbs/deploy.js';
import { LocalOrg, type LocalOrgInfo } from '../../src/local-org/index.js';
import { readCredentials } from '../../src/credentials/read-pair.js';
import type { Org } from '../../src/org/org.js';
import { proveApps } from '../../src/proof/prove-apps.js';
import { BILLING_SYNC, connectTo, resolved } from './project.js';
import { pathWith, standIn } from './stand-in.js';
import type { WorkOptions } from '../../src/work.js';
import { testWork } from '../work.js';

interface Seen {
  readonly argv: readonly string[];
  readonly input: string;
  readonly env: Readonly<Record<string, string>>;
}

const seenBy = (program: string): Seen => JSON.parse(readFileSync(`${program}.json`, 'utf8')) as Seen;
const configWith = (sink: SinkConfig) => resolved({ ...BILLING_SYNC, sink });

describe('the sinks', () => {
  let localOrg: LocalOrg;
  let info: LocalOrgInfo;
  let org: Org;
  let secret: string;
  let key: string;
  let folder: string;

  beforeAll(async () => {
    localOrg = new LocalOrg();
    info = await localOrg.start();
    org = await connectTo(info);
    await deploy(org, resolved(BILLING_SYNC), testWork());
    const pair = await readCredentials(org, 'Billing_Sync');
    key = pair.consumerKey;
    secret = pair.consumerSecret.reveal();
  });
  afterAll(() => localOrg.stop());
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'eca-sinks-'));
  });
  afterEach(() => {
    localOrg.clearFaults();
  });

  async function handOver(sink: SinkConfig, surroundings: WorkOptions = {}) {
    const work = testWork({ folder, ...surroundings });
    const [proof] = await proveApps(org, configWith(sink), work, { fresh: false });
    if (proof === undefined) throw new Error('No app was proven.');
    expect(JSON.stringify(proof)).not.toContain(secret);
    return proof.credentials;
  }

  it('takes part in a deploy, which reports that key and secret are stored', async () => {
    const report = await deploy(org, configWith({ file: 'secrets/billing.json' }), testWork({ folder }));
    expect(report.credentials).toEqual([
      {
        app: 'Billing_Sync',
        consumerKey: key,
        stored: true,
        places: [{ kind: 'file', place: 'secrets/billing.json', readBack: true }],
      },
    ]);
    const path = join(folder, 'secrets/billing.json');
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual({
      Billing_Sync: {
        app: 'Billing_Sync',
        org: { id: info.orgId, instanceUrl: info.instanceUrl, target: info.instanceUrl, isSandbox: false },
        consumerKey: key,
        consumerSecret: secret,
        tokenEndpoint: `${info.instanceUrl}/services/oauth2/token`,
      },
    });
  });

  it('stores without a proof when none is asked for', async () => {
    const config = configWith({ file: 'billing.json' });
    const report = await deploy(org, config, testWork({ folder }), { verify: false });
    expect(report.verify).toEqual([]);
    expect(report.credentials[0]).toMatchObject({ stored: true });
  });

  it('keeps what a file holds of other apps, as JSON and as dotenv, and changes nothing the second time', async () => {
    writeFileSync(join(folder, 'all.json'), '{"Ledger_Export": {"consumerKey": "3MVG9.other"}}');
    writeFileSync(join(folder, '.env'), 'REGION=eu\nBILLING_SYNC_CONSUMER_SECRET=old\n\n');
    await handOver({ file: 'all.json' });
    await handOver({ file: '.env', format: 'dotenv' });
    const entries = JSON.parse(readFileSync(join(folder, 'all.json'), 'utf8')) as Record<
      string,
      { consumerKey: string }
    >;
    expect(Object.entries(entries).map(([app, entry]) => [app, entry.consumerKey])).toEqual([
      ['Ledger_Export', '3MVG9.other'],
      ['Billing_Sync', key],
    ]);
    expect(readFileSync(join(folder, '.env'), 'utf8').split('\n')).toEqual([
      'REGION=eu',
      `BILLING_SYNC_CONSUMER_KEY=${key}`,
      `BILLING_SYNC_CONSUMER_SECRET=${secret}`,
      `BILLING_SYNC_TOKEN_URL=${info.instanceUrl}/services/oauth2/token`,
      '',
    ]);
    const before = statSync(join(folder, '.env'));
    expect(await handOver({ file: '.env', format: 'dotenv' })).toMatchObject({ stored: true });
    expect(statSync(join(folder, '.env')).ino).toBe(before.ino);
  });

  it('gives an existing file to its owner alone, and follows a link', async () => {
    writeFileSync(join(folder, 'real.json'), '{}', { mode: 0o644 });
    symlinkSync('real.json', join(folder, 'link.json'));
    await handOver({ file: 'link.json' });
    expect(statSync(join(folder, 'real.json')).mode & 0o777).toBe(0o600);
    expect(readFileSync(join(folder, 'real.json'), 'utf8')).toContain(secret);
  });

  it('refuses a file that git would take along, and keeps the secret where git does not look', async () => {
    execFileSync('git', ['init', '--quiet', folder]);
    const { stored, problem } = await handOver({ file: 'secrets/billing.json' });
    expect(stored).toBe(false);
    expect(problem).toMatchObject({
      name: 'SinkFailedError',
      recoveryFile: `.eca/recovery/${info.orgId}.Billing_Sync.json`,
    });
    expect(problem?.message).toContain('not ignored');
    expect(problem?.message).toContain('.eca/recovery/');
    expect(existsSync(join(folder, 'secrets'))).toBe(false);
    expect(execFileSync('git', ['-C', folder, 'status', '--porcelain']).toString()).toBe('');
    writeFileSync(join(folder, '.gitignore'), 'secrets/\n');
    expect(await handOver({ file: 'secrets/billing.json' })).toMatchObject({ stored: true });
  });

  it('refuses to overwrite a file that is something else', async () => {
    writeFileSync(join(folder, 'notes.txt'), 'not ours');
    expect((await handOver({ file: 'notes.txt' })).problem?.message).toContain('other than a JSON object');
    expect(readFileSync(join(folder, 'notes.txt'), 'utf8')).toBe('not ours');
  });

  const recipes: readonly (readonly [string, readonly string[]])[] = [
    ['gh', ['gh', 'secret', 'set', 'BILLING_SYNC_UAT', '--repo', 'acme/billing']],
    ['glab', ['glab', 'variable', 'set', 'BILLING_SYNC_UAT', '--scope', 'uat']],
    ['vault', ['vault', 'kv', 'put', '-mount=secret', 'salesforce/billing-sync', '-']],
    [
      'az',
      ['az', 'keyvault', 'secret', 'set', '--vault-name', 'acme', '--name', 'billing-sync', '--file', '/dev/stdin'],
    ],
    [
      'aws',
      [
        'aws',
        'secretsmanager',
        'put-secret-value',
        '--secret-id',
        'billing-sync',
        '--secret-string',
        'file:///dev/stdin',
      ],
    ],
    ['gcloud', ['gcloud', 'secrets', 'versions', 'add', 'billing-sync', '--data-file=-']],
  ];
  it.each(recipes)('hands JSON to %s on standard input, and nothing secret in its arguments', async (name, command) => {
    const programs = join(folder, 'bin');
    const program = standIn(programs, name);
    const credentials = await handOver({ command }, { env: { PATH: pathWith(programs) } });
    expect(credentials).toMatchObject({ stored: true, places: [{ kind: 'command', place: name }] });
    const { argv, input } = seenBy(program);
    expect(argv).toEqual(command.slice(1));
    expect(JSON.parse(input)).toMatchObject({
      app: 'Billing_Sync',
      org: { id: info.orgId },
      consumerKey: key,
      consumerSecret: secret,
    });
    expect(input.trim().split('\n')).toHaveLength(1);
  });

  it('passes arguments as they are: no shell looks at them', async () => {
    const program = standIn(join(folder, 'my programs'), 'keeper');
    await handOver({ command: [program, '$(touch pwned)', '; touch pwned', '*'] });
    expect(seenBy(program).argv).toEqual(['$(touch pwned)', '; touch pwned', '*']);
    expect(existsSync(join(folder, 'pwned'))).toBe(false);
  });

  it('gives key and secret to an exec sink in its environment only', async () => {
    const program = standIn(folder, 'smoke-test');
    await handOver({ exec: [program, '--quick'] }, { env: { PATH: process.env.PATH } });
    expect(seenBy(program)).toEqual({
      argv: ['--quick'],
      input: '',
      env: {
        CLIENT_ID: key,
        CLIENT_SECRET: secret,
        EXTERNAL_CLIENT_TOKEN_URL: `${info.instanceUrl}/services/oauth2/token`,
      },
    });
  });

  it('masks the secret before it hands it to later steps of a GitHub job', async () => {
    const [output, variables] = [join(folder, 'output'), join(folder, 'env')];
    writeFileSync(output, '');
    writeFileSync(variables, '');
    const lines: string[] = [];
    const announce = (line: string): void => {
      lines.push(line);
      expect(readFileSync(output, 'utf8')).toBe('');
    };
    const env = { GITHUB_ACTIONS: 'true', GITHUB_OUTPUT: output, GITHUB_ENV: variables };
    const sink = { github: { key: 'BILLING_KEY', secret: 'BILLING_SECRET' } };
    expect(await handOver(sink, { env, announce })).toMatchObject({ stored: true, places: [{ readBack: true }] });
    expect(lines).toEqual([`::add-mask::${secret}`]);
    for (const file of [output, variables]) {
      const text = readFileSync(file, 'utf8');
      expect(text).toMatch(new RegExp(`^BILLING_KEY<<(\\S+)\\n${key.replaceAll('.', String.raw`\.`)}\\n\\1\\n`));
      expect(text).toMatch(/BILLING_SECRET<<(\S+)\n\w+\n\1\n$/);
    }
    expect((await handOver(sink, { env: {} })).problem?.message).toContain('GitHub Actions');
  });

  it('never loses the secret when a program fails, does not say it, and consumes the recovery file later', async () => {
    const program = standIn(folder, 'broken', { code: 3, prints: 'cannot store INPUT' });
    const report = await deploy(org, configWith({ command: [program] }), testWork({ folder }));
    expect(JSON.stringify(report)).not.toContain(secret);
    const [credentials] = report.credentials;
    expect(credentials).toMatchObject({ stored: false, problem: { name: 'SinkFailedError' } });
    expect(credentials?.problem?.message).toMatch(/it ended with 3: cannot store .*\[secret\]/s);
    const file = join(folder, credentials?.problem?.recoveryFile ?? '');
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readFileSync(file, 'utf8')).toContain(secret);

    // The next run stores them even if the org keeps its secrets meanwhile.
    localOrg.changeSetting('enableClientSecretInRestApiAccess', false);
    const again = await handOver({ file: 'billing.json' });
    localOrg.changeSetting('enableClientSecretInRestApiAccess', true);
    expect(again).toMatchObject({ stored: true });
    expect(readFileSync(join(folder, 'billing.json'), 'utf8')).toContain(secret);
    expect(existsSync(file)).toBe(false);
  });

  it('says that a program is missing', async () => {
    const { problem } = await handOver({ command: ['no-such-program-anywhere'] });
    expect(problem?.message).toContain('it was not found');
  });

  it('says that a program cannot be started, also where Node refuses it at once', async () => {
    const { problem } = await handOver({ command: [process.execPath, 'a\0b'] });
    expect(problem).toMatchObject({ name: 'SinkFailedError' });
    expect(problem?.message).toContain('without null bytes');
  });

  it('hands nothing over that gave no token', async () => {
    localOrg.always('token', {
      kind: 'oauth-error',
      error: 'invalid_client',
      description: 'invalid client credentials',
    });
    const credentials = await handOver({ file: 'billing.json' });
    expect(credentials).toEqual({ app: 'Billing_Sync', consumerKey: key, stored: false });
    expect(existsSync(join(folder, 'billing.json'))).toBe(false);
  });
});
