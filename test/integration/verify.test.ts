import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { main } from '../../src/cli/main.js';
import { deploy } from '../../src/verbs/deploy.js';
import { LocalOrg, type LocalOrgInfo, type LocalOrgOptions, type Seed } from '../../src/local-org/index.js';
import { readConsumer, readCredentials } from '../../src/credentials/read-pair.js';
import type { Credentials } from '../../src/oauth/key-pair.js';
import type { Org } from '../../src/org/org.js';
import { readStaged, deleteStaged, stagePair, swapIn } from '../../src/credentials/staged.js';
import { diagnose, type Diagnosis } from '../../src/proof/diagnosis.js';
import { readTokenResponse } from '../../src/oauth/token.js';
import { Secret } from '../../src/secret.js';
import { verifyGiven } from '../../src/verbs/verify-given.js';
import { verify } from '../../src/verbs/verify.js';
import type { EcaConfig } from '../../src/config/model.js';
import { emptyFolder } from '../cli/run-eca.js';
import { writeConfig } from './fleet.js';
import { BILLING_SYNC, connectTo, resolved } from './project.js';
import { testWork } from '../work.js';

const GLOBAL = ['ExtlClntAppGlobalOauthSettings', 'Billing_Sync_glbloauth'] as const;
const POLICY = ['ExtlClntAppOauthConfigurablePolicies', 'Billing_Sync_oauth_defaultPolicy'] as const;
const PLUGINS = ['ExtlClntAppConfigurablePolicies', 'Billing_Sync_defaultPolicy'] as const;
const OAUTH = ['ExtlClntAppOauthSettings', 'Billing_Sync_oauth'] as const;
const USER = 'billing.sync@acme.example';

const appWith = (keys: object): EcaConfig => ({
  ...BILLING_SYNC,
  apps: { Billing_Sync: { ...BILLING_SYNC.apps.Billing_Sync, ...keys } },
});
const userWith = (keys: object): Seed => ({
  users: [
    { username: 'admin@acme.example', profile: 'System Administrator' },
    { username: USER, ...keys },
  ],
  permissionSets: [{ name: 'Billing_API', permissions: ['ApiEnabled'] }],
  settings: { enableClientSecretInRestApiAccess: true },
});

let localOrg: LocalOrg;
let info: LocalOrgInfo;
let org: Org;
let pair: Credentials;

async function start(options: LocalOrgOptions = {}, config: EcaConfig = BILLING_SYNC): Promise<void> {
  localOrg = new LocalOrg(options);
  info = await localOrg.start();
  org = await connectTo(info);
  await deploy(org, resolved(config), testWork(), { verify: false });
  pair = await readCredentials(org, 'Billing_Sync');
}
async function restart(options: LocalOrgOptions = {}, config?: EcaConfig): Promise<void> {
  await localOrg.stop();
  await start(options, config);
}

/** The diagnosis with a login to the org, which has to be there. */
async function diagnosis(config: EcaConfig = BILLING_SYNC): Promise<Diagnosis> {
  const [report] = await verify(org, resolved(config), testWork());
  expect(report?.ok).toBe(false);
  if (report?.diagnosis === undefined) throw new Error(JSON.stringify(report));
  expect(JSON.stringify(report)).not.toContain(pair.consumerSecret.reveal());
  return report.diagnosis;
}

/** The diagnosis of a pair that somebody gave, with a login to an org or without. */
async function givenDiagnosis(given: Credentials, url = info.instanceUrl, login?: Org): Promise<Diagnosis> {
  const report = await verifyGiven({ url, credentials: given, apiVersion: '66.0' }, testWork({ env: {} }), {
    revoke: false,
    ...(login === undefined ? {} : { org: login }),
  });
  if (report.diagnosis === undefined) throw new Error(JSON.stringify(report));
  return report.diagnosis;
}

