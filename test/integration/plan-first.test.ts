import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { main } from '../../src/cli/main.js';
import { LocalOrg } from '../../src/local-org/index.js';
import { BILLING_SYNC } from './project.js';

const PLAN = 'Plan: 5 to create, 0 to update, 0 to assign. Nothing is ever deleted.\n';

describe('before anything is changed, the plan is shown', () => {
  let localOrg: LocalOrg;
  let cwd: string;
  /** What was printed, and how many deploys the org had taken by then. */
  let printed: { readonly text: string; readonly deploys: number }[];
  beforeEach(async () => {
    localOrg = new LocalOrg();
    await localOrg.start();
    cwd = mkdtempSync(join(tmpdir(), 'eca-plan-first-'));
    writeFileSync(join(cwd, 'eca.config.json'), JSON.stringify(BILLING_SYNC));
  });
  afterEach(() => localOrg.stop());

  const run = (...argv: readonly string[]): Promise<number> => {
    const { accessToken, instanceUrl } = localOrg.info;
    printed = [];
    const write = (text: string): void => void printed.push({ text, deploys: sent() });
    return main([...argv, '--no-color'], {
      cwd,
      env: { SF_ACCESS_TOKEN: accessToken, ECA_INSTANCE_URL: instanceUrl },
      stdout: { isTTY: false, write },
      stderr: { isTTY: false, write },
      signal: new AbortController().signal,
      listen: () => undefined,
    });
  };
  const sent = (): number => localOrg.requests.filter(({ operation }) => operation === 'deploy').length;
  const shown = (): string => printed.map(({ text }) => text).join('');
  /** How many deploys the org had taken when a text was printed. */
  const deploysAt = (text: string): number | undefined => printed.find((one) => one.text.includes(text))?.deploys;

  it('by a deploy, once', async () => {
    expect(await run('deploy', '--no-verify')).toBe(0);
    expect(deploysAt('5 to create')).toBe(0);
    expect(shown().split(PLAN)).toHaveLength(2);
    expect(shown()).toMatch(/Plan: [^\n]+\nChecking 5 components in the org\n0Af\w{15}: taken by the org\n/);
    expect(await run('deploy', '--no-verify')).toBe(0);
    expect(shown()).toContain('No changes: the org has what the config asks for.\n');
  });

  it('by a deploy that the org then refuses, and by a dry run', async () => {
    localOrg.once('deploy', { kind: 'failing-deploy', problem: 'No such luck' });
    expect(await run('deploy', '--no-verify')).toBe(1);
    expect(deploysAt('5 to create')).toBe(0);
    expect(shown()).toContain('No such luck');
    expect(await run('deploy', '--dry-run')).toBe(0);
    expect(shown().split(PLAN)).toHaveLength(2);
  });

  it('by a destroy that asks nobody, by its dry run, and where nobody can be asked', async () => {
    await run('deploy', '--no-verify');
    const before = sent();
    const gone = '  - ExternalClientApplication Billing_Sync\n';
    expect(await run('destroy')).toBe(4);
    expect(shown()).toContain(gone);
    expect(await run('destroy', '--dry-run')).toBe(0);
    expect(deploysAt(gone)).toBe(before);
    const checked = sent();
    expect(await run('destroy', '--yes')).toBe(0);
    expect(deploysAt(gone)).toBe(checked);
    expect(shown().split(gone)).toHaveLength(2);
    expect(await run('destroy', '--yes')).toBe(0);
    expect(shown()).toContain('The org has nothing of Billing_Sync.');
  });

  it('and with --json nothing but the one object', async () => {
    expect(await run('deploy', '--no-verify', '--json')).toBe(0);
    expect(JSON.parse(shown())).toMatchObject({ status: 0 });
  });

  it('refuses minutes that are none before it connects', async () => {
    expect(await run('deploy', '--wait', '-1')).toBe(4);
    expect(shown()).toContain('--wait takes a number of minutes, 0 or more, and got -1.');
    expect(localOrg.requests).toEqual([]);
  });
});
