import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startLocalOrgProcess, type LocalOrgProcess } from './local-org-process.js';
import { emptyFolder, runEca, type Finished } from './run-eca.js';

const CONFIG = `apiVersion: "66.0"
apps:
  Billing_Sync:
    label: Billing Sync
    contactEmail: platform@acme.example
    scopes: [api]
    runAsUser: billing.sync@acme.example
`;

interface Answer {
  readonly status: number;
  readonly name?: string;
  readonly message?: string;
  readonly actions?: readonly string[];
  readonly exitCode?: number;
  readonly warnings?: readonly string[];
  readonly result?: {
    readonly changes: readonly {
      readonly type: string;
      readonly fullName: string;
      readonly fields: readonly unknown[];
    }[];
    readonly inSync?: boolean;
    readonly deploy?: { readonly status: string; readonly components: number };
    readonly readBack?: { readonly inSync: boolean };
    readonly verify: readonly { readonly ok: boolean }[];
  };
}

/** A folder with a config, and a home of its own for the auth store. */
function project(config = CONFIG): string {
  const cwd = emptyFolder();
  writeFileSync(join(cwd, 'eca.config.yaml'), config);
  return cwd;
}

function answerOf({ stdout }: Finished): Answer {
  expect(stdout.trim().split('\n')).toHaveLength(1);
  return JSON.parse(stdout) as Answer;
}

