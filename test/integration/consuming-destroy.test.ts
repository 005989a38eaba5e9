import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { deletionLines, destroyLines } from '../../src/cli/print/deploy.js';
import { styleFor } from '../../src/cli/style.js';
import type { NamedCredentialConfig } from '../../src/config/model.js';
import { LocalOrg, type LocalOrgInfo } from '../../src/local-org/index.js';
import { registerSession } from '../../src/org/auth-store.js';
import type * as Consuming from '../../src/org/consuming-org.js';
import type { Org } from '../../src/org/org.js';
import { deploy } from '../../src/verbs/deploy.js';
import { destroy, type DestroyPlan } from '../../src/verbs/destroy.js';
import { testWork } from '../work.js';
import { connectTo, withConsumer } from './project.js';

const calls = vi.hoisted(() => ({ fromProduction: false }));
/** A local org is never production. */
vi.mock('../../src/org/consuming-org.js', async (original) => {
  const { consumingOrg } = await original<typeof Consuming>();
  return {
    consumingOrg: async (...[org, target, work]: Parameters<typeof consumingOrg>): Promise<Org> => {
      const found = await consumingOrg(org, target, work);
      const isProduction = calls.fromProduction && target !== undefined ? true : undefined;
      return isProduction === undefined ? found : { ...found, identity: { ...found.identity, isProduction } };
    },
  };
});

const wide = { withNamedCredentials: true, confirm: () => Promise.resolve(true) } as const;

