import { generateKeyPairSync } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LocalOrg } from '../../src/local-org/index.js';
import { runEca, type Finished } from '../cli/run-eca.js';
import { BILLING_SYNC } from '../integration/project.js';
import { refusal, TokenServer } from '../unit/oauth/token-server.js';
import { folderOf } from './field.js';

const { privateKey } = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  publicKeyEncoding: { type: 'spki', format: 'pem' },
});
const cwd = folderOf({ 'eca.config.json': JSON.stringify(BILLING_SYNC), 'server.key': privateKey });
const jwt = (ECA_INSTANCE_URL: string): Readonly<Record<string, string>> => ({
  ECA_JWT_CLIENT_ID: '3MVG9.ci',
  ECA_JWT_USERNAME: 'ci@acme.example',
  ECA_JWT_KEY_FILE: 'server.key',
  ECA_INSTANCE_URL,
});

let server: TokenServer;
beforeAll(async () => {
  server = await TokenServer.start();
});
afterAll(() => server.stop());

describe('a session whose token is a JWT', () => {
  let localOrg: LocalOrg;
  let env: Readonly<Record<string, string>>;
  beforeAll(async () => {
    localOrg = new LocalOrg({
      apiVersion: '68.0',
      seed: {
        users: [
          { username: 'admin@acme.example', profile: 'System Administrator' },
          { username: 'billing.sync@acme.example', profile: 'System Administrator' },
        ],
        settings: { enableClientSecretInRestApiAccess: true },
      },
    });
    const { accessToken, instanceUrl } = await localOrg.start();
    const config = {
      apiVersion: '68.0',
      apps: { Billing_Sync: { ...BILLING_SYNC.apps.Billing_Sync, tokenFormat: 'jwt' } },
    };
    const folder = folderOf({ 'eca.config.json': JSON.stringify(config) });
    const admin = { SF_ACCESS_TOKEN: accessToken, ECA_INSTANCE_URL: instanceUrl };
    const deployed = await runEca(['deploy'], { cwd: folder, env: admin });
    expect(deployed).toMatchObject({ code: 0 });
    const { stdout } = await runEca(['token'], { cwd: folder, env: admin });
    const { access_token: token } = JSON.parse(stdout) as { readonly access_token: string };
    expect(token.split('.')).toHaveLength(3);
    env = { SF_ACCESS_TOKEN: token, ECA_INSTANCE_URL: instanceUrl };
  });
  afterAll(() => localOrg.stop());

  it.each([['plan'], ['doctor'], ['deploy']])('is refused below 68.0, with the way out: %s', async (command) => {
    const { code, stdout, stderr } = await runEca([command, '--api-version', '67.0'], { cwd, env });
    expect(code).not.toBe(0);
    expect(stdout + stderr).toContain('refuses below API version 68.0');
    expect(stdout + stderr).toContain('--api-version 68.0');
  });

  it.each([['plan'], ['doctor'], ['deploy']])('is no obstacle at 68.0: %s', async (command) => {
    const { code, stdout, stderr } = await runEca([command, '--api-version', '68.0'], { cwd, env });
    expect(code, stdout + stderr).toBe(0);
  });
});

describe('a refused JWT login', () => {
  const audience = refusal('invalid_grant', 'audience is invalid');

  it.each([
    ['user is not approved', refusal('invalid_grant', "user hasn't approved this consumer"), /Pre-authorise/],
    [
      'app is not installed',
      refusal('invalid_client_id', 'External client app is not installed in this org'),
      /no app with this client id|as its audience/,
    ],
  ])('is reported by the refusal that tells, at the first or a later audience: %s', async (_what, telling, fix) => {
    const said = telling.body.error_description;
    for (const [replies, requests] of [
      [[telling], 1],
      [[audience, telling], 2],
      [[audience, telling, audience], 2],
    ] as const) {
      server.answer(...replies);
      const { code, stdout, stderr } = await runEca(['plan'], { cwd, env: jwt(server.url) });
      expect(code).not.toBe(0);
      expect(stdout + stderr).toContain(said);
      expect(stdout + stderr).toMatch(fix);
      expect(server.arrived).toHaveLength(requests);
    }
  });
});

describe('a JWT login at a login host', () => {
  it('goes on at the instance that the answer names, never with an empty reason', async () => {
    const org = await TokenServer.start();
    server.answer({ body: { access_token: '00D000000000042!made.up', instance_url: org.url, token_type: 'Bearer' } });
    org.answer({ status: 404, body: '' });
    const { code, stdout, stderr } = await runEca(['plan'], { cwd, env: jwt(server.url) });
    await org.stop();
    expect(code).not.toBe(0);
    expect(server.arrived.map(({ path }) => path)).toEqual(['/services/oauth2/token']);
    expect(org.arrived.length).toBeGreaterThan(0);
    expect(stdout + stderr).not.toMatch(/did not connect: *(\n|$)/);
  });

  it.each(['https://test.salesforce.com', 'https://login.salesforce.com'])('%s is refused by name', async (url) => {
    const { code, stdout, stderr } = await runEca(['plan'], {
      cwd,
      env: { SF_ACCESS_TOKEN: '00D!x', ECA_INSTANCE_URL: url },
    });
    expect(code).not.toBe(0);
    expect(stdout + stderr).toContain(new URL(url).host);
    expect(stdout + stderr).toContain('My Domain');
  });
});

describe('plain http', () => {
  const refusedBeforeSending = ({ code, stdout, stderr }: Finished): void => {
    expect(code).not.toBe(0);
    expect(stdout + stderr).toContain('https');
    expect(server.arrived).toEqual([]);
  };

  it.each(['session token', 'JWT login'])(
    'to a host other than this machine is refused before anything is sent: %s',
    async (login) => {
      server.answer({ status: 404 });
      // On most systems this address reaches the server too, and it is no loopback address.
      const url = server.url.replace('127.0.0.1', '0.0.0.0');
      const env =
        login === 'JWT login' ? jwt(url) : { SF_ACCESS_TOKEN: '00D000000000042!made.up', ECA_INSTANCE_URL: url };
      refusedBeforeSending(await runEca(['plan'], { cwd, env }));
    },
  );
});
