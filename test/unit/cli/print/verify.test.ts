import { describe, expect, it } from 'vitest';
import { verifyLines } from '../../../../src/cli/print/verify.js';
import { page, PLAIN } from './printing.js';

const tokenEndpoint = 'https://acme--uat.sandbox.my.salesforce.com/services/oauth2/token';

describe('verifyLines', () => {
  it('shows what was proven, check by check', () => {
    const checks = [
      { name: 'token', ok: true, ms: 210, detail: `received from ${tokenEndpoint}` },
      { name: 'run-as-user', ok: true, ms: 40, detail: 'billing.sync@acme.example.uat' },
    ];
    const report = { app: 'Billing_Sync', ok: true, tokenEndpoint, checks };
    expect(page(verifyLines(report, PLAIN))).toMatchInlineSnapshot(`
      "
      Proven Billing_Sync
        ✓ token        received from https://acme--uat.sandbox.my.salesforce.com/services/oauth2/token
        ✓ run-as-user  billing.sync@acme.example.uat
      "
    `);
  });

  it('shows what is wrong, how it was told apart and what to do', () => {
    const detail = 'invalid_grant: no client credentials user enabled';
    const report = {
      app: 'Billing_Sync',
      ok: false,
      tokenEndpoint,
      checks: [{ name: 'token', ok: false, ms: 90, detail }],
      diagnosis: {
        layer: 'flow-policy',
        evidence: 'the switch is off',
        fix: 'Set runAsUser and deploy.',
        command: 'eca deploy --app Billing_Sync',
        configPath: 'apps.Billing_Sync.runAsUser',
        docs: 'https://help.salesforce.com/s/articleView?id=flow',
      },
    } as const;
    expect(page(verifyLines(report, PLAIN))).toMatchInlineSnapshot(`
      "
      Not proven Billing_Sync
        ✗ token  invalid_grant: no client credentials user enabled
        What is wrong: flow-policy (the switch is off)
        Fix: Set runAsUser and deploy.
        Config: apps.Billing_Sync.runAsUser
        Command: \`eca deploy --app Billing_Sync\`
        https://help.salesforce.com/s/articleView?id=flow
      "
    `);
  });

  it('leaves out the command and the key that a diagnosis does not have', () => {
    const diagnosis = {
      layer: 'transport',
      evidence: 'no answer',
      fix: 'Check the network.',
      docs: 'https://x',
    } as const;
    const checks = [{ name: 'token', ok: false, ms: 1, detail: 'no answer' }];
    const text = page(verifyLines({ app: 'Billing_Sync', ok: false, tokenEndpoint, checks, diagnosis }, PLAIN));
    expect(text).not.toMatch(/Config:|Command:|undefined/);
  });
});