describe('destroying an app with what calls it', () => {
  let provider: LocalOrg;
  let calling: LocalOrg;
  let info: LocalOrgInfo;
  let org: Org;
  let folder: string;
  let unregister: () => Promise<void>;

  const configWith = (named: Partial<NamedCredentialConfig> = {}) => withConsumer(info.instanceUrl, named);
  const namesIn = (localOrg: LocalOrg) =>
    localOrg
      .snapshot()
      .components.filter(({ type }) => ['ExternalCredential', 'NamedCredential', 'PermissionSet'].includes(type))
      .map(({ type, fullName }) => `${type} ${fullName}`);
  const setIn = (localOrg: LocalOrg) =>
    localOrg.snapshot().components.find(({ fullName }) => fullName === 'Billing_Callers')?.fields;

  beforeEach(async () => {
    provider = new LocalOrg();
    info = await provider.start();
    calling = new LocalOrg({
      seed: {
        org: { id: '00D000000000088AAA', name: 'Acme Sales' },
        users: [{ username: 'admin@sales.acme.example', profile: 'System Administrator' }],
      },
    });
    unregister = await registerSession({ ...(await calling.start()), alias: 'acme-sales' });
    org = await connectTo(info);
    folder = mkdtempSync(join(tmpdir(), 'eca-destroy-'));
  });
  afterEach(async () => {
    calls.fromProduction = false;
    await unregister();
    await provider.stop();
    await calling.stop();
  });

  it('leaves it where it is unless it is asked for', async () => {
    await deploy(org, configWith(), testWork({ folder }));
    const { confirm } = wide;
    const report = await destroy(org, configWith(), testWork({ folder }), { confirm });
    expect(report).toMatchObject({ gone: true, consumers: undefined });
    expect(namesIn(provider)).toContain('NamedCredential Billing_API');
  });

  it('deletes it in the same deploy in the own org, and keeps the permission set with what else it has', async () => {
    provider.setComponent('PermissionSet', 'Billing_Callers', {
      label: 'Callers',
      userPermissions: [{ enabled: 'true', name: 'ApiEnabled' }],
    });
    await deploy(org, configWith(), testWork({ folder }));
    const dry = await destroy(org, configWith(), testWork({ folder }), { ...wide, dryRun: true });
    expect(dry.deploy).toMatchObject({ checkOnly: true });
    expect(namesIn(provider)).toContain('ExternalCredential Billing_API');
    const asked: DestroyPlan[] = [];
    const report = await destroy(org, configWith(), testWork({ folder }), {
      withNamedCredentials: true,
      confirm: (plan) => Promise.resolve(asked.push(plan) > 0),
    });
    expect(asked[0]?.consumers?.[0]).toMatchObject({
      deleted: [{ type: 'NamedCredential' }, { type: 'ExternalCredential' }],
      changes: [{ action: 'update', type: 'PermissionSet', fullName: 'Billing_Callers' }],
      kept: [],
    });
    expect(report).toMatchObject({ gone: true, deploy: { status: 'Succeeded' } });
    expect(namesIn(provider).filter((name) => name.includes('Credential '))).toEqual([]);
    expect(setIn(provider)).toMatchObject({ label: 'Callers', userPermissions: [{ name: 'ApiEnabled' }] });
    expect(setIn(provider)).not.toHaveProperty('externalCredentialPrincipalAccesses');
    const style = styleFor(false);
    const lines = [...deletionLines(report, style), ...destroyLines(report, style)].join('\n');
    expect(lines).toContain('- NamedCredential Billing_API in');
    const again = await destroy(org, configWith(), testWork({ folder }), wide);
    expect(again).toMatchObject({ deleted: [], gone: true });
    expect(again.deploy).toBeUndefined();
  });

  it('checks every org first, and then deletes in the calling org before the app', async () => {
    const config = configWith({ targetOrg: 'acme-sales' });
    await deploy(org, config, testWork({ folder }));
    calling.always('deploy', { kind: 'failing-deploy', problem: 'It is referenced elsewhere.' });
    await expect(destroy(org, config, testWork({ folder }), wide)).rejects.toMatchObject({ name: 'DeployFailedError' });
    expect(provider.snapshot().components.map(({ fullName }) => fullName)).toContain('Billing_Sync');
    calling.clearFaults();
    const report = await destroy(org, config, testWork({ folder }), wide);
    expect(report.consumers).toMatchObject([{ org: 'acme-sales', deploy: { status: 'Succeeded' } }]);
    expect(namesIn(calling)).toEqual(['PermissionSet Billing_Callers']);
  });

  it('asks for the id of each production org, that of one that only calls the app too', async () => {
    const config = configWith({ targetOrg: 'acme-sales' });
    await deploy(org, config, testWork({ folder }));
    const production = { ...config, production: true };
    calls.fromProduction = true;
    const [app, caller] = [info.orgId, '00D000000000088AAA'];
    const answers: (boolean | string | string[])[] = [true, app, caller, [app, app], [caller, '00D000000000077AAA']];
    for (const answer of answers) {
      const confirm = () => Promise.resolve(answer);
      await expect(destroy(org, production, testWork({ folder }), { ...wide, confirm })).rejects.toMatchObject({
        name: 'NotConfirmedError',
        actions: [expect.stringMatching(`pass --yes-org-id ${caller} --yes-org-id ${app}`) as string],
      });
    }
    expect(namesIn(calling)).toContain('NamedCredential Billing_API');
    const confirm = () => Promise.resolve([app.slice(0, 15), ` ${caller} `]);
    expect(await destroy(org, production, testWork({ folder }), { ...wide, confirm })).toMatchObject({ gone: true });
  });

  it('never takes what is not its own: another endpoint, another user of the credential', async () => {
    await deploy(org, configWith(), testWork({ folder }));
    const named = provider.snapshot().components.find(({ type }) => type === 'NamedCredential')?.fields ?? {};
    provider.setComponent('NamedCredential', 'Ledger_API', named);
    const report = await destroy(org, configWith(), testWork({ folder }), wide);
    expect(report.consumers?.[0]?.kept).toEqual([
      {
        type: 'ExternalCredential',
        fullName: 'Billing_API',
        reason: 'The Named Credential Ledger_API uses it too.',
      },
    ]);
    expect(namesIn(provider)).toEqual(
      expect.arrayContaining(['ExternalCredential Billing_API', 'NamedCredential Ledger_API']),
    );
    expect(setIn(provider)).toHaveProperty('externalCredentialPrincipalAccesses');
    provider.removeComponent('NamedCredential', 'Ledger_API');
    provider.changeField('ExternalCredential', 'Billing_API', 'externalCredentialParameters', [
      { parameterName: 'E', parameterType: 'AuthProviderUrl', parameterValue: 'https://other.my.salesforce.com/t' },
    ]);
    const other = await destroy(org, configWith(), testWork({ folder }), wide);
    expect(other.consumers?.[0]?.kept[0]?.reason).toContain("it is somebody else's");
    expect(namesIn(provider)).toContain('ExternalCredential Billing_API');
  });
});
