import { describe, expect, it } from 'vitest';
import { moveLines } from '../../../../src/cli/print/connected-app.js';
import type { Io } from '../../../../src/cli/io.js';
import { importLines, nextCommands, type NextCommands } from '../../../../src/cli/print/import.js';
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

const next = (flags: Readonly<Record<string, unknown>>): NextCommands =>
  nextCommands({ io: { call: 'npx eca' } as Io, flags });

describe('the next command after an import', () => {
  it.each([
    [undefined, undefined, '-o ORG'],
    [undefined, 'acme-prod', '-o acme-prod'],
    [undefined, 'admin+ci@acme.example', '-o admin+ci@acme.example'],
    ['uat', 'acme-uat', '-e uat'],
    ["the field's", undefined, String.raw`-e 'the field'\''s'`],
  ])('of environment %j and org %j is for %s', (environment, org, flag) => {
    expect(next({ environment, 'target-org': org })).toEqual({ call: 'npx eca', org: flag, config: '' });
  });

  it('names the config that was written, where it is another than the one that is found', () => {
    expect(next({ output: 'jobs/acme.yaml', config: 'base.yaml' }).config).toBe(' --config jobs/acme.yaml');
    expect(next({ config: 'a b.yaml' }).config).toBe(" --config 'a b.yaml'");
  });

  it('names the org that was read, so that it can be typed as it stands', async () => {
    const own = next({ 'target-org': 'acme-prod', output: 'x.yaml' });
    const lines = await importLines({ ...REPORT, texts: TEXTS }, TEXTS, PLAIN, own);
    expect(lines.at(-1)).toBe(
      'Next: npx eca plan -o acme-prod --config x.yaml compares it with the org; npx eca validate --config x.yaml checks it.',
    );
    const [moved, migrated] = [MOVE, { ...MOVE, migrated: true }].map((move) =>
      moveLines([move], PLAIN, own).join('\n'),
    );
    expect(moved).toContain('npx eca deploy -o acme-prod --app Billing --config x.yaml ');
    expect(moved).toContain('npx eca verify -o acme-prod --app Billing --config x.yaml');
    expect(migrated).toContain('Prove it: npx eca verify -o acme-prod --app Billing --config x.yaml');
  });
});