describe('a refusal of the address of this machine', () => {
  const config = appWith({ verify: { from: 'elsewhere' } });
  beforeEach(() => start({ seed: userWith({ loginIpRanges: ['10.0.0.0-10.0.0.255'] }) }, config));
  afterEach(() => localOrg.stop());

  it('is unknown from here, and no failure, where the consumers call from elsewhere', async () => {
    const [report] = await verify(org, resolved(config), testWork());
    expect(report).toMatchObject({
      ok: true,
      unknownFromHere: true,
      checks: [{ name: 'token', ok: false, symptom: 'unknown from here' }],
      diagnosis: { layer: 'ip', reason: 'address or hour is unknown from here' },
    });
  });

  it('is a failure where nothing says so, and the way out is not to give the protection up', async () => {
    const [report] = await verify(org, resolved(BILLING_SYNC), testWork());
    expect(report).toMatchObject({ ok: false, diagnosis: { layer: 'ip' } });
    expect(report?.diagnosis?.fix).toMatch(/^If the consumers call from this machine.*from: elsewhere.*comes last/);
    expect(report?.diagnosis?.fix).not.toContain('Bypass');
  });

  it('leaves every other refusal a failure', async () => {
    localOrg.changeUser(USER, { active: false });
    const [report] = await verify(org, resolved(config), testWork());
    expect(report).toMatchObject({ ok: false, diagnosis: { layer: 'run-as-user' } });
    expect(report?.unknownFromHere).toBeUndefined();
  });
});

describe('an org that keeps its secrets from REST', () => {
  const SWITCH = 'enableClientSecretInRestApiAccess';
  beforeEach(async () => {
    await start();
    localOrg.changeSetting(SWITCH, false);
  });
  afterEach(() => localOrg.stop());

  const eca = async (...words: readonly string[]): Promise<{ readonly code: number; readonly output: string }> => {
    const cwd = emptyFolder();
    writeConfig(cwd, BILLING_SYNC);
    let output = '';
    const stream = { isTTY: false, write: (text: string) => void (output += text) };
    const code = await main(['verify', ...words], {
      cwd,
      env: { SF_ACCESS_TOKEN: info.accessToken, ECA_INSTANCE_URL: info.instanceUrl },
      ...{ stdout: stream, stderr: stream, signal: new AbortController().signal, listen: () => undefined },
    });
    return { code, output };
  };

  it('is changed by no proof that was not allowed to', async () => {
    const before = localOrg.snapshot();
    const { code, output } = await eca();
    expect(code).toBe(1);
    expect(output).toContain('Use --allow-secret-access');
    expect(localOrg.snapshot()).toEqual(before);
  });

  it('is proven with --allow-secret-access, and keeps them from REST afterwards', async () => {
    const { code, output } = await eca('--allow-secret-access');
    expect(output).toContain('Proven Billing_Sync');
    expect([code, localOrg.snapshot().settings[SWITCH]]).toEqual([0, false]);
    expect(output).not.toContain(pair.consumerSecret.reveal());
  });
});

