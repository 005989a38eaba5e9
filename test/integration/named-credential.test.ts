import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { EcaConfig, NamedCredentialConfig } from '../../src/config/model.js';
import { deploy } from '../../src/verbs/deploy.js';
import { LocalOrg, type LocalOrgInfo } from '../../src/local-org/index.js';
import { registerSession } from '../../src/org/auth-store.js';
import { readCredentials } from '../../src/credentials/read-pair.js';
import { readPrincipal, writePrincipal } from '../../src/org/named-credentials.js';
import type { EcaError } from '../../src/errors.js';
import { Secret } from '../../src/secret.js';
import type { Org } from '../../src/org/org.js';
import { rotate } from '../../src/verbs/rotate.js';
import { BILLING_SYNC, connectTo, resolved } from './project.js';
import { testWork } from '../work.js';

const NAMED: NamedCredentialConfig = {
  name: 'Billing_API_Callout',
  label: 'Billing API',
  url: 'https://acme.my.salesforce.com',
  permissionSet: 'Billing_Callers',
};
const PRINCIPAL = { externalCredential: 'Billing_API_Callout', principal: 'Integration', variant: '' };
const configWith = (named: Partial<NamedCredentialConfig> = {}): EcaConfig => ({
  ...BILLING_SYNC,
  apps: {
    Billing_Sync: {
      ...BILLING_SYNC.apps.Billing_Sync,
      namedCredential: { ...NAMED, ...named },
    },
  },
});

