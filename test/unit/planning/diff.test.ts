import { describe, expect, it } from 'vitest';
import { diff } from '../../../src/planning/diff.js';
import { Secret } from '../../../src/secret.js';
import { APP, application, GLOBAL, part, PLUGINS, POLICIES, SETTINGS, wanted } from './apps.js';

const policy = (fields = {}) => part(POLICIES, 'Billing_Sync_oauth_defaultPolicy', 'Billing_Sync', fields);
const global = (fields = {}) => part(GLOBAL, 'Billing_Sync_glbloauth', 'Billing_Sync', fields);

describe('diff of a component that the org lacks', () => {
  it('creates it with every field, managed or not, and does not list the owner', () => {
    const component = global({ callbackUrl: 'https://localhost/unused', isPkceRequired: false });
    const plan = diff([wanted(component, { managed: ['callbackUrl'] })], []);
    expect(plan.inSync).toBe(false);
    expect(plan.components).toEqual([component]);
    expect(plan.changes).toEqual([
      {
        action: 'create',
        app: 'Billing_Sync',
        type: GLOBAL,
        fullName: 'Billing_Sync_glbloauth',
        fields: [
          { path: 'callbackUrl', to: 'https://localhost/unused' },
          { path: 'isPkceRequired', to: false },
        ],
      },
    ]);
  });

  it('creates only the missing part of an app that exists', () => {
    const app = application('Billing_Sync');
    const plan = diff([wanted(app), wanted(global()), wanted(policy())], [app, global()]);
    expect(plan.changes.map(({ action, type }) => [action, type])).toEqual([['create', POLICIES]]);
    expect(plan.components).toEqual([policy()]);
  });

  it('keeps the order in which the components are deployed', () => {
    const plan = diff([wanted(application('Billing_Sync')), wanted(global()), wanted(policy())], []);
    expect(plan.changes.map(({ type }) => type)).toEqual([APP, GLOBAL, POLICIES]);
  });
});

