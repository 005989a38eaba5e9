import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { NamedCredentialConfig, VerifyConfig } from '../../src/config/model.js';
import { deploy } from '../../src/verbs/deploy.js';
import { LocalOrg, type LocalOrgInfo } from '../../src/local-org/index.js';
import type { VerifyReport } from '../../src/proof/verify-app.js';
import { registerSession } from '../../src/org/auth-store.js';
import { readCredentials } from '../../src/credentials/read-pair.js';
import type { Org } from '../../src/org/org.js';
import { rotate } from '../../src/verbs/rotate.js';
import { verify } from '../../src/verbs/verify.js';
import { BILLING_SYNC, connectTo, countOf, resolved } from './project.js';
import { testWork } from '../work.js';

const HOLDER = { username: 'admin@sales.acme.example', profile: 'System Administrator' };

describe('the callout proof', () => {
  let provider: LocalOrg;
  let consumer: LocalOrg;
  let info: LocalOrgInfo;
  let org: Org;
  let folder: string;
  let unregister: () => Promise<void>;

  const configWith = (named: Partial<NamedCredentialConfig> = {}, extra: VerifyConfig = { callout: true }) =>
    resolved({
      ...BILLING_SYNC,
      apps: {
        Billing_Sync: {
          ...BILLING_SYNC.apps.Billing_Sync,
          verify: extra,
          namedCredential: {
            name: 'Billing_API',
            url: info.instanceUrl,
            permissionSet: 'Billing_Callers',
            targetOrg: 'acme-sales',
            ...named,
          },
        },
      },
    });
  const startConsumer = async (...permissionSets: string[]): Promise<void> => {
    consumer = new LocalOrg({
      seed: {
        org: { id: '00D000000000088AAA', name: 'Acme Sales' },
        users: [{ ...HOLDER, permissionSets }],
        permissionSets: [{ name: 'Billing_Callers', permissions: [] }],
      },
    });
    unregister = await registerSession({ ...(await consumer.start()), alias: 'acme-sales' });
  };
  const deployed = async (config = configWith()): Promise<VerifyReport | undefined> =>
    (await deploy(org, config, testWork({ folder }))).verify[0];
  const verified = async (config = configWith()): Promise<VerifyReport | undefined> =>
    (await verify(org, config, testWork()))[0];
  const calloutOf = (report: VerifyReport | undefined) => report?.checks.find(({ name }) => name === 'callout');

  beforeEach(async () => {
    provider = new LocalOrg();
    info = await provider.start();
    org = await connectTo(info);
    folder = mkdtempSync(join(tmpdir(), 'eca-callout-'));
    unregister = () => Promise.resolve();
  });
  afterEach(async () => {
    await unregister();
    await provider.stop();
    await consumer.stop();
  });

  it.each(['ClientCredentialsClientSecretBasic', 'ClientCredentialsClientSecret'] as const)(
    'shows that %s works, after a deploy and later',
    async (variant) => {
      await startConsumer('Billing_Callers');
      const report = await deployed(configWith({ variant }));
      expect(report).toMatchObject({ ok: true });
      expect(calloutOf(report)).toMatchObject({
        ok: true,
        detail: 'GET callout:Billing_API/services/data/ as admin@sales.acme.example',
      });
      expect(calloutOf(await verified(configWith({ variant })))?.ok).toBe(true);
      expect(countOf(consumer, 'executeAnonymous')).toBe(2);
    },
  );

  it('is made by a rotation before the old pair ends, which stays when it fails', async () => {
    await startConsumer('Billing_Callers');
    await deployed();
    const [report] = await rotate(org, configWith(), testWork({ folder }), { revokeOld: true });
    expect(report).toMatchObject({ stored: true, revoked: true, verify: { ok: true } });
    expect(calloutOf(report?.verify)?.ok).toBe(true);
    consumer.always('executeAnonymous', { kind: 'status', status: 500 });
    await expect(rotate(org, configWith(), testWork({ folder }), { revokeOld: true })).rejects.toMatchObject({
      name: 'RotationUnfinishedError',
    });
    consumer.clearFaults();
    expect(await rotate(org, configWith(), testWork({ folder }), { revokeOld: true })).toMatchObject([
      { resumed: true, revoked: true },
    ]);
  });

  it('is not made unless it is asked for', async () => {
    await startConsumer('Billing_Callers');
    expect(calloutOf(await deployed(configWith({}, {})))).toBeUndefined();
    expect(countOf(consumer, 'executeAnonymous')).toBe(0);
  });

  it('uses the token at a path of its own, in the org of the app too', async () => {
    await startConsumer();
    const config = configWith({}, { callout: '/services/data/v66.0/query?q=SELECT+Id+FROM+Organization' });
    const here = {
      ...config,
      apps: config.apps.map((app) => ({
        ...app,
        namedCredential: { name: 'Billing_API', url: info.instanceUrl, permissionSet: 'Billing_Callers' },
      })),
    };
    expect(calloutOf(await deployed(here))).toMatchObject({ ok: false, symptom: 'no-access' });
    await assign(org, 'Billing_Callers');
    expect(calloutOf(await verified(here))?.ok).toBe(true);
    expect(countOf(consumer, 'executeAnonymous')).toBe(0);
  });

  it('names the permission that the calling user lacks', async () => {
    await startConsumer();
    const report = await deployed();
    expect(report).toMatchObject({
      ok: false,
      diagnosis: {
        layer: 'pre-authorisation',
        reason: 'check callout: no-access',
        configPath: 'apps.Billing_Sync.namedCredential.permissionSet',
      },
    });
    expect(calloutOf(report)?.detail).toContain('external credential "Billing_API" might not exist');
  });

  it('fails when the app was rotated behind the back of the Named Credential', async () => {
    await startConsumer('Billing_Callers');
    await deployed();
    const bare = resolved(BILLING_SYNC);
    const sink = { file: join(folder, 'pair.json') };
    const [report] = await rotate(org, bare, testWork({ folder }), { sink, revokeOld: true });
    expect(report?.revoked).toBe(true);
    const after = await verified();
    expect(calloutOf(after)?.detail).toMatch(/Unable to fetch the OAuth token.*another key than the app has/);
    expect(after).toMatchObject({ ok: false, diagnosis: { layer: 'secret', reason: 'check callout: other-key' } });
    const { consumerSecret } = await readCredentials(org, 'Billing_Sync');
    expect(JSON.stringify(after)).not.toContain(consumerSecret.reveal());
    expect((await deployed())?.ok).toBe(true);
  });

  it('fails when the provider refuses a wrong secret of the right key', async () => {
    await startConsumer('Billing_Callers');
    await deployed();
    const { consumerKey } = await readCredentials(org, 'Billing_Sync');
    const calling = await connectTo(consumer.info);
    const body = {
      externalCredential: 'Billing_API',
      principalName: 'Integration',
      principalType: 'NamedPrincipal',
      authenticationProtocol: 'OAuth',
      credentials: {
        clientId: { value: consumerKey, encrypted: false },
        clientSecret: { value: 'of-last-year', encrypted: true },
      },
    };
    await calling.request({ method: 'PUT', path: 'named-credentials/credential', body });
    expect((await verified())?.diagnosis).toMatchObject({ layer: 'secret', reason: 'check callout: refused' });
  });

  it('fails when nothing is stored', async () => {
    await startConsumer('Billing_Callers');
    await deployed();
    const query = 'externalCredential=Billing_API&principalName=Integration&principalType=NamedPrincipal';
    const calling = await connectTo(consumer.info);
    await calling.request({ method: 'DELETE', path: `named-credentials/credential?${query}` });
    const report = await verified();
    expect(report?.diagnosis).toMatchObject({ layer: 'secret', reason: 'check callout: not-configured' });
    expect(calloutOf(report)?.detail).toContain('holds no key and secret');
  });

  it('tells a wrong path from a refused token', async () => {
    await startConsumer('Billing_Callers');
    const report = await deployed(configWith({}, { callout: '/services/nowhere' }));
    expect(calloutOf(report)?.detail).toContain('The endpoint answered 404 Not Found');
    expect(report?.diagnosis).toMatchObject({
      layer: 'host',
      reason: 'check callout: not-found',
      configPath: 'apps.Billing_Sync.verify.callout',
    });
    const without = await deployed(
      configWith({ generateAuthorizationHeader: false }, { callout: '/services/data/v66.0/sobjects' }),
    );
    expect(calloutOf(without)).toMatchObject({ ok: false, symptom: 'refused' });
  });

  it('says when the consuming org does not run it', async () => {
    await startConsumer('Billing_Callers');
    await deployed();
    consumer.once('executeAnonymous', { kind: 'status', status: 403 });
    expect((await verified())?.diagnosis).toMatchObject({
      layer: 'org-setting',
      reason: 'check callout: not-run',
      configPath: 'apps.Billing_Sync.namedCredential.targetOrg',
    });
  });

  it('explains another failure as one that is not known', async () => {
    await startConsumer('Billing_Callers');
    const report = await deployed(configWith({ url: 'https://acme.my.salesforce.com' }));
    expect(report?.diagnosis).toMatchObject({ layer: 'unknown', reason: 'check callout: failed' });
    expect(calloutOf(report)?.detail).toContain('http://127.0.0.1 only');
  });
});

async function assign(org: Org, permissionSet: string): Promise<void> {
  const [user] = await org.query<{ Id: string }>(`SELECT Id FROM User WHERE Username = '${org.identity.username}'`);
  const [set] = await org.query<{ Id: string }>(`SELECT Id FROM PermissionSet WHERE Name = '${permissionSet}'`);
  const body = { AssigneeId: user?.Id, PermissionSetId: set?.Id };
  await org.request({ method: 'POST', path: 'sobjects/PermissionSetAssignment', body });
}
