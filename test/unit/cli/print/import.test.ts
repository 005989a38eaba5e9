import { describe, expect, it } from 'vitest';
import { moveLines } from '../../../../src/cli/print/connected-app.js';
import { importLines, orgFlag } from '../../../../src/cli/print/import.js';
import { PLAIN } from './printing.js';

const REPORT = {
  config: 'eca.config.yaml',
  apps: ['Billing'],
  notes: [],
  toPaste: [],
  waiting: [],
  changes: [],
  written: true,
};
const TEXTS = { before: '', after: 'apps: {}\n' };
const MOVE = { connectedApp: 'Billing_Legacy', app: 'Billing', migrated: false, moved: [], left: [] };

describe('the next command after an import', () => {
  it.each([
    [undefined, undefined, '-o ORG'],
    [undefined, 'acme-prod', '-o acme-prod'],
    [undefined, 'admin+ci@acme.example', '-o admin+ci@acme.example'],
    ['uat', 'acme-uat', '-e uat'],
    ["the field's", undefined, String.raw`-e 'the field'\''s'`],
  ])('of environment %j and org %j is for %s', (environment, org, flag) => {
    expect(orgFlag(environment, org)).toBe(flag);
  });

  it('names the org that was read, so that it can be typed as it stands', async () => {
    const lines = await importLines({ ...REPORT, texts: TEXTS }, TEXTS, PLAIN, {
      ...{ call: 'npx eca', org: '-o acme-prod', config: '', format: 'yaml' as const },
    });
    expect(lines.at(-1)).toBe('Next: npx eca plan -o acme-prod compares it with the org; npx eca validate checks it.');
    const [moved, migrated] = [MOVE, { ...MOVE, migrated: true }].map((move) =>
      moveLines([move], PLAIN, { call: 'npx eca', flags: '-o acme-prod' }).join('\n'),
    );
    expect(moved).toContain('npx eca deploy -o acme-prod --app Billing ');
    expect(moved).toContain('npx eca verify -o acme-prod --app Billing');
    expect(migrated).toContain('Prove it: npx eca verify -o acme-prod --app Billing');
  });

  it('tells how the changes come about that need no hand, beside those that do', async () => {
    const change = { path: 'apps.Billing.label', from: 'Old', to: 'Billing' };
    const report = { ...REPORT, toPaste: ['Take it out.'], changes: [change, change, change], written: false };
    const around = { call: 'eca', org: '-o ORG', config: '', format: 'yaml' } as const;
    const both = { before: 'a: 1\n', after: 'a: 2\n' };
    expect((await importLines({ ...report, texts: both }, both, PLAIN, around)).slice(-3)).toEqual([
      'eca.config.yaml cannot be changed in place without touching more than what is imported, so nothing was written. Write this by hand:',
      'Take it out.',
      '1 change to make by hand in eca.config.yaml: Billing. Then import again, which makes the other 2 changes.',
    ]);
  });
});