describe('the diagnosis of a refused token', () => {
  beforeEach(() => start());
  afterEach(() => localOrg.stop());

  const WITH_LOGIN: readonly (readonly [string, string, string, () => Promise<Diagnosis>])[] = [
    [
      'the flow is off on the app',
      'flow-app',
      'flow off on the app',
      () => {
        localOrg.changeField(...GLOBAL, 'isClientCredentialsFlowEnabled', false);
        return diagnosis();
      },
    ],
    [
      'the flow is off on the app, as another code',
      'flow-app',
      'flow off on the app',
      async () => {
        await restart({ assume: { 'flow-off-error': 'invalid_grant' } });
        localOrg.changeField(...GLOBAL, 'isClientCredentialsFlowEnabled', false);
        return diagnosis();
      },
    ],
    [
      'the flow is off in the policy',
      'flow-policy',
      'flow off in the policy',
      () => {
        localOrg.changeField(...POLICY, 'isClientCredentialsFlowEnabled', false);
        return diagnosis();
      },
    ],
    [
      'the policy names no user',
      'run-as-user',
      'no run-as user in the policy',
      () => {
        localOrg.changeField(...POLICY, 'clientCredentialsFlowUser', undefined);
        return diagnosis();
      },
    ],
    [
      'the user is inactive',
      'run-as-user',
      'run-as user is inactive or frozen',
      () => {
        localOrg.changeUser(USER, { active: false });
        return diagnosis();
      },
    ],
    [
      'the user is frozen',
      'run-as-user',
      'run-as user is inactive or frozen',
      () => {
        localOrg.changeUser(USER, { frozen: true });
        return diagnosis();
      },
    ],
    [
      'the user is frozen, as another code',
      'run-as-user',
      'run-as user is inactive or frozen',
      async () => {
        await restart({ assume: { 'frozen-user-error': 'inactive_user' } });
        localOrg.changeUser(USER, { frozen: true });
        return diagnosis();
      },
    ],
    [
      'the user has no API access, told by the token',
      'licence',
      'run-as user may not use the API',
      async () => {
        await restart({
          assume: { 'token-without-api-access': 'refused' },
          seed: userWith({ profile: 'Standard User', apiEnabled: false }),
        });
        return diagnosis();
      },
    ],
    [
      'the user has no API access, told by the API',
      'licence',
      'check api',
      async () => {
        await restart({ seed: userWith({ profile: 'Standard User', apiEnabled: false }) });
        return diagnosis();
      },
    ],
    [
      'the user is not pre-authorised',
      'pre-authorisation',
      'run-as user is not pre-authorised',
      async () => {
        const config = appWith({ permissionSets: ['Billing_API'] });
        await restart({ seed: userWith({}) }, appWith({}));
        localOrg.changeField(...POLICY, 'permittedUsersPolicyType', 'AdminApprovedPreAuthorized');
        localOrg.changeField(...POLICY, 'commaSeparatedPermissionSet', 'Billing_API');
        return diagnosis(config);
      },
    ],
    [
      'the address is outside the ranges',
      'ip',
      'address or hour is not allowed',
      async () => {
        await restart({ seed: userWith({ loginIpRanges: ['10.0.0.0-10.0.0.255'] }) });
        return diagnosis();
      },
    ],
    [
      'the org fails',
      'service',
      'server failed',
      () => {
        localOrg.always('token', { kind: 'oauth-error', error: 'unknown_error', description: 'retry your request' });
        return diagnosis();
      },
    ],
    [
      'the grant is not supported although the flow is on',
      'request',
      'request cannot be read',
      () => {
        const error = 'unsupported_grant_type';
        localOrg.always('token', { kind: 'oauth-error', error, description: 'grant type not supported' });
        return diagnosis();
      },
    ],
    [
      'the hour is outside the login hours',
      'hours',
      'hour is not allowed',
      async () => {
        const elsewhen = (new Date().getUTCHours() + 12) % 23;
        const two = (hour: number): string => `${String(hour).padStart(2, '0')}:00`;
        await restart({ seed: userWith({ loginHours: [`Sun-Sat ${two(elsewhen)}-${two(elsewhen + 1)}`] }) });
        return diagnosis();
      },
    ],
    [
      'the session level is out of reach',
      'flow-policy',
      'session level is out of reach',
      () => {
        localOrg.changeField(...POLICY, 'requiredSessionLevel', 'HIGH_ASSURANCE');
        return diagnosis();
      },
    ],
    [
      'scopes are missing',
      'scope',
      'check scopes',
      () => {
        localOrg.changeField(...OAUTH, 'commaSeparatedOauthScopes', 'OpenID');
        return diagnosis();
      },
    ],
    [
      'there are too many scopes',
      'scope',
      'too many scopes',
      () => {
        const scopes = 'Api, CDPIngest, CDPProfile, CDPQuery, CDPSegment, CDPIdentityResolution';
        localOrg.changeField(...OAUTH, 'commaSeparatedOauthScopes', scopes);
        return diagnosis();
      },
    ],
    [
      'a JWT comes where an opaque token is needed',
      'token-format',
      'check token-format',
      () => {
        localOrg.changeField(...GLOBAL, 'isNamedUserJwtEnabled', true);
        return diagnosis(appWith({ tokenFormat: 'opaque' }));
      },
    ],
    [
      'an opaque token comes where a JWT is needed',
      'token-format',
      'check token-format',
      () => diagnosis(appWith({ tokenFormat: 'jwt' })),
    ],
    [
      'the OAuth plug-in is off',
      'app',
      'OAuth plug-in is switched off',
      () => {
        localOrg.changeField(...PLUGINS, 'isOauthPluginEnabled', false);
        return diagnosis();
      },
    ],
    [
      'the app is off',
      'app',
      'app is switched off',
      () => {
        localOrg.changeField(...PLUGINS, 'isEnabled', false);
        return diagnosis();
      },
    ],
    [
      'the app is off, as another code',
      'app',
      'app is switched off',
      async () => {
        await restart({ assume: { 'disabled-app-error': 'OAUTH_APP_BLOCKED' } });
        localOrg.changeField(...PLUGINS, 'isEnabled', false);
        return diagnosis();
      },
    ],
    [
      'the app is not there',
      'app',
      'key and secret cannot be read',
      async () => {
        localOrg.removeComponent('ExternalClientApplication', 'Billing_Sync');
        return diagnosis();
      },
    ],
    [
      'somebody else is the run-as user',
      'run-as-user',
      'check run-as-user',
      () => {
        localOrg.changeField(...POLICY, 'clientCredentialsFlowUser', 'admin@acme.example');
        return diagnosis();
      },
    ],
    [
      'a query needs more access',
      'licence',
      'check query',
      () => diagnosis(appWith({ verify: { query: 'SELECT Id FROM Contract' } })),
    ],
    [
      'an object needs more access',
      'licence',
      'check access',
      () => diagnosis(appWith({ verify: { access: { Account: ['delete'] } } })),
    ],
    [
      'the org is inactive',
      'org-setting',
      'org is inactive',
      () => {
        localOrg.always('token', {
          kind: 'oauth-error',
          error: 'inactive_org',
          description: 'organization is inactive',
        });
        return diagnosis();
      },
    ],
    [
      'there are too many requests',
      'rate-limit',
      'too many requests',
      () => {
        localOrg.always('token', {
          kind: 'oauth-error',
          error: 'rate_limit_exceeded',
          description: 'too many requests',
        });
        localOrg.changeUser(USER, { frozen: true });
        return diagnosis();
      },
    ],
    [
      'the login fails without a reason',
      'unknown',
      'login failed for a reason that the org keeps to itself',
      () => {
        localOrg.always('token', {
          kind: 'oauth-error',
          error: 'invalid_grant',
          description: 'authentication failure',
        });
        return diagnosis();
      },
    ],
    [
      'the user has not approved the app',
      'pre-authorisation',
      'user has not approved the app',
      () => {
        localOrg.always('token', {
          kind: 'oauth-error',
          error: 'invalid_grant',
          description: "user hasn't approved this consumer",
        });
        return diagnosis();
      },
    ],
    [
      'the app is Local in another org',
      'app',
      'app of another org',
      () => {
        const description = 'Cross-org OAuth flows are not supported for this external client app';
        localOrg.always('token', { kind: 'oauth-error', error: 'OAUTH_AUTHORIZATION_BLOCKED', description });
        return diagnosis();
      },
    ],
    [
      'the answer is a web page',
      'transport',
      'answer is not what a token endpoint gives',
      () => {
        localOrg.always('token', { kind: 'wrong-type' });
        return diagnosis();
      },
    ],
    [
      'the connection breaks',
      'transport',
      'host does not answer',
      () => {
        localOrg.always('token', { kind: 'reset-before' });
        return diagnosis();
      },
    ],
    [
      'anything else',
      'unknown',
      'anything else',
      () => {
        localOrg.always('token', { kind: 'oauth-error', error: 'brand_new', description: 'something else' });
        return diagnosis();
      },
    ],
  ];

  it.each(WITH_LOGIN)('names the one thing that is wrong when %s', async (_what, layer, reason, produce) => {
    const found = await produce();
    expect(found).toMatchObject({ layer, reason });
    expect(found.evidence).not.toMatch(/undefined|no login to the org/);
    expect(found.fix).toMatch(/\w/);
    expect(found.docs).toMatch(/^https:/);
  });

  it('sees a JWT whose time this clock does not agree with', async () => {
    localOrg.changeField(...GLOBAL, 'isNamedUserJwtEnabled', true);
    localOrg.advance(3600);
    expect(await diagnosis(appWith({ tokenFormat: 'jwt' }))).toMatchObject({
      layer: 'transport',
      reason: 'check clock',
    });
  });

  it.each([
    ['new app', { settingsSeconds: 60 }, 'change still spreading, key'],
    ['new secret', { secretsSeconds: 60 }, 'change still spreading, secret'],
  ])('says that a %s is still spreading', async (_what, propagation, reason) => {
    await restart({ propagation });
    const [report] = await verify(org, resolved(BILLING_SYNC), testWork({ waitMs: 1200 }), { fresh: true });
    expect(report?.diagnosis).toMatchObject({ layer: 'propagation', reason });
  });

  it('says that a changed policy is still spreading', async () => {
    await restart({ propagation: { settingsSeconds: 60 } });
    localOrg.advance(120);
    localOrg.changeField(...POLICY, 'isClientCredentialsFlowEnabled', false);
    localOrg.advance(120);
    localOrg.changeField(...POLICY, 'isClientCredentialsFlowEnabled', true);
    const [report] = await verify(org, resolved(BILLING_SYNC), testWork({ waitMs: 1200 }), { fresh: true });
    expect(report?.diagnosis).toMatchObject({ layer: 'propagation', reason: 'policy change still spreading' });
  });

  it('tells a scope that a client sends, which this tool never does', async () => {
    await restart({ assume: { 'scope-parameter': 'rejected' } });
    const token = `${info.instanceUrl}/services/oauth2/token`;
    const form = {
      grant_type: 'client_credentials',
      client_id: pair.consumerKey,
      client_secret: pair.consumerSecret.reveal(),
    };
    const answer = await readTokenResponse(
      await fetch(token, { method: 'POST', body: new URLSearchParams({ ...form, scope: 'api' }) }),
      { issuer: info.instanceUrl, token },
    );
    if (answer.kind === 'token') throw new Error('The local org took the scope.');
    const symptom = { answer, app: 'Billing_Sync', tokenEndpoint: token, fresh: false, waitedMs: 0, known: {} };
    expect(diagnose(symptom)).toMatchObject({ layer: 'scope', reason: 'scope was sent' });
    const [report] = await verify(org, resolved(BILLING_SYNC), testWork());
    expect(report?.ok).toBe(true);
  });

  describe('for a pair that somebody gave', () => {
    const wrongSecret = (): Credentials => ({ ...pair, consumerSecret: new Secret('WRONG') });
    const foreign = { consumerKey: '3MVG9.production', consumerSecret: new Secret('0123') };

    it('tells a wrong secret, and says when no login was at hand', async () => {
      const alone = await givenDiagnosis(wrongSecret());
      expect(alone).toMatchObject({ layer: 'secret', reason: 'wrong secret' });
      expect(alone.evidence).toContain('no login to the org was at hand');
      const asked = await givenDiagnosis(wrongSecret(), info.instanceUrl, org);
      expect(asked).toMatchObject({ reason: 'wrong secret' });
      expect(asked.evidence).not.toContain('no login');
    });

    it('tells a wrong key, and with a login that no app of the org has it', async () => {
      expect(await givenDiagnosis(foreign)).toMatchObject({ layer: 'key', reason: 'wrong key' });
      const asked = await givenDiagnosis(foreign, info.instanceUrl, org);
      expect(asked).toMatchObject({ layer: 'key', reason: 'key of another app or org' });
      expect(asked.evidence).toContain('its apps: Billing_Sync');
    });

    it('tells a pair that a rotation replaced', async () => {
      const consumer = await readConsumer(org, 'Billing_Sync');
      await swapIn(org, await stagePair(org, consumer));
      const oldWrong = { ...pair, consumerSecret: new Secret('WRONG') };
      const report = await verifyGiven(
        { url: info.instanceUrl, credentials: oldWrong, app: 'Billing_Sync', apiVersion: '66.0' },
        testWork({ env: {} }),
        { revoke: false, org },
      );
      expect(report.diagnosis).toMatchObject({ layer: 'secret', reason: 'pair was rotated away' });
      const staged = await readStaged(org, consumer);
      if (staged !== undefined) await deleteStaged(org, staged);
      const after = await verifyGiven(
        { url: info.instanceUrl, credentials: pair, app: 'Billing_Sync', apiVersion: '66.0' },
        testWork({ env: {} }),
        { revoke: false, org },
      );
      expect(after.diagnosis).toMatchObject({ layer: 'key', reason: 'key of another app or org' });
    });

    it('tells that the host is that of another org than the one logged in to', async () => {
      const other = new LocalOrg({ seed: { org: { id: '00D000000000077AAA', name: 'Acme production' } } });
      const { instanceUrl } = await other.start();
      try {
        expect(await givenDiagnosis(pair, instanceUrl, org)).toMatchObject({
          layer: 'host',
          reason: 'host of another org',
        });
        expect(await givenDiagnosis(pair, instanceUrl)).toMatchObject({ layer: 'key', reason: 'wrong key' });
      } finally {
        await other.stop();
      }
    });

    it('leaves open without a login what only the org knows', async () => {
      localOrg.changeField(...POLICY, 'isClientCredentialsFlowEnabled', false);
      const found = await givenDiagnosis(pair);
      expect(found).toMatchObject({ layer: 'flow-policy', reason: 'flow or user missing in the policy' });
      expect(found.evidence).toContain('without a login');
      expect(await givenDiagnosis(pair, info.instanceUrl, org)).toMatchObject({ reason: 'flow off in the policy' });
    });

    it('says that the app is gone', async () => {
      localOrg.removeComponent('ExternalClientApplication', 'Billing_Sync');
      const report = await verifyGiven(
        { url: info.instanceUrl, credentials: pair, app: 'Billing_Sync', apiVersion: '66.0' },
        testWork({ env: {} }),
        { revoke: false, org },
      );
      expect(report.diagnosis).toMatchObject({ layer: 'app', reason: 'app is not in the org' });
    });

    it.each([
      'https://login.salesforce.com',
      'https://test.salesforce.com/services/oauth2/token',
      'https://acme.my.salesforce-setup.com',
      'https://acme.lightning.force.com',
      'https://na139.salesforce.com',
      'https://cs42.my.salesforce.com',
      'https://acme/.my.salesforce.com',
      'https://acme--uat.cs42.my.salesforce.com',
    ])('explains %s by the URL alone, and asks nobody', async (url) => {
      const before = performance.now();
      expect(await givenDiagnosis(pair, url)).toMatchObject({ layer: 'host', reason: 'wrong host, by its name' });
      expect(performance.now() - before).toBeLessThan(200);
    });

    it('explains the answer of a login host', async () => {
      localOrg.always('token', {
        kind: 'oauth-error',
        error: 'invalid_grant',
        description: 'request not supported on this domain',
      });
      expect(await givenDiagnosis(pair)).toMatchObject({ layer: 'host', reason: 'wrong host, by the answer' });
    });
  });
});
