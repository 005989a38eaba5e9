import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { NamedCredentialConfig } from '../../src/config/model.js';
import { LocalOrg, type LocalOrgInfo } from '../../src/local-org/index.js';
import { registerSession } from '../../src/org/auth-store.js';
import type { Org } from '../../src/org/org.js';
import { deploy } from '../../src/verbs/deploy.js';
import { doctor } from '../../src/verbs/doctor.js';
import { testWork } from '../work.js';
import { connectTo, withConsumer } from './project.js';

const INTEGRATION = 'ci@sales.acme.example';
const CALLER = 'caller@sales.acme.example';

describe('doctor in the org that calls', () => {
  let provider: LocalOrg;
  let calling: LocalOrg;
  let info: LocalOrgInfo;
  let org: Org;
  let unregister: () => Promise<void>;

  const configWith = (named: Partial<NamedCredentialConfig> = {}) =>
    withConsumer(
      info.instanceUrl,
      { targetOrg: 'acme-sales', assign: [CALLER], ...named },
      { verify: { callout: true } },
    );
  const checksOf = async (config = configWith()) => {
    const { checks } = await doctor(org, config, testWork());
    return (name: string) => checks.filter((check) => check.name === name);
  };

  const startCalling = async (...permissionSets: readonly string[]): Promise<void> => {
    calling = new LocalOrg({
      seed: {
        org: { id: '00D000000000088AAA', name: 'Acme Sales' },
        users: [
          {
            ...{ username: INTEGRATION, profile: 'Minimum Access - Salesforce', permissionSets: [...permissionSets] },
            permissions: ['ModifyMetadata', 'ApiEnabled'],
          },
          { username: CALLER, profile: 'Minimum Access - Salesforce' },
        ],
        permissionSets: [
          { name: 'Billing_Callers', permissions: [], objects: { UserExternalCredential: ['read'] } },
          { name: 'Operators', permissions: ['AuthorApex', 'ManageNamedCredentials', 'AssignPermissionSets'] },
        ],
      },
    });
    const there = await calling.start();
    const session = { ...there, username: INTEGRATION, accessToken: calling.login(INTEGRATION), alias: 'acme-sales' };
    unregister = await registerSession(session);
  };
  beforeEach(async () => {
    provider = new LocalOrg();
    info = await provider.start();
    org = await connectTo(info);
  });
  afterEach(async () => {
    await unregister();
    await provider.stop();
    await calling.stop();
  });

  it('names each permission that is missing, and of whom', async () => {
    await startCalling();
    const of = await checksOf();
    expect(of('calling-org')).toMatchObject([{ ok: true, detail: `acme-sales, as ${INTEGRATION}` }]);
    expect(of('calling-users')).toMatchObject([{ ok: true }]);
    expect(of('named-credential-permission')).toMatchObject([{ level: 'warning' }]);
    expect(of('principal-access')).toMatchObject([
      { level: 'warning', configPath: 'apps.Billing_Sync.namedCredential.assign' },
    ]);
    expect(of('principal-access')[0]?.detail).toContain(`${INTEGRATION} of "acme-sales"`);
    expect(of('user-external-credentials')[0]?.detail).toContain(`${CALLER}, ${INTEGRATION} of "acme-sales"`);
    expect(of('author-apex')).toMatchObject([{ level: 'warning', configPath: 'apps.Billing_Sync.verify.callout' }]);
    expect(of('named-credential-populated')).toMatchObject([{ ok: true }]);
  });

  it('finds nothing once the permissions are there and it is deployed', async () => {
    await startCalling('Billing_Callers', 'Operators');
    const folder = mkdtempSync(join(tmpdir(), 'eca-doctor-'));
    await deploy(org, configWith(), testWork({ folder }));
    const { checks } = await doctor(org, configWith(), testWork());
    const own = checks.filter(({ name }) => /calling|named-credential|principal-access|external-cred|apex/.test(name));
    expect(own.filter(({ level }) => level !== 'ok')).toEqual([]);
    expect(own.map(({ name }) => name)).toContain('named-credential-endpoint');
  });

  it('finds a credential that is of another org, or holds nothing', async () => {
    await startCalling('Operators');
    calling.setComponent('ExternalCredential', 'Billing_API', {
      label: 'Billing API',
      authenticationProtocol: 'Oauth',
      externalCredentialParameters: [
        {
          parameterName: 'Oauth',
          parameterType: 'AuthProtocolVariant',
          parameterValue: 'ClientCredentialsClientSecret',
        },
        { parameterName: 'Url', parameterType: 'AuthProviderUrl', parameterValue: 'https://old.my.salesforce.com/t' },
        { parameterName: 'Integration', parameterType: 'NamedPrincipal' },
      ],
    });
    const of = await checksOf();
    expect(of('named-credential-endpoint')).toMatchObject([{ level: 'warning' }]);
    expect(of('named-credential-endpoint')[0]?.detail).toContain('https://old.my.salesforce.com/t');
    expect(of('named-credential-populated')).toMatchObject([{ level: 'warning' }]);
    expect(of('named-credential-populated')[0]?.action).toContain('eca credentials store --app Billing_Sync');
  });

  it('says that a calling org cannot be asked, and that a calling user is not there', async () => {
    await startCalling();
    const away = await checksOf(configWith({ targetOrg: 'acme-nowhere' }));
    expect(away('calling-org')).toMatchObject([{ level: 'warning' }]);
    const of = await checksOf(configWith({ assign: ['nobody@sales.acme.example'] }));
    expect(of('calling-users')).toMatchObject([
      { level: 'blocker', configPath: 'apps.Billing_Sync.namedCredential.assign' },
    ]);
  });
});
