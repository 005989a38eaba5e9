import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { LocalOrg, LocalOrgInfo, RefreshOptions } from '../../../src/local-org/index.js';
import { exchange, readCredentials, seedWith, startWithBilling } from './billing-app.js';
import { call, deploySet } from './deploy-zip.js';
import { sourceSet } from './sources.js';

const sandbox = { id: '00D000000000042AAA', name: 'Acme UAT', isSandbox: true, sandboxName: 'uat' };

let org: LocalOrg;
let info: LocalOrgInfo;

beforeEach(async () => {
  ({ org, info } = await startWithBilling({ seed: seedWith({}, { org: sandbox }) }));
});
afterEach(() => org.stop());

const typesLeft = (): string[] =>
  org
    .snapshot()
    .components.map(({ type }) => type)
    .filter((type) => /^Ext/.test(type));

function fieldOf(type: string, field: string): unknown {
  return org.snapshot().components.find((component) => component.type === type)?.fields[field];
}

describe('a sandbox refresh', () => {
  it('gives the org a new id and ends every session', async () => {
    const report = org.refresh();
    expect(report.oldOrgId).toBe('00D000000000042AAA');
    expect(report.orgId).toMatch(/^00D\w{15}$/);
    expect(report.orgId).not.toBe(report.oldOrgId);
    expect((await call(info, 'GET', '')).status).toBe(401);
    expect((await call(org.info, 'GET', '')).status).toBe(200);
    expect(org.info).toMatchObject({
      orgId: report.orgId,
      instanceUrl: info.instanceUrl,
      username: 'admin@acme.example.uat',
    });
  });

  it('suffixes usernames once, however often it happens, and makes e-mail addresses invalid', () => {
    org.refresh();
    const { usernames } = org.refresh({ sandboxName: 'qa' });
    expect(usernames).toEqual({
      'admin@acme.example.uat': 'admin@acme.example.qa',
      'billing.sync@acme.example.uat': 'billing.sync@acme.example.qa',
    });
    expect(org.snapshot().users.map(({ email }) => email)).toEqual([
      'admin@acme.example.invalid',
      'billing.sync@acme.example.invalid',
    ]);
  });

  it('freezes everybody outside the access group, who stay active', () => {
    org.refresh({ accessGroup: ['admin@acme.example'] });
    expect(org.snapshot().users).toMatchObject([
      { frozen: false, active: true, email: 'admin@acme.example' },
      { frozen: true, active: true, email: 'billing.sync@acme.example.invalid' },
    ]);
    org.refresh({ accessGroup: [] });
    expect(org.snapshot().users.every(({ frozen }) => frozen)).toBe(true);
  });

  it('alters a username that another org took', () => {
    const { usernames } = org.refresh({ takenUsernames: ['billing.sync@acme.example.uat'] });
    expect(usernames['billing.sync@acme.example']).toBe('billing.sync@acme.example1.uat');
  });

  it('loses the apps unless told otherwise', () => {
    org.refresh();
    expect(typesLeft()).toEqual([]);
  });

  it.each<[RefreshOptions['apps'], string[]]>([
    [
      'kept',
      [
        'ExternalClientApplication',
        'ExtlClntAppConfigurablePolicies',
        'ExtlClntAppGlobalOauthSettings',
        'ExtlClntAppOauthConfigurablePolicies',
        'ExtlClntAppOauthSettings',
      ],
    ],
    [
      'stale',
      [
        'ExternalClientApplication',
        'ExtlClntAppConfigurablePolicies',
        'ExtlClntAppGlobalOauthSettings',
        'ExtlClntAppOauthConfigurablePolicies',
        'ExtlClntAppOauthSettings',
      ],
    ],
    [
      'half-broken',
      ['ExternalClientApplication', 'ExtlClntAppConfigurablePolicies', 'ExtlClntAppOauthConfigurablePolicies'],
    ],
  ])('brings apps back %s', (apps, types) => {
    org.refresh(apps === undefined ? {} : { apps });
    expect(typesLeft()).toEqual(types);
  });

  it('keeps key and secret of apps that came along, and the run-as user under the new name', async () => {
    const credentials = await readCredentials(info);
    const { orgId } = org.refresh({ apps: 'kept' });
    expect(fieldOf('ExtlClntAppOauthConfigurablePolicies', 'clientCredentialsFlowUser')).toBe(
      'billing.sync@acme.example.uat',
    );
    expect(fieldOf('ExternalClientApplication', 'orgScopedExternalApp')).toBe(`${orgId.slice(0, 15)}:Billing_Sync`);
    expect((await exchange(info, credentials)).body['id']).toContain(orgId);
  });

  it('gives stale apps new credentials and a run-as user that is not there', async () => {
    const old = await readCredentials(info);
    org.refresh({ apps: 'stale' });
    expect((await exchange(info, old)).body['error']).toBe('invalid_client_id');
    const fresh = await readCredentials(org.info);
    expect((await exchange(info, fresh)).body['error_description']).toBe('no client credentials user enabled');
  });

  it.each([undefined, '00D0000000000PR'])('leaves a foreign link in apps that were copied: from %s', (sourceOrgId) => {
    const { orgId } = org.refresh({ apps: 'foreign-link', sourceOrgId });
    const source = String(fieldOf('ExternalClientApplication', 'orgScopedExternalApp')).split(':')[0] ?? '';
    expect(source).toMatch(/^00D\w{12}$/);
    expect(source).not.toBe(orgId.slice(0, 15));
    if (sourceOrgId !== undefined) expect(source).toBe(sourceOrgId);
    expect(fieldOf('ExtlClntAppOauthSettings', 'oauthLink')).toMatch(new RegExp(`^${source}:888`));
    expect(fieldOf('ExtlClntAppOauthConfigurablePolicies', 'clientCredentialsFlowUser')).toBe(
      'billing.sync@acme.example',
    );
  });

  it.each([{ accessGroup: 'admin@acme.example' }, { takenUsernames: [5] }])(
    'refuses %j, which is no list of usernames',
    (options) => {
      expect(() => org.refresh(options as unknown as RefreshOptions)).toThrow('is a list of usernames, not');
    },
  );

  it('refuses a source that is no org id', () => {
    expect(() => org.refresh({ apps: 'foreign-link', sourceOrgId: 'production' })).toThrow('is no org id');
  });

  it('loses the secrets of External Credentials, and keeps their definitions', async () => {
    await deploySet(info, sourceSet('named-credential'));
    const body = {
      externalCredential: 'Billing_Api',
      principalName: 'Principal1',
      principalType: 'NamedPrincipal',
      credentials: { clientId: { value: 'k' }, clientSecret: { value: 's', encrypted: true } },
    };
    expect((await call(info, 'POST', 'named-credentials/credential', body)).status).toBe(201);
    org.refresh();
    const path = 'named-credentials/external-credentials/Billing_Api';
    expect(await (await call(org.info, 'GET', path)).json()).toMatchObject({ authenticationStatus: 'NotConfigured' });
  });

  it('waits to be activated when told so, while the old org answers', async () => {
    const before = org.snapshot();
    const { oldOrgId, orgId } = org.refresh({ sandboxName: 'qa', activated: false });
    expect([org.isPendingActivation, org.info.orgId]).toEqual([true, oldOrgId]);
    expect(org.snapshot()).toEqual(before);
    expect((await call(info, 'GET', 'limits')).status).toBe(200);
    const answer = await fetch(`${info.instanceUrl}/local-org/activate`, {
      method: 'POST',
      headers: { 'X-Local-Org': 'control' },
    });
    expect(await answer.json()).toMatchObject({ orgId, info: { orgId, username: 'admin@acme.example.qa' } });
    expect((await call(info, 'GET', 'limits')).status).toBe(401);
    expect(org.isPendingActivation).toBe(false);
    expect(() => org.activate()).toThrow('No refreshed org waits');
  });

  it('can be asked for over HTTP, with the header of a local command only', async () => {
    const ask = (headers: Record<string, string>): Promise<Response> =>
      fetch(`${info.instanceUrl}/local-org/refresh`, {
        method: 'POST',
        headers,
        body: JSON.stringify({ sandboxName: 'qa' }),
      });
    expect((await ask({})).status).toBe(403);
    const answer = await ask({ 'X-Local-Org': 'control' });
    expect(await answer.json()).toMatchObject({ sandboxName: 'qa', info: { username: 'admin@acme.example.qa' } });
  });

  it('refuses an outcome that it does not know', () => {
    expect(() => org.refresh({ apps: 'lost' as 'absent' })).toThrow(
      '"lost" is no outcome of a refresh; use absent, kept, stale, foreign-link, half-broken.',
    );
  });
});
