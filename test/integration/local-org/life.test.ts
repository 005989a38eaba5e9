import { existsSync, mkdtempSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { LoggedRequest } from '../../../src/local-org/index.js';
import { LocalOrg, LocalOrgSeedError } from '../../../src/local-org/index.js';
import { exchange, getJson, readCredentials, startOrg, startWithBilling } from './billing-app.js';
import { call, deploySet } from './deploy-zip.js';
import { sourceSet } from './sources.js';

const folder = (): string => mkdtempSync(join(tmpdir(), 'local-org-life-'));

describe('start and stop', () => {
  it('starts in less than 300 ms on the loopback address', async () => {
    const start = performance.now();
    const { org, info } = await startOrg();
    expect(performance.now() - start).toBeLessThan(300);
    expect(info).toMatchObject({
      orgId: '00D000000000042EAA',
      username: 'admin@acme.example',
      alias: 'local-org',
    });
    expect(info.instanceUrl).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect(info.accessToken).toMatch(/^00D\w{12,15}![.\w]*$/);
    await org.stop();
  });

  it('stops at once although a client keeps its connection open', async () => {
    const { org, info } = await startOrg();
    await fetch(`${info.instanceUrl}/services/data`);
    const start = performance.now();
    await org.stop();
    expect(performance.now() - start).toBeLessThan(500);
    await expect(fetch(`${info.instanceUrl}/services/data`)).rejects.toThrow('fetch failed');
    expect(() => org.info).toThrow('does not run');
  });

  it('takes the port that it is told', async () => {
    const first = await startOrg();
    const port = Number(new URL(first.info.instanceUrl).port);
    await expect(new LocalOrg({ port }).start()).rejects.toThrow('EADDRINUSE');
    await first.org.stop();
    const { org, info } = await startOrg({ port });
    expect(info.instanceUrl).toBe(`http://127.0.0.1:${port}`);
    await org.stop();
  });

  it('offers the versions up to the newest that it is told', async () => {
    const { org, info } = await startOrg({ apiVersion: '61.0' });
    const versions = (await (await fetch(`${info.instanceUrl}/services/data`)).json()) as { version: string }[];
    expect(versions.map(({ version }) => version)).toEqual(['59.0', '60.0', '61.0']);
    expect((await call(info, 'GET', '', undefined, 62)).status).toBe(404);
    await org.stop();
    expect(() => new LocalOrg({ apiVersion: '40.0' })).toThrow('"40.0" is not offered; choose 59.0 to 68.0');
  });

  it('keeps several orgs apart', async () => {
    const [one, two] = await Promise.all([startWithBilling(), startOrg({ seed: { org: { name: 'Other' } } })]);
    expect(one.org.snapshot().components).toHaveLength(6);
    expect(two.org.snapshot().components).toEqual([]);
    expect(two.info.orgId).not.toBe(one.info.orgId);
    expect((await call({ ...two.info, accessToken: one.info.accessToken }, 'GET', '')).status).toBe(401);
    await Promise.all([one.org.stop(), two.org.stop()]);
  });

  it('collapses slashes that clients put too many of', async () => {
    const { org, info } = await startOrg();
    expect((await fetch(`${info.instanceUrl}//services/data`)).status).toBe(200);
    await org.stop();
  });
});

describe('state', () => {
  it('outlives a restart: components, credentials, sessions and ids', async () => {
    const state = join(folder(), 'org.json');
    const first = await startWithBilling({ state });
    const credentials = await readCredentials(first.info);
    const before = first.org.snapshot();
    await first.org.stop();

    const second = await startOrg({ state });
    expect(second.org.snapshot()).toEqual(before);
    expect(second.info.accessToken).toBe(first.info.accessToken);
    expect((await exchange(second.info, credentials)).status).toBe(200);
    await second.org.stop();
  });

  it('is complete on disk when a request was answered, for nobody else to read', async () => {
    const state = join(folder(), 'org.json');
    const { org, info } = await startOrg({ state });
    await call(info, 'POST', 'sobjects/Account', { Name: 'Initech' });
    expect(readFileSync(state, 'utf8')).toContain('Initech');
    expect(statSync(state).mode & 0o777).toBe(0o600);
    expect(readdirSync(join(state, '..'))).toEqual(['org.json']);
    await org.stop();
  });

  it('of an older format is migrated: apps give tokens, and a staged pair of unknown state is dropped', async () => {
    const state = join(folder(), 'org.json');
    const first = await startWithBilling({ state });
    const credentials = await readCredentials(first.info);
    await first.org.stop();
    const world = JSON.parse(readFileSync(state, 'utf8')) as Record<string, unknown>;
    const older = { ...world, authCodes: undefined };
    const apps = Object.entries(world['apps'] as Record<string, { pairs: object[] }>).map(([name, app]) => [
      name,
      { ...app, staged: { ...app.pairs[0], key: '3MVG9staged' } },
    ]);
    writeFileSync(state, JSON.stringify({ ...older, format: 1, apps: Object.fromEntries(apps) as unknown }));

    const second = await startOrg({ state });
    expect((await exchange(second.info, credentials)).status).toBe(200);
    const staged = { ...credentials, key: '3MVG9staged' };
    expect((await exchange(second.info, staged)).body['error']).toBe('invalid_client_id');
    await second.org.stop();
    expect(JSON.parse(readFileSync(state, 'utf8'))).toMatchObject({ format: 2, authCodes: {} });
  });

  it.each([
    [{ format: 3 }, /has format 3, and this version of the local org reads up to format 2/],
    [{ format: 0 }, /has format 0/],
    [{ users: {} }, /does not hold the state of a local org/],
    [{ format: undefined }, /does not hold the state of a local org/],
  ])('with %j is refused by name', async (change, message) => {
    const state = join(folder(), 'org.json');
    const { org } = await startOrg({ state });
    await org.stop();
    const world = JSON.parse(readFileSync(state, 'utf8')) as Record<string, unknown>;
    writeFileSync(state, JSON.stringify({ ...world, ...change }));
    expect(() => new LocalOrg({ state })).toThrow(message);
    expect(() => new LocalOrg({ state })).toThrow(state);
  });

  it('that is no state is refused by name', () => {
    const state = join(folder(), 'org.json');
    writeFileSync(state, '{"half": ');
    expect(() => new LocalOrg({ state })).toThrow(`The state file ${state} does not hold the state of a local org.`);
  });
});

describe('the log of requests', () => {
  it('names operations and leaves secrets out', async () => {
    const file = join(folder(), 'requests.jsonl');
    const { org, info } = await startWithBilling({ log: file });
    const { key, secret } = await readCredentials(info);
    const { body } = await exchange(info, { key, secret });
    const hiding = ['code', 'code_verifier', 'client_assertion', 'oauth_token', 'Client_Secret', 'refresh_token'];
    const query = hiding.map((name) => `${name}=hidden-${name}`).join('&');
    await fetch(`${info.instanceUrl}/services/oauth2/token?${query}&format=json`, { method: 'POST' });
    await fetch(`${info.instanceUrl}/services/oauth2/revoke?token=${body['access_token'] ?? ''}`);
    await org.stop();
    const text = readFileSync(file, 'utf8');
    const entries = text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as LoggedRequest);
    expect(entries.map(({ operation }) => operation)).toEqual([
      ...['deploy', 'checkDeployStatus', 'query', 'credentials', 'consumer', 'token', 'token', 'revoke'],
    ]);
    expect(entries.at(-1)).toMatchObject({
      method: 'GET',
      path: '/services/oauth2/revoke?token=[secret]',
      status: 200,
    });
    expect(entries.at(-2)?.path).toMatch(/&format=json$/);
    for (const hidden of ['hidden-', secret, info.accessToken, body['access_token'] ?? ''])
      expect(text).not.toContain(hidden);
    expect(org.requests).toEqual(entries);
  });

  it('can go to a function', async () => {
    const seen: string[] = [];
    const { org, info } = await startOrg({ log: ({ operation, status }) => seen.push(`${operation} ${status}`) });
    await fetch(`${info.instanceUrl}/services/data`);
    await fetch(`${info.instanceUrl}/nowhere`);
    expect(seen).toEqual(['versions 200', 'unknown 404']);
    await org.stop();
  });
});