describe('the command line against a local org in another process', () => {
  const home = emptyFolder();
  let localOrg: LocalOrgProcess;
  beforeAll(async () => {
    localOrg = await startLocalOrgProcess([], { HOME: home });
  });
  afterAll(async () => {
    expect(await localOrg.stop()).toBe(0);
    // What it registered is gone again.
    expect(readdirSync(join(home, '.sfdx')).filter((name) => name.includes('@'))).toEqual([]);
  });

  const run = (cwd: string, ...argv: readonly string[]): Promise<Finished> =>
    runEca(argv, { cwd, env: { HOME: home } });

  it('deploys and proves, is already deployed the second time, and sees a change by somebody else', async () => {
    const cwd = project();
    const first = await run(cwd, 'deploy', '-o', 'local-org', '--json');
    expect(first).toMatchObject({ code: 0, stderr: '' });
    expect(answerOf(first)).toMatchObject({
      status: 0,
      result: { deploy: { status: 'Succeeded', components: 5 }, readBack: { inSync: true }, verify: [{ ok: true }] },
    });

    const second = answerOf(await run(cwd, 'deploy', '-o', 'local-org', '--json'));
    expect(second.result?.changes).toEqual([]);
    expect(second.result).not.toHaveProperty('deploy');
    expect((await run(cwd, 'plan', '-o', 'local-org', '--exit-code')).code).toBe(0);

    const elsewhere = project(CONFIG.replace('label: Billing Sync', 'label: Renamed by hand'));
    expect((await run(elsewhere, 'deploy', '-o', 'local-org', '--no-verify', '--quiet')).code).toBe(0);
    const drift = await run(cwd, 'plan', '-o', 'local-org', '--exit-code', '--json');
    expect(drift.code).toBe(2);
    expect(answerOf(drift).result?.changes[0]).toMatchObject({
      type: 'ExternalClientApplication',
      fullName: 'Billing_Sync',
      fields: [{ path: 'label', from: 'Renamed by hand', to: 'Billing Sync' }],
    });
  });

  it('prints progress on stderr and the proof on stdout', async () => {
    const { code, stdout, stderr } = await run(project(), 'deploy', '-o', 'local-org');
    expect(code).toBe(0);
    expect(stdout).toContain('Proven Billing_Sync');
    expect(stdout).toContain('run-as-user       billing.sync@acme.example');
    expect(stderr).toContain('Reading the apps of the org\n');
    expect(stderr).not.toContain('\u001b');
  });

  it('warns where -o passes over what the environment of that org says', async () => {
    const cwd = project(`${CONFIG}environments: { local: { targetOrg: local-org, runAsUserSuffix: .uat } }\n`);
    const { warnings } = answerOf(await run(cwd, 'plan', '-o', 'local-org', '--json'));
    expect(warnings).toEqual([
      '"local-org" is the org of the environment "local", and -o without -e leaves out what that says (runAsUserSuffix). Use -e local to have it.',
    ]);
    expect(answerOf(await run(cwd, 'plan', '-e', 'local', '--json')).warnings).toEqual([]);
  });

  const failures: readonly (readonly [string, string, readonly string[], string, number])[] = [
    [
      'a run-as user that does not exist',
      CONFIG.replace('billing.sync@acme', 'nobody@acme'),
      [],
      'RunAsUserNotFoundError',
      1,
    ],
    [
      'an e-mail in place of a username',
      CONFIG.replace('billing.sync@acme', 'it@acme'),
      [],
      'RunAsUserNotFoundError',
      1,
    ],
    ['an unknown scope', CONFIG.replace('[api]', '[apii]'), [], 'ConfigInvalidError', 4],
    [
      'a field that is too new for the API version',
      `${CONFIG}    fields: { ExtlClntAppGlobalOauthSettings: { isMtlsEnabled: true } }\n`,
      [],
      'ConfigInvalidError',
      4,
    ],
    ['a wrong alias', CONFIG, ['-o', 'local-orgg'], 'TargetOrgNotFoundError', 4],
    ['a permission set that does not exist', `${CONFIG}    permissionSets: [Nowhere]\n`, [], 'AccessNotFoundError', 1],
    ['an API version that the org does not offer', CONFIG, ['--api-version', '99.0'], 'ConfigInvalidError', 4],
    ['a flag that does not exist', CONFIG, ['--dryrun'], 'UsageError', 4],
  ];

  it.each(failures)('ends in one named error for %s', async (_title, config, extra, name, exitCode) => {
    const cwd = project(config.replaceAll('Billing_Sync', 'Never_Deployed'));
    const target = extra.includes('-o') ? [] : ['-o', 'local-org'];
    const finished = await run(cwd, 'deploy', ...target, ...extra, '--json');
    expect(finished.code).toBe(exitCode);
    const answer = answerOf(finished);
    expect(answer).toMatchObject({ status: exitCode, name, exitCode });
    expect(answer.actions?.[0]).toMatch(/\w/);
    expect(readdirSync(cwd)).toEqual(['eca.config.yaml']);
    const check = project(CONFIG.replaceAll('Billing_Sync', 'Never_Deployed'));
    const plan = answerOf(await run(check, 'plan', '-o', 'local-org', '--json'));
    expect(plan.result?.changes).toHaveLength(5);
  });

  it('says that a session has expired, and that an org is not reachable', async () => {
    const cwd = project();
    const dead = {
      HOME: emptyFolder(),
      SF_ACCESS_TOKEN: `${localOrg.orgId.slice(0, 15)}!AQdead`,
      ECA_INSTANCE_URL: localOrg.instanceUrl,
    };
    const expired = await runEca(['plan', '--json'], { cwd, env: dead });
    expect(expired.code).toBe(1);
    expect(answerOf(expired).name).toBe('SessionExpiredError');
    expect(expired.stdout + expired.stderr).not.toContain('AQdead');
    const nowhere = await runEca(['plan', '--json'], { cwd, env: { ...dead, ECA_INSTANCE_URL: 'http://127.0.0.1:2' } });
    expect(nowhere.code).toBe(1);
    expect(answerOf(nowhere).name).toBe('OrgUnreachableError');
    expect(nowhere.stdout + nowhere.stderr).not.toContain('AQdead');
  });

  it('verifies without a login to the org, from key and secret in the environment', async () => {
    const cwd = project();
    const wrong = await runEca(['verify', '--my-domain', localOrg.instanceUrl, '--json'], {
      cwd,
      env: { HOME: emptyFolder(), CLIENT_ID: '3MVG9wrong', CLIENT_SECRET: 'C4NARY' },
    });
    expect(wrong.code).toBe(1);
    expect(wrong.stdout).toContain('"layer":"key"');
    expect(wrong.stdout + wrong.stderr).not.toContain('C4NARY');
    const login = await runEca(['verify', '--my-domain', 'https://login.salesforce.com', '--json'], {
      cwd,
      env: { HOME: emptyFolder(), CLIENT_ID: 'a', CLIENT_SECRET: 'b' },
    });
    expect(login.code).toBe(1);
    expect(login.stdout).toContain('"layer":"host"');
  });

  it('leaves an alias alone that belongs to another org', async () => {
    const own = emptyFolder();
    mkdirSync(join(own, '.sfdx'), { recursive: true });
    const aliases = { orgs: { 'local-org': 'somebody@else.example' } };
    writeFileSync(join(own, '.sfdx', 'alias.json'), JSON.stringify(aliases));
    const start = await runEca(['local-org', 'start', '--json'], { env: { HOME: own } });
    expect(start.code).toBe(4);
    expect(answerOf(start).name).toBe('LocalOrgStartError');
    expect(JSON.parse(readFileSync(join(own, '.sfdx', 'alias.json'), 'utf8'))).toEqual(aliases);
  });
});