describe('the consuming side', () => {
  let provider: LocalOrg;
  let info: LocalOrgInfo;
  let org: Org;
  let folder: string;
  beforeEach(async () => {
    provider = new LocalOrg();
    info = await provider.start();
    org = await connectTo(info);
    folder = mkdtempSync(join(tmpdir(), 'eca-named-'));
  });
  afterEach(() => provider.stop());

  const component = (localOrg: LocalOrg, type: string, fullName: string) =>
    localOrg.snapshot().components.find((one) => one.type === type && one.fullName === fullName)?.fields;
  const writes = (localOrg: LocalOrg, from: number): readonly string[] =>
    localOrg.requests
      .slice(from)
      .filter(
        ({ method, operation }) =>
          ['POST', 'PUT', 'PATCH', 'DELETE'].includes(method) && /deploy|credential/i.test(operation),
      )
      .map(({ operation }) => operation);

  it('deploys it, puts key and secret in, and reads the status back', async () => {
    const report = await deploy(org, resolved(configWith()), testWork({ folder }));
    expect(report.credentials[0]).toMatchObject({
      stored: true,
      places: [{ kind: 'named-credential', place: `Billing_API_Callout in ${info.instanceUrl}`, readBack: true }],
    });
    expect(component(provider, 'ExternalCredential', 'Billing_API_Callout')).toMatchObject({
      authenticationProtocol: 'Oauth',
      externalCredentialParameters: [
        { parameterType: 'AuthProtocolVariant', parameterValue: 'ClientCredentialsClientSecretBasic' },
        { parameterType: 'AuthProviderUrl', parameterValue: `${info.instanceUrl}/services/oauth2/token` },
        { parameterName: 'Integration', parameterType: 'NamedPrincipal' },
      ],
    });
    expect(component(provider, 'NamedCredential', 'Billing_API_Callout')).toMatchObject({
      calloutStatus: 'Enabled',
      generateAuthorizationHeader: 'true',
      namedCredentialParameters: [
        { parameterValue: 'https://acme.my.salesforce.com' },
        { externalCredential: 'Billing_API_Callout' },
      ],
    });
    expect(component(provider, 'PermissionSet', 'Billing_Callers')).toMatchObject({
      externalCredentialPrincipalAccesses: [
        { enabled: 'true', externalCredentialPrincipal: 'Billing_API_Callout-Integration' },
      ],
    });
    const { consumerKey } = await readCredentials(org, 'Billing_Sync');
    expect(await readPrincipal(org, PRINCIPAL)).toEqual({ configured: true, consumerKey });
  });

  it('sends nothing the second time', async () => {
    const config = resolved(configWith({ scope: 'api' }));
    await deploy(org, config, testWork({ folder }));
    const seen = provider.requests.length;
    const report = await deploy(org, config, testWork({ folder }));
    expect(report.credentials[0]).toMatchObject({ stored: true, places: [{ readBack: true }] });
    expect(writes(provider, seen)).toEqual([]);
  });

  it('keeps what an existing permission set and credential have beside', async () => {
    provider.setComponent('PermissionSet', 'Billing_Callers', {
      label: 'Callers of billing',
      userPermissions: [{ enabled: 'true', name: 'ApiEnabled' }],
    });
    provider.setComponent('ExternalCredential', 'Billing_API_Callout', {
      label: 'By hand',
      description: 'Made in Setup',
      authenticationProtocol: 'Oauth',
      externalCredentialParameters: [
        {
          parameterGroup: 'DefaultGroup',
          parameterName: 'OAuth2',
          parameterType: 'AuthProtocolVariant',
          parameterValue: 'ClientCredentialsClientSecretBasic',
        },
        {
          parameterGroup: 'DefaultGroup',
          parameterName: 'Endpoint',
          parameterType: 'AuthProviderUrl',
          parameterValue: 'https://login.salesforce.com/services/oauth2/token',
        },
      ],
    });
    await deploy(org, resolved(configWith()), testWork({ folder }));
    expect(component(provider, 'PermissionSet', 'Billing_Callers')).toMatchObject({
      label: 'Callers of billing',
      userPermissions: [{ name: 'ApiEnabled' }],
      externalCredentialPrincipalAccesses: [{ enabled: 'true' }],
    });
    const external = component(provider, 'ExternalCredential', 'Billing_API_Callout');
    expect(external).toMatchObject({ description: 'Made in Setup' });
    expect(external?.externalCredentialParameters).toMatchObject([
      { parameterName: 'OAuth2' },
      { parameterName: 'Endpoint', parameterValue: `${info.instanceUrl}/services/oauth2/token` },
      { parameterType: 'NamedPrincipal' },
    ]);
  });

  it('is a sink: a rotation updates it before the old pair is revoked', async () => {
    const config = resolved(configWith());
    await deploy(org, config, testWork({ folder }));
    const seen = provider.requests.length;
    const [report] = await rotate(org, config, testWork({ folder }), { revokeOld: true });
    expect(report).toMatchObject({ revoked: true, places: [{ kind: 'named-credential', readBack: true }] });
    expect(await readPrincipal(org, PRINCIPAL)).toEqual({ configured: true, consumerKey: report?.consumerKey });
    expect(writes(provider, seen)).toEqual([
      'stageCredentials',
      'rotateCredentials',
      'updateCredential',
      'deleteStagedCredentials',
    ]);
  });

  it('connects another org', async () => {
    const consumer = new LocalOrg({
      seed: {
        org: { id: '00D000000000088AAA', name: 'Acme Sales' },
        users: [{ username: 'admin@sales.acme.example', profile: 'System Administrator' }],
      },
    });
    const there = await consumer.start();
    const unregister = await registerSession({ ...there, alias: 'acme-sales' });
    try {
      const report = await deploy(org, resolved(configWith({ targetOrg: 'acme-sales' })), testWork({ folder }));
      expect(report.credentials[0]).toMatchObject({
        stored: true,
        places: [{ place: 'Billing_API_Callout in acme-sales' }],
      });
      expect(component(provider, 'NamedCredential', 'Billing_API_Callout')).toBeUndefined();
      expect(component(consumer, 'ExternalCredential', 'Billing_API_Callout')).toBeDefined();
      expect((await readPrincipal(await connectTo(there), PRINCIPAL)).configured).toBe(true);
    } finally {
      await unregister();
      await consumer.stop();
    }
  });

  it('changes nothing when nobody knows the consuming org', async () => {
    const config = resolved(configWith({ targetOrg: 'acme-nowhere' }));
    await expect(deploy(org, config, testWork({ folder }))).rejects.toMatchObject({ name: 'TargetOrgNotFoundError' });
    expect(component(provider, 'ExternalClientApplication', 'Billing_Sync')).toBeUndefined();
  });

  it('says what the consuming org rejects', async () => {
    provider.once('updateCredential', { kind: 'status', status: 500 });
    provider.once('createCredential', { kind: 'status', status: 403 });
    const report = await deploy(org, resolved(configWith()), testWork({ folder }));
    expect(report.credentials[0]).toMatchObject({ stored: false, problem: { name: 'SinkFailedError' } });
    const { consumerSecret } = await readCredentials(org, 'Billing_Sync');
    expect(JSON.stringify(report)).not.toContain(consumerSecret.reveal());
  });

  it('replaces a pair that is there although it was taken for absent, and makes one that is gone', async () => {
    await deploy(org, resolved(configWith()), testWork({ folder }));
    const principal = { ...PRINCIPAL, variant: 'ClientCredentialsClientSecretBasic' };
    const pair = { consumerKey: 'OtherKey4711', consumerSecret: new Secret('C4NARY-other') };
    await writePrincipal(org, principal, pair, { replace: false });
    expect(await readPrincipal(org, principal)).toEqual({ configured: true, consumerKey: 'OtherKey4711' });
    provider.removeComponent('ExternalCredential', 'Billing_API_Callout');
    await expect(writePrincipal(org, principal, pair, { replace: true })).rejects.toMatchObject({
      name: 'SinkFailedError',
      actions: [expect.stringMatching(/^Look at Billing_API_Callout, principal Integration, in Setup/) as string],
    });
  });

  it('tells a missing permission from an org that failed', async () => {
    await deploy(org, resolved(configWith()), testWork({ folder }));
    const principal = { ...PRINCIPAL, variant: 'ClientCredentialsClientSecretBasic' };
    const pair = { consumerKey: 'OtherKey4711', consumerSecret: new Secret('C4NARY-other') };
    const failing = async (status: number): Promise<EcaError> => {
      provider.once('updateCredential', { kind: 'status', status });
      const error: unknown = await writePrincipal(org, principal, pair, { replace: true }).catch((one: unknown) => one);
      expect(error).toMatchObject({ name: 'SinkFailedError' });
      return error as EcaError;
    };
    expect((await failing(403)).actions.join()).toContain('Manage Named Credentials');
    expect((await failing(500)).actions.join()).not.toContain('Manage Named Credentials');
  });
});