describe('seeds', () => {
  it('are read from a YAML file, with components beside it', async () => {
    const here = folder();
    for (const [path, text] of Object.entries(sourceSet('billing-sync'))) {
      writeFileSync(join(here, path.split('/').pop() ?? ''), text);
    }
    const file = join(here, 'seed.yaml');
    writeFileSync(
      file,
      `org: { id: 00D000000000077, name: Acme UAT, isSandbox: true, sandboxName: uat }
users:
  - { username: admin@acme.example, profile: System Administrator }
  - { username: billing.sync@acme.example, email: it@acme.example, active: true, frozen: false, apiEnabled: true,
      licence: Salesforce Integration, permissions: [], permissionSets: [Billing_API], loginIpRanges: [], loginHours: [] }
permissionSets: [{ name: Billing_API, permissions: [ApiEnabled] }]
permissionSetLicenses: [{ name: SalesforceAPIIntegrationPsl, total: 5, used: 2 }]
settings: { enableClientSecretInRestApiAccess: true }
propagation: { settingsSeconds: 600, secretsSeconds: 600 }
source: .
assume: {}
`,
    );
    const { org, info } = await startOrg({ seed: file });
    expect(info.orgId).toBe('00D000000000077EAA');
    expect(org.snapshot().components).toHaveLength(6);
    const organization = await getJson(info, 'query?q=SELECT+Name,IsSandbox+FROM+Organization');
    expect(organization).toMatchObject({ records: [{ Name: 'Acme UAT', IsSandbox: true }] });
    // What the org held before has long reached every server.
    expect((await exchange(info, await readCredentials(info))).status).toBe(200);
    await org.stop();
  });

  it('name the file and every wrong path', () => {
    const file = join(folder(), 'seed.yaml');
    writeFileSync(
      file,
      `users:
  - { username: nobody, profil: Standard User }
  - { username: a@acme.example, permissions: [FlyToMars] }
settings: { enableClientSecretInRestApiAccess: "yes" }
`,
    );
    let thrown: unknown;
    try {
      new LocalOrg({ seed: file });
    } catch (error) {
      thrown = error;
    }
    if (!(thrown instanceof LocalOrgSeedError)) throw new Error('The seed was taken.');
    expect(thrown.file).toBe(file);
    expect(thrown.problems.map(({ path }) => path)).toEqual([
      'users[0].username',
      'users[0].profil',
      'users[1].permissions[0]',
      'settings.enableClientSecretInRestApiAccess',
    ]);
  });

  it.each([
    ['users: [', /line 1: /],
    ['users: []', /users: must name at least one user/],
    ['users: {}', /users: must be a list, not \{\}/],
    ['[]', /cannot be used\.\nmust be a map, not \[\]/],
    ['users: [null]', /users\[0\]: must be a map, not null/],
    ['users: [{}]', /users\[0\]\.username: is missing/],
    [
      'users: [{username: a, active: "yes"}]',
      /username: must be a username in the form of an e-mail, not "a"\n.*must be true or false, not "yes"/,
    ],
    ['users: [{username: a@b.cc, loginHours: [always]}]', /loginHours\[0\]: must be hours such as Mon-Fri 08:00-18:00/],
    ['org: {id: 42}', /org\.id: must be an org id of 15 or 18 characters that begins with 00D, not 42/],
    ['org: {identifier: x}', /org\.identifier: is unknown; known are id, name, isSandbox, sandboxName/],
    [
      'permissionSets: [{name: A, objects: {Account: [fly]}}]',
      /objects\.Account\[0\]: must be one of create, read, edit, delete, not "fly"/,
    ],
    [
      'permissionSets: [{name: A, permissions: [FlyToMars]}]',
      /permissions\[0\]: "FlyToMars" is no known user permission/,
    ],
    ['propagation: {settingsSeconds: -1}', /settingsSeconds: must be a number from 0, not -1/],
    ['propagation: {settingsSeconds: .nan}', /settingsSeconds: must be a number from 0/],
    ['users: [{username: a@b.cc}, {username: A@b.cc}]', /users\[1\]\.username: "A@b\.cc" appears twice/],
    [
      'users: [{username: a@b.cc, permissionSets: [Billing_API]}]',
      /users\[0\]\.permissionSets: "Billing_API" is not in permissionSets/,
    ],
    ['users: [{username: a@b.cc, profile: Accountant}]', /"Accountant" is no standard profile; name its licence/],
    ['source: ./missing', /source: The folder cannot be read/],
    ['assume: {same-token: maybe}', /assume\.same-token: "maybe" is no value/],
  ])('that say %s are refused', (text, message) => {
    const file = join(folder(), 'seed.yaml');
    writeFileSync(file, text);
    expect(() => new LocalOrg({ seed: file })).toThrow(message);
  });

  it('that are not there are refused', () => {
    expect(() => new LocalOrg({ seed: '/nowhere/seed.yaml' })).toThrow('The seed /nowhere/seed.yaml cannot be used.');
  });

  it('with components that the org would not take are refused', () => {
    const here = folder();
    writeFileSync(
      join(here, 'Billing_Sync.eca-meta.xml'),
      '<ExternalClientApplication xmlns="http://soap.sforce.com/2006/04/metadata"/>',
    );
    expect(() => new LocalOrg({ seed: { source: here } })).toThrow(
      'source/externalClientApps/Billing_Sync.eca: Required field is missing: contactEmail',
    );
    expect(existsSync(here)).toBe(true);
  });
});

