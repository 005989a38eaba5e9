import { describe, expect, it } from 'vitest';
import { diff } from '../../../src/planning/diff.js';
import { application, GLOBAL, part, POLICIES, wanted } from './apps.js';

const policy = (fields = {}) => part(POLICIES, 'Billing_Sync_oauth_defaultPolicy', 'Billing_Sync', fields);
const global = (fields = {}) => part(GLOBAL, 'Billing_Sync_glbloauth', 'Billing_Sync', fields);

describe('diff of names', () => {
  it('reports a conflict when the config itself names a part otherwise than the org', () => {
    const found = part(POLICIES, 'Billing_Sync_oauthPlcy', 'Billing_Sync');
    const plan = diff([wanted(policy(), { named: true })], [found]);
    expect(plan.conflicts).toEqual([
      {
        app: 'Billing_Sync',
        type: POLICIES,
        wanted: 'Billing_Sync_oauth_defaultPolicy',
        found: 'Billing_Sync_oauthPlcy',
      },
    ]);
  });

  it('reports the conflict beside the changes of the same part', () => {
    const found = part(POLICIES, 'Billing_Sync_oauthPlcy', 'Billing_Sync', { startUrl: '/a' });
    const plan = diff([wanted(policy({ startUrl: '/b' }), { named: true })], [found]);
    expect(plan.conflicts).toHaveLength(1);
    expect(plan.changes).toHaveLength(1);
  });

  it('reports none when the names agree, or the part is new', () => {
    expect(diff([wanted(policy(), { named: true })], [policy()]).conflicts).toEqual([]);
    expect(diff([wanted(policy(), { named: true })], []).conflicts).toEqual([]);
  });
});

describe('diff of an org with more in it', () => {
  it('names other apps and leaves them and their parts alone', () => {
    const others = [
      application('Payroll_Export'),
      part(GLOBAL, 'Payroll_Export_glbloauth', 'Payroll_Export', { isPkceRequired: true }),
      application('Warehouse_Feed'),
    ];
    const plan = diff(
      [wanted(application('Billing_Sync')), wanted(global())],
      [application('Billing_Sync'), ...others],
    );
    expect(plan.otherApps).toEqual(['Payroll_Export', 'Warehouse_Feed']);
    expect(plan.components.map(({ fullName }) => fullName)).toEqual(['Billing_Sync_glbloauth']);
  });

  it('keeps the parts of two wanted apps apart', () => {
    const feed = part(POLICIES, 'Feed_policy', 'Warehouse_Feed', { startUrl: '/feed' });
    const plan = diff([wanted(policy({ startUrl: '/b' })), wanted(feed)], [feed, policy({ startUrl: '/a' })]);
    expect(plan.changes.map(({ app, fullName }) => [app, fullName])).toEqual([
      ['Billing_Sync', 'Billing_Sync_oauth_defaultPolicy'],
    ]);
  });
});

describe('diff of the org-wide settings', () => {
  const settings = (fields: Record<string, boolean>) => ({ type: 'Settings', fullName: 'ExternalClientApp', fields });
  const asked = wanted(settings({ enableClientSecretInRestApiAccess: true }), { app: '' });

  it('compares them by their one name, and names no app', () => {
    const found = settings({ enableClientSecretInRestApiAccess: false, enablePackageEcaOauthFromDevOrg: true });
    const plan = diff([asked], [found]);
    expect(plan.changes).toEqual([
      {
        action: 'update',
        type: 'Settings',
        fullName: 'ExternalClientApp',
        fields: [{ path: 'enableClientSecretInRestApiAccess', from: false, to: true }],
      },
    ]);
    expect(plan.components[0]?.fields).toEqual({
      enableClientSecretInRestApiAccess: true,
      enablePackageEcaOauthFromDevOrg: true,
    });
  });

  it('finds nothing to do when the switch is on', () => {
    expect(diff([asked], [settings({ enableClientSecretInRestApiAccess: true })]).inSync).toBe(true);
  });
});
