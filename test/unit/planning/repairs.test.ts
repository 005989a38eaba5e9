import { describe, expect, it } from 'vitest';
import { diff } from '../../../src/planning/diff.js';
import { unmanagedOf } from '../../../src/planning/unmanaged.js';
import { APP, application, GLOBAL, part, POLICIES, SETTINGS, wanted } from './apps.js';

const PUSH = 'ExtlClntAppPushSettings';
const global = part(GLOBAL, 'Billing_Sync_glbloauth', 'Billing_Sync', { isClientCredentialsFlowEnabled: true });
const settings = part(SETTINGS, 'Billing_Sync_oauth', 'Billing_Sync', { commaSeparatedOauthScopes: 'Api' });

describe('repairs', () => {
  const all = [wanted(application('Billing_Sync')), wanted(global), wanted(settings)];

  it('are the parts that an app of the org has lost', () => {
    expect(diff(all, [application('Billing_Sync'), global]).repairs).toEqual([
      { app: 'Billing_Sync', types: [SETTINGS] },
    ]);
  });

  it('are none for an app that is new, or whole', () => {
    expect(diff(all, []).repairs).toEqual([]);
    expect(diff(all, [application('Billing_Sync'), global, settings]).repairs).toEqual([]);
  });

  it('are not the plug-ins that the config adds', () => {
    const push = wanted(part(PUSH, 'Billing_Sync_push', 'Billing_Sync', { pushServiceType: 'Apple' }));
    expect(diff([...all, push], [application('Billing_Sync'), global, settings]).repairs).toEqual([]);
  });
});

describe('values that cannot be read back', () => {
  const found = (config: Readonly<Record<string, string>>) =>
    part(PUSH, 'Billing_Sync_push', 'Billing_Sync', { label: 'Push', applePushConfig: config });
  const renamed = wanted(part(PUSH, 'Billing_Sync_push', 'Billing_Sync', { label: 'Push of billing' }));

  it('are named when an update would lose them', () => {
    expect(diff([renamed], [found({ environment: 'Sandbox' })]).unreadable).toEqual([
      { app: 'Billing_Sync', type: PUSH, fullName: 'Billing_Sync_push', field: 'applePushConfig' },
    ]);
  });

  it('do not matter when the org gave the secret, when the config names them, or when nothing changes', () => {
    expect(diff([renamed], [found({ environment: 'Sandbox', password: 'C4NARY' })]).unreadable).toEqual([]);
    const named = { ...renamed, managed: ['label', 'applePushConfig'] };
    expect(diff([named], [found({ environment: 'Sandbox' })]).unreadable).toEqual([]);
    const same = { ...renamed, fields: { ...renamed.fields, label: 'Push' } };
    expect(diff([same], [found({ environment: 'Sandbox' })]).unreadable).toEqual([]);
  });
});

describe('unmanaged fields', () => {
  it('are those of an updated component that the config does not name, without what the server makes up', () => {
    const before = part(POLICIES, 'Billing_Sync_oauthPlcy', 'Billing_Sync', {
      label: 'Old',
      startUrl: 'https://acme.example',
      refreshTokenPolicyType: 'Zero',
    });
    const app = application('Billing_Sync', { orgScopedExternalApp: '00D000000000042:Billing_Sync' });
    const components = [
      wanted(part(POLICIES, 'Billing_Sync_oauthPlcy', 'Billing_Sync', { label: 'New' })),
      wanted(application('Billing_Sync', { label: 'New' }), { managed: ['label'] }),
    ];
    const { changes } = diff(components, [before, app]);
    expect(unmanagedOf(changes, components, [before, app])).toEqual([
      { type: POLICIES, fullName: 'Billing_Sync_oauthPlcy', fields: ['refreshTokenPolicyType', 'startUrl'] },
      { type: APP, fullName: 'Billing_Sync', fields: [] },
    ]);
  });
});
