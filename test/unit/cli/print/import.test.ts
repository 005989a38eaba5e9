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
    const lines = await importLines({ ...REPORT, texts: TEXTS }, TEXTS, PLAIN, { org: '-o acme-prod', config: '' });
    expect(lines.at(-1)).toBe('Next: eca plan -o acme-prod compares it with the org; eca validate checks it.');
    const [moved, migrated] = [MOVE, { ...MOVE, migrated: true }].map((move) =>
      moveLines([move], PLAIN, '-o acme-prod').join('\n'),
    );
    expect(moved).toContain('eca deploy -o acme-prod --app Billing ');
    expect(moved).toContain('eca verify -o acme-prod --app Billing');
    expect(migrated).toContain('Prove it: eca verify -o acme-prod --app Billing');
  });
});
