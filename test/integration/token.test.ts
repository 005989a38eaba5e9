import { execFile, execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text as readText } from 'node:stream/consumers';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { deploy } from '../../src/verbs/deploy.js';
import { EcaError } from '../../src/errors.js';
import { LocalOrg, type LocalOrgInfo } from '../../src/local-org/index.js';
import { readCredentials } from '../../src/credentials/read-pair.js';
import type { Credentials } from '../../src/oauth/key-pair.js';
import type { Org } from '../../src/org/org.js';
import { callApi, queryApi, requestAccessToken, type TokenSource } from '../../src/verbs/token.js';
import { runEca, type Finished } from '../cli/run-eca.js';
import { BILLING_SYNC, connectTo, countOf, resolved } from './project.js';
import { hasPrograms } from './stand-in.js';
import { testWork } from '../work.js';

const VERSION = { apiVersion: '66.0' };
const reason = async (work: Promise<unknown>): Promise<EcaError> => {
  const error: unknown = await work.catch((thrown: unknown) => thrown);
  if (error instanceof EcaError) return error;
  throw new Error(`Expected an EcaError, got ${String(error)}`);
};

/** Runs a program while the local org in this process goes on answering. */
function program(
  file: string,
  argv: readonly string[],
  options: { readonly cwd: string; readonly env?: object },
): Promise<Finished> {
  return new Promise((done) => {
    execFile(
      file,
      [...argv],
      { cwd: options.cwd, env: { PATH: process.env.PATH, ...options.env }, timeout: 20_000 },
      (error, stdout, stderr) => {
        done({ code: error === null ? 0 : typeof error.code === 'number' ? error.code : 1, stdout, stderr });
      },
    );
  });
}

