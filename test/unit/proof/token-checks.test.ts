import { httpOfTest } from '../http-of-test.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { diagnoseChecks } from '../../../src/proof/check-diagnosis.js';
import type { Layer } from '../../../src/proof/diagnosis.js';
import { checkToken, type Check, type CheckContext, type Expectation } from '../../../src/proof/token-checks.js';
import type { AccessToken } from '../../../src/oauth/token.js';
import { Secret } from '../../../src/secret.js';
import { CANARY, expectNoCanary } from '../oauth/canary.js';
import { TokenServer, type Reply } from '../oauth/token-server.js';

const USERNAME = 'billing.sync@acme.example.uat';
const ok: Reply = { body: {} };
const userinfo: Reply = { body: { preferred_username: USERNAME } };
const denied: Reply = { status: 403, body: [{ errorCode: 'API_DISABLED_FOR_ORG', message: 'no API' }] };

let server: TokenServer;
beforeAll(async () => {
  server = await TokenServer.start();
});
afterAll(() => server.stop());

interface Scene {
  readonly token?: Partial<AccessToken>;
  readonly expected?: Expectation;
  readonly replies?: readonly Reply[];
  readonly readUsername?: CheckContext['readUsername'];
  /** Default: the org has one. */
  readonly userinfo?: false;
}

async function checks({ token, expected = {}, replies = [userinfo, ok], readUsername, ...rest }: Scene) {
  server.answer(...replies);
  return checkToken({
    http: httpOfTest(),
    token: {
      kind: 'token',
      token: new Secret(CANARY),
      format: 'opaque',
      scopes: ['api'],
      orgId: '00D000000000042AAA',
      userId: '005000000000007AAA',
      hasRefreshToken: false,
      ...token,
    },
    endpoints: { ...server.endpoints, ...(rest.userinfo === false ? {} : { userinfo: `${server.url}/userinfo` }) },
    expected,
    apiVersion: '66.0',
    instanceUrl: server.url,
    ...(readUsername === undefined ? {} : { readUsername }),
  });
}

const find = (found: readonly Check[], name: string): Check | undefined => found.find((check) => check.name === name);
const failed = (found: readonly Check[]): readonly string[] =>
  found.filter((check) => !check.ok).map(({ name }) => name);

describe('checkToken', () => {
  it('passes a token that is all that is expected', async () => {
    const found = await checks({
      expected: {
        orgId: '00D000000000042',
        runAsUser: 'Billing.Sync@Acme.example.uat',
        scopes: ['api'],
        tokenFormat: 'opaque',
        query: 'SELECT Id FROM Account LIMIT 1',
        access: { Account: ['read', 'create'] },
      },
      replies: [userinfo, ok, { body: { totalSize: 1 } }, { body: { queryable: true, createable: true } }],
    });
    expect(found.map(({ name, ok: passed }) => [name, passed])).toEqual([
      ['token-format', true],
      ['scopes', true],
      ['org', true],
      ['run-as-user', true],
      ['api', true],
      ['query', true],
      ['access', true],
      ['no-refresh-token', true],
    ]);
    expect(server.arrived.map(({ path }) => path)).toEqual([
      '/userinfo',
      '/services/data/v66.0/',
      '/services/data/v66.0/query?q=SELECT%20Id%20FROM%20Account%20LIMIT%201',
      '/services/data/v66.0/sobjects/Account/describe',
    ]);
    expect(new Set(server.arrived.map(({ headers }) => headers.authorization))).toEqual(new Set([`Bearer ${CANARY}`]));
    expectNoCanary(found);
  });

  it('leaves out what nobody expects and the answer does not tell', async () => {
    const found = await checks({ token: { scopes: ['cdp_query_api'] }, replies: [userinfo] });
    expect(found.map(({ name }) => name)).toEqual(['scopes', 'org', 'run-as-user', 'no-refresh-token']);
  });

  it('names the scopes that are missing, and takes "full" for all of them', async () => {
    const expected = { scopes: ['api', 'cdp_query_api'] };
    expect(find(await checks({ expected }), 'scopes')).toMatchObject({
      ok: false,
      detail: 'api; missing: cdp_query_api',
    });
    expect(failed(await checks({ expected, token: { scopes: ['full'] } }))).toEqual([]);
  });

  it('notices a token of another org', async () => {
    const found = await checks({ expected: { orgId: '00D000000000099AAA' } });
    expect(find(found, 'org')).toMatchObject({
      ok: false,
      detail: expect.stringContaining('00D000000000099AAA') as string,
    });
  });

  it('reads the user from its record where userinfo does not answer', async () => {
    const found = await checks({
      replies: [denied, { body: { Username: USERNAME } }, ok],
      expected: { runAsUser: USERNAME },
    });
    expect(find(found, 'run-as-user')).toMatchObject({ ok: true, detail: USERNAME });
    expect(server.arrived[1]?.path).toBe('/services/data/v66.0/sobjects/User/005000000000007AAA?fields=Username');
  });

  it('asks the deploying session for the user where the token may not', async () => {
    const asked: string[] = [];
    const found = await checks({
      userinfo: false,
      replies: [denied, ok],
      readUsername: (id) => {
        asked.push(id);
        return Promise.resolve(USERNAME);
      },
      expected: { runAsUser: USERNAME },
    });
    expect(asked).toEqual(['005000000000007AAA']);
    expect(find(found, 'run-as-user')?.ok).toBe(true);
  });

  it('names the object permissions that are missing', async () => {
    const found = await checks({
      expected: { access: { Account: ['read', 'create', 'delete'], Invoice__c: ['update'] } },
      replies: [userinfo, ok, { body: { queryable: true, createable: false } }, { status: 404, body: [] }],
    });
    expect(find(found, 'access')?.detail).toBe('missing: create Account, delete Account, update Invoice__c');
  });
});

