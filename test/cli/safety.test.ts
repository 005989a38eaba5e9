import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { LocalOrg, type LocalOrgOptions } from '../../src/local-org/index.js';
import { emptyFolder, runEca, type Finished } from './run-eca.js';

const CONFIG = `apiVersion: "66.0"
apps:
  Billing_Sync:
    label: Billing Sync
    contactEmail: platform@acme.example
    runAsUser: billing.sync@acme.example
environments:
  production:
    production: true
  uat:
    runAsUserSuffix: .uat
`;

interface Answer {
  readonly status: number;
  readonly name?: string;
  readonly actions: readonly string[];
  readonly problems: readonly { readonly file?: string; readonly line?: number; readonly path: string }[];
  readonly data: { readonly id: string };
  readonly result: {
    readonly gone?: boolean;
    readonly deleted: readonly unknown[];
    readonly checks: readonly { readonly name: string; readonly ok: boolean; readonly level: string }[];
    readonly verify: readonly { readonly ok: boolean }[];
  };
}

describe('the command line where it could do harm', () => {
  let localOrg: LocalOrg;
  const HOME = emptyFolder();
  let cwd: string;
  const start = async (options: LocalOrgOptions = {}): Promise<void> => {
    localOrg = new LocalOrg(options);
    await localOrg.start();
    cwd = emptyFolder();
    writeFileSync(join(cwd, 'eca.config.yaml'), CONFIG);
  };
  const run = (...argv: readonly string[]): Promise<Finished> => {
    const { accessToken, instanceUrl } = localOrg.info;
    return runEca(argv, { cwd, env: { HOME, SF_ACCESS_TOKEN: accessToken, ECA_INSTANCE_URL: instanceUrl } });
  };
  const answer = async (...argv: readonly string[]): Promise<Answer> =>
    JSON.parse((await run(...argv, '--json')).stdout) as Answer;
  beforeEach(() => start());
  afterEach(() => localOrg.stop());

  it('deletes nothing without being told twice, and everything with --yes', async () => {
    await run('deploy', '--no-verify');
    const refused = await run('destroy');
    expect(refused.code).toBe(4);
    expect(refused.stderr).toContain('there is no terminal to ask on');
    expect(refused.stderr).toContain('--yes');
    expect(localOrg.snapshot().deployCount).toBe(1);
    expect(await answer('destroy', '--yes')).toMatchObject({
      status: 0,
      result: {
        gone: true,
        deleted: [{}, {}, {}, {}, { type: 'ExternalClientApplication', fullName: 'Billing_Sync' }],
      },
    });
  });

  it('asks for the org id in production, whatever else is said', async () => {
    await run('deploy', '--no-verify');
    for (const flags of [['--yes'], ['--yes-org-id', '00D000000000099AAA'], []]) {
      expect(await answer('destroy', '-e', 'production', ...flags)).toMatchObject({
        status: 4,
        name: 'NotConfirmedError',
        actions: [expect.stringContaining(`--yes-org-id ${localOrg.info.orgId}`) as string],
      });
    }
    expect(localOrg.snapshot().deployCount).toBe(1);
    const done = await answer('destroy', '-e', 'production', '--yes-org-id', localOrg.info.orgId.slice(0, 15));
    expect(done.result.gone).toBe(true);
  });

  it('leads what the org lacks back to the line of the config, also below an environment', async () => {
    const answered = await answer('deploy', '-e', 'uat');
    expect(answered).toMatchObject({
      name: 'RunAsUserNotFoundError',
      problems: [{ file: 'eca.config.yaml', line: 6, path: 'apps.Billing_Sync.runAsUser' }],
    });
    const { stderr } = await run('deploy', '-e', 'uat');
    expect(stderr).toContain('eca.config.yaml:6:5 apps.Billing_Sync.runAsUser');
    expect(readdirSync(cwd)).toEqual(['eca.config.yaml']);
  });

  it("shows the doctor's findings with their fixes, and fails when a deploy would", async () => {
    const well = await run('doctor');
    expect(well.code).toBe(0);
    expect(well.stdout).toMatch(/✓ run-as-user\s+billing\.sync@acme\.example is active/);
    expect(well.stdout).toContain('Ready: 0 blocking');
    localOrg.changeUser('billing.sync@acme.example', { frozen: true });
    const ill = await answer('doctor');
    expect(ill.status).toBe(1);
    expect(ill.result.checks.filter(({ ok }) => !ok)).toMatchObject([
      { name: 'secrets-left-open', level: 'warning' },
      { name: 'run-as-user', level: 'blocker' },
    ]);
  });

  it('ends with 69 when the time is over, and goes on with `deploy resume`', async () => {
    await localOrg.stop();
    await start({ slowDeploys: { seconds: 1.5 } });
    const late = await answer('deploy', '--wait', '0');
    expect(late).toMatchObject({ status: 69, name: 'DeployTimeoutError' });
    expect(late.actions[0]).toContain(`eca deploy resume ${late.data.id}`);
    expect(readdirSync(join(cwd, '.eca')).filter((name) => name.startsWith('journal-'))).toHaveLength(1);
    expect(await answer('deploy', 'resume')).toMatchObject({ status: 0, result: { verify: [{ ok: true }] } });
    expect(readdirSync(join(cwd, '.eca'))).toEqual(['.gitignore']);
    expect(await answer('deploy', 'resume')).toMatchObject({ status: 4, name: 'NothingToResumeError' });
  });
});