describe('tokens and calls', () => {
  let localOrg: LocalOrg;
  let info: LocalOrgInfo;
  let org: Org;
  let pair: Credentials;
  let folder: string;
  let source: TokenSource;
  let env: Readonly<Record<string, string>>;

  beforeAll(async () => {
    localOrg = new LocalOrg({ assume: { 'same-token': 'no' } });
    info = await localOrg.start();
    org = await connectTo(info);
    await deploy(org, resolved(BILLING_SYNC), testWork(), { verify: false });
    pair = await readCredentials(org, 'Billing_Sync');
    source = { kind: 'given', url: info.instanceUrl, credentials: pair };
    env = {
      CLIENT_ID_EXTERNAL: pair.consumerKey,
      CLIENT_SECRET_EXTERNAL: pair.consumerSecret.reveal(),
      EXTERNAL_CLIENT_TOKEN_URL: `${info.instanceUrl}/services/oauth2/token`,
    };
  });
  afterAll(() => localOrg.stop());
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'eca-token-'));
  });
  afterEach(() => {
    localOrg.clearFaults();
  });

  const eca = (...argv: readonly string[]): Promise<Finished> => runEca(argv, { cwd: folder, env });

  it('uses a cached token until it is refused, then fetches one', async () => {
    const call = () =>
      callApi(source, { method: 'GET', path: 'sobjects/Account/describe', ...VERSION }, testWork({ folder }));
    const before = countOf(localOrg, 'token');
    expect((await call()).status).toBe(200);
    await call();
    expect(countOf(localOrg, 'token') - before).toBe(1);
    localOrg.expireSessions();
    await call();
    await call();
    expect(countOf(localOrg, 'token') - before).toBe(2);
    const [file = ''] = readdirSync(join(folder, '.eca/tokens'));
    expect(statSync(join(folder, '.eca/tokens', file)).mode & 0o777).toBe(0o600);
    org = await connectTo({ ...info, accessToken: localOrg.login('admin@acme.example') });
  });

  it('gives up when a new token is refused too, and keeps none', async () => {
    localOrg.always('describe', { kind: 'expired-session' });
    localOrg.always('resources', { kind: 'expired-session' });
    const before = countOf(localOrg, 'token');
    const error = await reason(
      callApi(source, { method: 'GET', path: '/services/data/v66.0/', ...VERSION }, testWork({ folder })),
    );
    expect(error).toMatchObject({ name: 'SessionExpiredError', data: { status: 401 } });
    expect(countOf(localOrg, 'token') - before).toBe(1);
    expect(readdirSync(join(folder, '.eca/tokens'))).toEqual([]);
  });

  it('creates, updates and queries, all pages of it', async () => {
    const call = (method: string, path: string, body: object) =>
      callApi(source, { method, path, body: JSON.stringify(body), ...VERSION }, testWork({ folder }));
    const created = await call('POST', 'sobjects/Account', { Name: 'Acme Werke' });
    expect(created).toMatchObject({ status: 201, body: { success: true } });
    const { id } = created.body as { id: string };
    expect(await call('PATCH', `sobjects/Account/${id}`, { Name: 'Acme Werke II' })).toEqual({
      status: 204,
      body: null,
    });
    const found = await queryApi(
      source,
      { soql: `SELECT Name FROM Account WHERE Id = '${id}'`, ...VERSION },
      testWork({ folder }),
    );
    expect(found).toMatchObject({ totalSize: 1, records: [{ Name: 'Acme Werke II' }] });
  });

  it('reports what the org says to a bad request', async () => {
    const error = await reason(
      queryApi(source, { soql: 'SELECT Nothing FROM Account', ...VERSION }, testWork({ folder })),
    );
    expect(error).toMatchObject({ name: 'OrgRequestFailedError', data: { status: 400 } });
    expect(error.message).toContain('INVALID_FIELD');
  });

  it('says on one line what an org has against a query, and that it hides what a user may not see', async () => {
    const query = queryApi(source, { soql: 'SELECT Id FROM Nothing__c', ...VERSION }, testWork({ folder }));
    const { message, actions } = await reason(query);
    expect(message).toMatch(/^GET query ended with HTTP 400 INVALID_TYPE: SELECT Id FROM Nothing__c \^ ERROR at/);
    expect(message).not.toContain('\\n');
    expect(actions[0]).toContain('the run-as user may not see it');
  });

  it.each(['https://evil.example/', '//evil.example/path', 'http://127.0.0.1:1/'])(
    'does not carry the token to %s',
    async (path) => {
      expect(await reason(callApi(source, { method: 'GET', path, ...VERSION }, testWork({ folder })))).toMatchObject({
        name: 'UsageError',
      });
    },
  );

  it('explains why there is no token', async () => {
    localOrg.changeUser('billing.sync@acme.example', { frozen: true });
    const fromOrg = await reason(requestAccessToken({ kind: 'org', org, app: 'Billing_Sync' }, testWork({ folder })));
    localOrg.changeUser('billing.sync@acme.example', { frozen: false });
    expect(fromOrg).toMatchObject({
      name: 'TokenRefusedError',
      exitCode: 1,
      data: { diagnosis: { layer: 'run-as-user' } },
    });
  });

  it.skipIf(!hasPrograms('curl'))(
    'prints a token as JSON, as environment lines that a shell reads, and as a header',
    async () => {
      const json = await eca('token', '--my-domain');
      expect(json).toMatchObject({ code: 0, stderr: '' });
      const answer = JSON.parse(json.stdout) as Record<string, string>;
      expect(answer).toMatchObject({ token_type: 'Bearer', instance_url: info.instanceUrl, scope: 'api' });
      const lines = await eca('token', '--my-domain', info.instanceUrl, '--format', 'env');
      writeFileSync(join(folder, 'lines'), lines.stdout);
      const shell =
        'set -u; . ./lines; curl -s -H "Authorization: Bearer $ACCESS_TOKEN" "$INSTANCE_URL/services/oauth2/userinfo"';
      const who = await program('sh', ['-c', shell], { cwd: folder });
      expect(JSON.parse(who.stdout)).toMatchObject({ preferred_username: 'billing.sync@acme.example' });
      expect((await eca('token', '--my-domain', '--format', 'header')).stdout).toMatch(
        /^Authorization: Bearer 00D\S+\n$/,
      );
    },
  );

  it('writes the token file that scripts know, for its owner alone, and not where git would take it', async () => {
    expect(await eca('token', '--my-domain', '--output', '--json')).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('"file":"sf_tokens_ext_client.json"') as string,
    });
    const file = join(folder, 'sf_tokens_ext_client.json');
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(JSON.parse(readFileSync(file, 'utf8'))).toHaveProperty('access_token');
    execFileSync('git', ['init', '--quiet', folder]);
    expect(await eca('token', '--my-domain', '--output', 'other.json')).toMatchObject({ code: 4 });
  });

  it('calls and queries from the command line', async () => {
    const created = await eca(
      'request',
      'POST',
      'sobjects/Account',
      '--body',
      '{"Name": "Acme Gruppe"}',
      '--my-domain',
      '--json',
    );
    expect(JSON.parse(created.stdout)).toMatchObject({ status: 0, result: { status: 201 } });
    const found = await eca('query', "SELECT Name FROM Account WHERE Name = 'Acme Gruppe'", '--my-domain');
    expect(JSON.parse(found.stdout)).toMatchObject({ Name: 'Acme Gruppe' });
    expect(await eca('request', 'POST', 'sobjects/Account', '--body', 'Name', '--my-domain')).toMatchObject({
      code: 4,
    });
    expect(await eca('request', 'STEAL', 'sobjects/Account', '--my-domain')).toMatchObject({ code: 4 });
  });

  describe.skipIf(!hasPrograms('bash', 'curl', 'jq'))('the shell script', () => {
    const run = (argv: readonly string[], more: Readonly<Record<string, string>> = {}): Promise<Finished> =>
      program('./connect.sh', argv, { cwd: folder, env: { ...env, ...more } });
    beforeEach(async () => {
      expect(await runEca(['token', '--script', 'connect.sh'], { cwd: folder })).toMatchObject({ code: 0 });
    });

    it('writes the token file, for its owner alone', async () => {
      expect(await run([])).toMatchObject({ code: 0, stdout: '' });
      const file = join(folder, 'sf_tokens_ext_client.json');
      expect(statSync(file).mode & 0o777).toBe(0o600);
      expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({
        token_type: 'Bearer',
        instance_url: info.instanceUrl,
      });
    });

    it('gives environment lines for eval', async () => {
      const shell =
        'eval "$(./connect.sh --env)" && curl -s -H "Authorization: Bearer $ACCESS_TOKEN" "$INSTANCE_URL/services/data/v66.0/sobjects/Account/describe"';
      const described = await program('bash', ['-c', shell], { cwd: folder, env });
      expect(JSON.parse(described.stdout)).toMatchObject({ name: 'Account' });
    });

    it('says what is wrong, and leaves no file behind', async () => {
      expect(await run([], { CLIENT_SECRET_EXTERNAL: 'WRONG' })).toMatchObject({
        code: 1,
        stderr: expect.stringContaining('invalid_client: invalid client credentials') as string,
      });
      expect(await run([], { CLIENT_ID_EXTERNAL: '' })).toMatchObject({ code: 1, stderr: 'Set CLIENT_ID_EXTERNAL.\n' });
      const login = await run([], { EXTERNAL_CLIENT_TOKEN_URL: 'https://test.salesforce.com/services/oauth2/token' });
      expect(login).toMatchObject({ code: 1, stderr: expect.stringContaining('does not serve this flow') as string });
      expect(readdirSync(folder)).toEqual(['connect.sh']);
    });

    it('can hold the token endpoint of an org', async () => {
      await runEca(['token', '--script', 'connect.sh', '--my-domain', info.instanceUrl], { cwd: folder });
      expect(await run([], { EXTERNAL_CLIENT_TOKEN_URL: '' })).toMatchObject({ code: 0 });
    });
  });

  it('gets a token from an OAuth server that is not Salesforce', async () => {
    const server: Server = createServer((request, response) => {
      void readText(request).then((body) => {
        const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
        const form = new URLSearchParams(body);
        const isToken = request.url === '/oauth/token' && form.get('grant_type') === 'client_credentials';
        const known = form.get('client_id') === 'billing' && form.get('client_secret') === 's3cret';
        const answer =
          request.url === '/.well-known/openid-configuration'
            ? { issuer: base, token_endpoint: `${base}/oauth/token` }
            : isToken && known
              ? { access_token: 'abc', token_type: 'bearer', expires_in: 3600 }
              : { error: 'invalid_client' };
        response
          .writeHead('error' in answer ? 401 : 200, { 'content-type': 'application/json' })
          .end(JSON.stringify(answer));
      });
    });
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    try {
      const given = { CLIENT_ID: 'billing', CLIENT_SECRET: 's3cret' };
      const { code, stdout } = await runEca(['verify', '--my-domain', url, '--json'], { cwd: folder, env: given });
      expect(JSON.parse(stdout)).toMatchObject({
        status: 0,
        result: [{ ok: true, tokenEndpoint: `${url}/oauth/token` }],
      });
      expect(code).toBe(0);
      const wrong = await runEca(['verify', '--my-domain', url, '--json'], {
        cwd: folder,
        env: { ...given, CLIENT_SECRET: 'no' },
      });
      expect(JSON.parse(wrong.stdout)).toMatchObject({ result: [{ ok: false, diagnosis: { layer: 'secret' } }] });
    } finally {
      server.closeAllConnections();
      server.close();
    }
  });
});