/** One scene for each check, in which that check alone fails, and the layer that it points to. */
const FAILURES: readonly (readonly [string, Layer, Scene])[] = [
  ['token-format', 'token-format', { expected: { tokenFormat: 'jwt' } }],
  ['scopes', 'scope', { expected: { scopes: ['cdp_query_api'] } }],
  ['org', 'host', { expected: { orgId: '00D000000000099AAA' } }],
  ['run-as-user', 'run-as-user', { expected: { runAsUser: 'somebody.else@acme.example' } }],
  ['api', 'licence', { replies: [userinfo, denied] }],
  ['query', 'licence', { expected: { query: 'SELECT Id FROM Invoice__c' }, replies: [userinfo, ok, denied] }],
  ['access', 'licence', { expected: { access: { Account: ['delete'] } } }],
  ['no-refresh-token', 'unknown', { token: { hasRefreshToken: true } }],
];

describe('diagnoseChecks', () => {
  it.each(FAILURES)('explains a failed "%s" by the layer %s, with a fix', async (name, layer, scene) => {
    const found = await checks(scene);
    expect(failed(found)).toEqual([name]);
    const diagnosis = diagnoseChecks('Billing_Sync', found);
    expect(diagnosis).toMatchObject({ layer, evidence: expect.stringMatching(`^check "${name}": .+`) as string });
    expect(diagnosis?.fix).toMatch(/\w+ \w+ \w+/);
    expect(diagnosis?.docs).toMatch(/^https:\/\/help\.salesforce\.com\//);
    if (diagnosis?.configPath !== undefined) expect(diagnosis.configPath).toMatch(/^apps\.Billing_Sync\.\w+$/);
    expectNoCanary(diagnosis);
  });

  it('has a scene for every check of a token', async () => {
    const all = await checks({
      expected: { tokenFormat: 'opaque', query: 'SELECT Id FROM Account', access: { Account: ['read'] } },
    });
    expect([...new Set(FAILURES.map(([name]) => name))].sort()).toEqual(all.map(({ name }) => name).sort());
  });

  it('explains the first of several failures, and nothing when all is well', () => {
    const check = (name: string, passed: boolean): Check => ({ name, ok: passed, ms: 1, detail: 'as found' });
    expect(
      diagnoseChecks('Billing_Sync', [check('org', true), check('query', false), check('access', false)]),
    ).toMatchObject({
      evidence: 'check "query": as found',
      configPath: 'apps.Billing_Sync.assign',
    });
    expect(diagnoseChecks('Billing_Sync', [check('org', true)])).toBeUndefined();
    expect(diagnoseChecks('Billing_Sync', [])).toBeUndefined();
  });

  // The table of check-diagnosis.ts has no row for the check that verifyApp adds itself, so a report can fail without one.
  it('explains a failed revocation too', () => {
    const revoke = { name: 'revoke', ok: false, ms: 1, detail: 'HTTP 400' };
    expect(diagnoseChecks('Billing_Sync', [revoke])).toBeDefined();
  });
});
