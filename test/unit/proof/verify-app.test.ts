import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { verifyApp, type VerifyOptions } from '../../../src/proof/verify-app.js';
import type { ProgressEvent } from '../../../src/progress.js';
import { Secret } from '../../../src/secret.js';
import { CANARY, expectNoCanary } from '../oauth/canary.js';
import { refusal, TOKEN_ANSWER, TokenServer, type Reply } from '../oauth/token-server.js';
import { testWork } from '../../work.js';

let server: TokenServer;
beforeAll(async () => {
  server = await TokenServer.start();
});
afterAll(() => server.stop());

const discovery = (): Reply => ({
  body: {
    issuer: server.url,
    token_endpoint: `${server.url}/services/oauth2/token`,
    userinfo_endpoint: `${server.url}/services/oauth2/userinfo`,
    revocation_endpoint: `${server.url}/services/oauth2/revoke`,
  },
});
const token = (): Reply => ({ body: { ...TOKEN_ANSWER, access_token: `00D!${CANARY}`, instance_url: server.url } });
const userinfo: Reply = { body: { preferred_username: 'billing.sync@acme.example' } };

function verify(
  replies: readonly Reply[],
  options: Partial<VerifyOptions> = {},
  work = testWork(),
  from: 'here' | 'elsewhere' = 'here',
) {
  server.answer(...replies);
  return verifyApp(
    {
      app: 'Billing_Sync',
      myDomainUrl: server.url,
      credentials: { consumerKey: '3MVG9.key', consumerSecret: new Secret(CANARY) },
      expected: { runAsUser: 'billing.sync@acme.example', orgId: '00D000000000042AAA', from },
      apiVersion: '66.0',
    },
    work,
    { fresh: false, ...options },
  );
}

describe('verifyApp', () => {
  it('proves an app by a token that is what it should be, and revokes nothing', async () => {
    const report = await verify([discovery(), token(), userinfo, { body: {} }]);
    expect(report).toMatchObject({
      app: 'Billing_Sync',
      ok: true,
      tokenEndpoint: `${server.url}/services/oauth2/token`,
    });
    expect(report.checks.map(({ name }) => name)).toEqual([
      'token',
      'scopes',
      'org',
      'run-as-user',
      'api',
      'no-refresh-token',
    ]);
    expect(report.diagnosis).toBeUndefined();
    expect(server.arrived.map(({ path }) => path)).not.toContain('/services/oauth2/revoke');
    expectNoCanary(report);
  });

  it('revokes the token when asked to, and reports it as a check', async () => {
    const report = await verify([discovery(), token(), userinfo, { body: {} }], { revoke: true });
    expect(report.checks.at(-1)).toMatchObject({ name: 'revoke', ok: true });
    const request = server.arrived.at(-1);
    expect(request?.path).toBe('/services/oauth2/revoke');
    expect(new URLSearchParams(request?.body).get('token')).toBe(`00D!${CANARY}`);
    expectNoCanary(report);
  });

  it('explains a refusal with what the org says of app and user', async () => {
    const report = await verify([discovery(), refusal('invalid_grant', 'no client credentials user enabled')], {
      readKnownState: () => Promise.resolve({ appExists: true, flowOnApp: true, flowInPolicy: false }),
    });
    expect(report).toMatchObject({
      ok: false,
      checks: [{ name: 'token', ok: false }],
      diagnosis: { layer: 'flow-policy' },
    });
    expect(report.checks[0]?.detail).toBe('invalid_grant: no client credentials user enabled');
    expectNoCanary(report);
  });

  it.each([
    ['frozen user', { userIsFrozen: true }, 'run-as-user'],
    ['lost part', { appExists: true, missingParts: ['ExtlClntAppOauthSettings'] }, 'app'],
  ])('takes no refusal of an address for unknown where the org shows a %s', async (_what, known, layer) => {
    const replies = [discovery(), refusal('invalid_grant', 'ip restricted or invalid login hours')];
    const options = { readKnownState: () => Promise.resolve(known) };
    const report = await verify(replies, options, testWork(), 'elsewhere');
    expect(report).toMatchObject({ ok: false, diagnosis: { layer } });
    expect(report.unknownFromHere).toBeUndefined();
    expect(await verify(replies, {}, testWork(), 'elsewhere')).toMatchObject({ ok: true, unknownFromHere: true });
  });

  it('does not ask the org when a token came', async () => {
    let asked = 0;
    const readKnownState = () => {
      asked += 1;
      return Promise.resolve({});
    };
    await verify([discovery(), token(), userinfo, { body: {} }], { readKnownState });
    expect(asked).toBe(0);
  });

  it('tells that a change is still spreading while it waits', async () => {
    const events: ProgressEvent[] = [];
    const replies = [
      discovery(),
      refusal('invalid_client_id', 'client identifier invalid'),
      token(),
      userinfo,
      { body: {} },
    ];
    const report = await verify(
      replies,
      { fresh: true, waits: true },
      testWork({ onProgress: (event) => events.push(event) }),
    );
    expect(report.ok).toBe(true);
    expect(events.filter(({ kind }) => kind !== 'debug')).toEqual([
      expect.objectContaining({
        kind: 'waiting',
        message: expect.stringMatching(/^Billing_Sync: invalid_client_id; /) as string,
      }),
    ]);
  });

  it('explains a host that has no endpoints', async () => {
    const report = await verify([{ body: '<html>', type: 'text/html' }]);
    expect(report).toMatchObject({
      ok: false,
      tokenEndpoint: `${server.url}/services/oauth2/token`,
      checks: [{ name: 'token', ok: false, detail: expect.stringMatching(/^no endpoints: /) as string }],
      diagnosis: { layer: 'transport' },
    });
  });

  it('is not proven by a token of another user', async () => {
    const report = await verify([
      discovery(),
      token(),
      { body: { preferred_username: 'admin@acme.example' } },
      { body: {} },
    ]);
    expect(report).toMatchObject({
      ok: false,
      diagnosis: { layer: 'run-as-user', configPath: 'apps.Billing_Sync.runAsUser' },
    });
  });
});