describe('diff of a component that the org has', () => {
  it('adopts a part by its owner element, under the name that the org gave it', () => {
    const found = part(POLICIES, 'Nightly_Invoices_oauthPlcy', 'Billing_Sync', { ipRelaxationPolicyType: 'Bypass' });
    const plan = diff([wanted(policy({ ipRelaxationPolicyType: 'Enforce' }))], [found]);
    expect(plan.changes).toEqual([
      {
        action: 'update',
        app: 'Billing_Sync',
        type: POLICIES,
        fullName: 'Nightly_Invoices_oauthPlcy',
        fields: [{ path: 'ipRelaxationPolicyType', from: 'Bypass', to: 'Enforce' }],
      },
    ]);
    expect(plan.components.map(({ fullName }) => fullName)).toEqual(['Nightly_Invoices_oauthPlcy']);
    expect(plan.conflicts).toEqual([]);
  });

  it('does not adopt a part that only looks like its own by name', () => {
    const foreign = part(POLICIES, 'Billing_Sync_oauth_defaultPolicy', 'Billing_Sync_Legacy', { startUrl: '/home' });
    const plan = diff([wanted(policy())], [foreign]);
    expect(plan.changes.map(({ action }) => action)).toEqual(['create']);
  });

  it('tells the two policy types of one app apart', () => {
    const found = [
      part(PLUGINS, 'Billing_Sync_defaultPolicy', 'Billing_Sync', { isEnabled: true }),
      policy({ isClientCredentialsFlowEnabled: true }),
    ];
    expect(
      diff(
        found.map((component) => wanted(component)),
        found,
      ).inSync,
    ).toBe(true);
  });

  it('sends unmanaged fields along as the org has them', () => {
    const found = global({ callbackUrl: 'https://old.acme.example', certificate: 'MIIB', isPkceRequired: true });
    const asked = wanted(global({ callbackUrl: 'https://new.acme.example', isPkceRequired: false }), {
      managed: ['callbackUrl'],
    });
    const plan = diff([asked], [found]);
    expect(plan.components[0]?.fields).toEqual({
      externalClientApplication: 'Billing_Sync',
      callbackUrl: 'https://new.acme.example',
      certificate: 'MIIB',
      isPkceRequired: true,
    });
    expect(plan.changes[0]?.fields.map(({ path }) => path)).toEqual(['callbackUrl']);
  });

  it('ignores what nobody manages, however different it is', () => {
    const found = policy({ refreshTokenPolicyType: 'Infinite', startUrl: 'https://acme.example' });
    const plan = diff([wanted(policy({ refreshTokenPolicyType: 'Zero' }), { managed: [] })], [found]);
    expect(plan).toMatchObject({ inSync: true, changes: [], components: [], conflicts: [], otherApps: [] });
  });

  it('never sends what the org makes up', () => {
    const found = [
      global({ consumerKey: '3MVG9_key', callbackUrl: 'https://a.acme.example' }),
      part(SETTINGS, 'Billing_Sync_oauth', 'Billing_Sync', {
        oauthLink: '00D000000000042:888',
        commaSeparatedOauthScopes: 'Api',
      }),
      application('Billing_Sync', { orgScopedExternalApp: '00D000000000042:Billing_Sync', description: 'old' }),
    ];
    const asked = [
      wanted(global({ callbackUrl: 'https://b.acme.example' })),
      wanted(part(SETTINGS, 'Billing_Sync_oauth', 'Billing_Sync', { commaSeparatedOauthScopes: 'Api, OpenID' })),
      wanted(application('Billing_Sync', { description: 'new' })),
    ];
    const plan = diff(asked, found);
    expect(plan.components).toHaveLength(3);
    const sent = plan.components.flatMap(({ fields }) => Object.keys(fields));
    expect(sent).not.toContain('consumerKey');
    expect(sent).not.toContain('oauthLink');
    expect(sent).not.toContain('orgScopedExternalApp');
  });

  // merged() keeps all but server-owned fields; rows of the table marked `never` need the same.
  it('never sends what Salesforce keeps to itself', () => {
    const found = application('Billing_Sync', { managedType: 'Global', description: 'old' });
    const plan = diff([wanted(application('Billing_Sync', { description: 'new' }))], [found]);
    expect(plan.components[0]?.fields).not.toHaveProperty('managedType');
  });

  // The same for rows marked `action`: what stands in the org is no order of this deploy.
  it('never repeats an order to rotate that the config does not give', () => {
    const found = global({ shouldRotateConsumerSecret: true, callbackUrl: 'https://a.acme.example' });
    const plan = diff([wanted(global({ callbackUrl: 'https://b.acme.example' }))], [found]);
    expect(plan.components[0]?.fields['shouldRotateConsumerSecret']).not.toBe(true);
  });

  it('clears a managed field that the config no longer gives a value', () => {
    const found = policy({ commaSeparatedPermissionSet: 'Billing_API', ipRelaxationPolicyType: 'Enforce' });
    const plan = diff([wanted(policy(), { managed: ['commaSeparatedPermissionSet'] })], [found]);
    expect(plan.changes[0]?.fields).toEqual([{ path: 'commaSeparatedPermissionSet', from: 'Billing_API' }]);
    expect(plan.components[0]?.fields).toEqual({
      externalClientApplication: 'Billing_Sync',
      ipRelaxationPolicyType: 'Enforce',
    });
  });

  it('takes an absent switch for one that is off, and an absent text for an empty one', () => {
    const asked = policy({ isClientCredentialsFlowEnabled: false, startUrl: '', customAttributes: [] });
    expect(diff([wanted(asked)], [policy()]).inSync).toBe(true);
    expect(diff([wanted(policy({ isClientCredentialsFlowEnabled: true }))], [policy()]).inSync).toBe(false);
  });

  it('takes equal usernames, scopes, permission sets and URLs for equal, however they are spelled', () => {
    const asked = [
      policy({
        clientCredentialsFlowUser: 'Billing.Sync@Acme.example',
        commaSeparatedPermissionSet: 'Billing_API, UAT',
      }),
      global({ callbackUrl: 'https://a.acme.example\nhttps://b.acme.example' }),
    ];
    const found = [
      policy({
        clientCredentialsFlowUser: 'billing.sync@acme.example',
        commaSeparatedPermissionSet: 'UAT,Billing_API',
      }),
      global({ callbackUrl: 'https://a.acme.example\r\nhttps://b.acme.example\r\n' }),
    ];
    expect(
      diff(
        asked.map((component) => wanted(component)),
        found,
      ).inSync,
    ).toBe(true);
  });
});

describe('diff of secrets', () => {
  const secret = new Secret('canary-consumer-secret');

  it('never takes a secret for a change, since it does not come back', () => {
    expect(diff([wanted(global({ consumerSecret: secret }))], [global()]).inSync).toBe(true);
  });

  it('sends a secret along when something else of the component changes', () => {
    const asked = wanted(global({ consumerSecret: secret, isIntrospectAllTokens: true }));
    const plan = diff([asked], [global()]);
    expect(plan.components[0]?.fields['consumerSecret']).toBe(secret);
    expect(plan.changes[0]?.fields.map(({ path }) => path)).toEqual(['isIntrospectAllTokens']);
    expect(JSON.stringify(plan)).not.toContain('canary');
  });

  it('does not show a secret of a component that it creates', () => {
    const plan = diff([wanted(global({ consumerSecret: secret }))], []);
    expect(JSON.stringify(plan)).toContain('[secret]');
    expect(JSON.stringify(plan)).not.toContain('canary');
  });
});
