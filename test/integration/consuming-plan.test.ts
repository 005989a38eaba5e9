import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { planLines } from '../../src/cli/print/plan.js';
import { styleFor } from '../../src/cli/style.js';
import type { NamedCredentialConfig } from '../../src/config/model.js';
import { LocalOrg, type LocalOrgInfo } from '../../src/local-org/index.js';
import { registerSession } from '../../src/org/auth-store.js';
import type { Org } from '../../src/org/org.js';
import type { ApprovedPlan } from '../../src/planning/approved-plan.js';
import { deploy } from '../../src/verbs/deploy.js';
import { plan } from '../../src/verbs/plan.js';
import { testWork } from '../work.js';
import { connectTo, countOf, withConsumer } from './project.js';

const ADMIN = 'admin@sales.acme.example';
/** What the config does not write stays as it is. */
const KEPT = [
  'allowMergeFieldsInBody',
  'allowMergeFieldsInHeader',
  'description',
  'generateAuthorizationHeader',
  'label',
];
const CALLER = 'caller@sales.acme.example';

describe('the consuming side in the plan', () => {
  let provider: LocalOrg;
  let calling: LocalOrg;
  let info: LocalOrgInfo;
  let org: Org;
  let folder: string;
  let unregister: () => Promise<void>;

  const configWith = (named: Partial<NamedCredentialConfig> = {}, callout = false) =>
    withConsumer(info.instanceUrl, named, callout ? { verify: { callout: true } } : {});
  const away = { targetOrg: 'acme-sales' };
  const component = (localOrg: LocalOrg, type: string, fullName: string) =>
    localOrg.snapshot().components.find((one) => one.type === type && one.fullName === fullName)?.fields;
  const sent = (localOrg: LocalOrg) => countOf(localOrg, 'deploy', 'createCredential', 'updateCredential', 'create');

  beforeEach(async () => {
    provider = new LocalOrg();
    info = await provider.start();
    calling = new LocalOrg({
      seed: {
        org: { id: '00D000000000088AAA', name: 'Acme Sales' },
        users: [
          { username: ADMIN, profile: 'System Administrator' },
          { username: CALLER, profile: 'System Administrator' },
          { username: 'frozen@sales.acme.example', profile: 'System Administrator', frozen: true },
        ],
      },
    });
    unregister = await registerSession({ ...(await calling.start()), alias: 'acme-sales' });
    org = await connectTo(info);
    folder = mkdtempSync(join(tmpdir(), 'eca-consuming-'));
  });
  afterEach(async () => {
    await unregister();
    await provider.stop();
    await calling.stop();
  });

  it('shows it field by field, deploys it with the app, and is empty afterwards', async () => {
    const config = configWith();
    const before = await plan(org, config, testWork());
    const external = before.changes.find(({ type }) => type === 'ExternalCredential');
    expect(external).toMatchObject({ action: 'create', fullName: 'Billing_API' });
    expect(external?.fields).toContainEqual({ path: 'authenticationProtocol', to: 'Oauth' });
    expect(JSON.stringify(external?.fields)).toContain(`${info.instanceUrl}/services/oauth2/token`);
    expect(before.changes.map(({ type }) => type)).toEqual(
      expect.arrayContaining(['NamedCredential', 'PermissionSet', 'ExternalClientApplication']),
    );
    const report = await deploy(org, config, testWork({ folder }));
    expect(report).toMatchObject({ readBack: { inSync: true }, consumers: undefined });
    expect(countOf(provider, 'deploy')).toBe(2);
    expect(await plan(org, config, testWork())).toMatchObject({ inSync: true, changes: [] });
    const count = sent(provider);
    await deploy(org, config, testWork({ folder }));
    expect(sent(provider)).toBe(count);
  });

  it('shows what somebody changed by hand, and what stays', async () => {
    await deploy(org, configWith(), testWork({ folder }));
    const named = component(provider, 'NamedCredential', 'Billing_API') ?? {};
    provider.setComponent('NamedCredential', 'Billing_API', { ...named, calloutStatus: 'Disabled', description: 'x' });
    const report = await plan(org, configWith(), testWork());
    expect(report.changes).toEqual([
      {
        action: 'update',
        type: 'NamedCredential',
        fullName: 'Billing_API',
        fields: [{ path: 'calloutStatus', from: 'Disabled', to: 'Enabled' }],
      },
    ]);
    expect(report.unmanaged).toEqual([{ type: 'NamedCredential', fullName: 'Billing_API', fields: KEPT }]);
  });

  it('checks a calling org first, deploys there, and names it', async () => {
    const config = configWith(away);
    const before = await plan(org, config, testWork());
    expect(before.changes.filter((change) => change.org === 'acme-sales').map(({ type }) => type)).toEqual([
      'ExternalCredential',
      'NamedCredential',
      'PermissionSet',
    ]);
    const lines = planLines(before, styleFor(false));
    expect(lines.join('\n')).toContain('+ NamedCredential Billing_API in acme-sales');
    const endpoint = `parameterValue: ${info.instanceUrl}/services/oauth2/token`;
    expect(lines.filter((line) => line.includes(endpoint))).toHaveLength(1);
    const dry = await deploy(org, config, testWork({ folder }), { dryRun: true });
    expect(dry.consumers).toMatchObject([{ org: 'acme-sales', checkOnly: true, components: 3 }]);
    expect(component(calling, 'ExternalCredential', 'Billing_API')).toBeUndefined();
    const report = await deploy(org, config, testWork({ folder }));
    expect(report).toMatchObject({ readBack: { inSync: true }, consumers: [{ org: 'acme-sales', components: 3 }] });
    expect(component(provider, 'ExternalCredential', 'Billing_API')).toBeUndefined();
    expect(await plan(org, config, testWork())).toMatchObject({ inSync: true, changes: [] });
    const count = [sent(provider), sent(calling)];
    await deploy(org, config, testWork({ folder }));
    expect([sent(provider), sent(calling)]).toEqual(count);
  });

  it('names the production orgs that it changes, and none that it does not', async () => {
    const config = configWith(away);
    const inEarnest: Org = { ...org, identity: { ...org.identity, isProduction: true } };
    const asked: (readonly string[])[] = [];
    const confirm = (_plan: unknown, production: readonly { name: string }[]): Promise<boolean> =>
      Promise.resolve(asked.push(production.map(({ name }) => name)) > 1);
    await expect(deploy(inEarnest, config, testWork({ folder }), { confirm })).rejects.toMatchObject({
      name: 'NotConfirmedError',
    });
    expect(component(calling, 'NamedCredential', 'Billing_API')).toBeUndefined();
    await deploy(inEarnest, config, testWork({ folder }), { confirm });
    calling.removeComponent('NamedCredential', 'Billing_API');
    await deploy(inEarnest, config, testWork({ folder }), { confirm });
    expect(asked).toEqual([['Acme'], ['Acme'], []]);
  });

  it('changes nothing anywhere when the calling org does not take its share', async () => {
    const config = configWith(away);
    calling.once('deploy', { kind: 'status', status: 500 });
    calling.once('deploy', { kind: 'status', status: 500 });
    await expect(deploy(org, config, testWork({ folder }))).rejects.toMatchObject({ name: 'OrgRequestFailedError' });
    expect(component(provider, 'ExternalClientApplication', 'Billing_Sync')).toBeUndefined();
  });

  it('takes nothing for absent that it cannot read', async () => {
    calling.always('retrieve', { kind: 'status', status: 500 });
    await expect(plan(org, configWith(away), testWork())).rejects.toMatchObject({ name: 'OrgRequestFailedError' });
    calling.clearFaults();
    const unreadable: Org['retrieve'] = () =>
      Promise.resolve([{ path: 'namedCredentials/Billing_API.namedCredential', text: '<NamedCredential>' }]);
    await expect(plan({ ...org, retrieve: unreadable }, configWith(), testWork())).rejects.toMatchObject({
      name: 'OrgRequestFailedError',
      message: expect.stringContaining('Billing_API.namedCredential in a form that cannot be read') as string,
    });
  });

  it('is in the digests of a plan that was approved', async () => {
    const config = configWith(away);
    let approved: ApprovedPlan | undefined;
    const save = (saved: ApprovedPlan): Promise<void> => Promise.resolve(void (approved = saved));
    await plan(org, config, testWork(), { save });
    calling.setComponent('PermissionSet', 'Billing_Callers', { label: 'By hand' });
    await expect(deploy(org, config, testWork({ folder }), { approved })).rejects.toMatchObject({
      name: 'PlanOutdatedError',
      message: expect.stringContaining('PermissionSet Billing_Callers in acme-sales') as string,
    });
    await plan(org, config, testWork(), { save });
    await deploy(org, config, testWork({ folder }), { approved });
    expect(component(calling, 'PermissionSet', 'Billing_Callers')).toMatchObject({ label: 'By hand' });
  });

  it('gives the permission set to the calling users, so that the callout works at the first deploy', async () => {
    calling.setComponent('PermissionSet', 'Billing_Callers', {
      label: 'Callers',
      objectPermissions: [
        {
          ...{ allowCreate: 'false', allowDelete: 'false', allowEdit: 'false', allowRead: 'true' },
          ...{ modifyAllRecords: 'false', object: 'UserExternalCredential', viewAllRecords: 'false' },
        },
      ],
    });
    const config = configWith({ ...away, assign: [ADMIN, CALLER] }, true);
    const before = await plan(org, config, testWork());
    const assigns = before.changes.filter(({ action }) => action === 'assign');
    expect(assigns).toEqual(
      [ADMIN, CALLER].map((username) => ({
        ...{ action: 'assign', type: 'PermissionSetAssignment', fields: [], org: 'acme-sales' },
        fullName: `Billing_Callers to ${username}`,
      })),
    );
    await deploy(org, config, testWork({ folder }), { dryRun: true });
    expect(calling.snapshot().assignments[ADMIN]).toEqual([]);
    const report = await deploy(org, config, testWork({ folder }));
    expect(report.verify[0]).toMatchObject({ ok: true });
    expect(report.verify[0]?.checks.find(({ name }) => name === 'callout')?.ok).toBe(true);
    expect(calling.snapshot().assignments[CALLER]).toEqual(['Billing_Callers']);
    expect(await plan(org, config, testWork())).toMatchObject({ inSync: true });
    const count = sent(calling);
    await deploy(org, config, testWork({ folder }));
    expect(sent(calling)).toBe(count);
  });

  it.each([
    ['nobody@sales.acme.example', 'has no user "nobody@sales.acme.example"'],
    ['frozen@sales.acme.example', '"frozen@sales.acme.example" of org "acme-sales" is frozen'],
  ])('names the calling user %s before anything is changed', async (username, words) => {
    const config = configWith({ ...away, assign: [username] });
    await expect(deploy(org, config, testWork({ folder }))).rejects.toMatchObject({
      name: 'CallingUserError',
      message: expect.stringContaining(words) as string,
    });
    expect(component(provider, 'ExternalClientApplication', 'Billing_Sync')).toBeUndefined();
  });
});
