import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { generateKeyPairSync } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LocalOrg } from '../../src/local-org/index.js';
import { runSf, type SfAnswer, type SfPlace } from './sf.js';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const MANIFEST = 'manifest/package.xml';
const PARTS = [
  'ExternalClientApplication',
  'ExtlClntAppConfigurablePolicies',
  'ExtlClntAppGlobalOauthSettings',
  'ExtlClntAppOauthConfigurablePolicies',
  'ExtlClntAppOauthSettings',
];

interface DeployAnswer {
  readonly id: string;
  readonly status: string;
  readonly files?: readonly {
    readonly type: string;
    readonly fullName: string;
    readonly state: string;
    readonly error?: string;
  }[];
}

describe('the real sf against the local org', () => {
  const home = mkdtempSync(join(tmpdir(), 'eca-sf-home-'));
  const cwd = mkdtempSync(join(tmpdir(), 'eca-sf-project-'));
  const place: SfPlace = { cwd, home };
  const localOrg = new LocalOrg();
  const sf = (...words: readonly string[]): Promise<SfAnswer> => runSf(place, ...words, '--target-org', 'acme');
  const deployOf = ({ json }: SfAnswer): DeployAnswer => json.result as DeployAnswer;
  let accessToken = '';
  let instanceUrl = '';

  beforeAll(async () => {
    ({ accessToken, instanceUrl } = await localOrg.start());
    for (const name of ['force-app', 'manifest', 'sfdx-project.json', '.forceignore'])
      cpSync(join(ROOT, name), join(cwd, name), { recursive: true });
  });
  afterAll(() => localOrg.stop());

  it('org login access-token', async () => {
    const answer = await runSf(
      { ...place, env: { SF_ACCESS_TOKEN: accessToken } },
      'org',
      'login',
      'access-token',
      '--instance-url',
      instanceUrl,
      '--no-prompt',
      '--alias',
      'acme',
    );
    expect(answer).toMatchObject({
      code: 0,
      json: { status: 0, result: { username: 'admin@acme.example', orgId: localOrg.info.orgId } },
    });
  });

  it('org display', async () => {
    expect(await sf('org', 'display')).toMatchObject({
      code: 0,
      json: { result: { id: localOrg.info.orgId, connectedStatus: 'Connected' } },
    });
  });

  it('org list', async () => {
    const answer = await runSf(place, 'org', 'list');
    expect(answer.code).toBe(0);
    expect(JSON.stringify(answer.json.result)).toContain('admin@acme.example');
  });

  it('alias list', async () => {
    expect(JSON.stringify((await runSf(place, 'alias', 'list')).json.result)).toContain('acme');
  });

  it('org list metadata-types', async () => {
    const { code, json } = await sf('org', 'list', 'metadata-types');
    expect(code).toBe(0);
    for (const type of PARTS) expect(JSON.stringify(json.result)).toContain(type);
  });

  it('project deploy start --dry-run changes nothing', async () => {
    const before = localOrg.snapshot().components;
    const answer = await sf('project', 'deploy', 'start', '--source-dir', 'force-app', '--dry-run');
    expect(answer).toMatchObject({ code: 0, json: { result: { status: 'Succeeded', checkOnly: true } } });
    expect(localOrg.snapshot().components).toEqual(before);
  });

  it('project deploy validate, then project deploy quick', async () => {
    const validation = await sf(
      'project',
      'deploy',
      'validate',
      '--manifest',
      MANIFEST,
      '--test-level',
      'RunLocalTests',
    );
    expect(validation).toMatchObject({ code: 0, json: { result: { status: 'Succeeded' } } });
    const quick = await sf('project', 'deploy', 'quick', '--job-id', deployOf(validation).id);
    expect(quick).toMatchObject({ code: 0, json: { result: { status: 'Succeeded' } } });
    expect(localOrg.snapshot().components.map(({ type }) => type)).toEqual(expect.arrayContaining(PARTS));
  });

  it('project deploy start --manifest, a second time, changes nothing that was there', async () => {
    const answer = await sf('project', 'deploy', 'start', '--manifest', MANIFEST);
    expect(answer).toMatchObject({ code: 0, json: { result: { status: 'Succeeded' } } });
    expect(
      deployOf(answer)
        .files?.map(({ type }) => type)
        .sort(),
    ).toEqual(PARTS);
  });

  it('project deploy start over REST', async () => {
    const rest = { ...place, env: { SF_ORG_METADATA_REST_DEPLOY: 'true' } };
    const answer = await runSf(rest, 'project', 'deploy', 'start', '--manifest', MANIFEST, '--target-org', 'acme');
    expect(answer).toMatchObject({ code: 0, json: { result: { status: 'Succeeded' } } });
  });

  it('org list metadata', async () => {
    const { code, json } = await sf('org', 'list', 'metadata', '--metadata-type', 'ExtlClntAppOauthSettings');
    expect(code).toBe(0);
    expect(json.result).toMatchObject([{ fullName: 'Billing_Sync_oauth', type: 'ExtlClntAppOauthSettings' }]);
  });

  it('project deploy start --async, report, resume', async () => {
    localOrg.once('deploy', { kind: 'slow-deploy', polls: 6 });
    const started = await sf('project', 'deploy', 'start', '--manifest', MANIFEST, '--async');
    expect(started).toMatchObject({ code: 0, json: { result: { status: 'Queued', done: false } } });
    const { id } = deployOf(started);
    const report = await sf('project', 'deploy', 'report', '--job-id', id);
    expect(report).toMatchObject({ json: { result: { id, done: false } } });
    const resumed = await runSf(place, 'project', 'deploy', 'resume', '--job-id', id);
    expect(resumed).toMatchObject({ code: 0, json: { result: { id, status: 'Succeeded' } } });
  });

  it('project deploy start says which component is wrong, and where', async () => {
    const broken = mkdtempSync(join(tmpdir(), 'eca-sf-broken-'));
    for (const name of ['force-app', 'manifest', 'sfdx-project.json'])
      cpSync(join(ROOT, name), join(broken, name), { recursive: true });
    const file = join(broken, 'force-app/main/default/extlClntAppOauthSettings/Billing_Sync_oauth.ecaOauth-meta.xml');
    writeFileSync(file, readFileSync(file, 'utf8').replace('>Api<', '>McpApi<'));
    const answer = await runSf(
      { ...place, cwd: broken },
      'project',
      'deploy',
      'start',
      '--manifest',
      MANIFEST,
      '--target-org',
      'acme',
    );
    expect(answer).toMatchObject({ code: 1, json: { status: 1, result: { status: 'Failed' } } });
    const failed = deployOf(answer).files?.filter(({ state }) => state === 'Failed');
    expect(failed).toMatchObject([{ type: 'ExtlClntAppOauthSettings', fullName: 'Billing_Sync_oauth' }]);
    expect(failed?.[0]?.error).toContain('McpApi');
  });

  it('project deploy cancel', async () => {
    localOrg.once('deploy', { kind: 'slow-deploy', polls: 200 });
    const started = await sf('project', 'deploy', 'start', '--manifest', MANIFEST, '--async');
    const canceled = await runSf(place, 'project', 'deploy', 'cancel', '--job-id', deployOf(started).id);
    expect(canceled).toMatchObject({ code: 0, json: { result: { status: 'Canceled' } } });
  });

  it('project retrieve start brings back what was deployed, with what the org filled in', async () => {
    const answer = await sf('project', 'retrieve', 'start', '--manifest', MANIFEST);
    expect(answer.code).toBe(0);
    const folder = join(cwd, 'force-app/main/default');
    const global = readFileSync(
      join(folder, 'extlClntAppGlobalOauthSets/Billing_Sync_glbloauth.ecaGlblOauth-meta.xml'),
      'utf8',
    );
    expect(global).toMatch(/<consumerKey>\S+<\/consumerKey>/);
    expect(global).not.toContain('consumerSecret');
    expect(global.match(/<is\w+>/g)?.length).toBeGreaterThan(8);
  });

  it('project deploy start takes back what was retrieved', async () => {
    const answer = await sf('project', 'deploy', 'start', '--source-dir', 'force-app');
    expect(answer).toMatchObject({ code: 0, json: { result: { status: 'Succeeded' } } });
  });

  it('project retrieve start --metadata', async () => {
    const { code, json } = await sf(
      'project',
      'retrieve',
      'start',
      '--metadata',
      'ExternalClientApplication:Billing_Sync',
    );
    expect(code).toBe(0);
    expect(JSON.stringify(json.result)).toContain('Billing_Sync.eca-meta.xml');
  });

  it('project retrieve start says that a component is not there', async () => {
    const { code, json } = await sf('project', 'retrieve', 'start', '--metadata', 'ExternalClientApplication:Nowhere');
    expect(code).toBe(0);
    expect(JSON.stringify(json)).toContain(
      "Entity of type 'ExternalClientApplication' named 'Nowhere' cannot be found",
    );
  });

  it('project retrieve start to metadata format, and project deploy start from it', async () => {
    const target = join(cwd, 'mdapi');
    mkdirSync(target, { recursive: true });
    expect(
      (await sf('project', 'retrieve', 'start', '--manifest', MANIFEST, '--target-metadata-dir', target, '--unzip'))
        .code,
    ).toBe(0);
    const [folder = ''] = readdirSync(target).filter((name) => !name.endsWith('.zip'));
    const root = join(target, folder, 'unpackaged');
    expect(readdirSync(root)).toContain('package.xml');
    const answer = await sf('project', 'deploy', 'start', '--metadata-dir', root, '--single-package');
    expect(answer).toMatchObject({ code: 0, json: { result: { status: 'Succeeded' } } });
  });

  it('data query', async () => {
    const answer = await sf(
      'data',
      'query',
      '--query',
      "SELECT Username FROM User WHERE Username = 'billing.sync@acme.example'",
    );
    expect(answer).toMatchObject({
      code: 0,
      json: { result: { totalSize: 1, records: [{ Username: 'billing.sync@acme.example' }] } },
    });
  });

  it('data create, update, get and delete record', async () => {
    const created = await sf('data', 'create', 'record', '--sobject', 'Account', '--values', "Name='Blue Harbour'");
    expect(created.code).toBe(0);
    const { id } = created.json.result as { readonly id: string };
    expect(
      (
        await sf(
          'data',
          'update',
          'record',
          '--sobject',
          'Account',
          '--record-id',
          id,
          '--values',
          "Name='Red Harbour'",
        )
      ).code,
    ).toBe(0);
    expect(await sf('data', 'get', 'record', '--sobject', 'Account', '--record-id', id)).toMatchObject({
      json: { result: { Name: 'Red Harbour' } },
    });
    expect((await sf('data', 'delete', 'record', '--sobject', 'Account', '--record-id', id)).code).toBe(0);
  });

  it('sobject describe', async () => {
    expect(await sf('sobject', 'describe', '--sobject', 'Account')).toMatchObject({
      code: 0,
      json: { result: { name: 'Account' } },
    });
  });

  it('org assign permset', async () => {
    const answer = await sf(
      'org',
      'assign',
      'permset',
      '--name',
      'Billing_API',
      '--on-behalf-of',
      'admin@acme.example',
    );
    expect(answer.code).toBe(0);
    expect(localOrg.snapshot().assignments['admin@acme.example']).toContain('Billing_API');
  });

  it('project generate manifest', async () => {
    const { code } = await runSf(
      place,
      'project',
      'generate',
      'manifest',
      '--source-dir',
      'force-app',
      '--name',
      'again',
    );
    expect(code).toBe(0);
    expect(readFileSync(join(cwd, 'again.xml'), 'utf8')).toContain('<members>Billing_Sync_oauth</members>');
  });

  it('project deploy start --post-destructive-changes deletes the app with its parts', async () => {
    const empty = join(cwd, 'empty.xml');
    const gone = join(cwd, 'gone.xml');
    const open = '<?xml version="1.0" encoding="UTF-8"?>\n<Package xmlns="http://soap.sforce.com/2006/04/metadata">';
    writeFileSync(empty, `${open}<version>66.0</version></Package>\n`);
    writeFileSync(
      gone,
      `${open}<types><members>Billing_Sync</members><name>ExternalClientApplication</name></types><version>66.0</version></Package>\n`,
    );
    const answer = await sf('project', 'deploy', 'start', '--manifest', empty, '--post-destructive-changes', gone);
    expect(answer).toMatchObject({ code: 0, json: { result: { status: 'Succeeded' } } });
    expect(localOrg.snapshot().components.filter(({ fullName }) => fullName.startsWith('Billing_Sync'))).toEqual([]);
  });

  it('org login jwt', async () => {
    const { privateKey } = generateKeyPairSync('rsa', {
      modulusLength: 2048,
      privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
      publicKeyEncoding: { type: 'spki', format: 'pem' },
    });
    const file = join(home, 'server.key');
    writeFileSync(file, privateKey, { mode: 0o600 });
    const words = [
      'org',
      'login',
      'jwt',
      '--instance-url',
      instanceUrl,
      '--client-id',
      'PlatformCLI',
      '--jwt-key-file',
      file,
      '--username',
      'admin@acme.example',
      '--alias',
      'by-jwt',
    ];
    expect(await runSf(place, ...words)).toMatchObject({
      code: 0,
      json: { result: { username: 'admin@acme.example' } },
    });
  });

  it('an expired session ends in its name', async () => {
    const expired = mkdtempSync(join(tmpdir(), 'eca-sf-expired-'));
    const login = ['org', 'login', 'access-token', '--instance-url', instanceUrl, '--no-prompt', '--alias', 'acme'];
    expect(
      (await runSf({ cwd, home: expired, env: { SF_ACCESS_TOKEN: localOrg.login('admin@acme.example') } }, ...login))
        .code,
    ).toBe(0);
    localOrg.expireSessions();
    const answer = await runSf(
      { cwd, home: expired },
      'project',
      'deploy',
      'start',
      '--manifest',
      MANIFEST,
      '--target-org',
      'acme',
    );
    expect(answer.code).toBe(1);
    expect(JSON.stringify(answer.json)).toContain('INVALID_SESSION_ID');
  });

  it('org logout', async () => {
    expect((await runSf(place, 'org', 'logout', '--target-org', 'admin@acme.example', '--no-prompt')).code).toBe(0);
  });
});
