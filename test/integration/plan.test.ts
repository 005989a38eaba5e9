import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { deploy } from '../../src/verbs/deploy.js';
import { LocalOrg } from '../../src/local-org/index.js';
import type { Org } from '../../src/org/org.js';
import { plan } from '../../src/verbs/plan.js';
import { adopted, consumerKeyOf, differentFromDefaults, OWNER } from './existing-app.js';
import { BILLING_SYNC, connectTo, resolved } from './project.js';
import { testWork } from '../work.js';

const config = resolved(BILLING_SYNC);
const componentsOf = (localOrg: LocalOrg, app: string) =>
  localOrg.snapshot().components.filter(({ fullName, fields }) => fullName === app || fields[OWNER] === app);

describe('a plan', () => {
  let localOrg: LocalOrg;
  let org: Org;
  beforeEach(async () => {
    localOrg = new LocalOrg();
    org = await connectTo(await localOrg.start());
  });
  afterEach(() => localOrg.stop());

  it('changes of an app that differs from every default only what the config names', async () => {
    differentFromDefaults(localOrg, 'Billing_Sync');
    const before = componentsOf(localOrg, 'Billing_Sync');
    const report = await plan(org, adopted, testWork());
    expect(report.changes).toMatchObject([
      { action: 'update', fullName: 'Billing_Sync', fields: [{ path: 'label', from: 'Old name', to: 'Billing Sync' }] },
      {
        fullName: 'Billing_Sync_oauthPlcy',
        fields: [{ path: 'clientCredentialsFlowUser', from: 'admin@acme.example', to: 'billing.sync@acme.example' }],
      },
    ]);
    expect(report.unmanaged.map(({ fullName }) => fullName)).toEqual(['Billing_Sync', 'Billing_Sync_oauthPlcy']);
    expect(report.unmanaged[1]?.fields).toContain('refreshTokenPolicyType');
    const done = await deploy(org, adopted, testWork(), { verify: false });
    expect(done.readBack).toEqual({ inSync: true, differences: [] });
    const after = componentsOf(localOrg, 'Billing_Sync');
    const named: Readonly<Record<string, object>> = {
      Billing_Sync: { label: 'Billing Sync' },
      Billing_Sync_oauthPlcy: { clientCredentialsFlowUser: 'billing.sync@acme.example' },
    };
    expect(after).toEqual(
      before.map((component) => ({ ...component, fields: { ...component.fields, ...named[component.fullName] } })),
    );
    expect((await plan(org, adopted, testWork())).inSync).toBe(true);
  });

  it('adopts a policy record under a name that it would not have chosen, and never makes a second one', async () => {
    differentFromDefaults(localOrg, 'Billing_Sync');
    await deploy(org, config, testWork(), { verify: false });
    const policies = componentsOf(localOrg, 'Billing_Sync').filter(({ type }) => type.endsWith('Policies'));
    expect(policies.map(({ fullName }) => fullName).sort()).toEqual(['Billing_Sync_oauthPlcy', 'Billing_Sync_plcy']);
    expect((await plan(org, config, testWork())).inSync).toBe(true);
  });

  it('names the apps of the org that the config does not, and leaves them alone', async () => {
    for (const app of ['Payroll_Export', 'Billing', 'Billing_Sync_Archive']) differentFromDefaults(localOrg, app);
    const before = localOrg.snapshot().components;
    const report = await deploy(org, config, testWork(), { verify: false });
    expect([...report.otherApps].sort()).toEqual(['Billing', 'Billing_Sync_Archive', 'Payroll_Export']);
    expect(localOrg.snapshot().components).toEqual(expect.arrayContaining([...before]));
  });

  it('says that an app has lost its settings, and repairs it', async () => {
    await deploy(org, config, testWork(), { verify: false });
    localOrg.removeComponent('ExtlClntAppGlobalOauthSettings', 'Billing_Sync_glbloauth');
    localOrg.removeComponent('ExtlClntAppOauthSettings', 'Billing_Sync_oauth');
    const report = await plan(org, config, testWork());
    expect(report.notes).toEqual([
      '"Billing_Sync" exists in the org without ExtlClntAppGlobalOauthSettings, ExtlClntAppOauthSettings. The app has no OAuth settings any more, as after a refresh: `eca deploy` creates them again. Key and secret will be new, and whoever uses the old ones needs them.',
    ]);
    const done = await deploy(org, config, testWork());
    expect(done).toMatchObject({ deploy: { components: 2 }, readBack: { inSync: true }, verify: [{ ok: true }] });
  });

  it('says that a deploy would be refused, of the app that the session is logged in with', async () => {
    await deploy(org, config, testWork(), { verify: false });
    localOrg.changeField('ExternalClientApplication', 'Billing_Sync', 'label', 'Renamed by hand');
    const own: Org = { ...org, clientId: consumerKeyOf(localOrg, 'Billing_Sync') };
    expect((await plan(own, config, testWork())).notes[0]).toMatch(/^A deploy would refuse this: .*with the app/);
    await expect(deploy(own, config, testWork())).rejects.toMatchObject({ name: 'SessionAppError', exitCode: 4 });
    expect(localOrg.snapshot().deployCount).toBe(1);
  });

  it('refuses to lose a value that the org does not give back, and says how to name it', async () => {
    await deploy(org, config, testWork(), { verify: false });
    localOrg.setComponent('ExtlClntAppPushSettings', 'Billing_Sync_push', {
      [OWNER]: 'Billing_Sync',
      label: 'Push',
      pushServiceType: 'Apple',
      applePushConfig: { environment: 'Sandbox', keyIdentifier: 'K1' },
    });
    const push = (fields: Readonly<Record<string, string>>) =>
      resolved({
        ...BILLING_SYNC,
        apps: Object.fromEntries(
          Object.entries(BILLING_SYNC.apps).map(([name, app]) => [
            name,
            { ...app, fields: { ExtlClntAppPushSettings: { pushServiceType: 'Apple', ...fields } } },
          ]),
        ),
      });
    expect((await plan(org, push({}), testWork())).inSync).toBe(true);
    await expect(deploy(org, push({ label: 'Push of billing' }), testWork())).rejects.toMatchObject({
      name: 'UnreadableValueError',
      problems: [{ path: 'apps.Billing_Sync.fields.ExtlClntAppPushSettings.applePushConfig' }],
    });
    expect(localOrg.snapshot().deployCount).toBe(1);
  });

  it('asks nobody in the org to change anything', async () => {
    const before = localOrg.snapshot();
    await plan(org, config, testWork());
    expect(localOrg.snapshot()).toEqual(before);
    expect(localOrg.requests.filter(({ method }) => !['GET', 'POST'].includes(method))).toEqual([]);
  });
});
