import { describe, expect, it } from 'vitest';
import { deletionLines, deployLines, destroyLines } from '../../../../src/cli/print/deploy.js';
import { doctorLines } from '../../../../src/cli/print/doctor.js';
import { planLines } from '../../../../src/cli/print/plan.js';
import { fieldText } from '../../../../src/cli/print/value.js';
import { page, PLAIN, UAT } from './printing.js';

const CERTIFICATE = `MIIC${'x'.repeat(1180)}kQ==`;
const plan = { org: UAT, changes: [], otherApps: [], notes: [], unmanaged: [] } as const;

describe('planLines', () => {
  it('shortens what is too long, and puts two long values below each other', () => {
    const changes = [
      {
        action: 'update',
        app: 'Billing_Sync',
        type: 'ExtlClntAppGlobalOauthSettings',
        fullName: 'Billing_Sync_glbloauth',
        fields: [
          { path: 'callbackUrl', from: 'https://localhost/unused', to: 'acme://callback' },
          { path: 'certificate', from: CERTIFICATE, to: CERTIFICATE.replace('kQ==', 'zA==') },
        ],
      },
    ] as const;
    const unmanaged = [
      {
        type: 'ExtlClntAppGlobalOauthSettings',
        fullName: 'Billing_Sync_glbloauth',
        fields: ['label', 'isPkceRequired'],
      },
    ];
    const notes = ['"Billing_Sync" exists in the org without ExtlClntAppOauthSettings: it is created again.'];
    expect(page(planLines({ org: UAT, changes, otherApps: [], notes, unmanaged }, PLAIN))).toMatchInlineSnapshot(`
      "
      Org acme-uat: Acme UAT, 00D000000000042AAA (sandbox), API 66.0
        ~ ExtlClntAppGlobalOauthSettings Billing_Sync_glbloauth
            callbackUrl  https://localhost/unused → acme://callback
            certificate  - MIICxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx…xxxxxxxxkQ== (1188 characters)
                         + MIICxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx…xxxxxxxxzA== (1188 characters)
            not in the config, kept as they are: label, isPkceRequired
      Plan: 0 to create, 1 to update, 0 to assign. Nothing is ever deleted.
      Note: "Billing_Sync" exists in the org without ExtlClntAppOauthSettings: it is created again.
      "
    `);
  });

  it('shows a short value whole', () => {
    expect(fieldText('Api, Web')).toBe('Api, Web');
    expect(fieldText(CERTIFICATE)).toHaveLength(40 + 1 + 12 + ' (1188 characters)'.length);
  });
});

describe('deployLines', () => {
  it('says what the org did not take: field, wanted, got', () => {
    const differences = [
      { type: 'ExtlClntAppOauthSettings', fullName: 'Billing_Sync_oauth', path: 'scopes', wanted: 'Api', got: 'Web' },
    ];
    const report = { ...plan, readBack: { inSync: false, differences }, credentials: [], verify: [] };
    expect(deployLines(report, PLAIN).slice(-2)).toEqual([
      'The org did not take everything:',
      '  ExtlClntAppOauthSettings Billing_Sync_oauth: scopes was to be Api, and the org has Web',
    ]);
  });
});

describe('destroyLines', () => {
  it('shows what goes, and what is gone', () => {
    const deleted = [{ app: 'Billing_Sync', type: 'ExternalClientApplication', fullName: 'Billing_Sync' }];
    const deploy = { id: '0Af000000000001AAA', status: 'Succeeded', ms: 1500, components: 1 };
    expect(page(deletionLines({ org: UAT, deleted, missing: ['Old_Sync'], revived: ['Billing_Sync'] }, PLAIN)))
      .toMatchInlineSnapshot(`
      "
      Org acme-uat: Acme UAT, 00D000000000042AAA
        - ExternalClientApplication Billing_Sync
      The org has nothing of Old_Sync.
      Comes back to life: the Connected App Billing_Sync
      "
    `);
    expect(destroyLines({ org: UAT, deleted, missing: [], revived: [], deploy }, PLAIN).at(-1)).toMatchInlineSnapshot(
      `"Deleted 1 component in 1.5 s (0Af000000000001AAA, Succeeded); the org has nothing of them any more."`,
    );
  });
});

describe('doctorLines', () => {
  it('lists the org first, then each app, with the way out of what is wrong', () => {
    const lines = doctorLines(
      [
        { name: 'org', ok: true, level: 'ok', detail: 'Acme UAT' },
        { name: 'api-access-control', ok: true, level: 'unknown', detail: 'Could not be asked: no such setting' },
        {
          name: 'run-as-user',
          app: 'Billing_Sync',
          ok: false,
          level: 'blocker',
          detail: 'It is frozen.',
          action: 'Unfreeze it.',
        },
        {
          name: 'licence',
          app: 'Billing_Sync',
          ok: false,
          level: 'warning',
          detail: 'None (3 free).',
          action: 'Assign it.',
        },
      ],
      PLAIN,
    );
    expect(page(lines)).toMatchInlineSnapshot(`
      "
        ✓ org                 Acme UAT
        ? api-access-control  Could not be asked: no such setting
      Billing_Sync
        ✗ run-as-user         It is frozen.
                              → Unfreeze it.
        ! licence             None (3 free).
                              → Assign it.
      A deploy would fail: 1 blocking, 1 warning, 1 fine, 1 could not be asked.
      "
    `);
  });
});
