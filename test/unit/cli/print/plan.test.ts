import { describe, expect, it } from 'vitest';
import { changeLines, planLines } from '../../../../src/cli/print/plan.js';
import type { PlanReport } from '../../../../src/planning/prepare.js';
import { Secret } from '../../../../src/secret.js';
import { CANARY } from '../../oauth/canary.js';
import { page, PLAIN, UAT } from './printing.js';

const CHANGES: PlanReport['changes'] = [
  { action: 'assign', type: 'PermissionSetAssignment', fullName: 'Billing_API to bs@acme.example', fields: [] },
  {
    action: 'create',
    app: 'Billing_Sync',
    type: 'ExtlClntAppOauthSettings',
    fullName: 'Billing_Sync_oauth',
    fields: [
      { path: 'commaSeparatedOauthScopes', to: 'Api, OpenID' },
      { path: 'label', to: 'Billing Sync' },
      { path: 'trustedIpRanges', to: [{ startIpAddress: '10.0.0.1', endIpAddress: '10.0.0.9' }] },
    ],
  },
  {
    action: 'update',
    app: 'Billing_Sync',
    type: 'ExtlClntAppGlobalOauthSettings',
    fullName: 'Billing_Sync_glbloauth',
    fields: [
      { path: 'callbackUrl', from: 'https://a.acme.example\nhttps://b.acme.example', to: 'https://a.acme.example' },
      { path: 'isClientCredentialsFlowEnabled', from: false, to: true },
      { path: 'certificate', from: 'MIIB' },
      { path: 'consumerSecret', to: new Secret(CANARY) },
    ],
  },
];

describe('planLines', () => {
  it('shows each component, each field with what it was and becomes, and what is left alone', () => {
    const lines = planLines({ org: UAT, changes: CHANGES, otherApps: ['Payroll_Export'] }, PLAIN);
    expect(page(lines)).toMatchInlineSnapshot(`
      "
      Org acme-uat: Acme UAT, 00D000000000042AAA (sandbox), API 66.0
        + PermissionSetAssignment Billing_API to bs@acme.example
        + ExtlClntAppOauthSettings Billing_Sync_oauth
            commaSeparatedOauthScopes  Api, OpenID
            label                      Billing Sync
            trustedIpRanges            [{"startIpAddress":"10.0.0.1","endIpAddress":"10.0.0.9"}]
        ~ ExtlClntAppGlobalOauthSettings Billing_Sync_glbloauth
            callbackUrl                     - https://a.acme.example ⏎ https://b.acme.example
                                            + https://a.acme.example
            isClientCredentialsFlowEnabled  false → true
            certificate                     MIIB → (none)
            consumerSecret                  (none) → "[secret]"
      Plan: 1 to create, 1 to update, 1 to assign. Nothing is ever deleted.
      Other apps of the org, not touched: Payroll_Export
      "
    `);
  });

  it('says that there is nothing to do', () => {
    const org = { ...UAT, isSandbox: false, target: 'acme', name: 'Acme' };
    expect(page(planLines({ org, changes: [], otherApps: [] }, PLAIN))).toMatchInlineSnapshot(`
      "
      Org acme: Acme, 00D000000000042AAA (developer or trial org), API 66.0
      No changes: the org has what the config asks for.
      "
    `);
  });

  it('does not list every app of an org that has many', () => {
    const otherApps = Array.from({ length: 12 }, (_each, index) => `Warehouse_Feed_${index + 1}`);
    const last = planLines({ org: UAT, changes: [], otherApps }, PLAIN).at(-1);
    expect(last).toContain('Warehouse_Feed_8, …');
    expect(last).not.toContain('Warehouse_Feed_9');
  });

  it('shows no secret', () => {
    expect(page(planLines({ org: UAT, changes: CHANGES, otherApps: [] }, PLAIN))).not.toContain(CANARY);
  });
});

describe('changeLines', () => {
  it('shows a component without fields by its name alone', () => {
    const change = {
      action: 'create',
      type: 'ExternalClientApplication',
      fullName: 'Billing_Sync',
      fields: [],
    } as const;
    expect(changeLines(change, PLAIN)).toEqual(['  + ExternalClientApplication Billing_Sync']);
  });
});