describe('somebody else', () => {
  it('changes a field, a component, a setting and a user', async () => {
    const { org, info } = await startWithBilling();
    org.changeField('ExtlClntAppOauthSettings', 'Billing_Sync_oauth', 'commaSeparatedOauthScopes', 'Api, Web');
    org.removeComponent('ExtlClntAppConfigurablePolicies', 'Billing_Sync_defaultPolicy');
    org.setComponent('ExternalClientApplication', 'Ledger_Export', {
      contactEmail: 'it@acme.example',
      isProtected: false,
    });
    expect(org.snapshot().components.map(({ fullName }) => fullName)).toEqual([
      ...['Billing_Sync', 'Ledger_Export', 'Billing_Sync_glbloauth', 'Billing_Sync_oauth_defaultPolicy'],
      ...['Billing_Sync_oauth', 'Billing_API'],
    ]);
    expect(() => {
      org.changeField('ExternalClientApplication', 'Nothing', 'label', 'x');
    }).toThrow('has no ExternalClientApplication named "Nothing"');
    const end = await deploySet(info, sourceSet('billing-sync'));
    expect(end.successes.filter(({ changed }) => changed).map(({ fullName }) => fullName)).toEqual([
      'Billing_Sync_oauth',
      'Billing_Sync_defaultPolicy',
    ]);
    await org.stop();
  });
});
