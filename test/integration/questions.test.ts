import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { main } from '../../src/cli/main.js';
import { LocalOrg } from '../../src/local-org/index.js';
import { BILLING_SYNC } from './project.js';

describe('questions on a terminal', () => {
  let localOrg: LocalOrg;
  let cwd: string;
  let asked: string[];
  let printed: string;
  beforeEach(async () => {
    localOrg = new LocalOrg();
    await localOrg.start();
    cwd = mkdtempSync(join(tmpdir(), 'eca-questions-'));
    const environments = { production: { production: true } };
    writeFileSync(join(cwd, 'eca.config.json'), JSON.stringify({ ...BILLING_SYNC, environments }));
  });
  afterEach(() => localOrg.stop());

  /** Runs a command line as on a terminal where somebody answers. */
  const run = (argv: readonly string[], answer: string): Promise<number> => {
    const { accessToken, instanceUrl } = localOrg.info;
    asked = [];
    printed = '';
    const write = (text: string): void => void (printed += text);
    return main([...argv, '--quiet', '--no-color'], {
      cwd,
      env: { SF_ACCESS_TOKEN: accessToken, ECA_INSTANCE_URL: instanceUrl },
      stdout: { isTTY: true, write },
      stderr: { isTTY: true, write },
      signal: new AbortController().signal,
      listen: () => undefined,
      ask: (question) => {
        asked.push(question);
        return Promise.resolve(answer);
      },
    });
  };

  it('are not asked before a deploy to an org that is not production, nor with --yes', async () => {
    expect(await run(['deploy', '--no-verify'], 'no')).toBe(0);
    localOrg.changeField('ExternalClientApplication', 'Billing_Sync', 'label', 'Renamed by hand');
    expect(await run(['deploy', '--no-verify', '-e', 'production', '--yes'], 'no')).toBe(0);
    expect(asked).toEqual([]);
  });

  it('show the plan once and ask before production is changed', async () => {
    expect(await run(['deploy', '--no-verify', '-e', 'production'], 'no')).toBe(4);
    expect(asked).toEqual(['Deploy this to the production org Acme? [y/N] ']);
    expect(localOrg.snapshot().deployCount).toBe(0);
    expect(await run(['deploy', '--no-verify', '-e', 'production'], 'yes')).toBe(0);
    expect(printed.match(/5 to create/g)).toHaveLength(1);
    expect(await run(['deploy', '--no-verify', '-e', 'production'], 'no')).toBe(0);
    expect(asked).toEqual([]);
  });

  it('show what goes and ask before anything is deleted', async () => {
    await run(['deploy', '--no-verify'], '');
    expect(await run(['destroy'], '')).toBe(4);
    expect(printed).toContain('- ExtlClntAppOauthConfigurablePolicies Billing_Sync_oauth_defaultPolicy');
    expect(localOrg.snapshot().deployCount).toBe(1);
    expect(await run(['destroy', '-e', 'production'], 'yes')).toBe(4);
    expect(asked[0]).toContain('Type its id');
    expect(await run(['destroy', '-e', 'production'], localOrg.info.orgId)).toBe(0);
    expect(printed).toContain('the org has nothing of them any more');
  });
});
