import { chmodSync, cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runJsonSchema, type Run } from '../../src/report/run.js';
import { statementJsonSchema, type Statement } from '../../src/report/statement-schema.js';
import { emptyFolder, giveToUnprivileged, runEca, type Finished } from '../cli/run-eca.js';
import { environmentOf, startFleet, type LocalFleet } from './fleet.js';

const isRun = new Ajv2020().compile(runJsonSchema());
const isStatement = new Ajv2020().compile(statementJsonSchema());

describe('the reports of a run', () => {
  let fleet: LocalFleet;
  let ran: Finished;
  let before: readonly number[];
  const words = ['deploy', '--all', '--allow-secret-access', '--report-dir', 'reports'];
  const read = (name: string, folder = 'reports'): string => readFileSync(join(fleet.folder, folder, name), 'utf8');
  const run = (folder = 'reports'): Run => JSON.parse(read('run.json', folder)) as Run;
  const proof = (name: string, folder = 'reports'): Statement => JSON.parse(read(name, folder)) as Statement;
  const eca = (argv: readonly string[], env: Readonly<Record<string, string>> = {}) =>
    runEca(argv, { cwd: fleet.folder, env: { ...fleet.env, ...env } });
  const asked = (): readonly number[] => fleet.orgs.map(({ org }) => org.requests.length);

  beforeAll(async () => {
    const environments = {
      uat: environmentOf('uat'),
      qa: environmentOf('qa'),
      gone: { targetOrg: 'nobody-knows-this' },
    };
    fleet = await startFleet(['uat', 'qa'], { environments });
    writeFileSync(join(fleet.folder, 'summary-of-job'), 'Written by another tool.\n');
    mkdirSync(join(fleet.folder, 'reports'));
    // What a run before left, and what somebody else put beside it.
    for (const name of ['junit.xml', 'report.html'])
      writeFileSync(join(fleet.folder, 'reports', name), 'of a run before');
    writeFileSync(join(fleet.folder, 'reports', 'proof-of-payment.json'), '{}');
    writeFileSync(
      join(fleet.folder, 'reports', 'proof-old-Billing_Sync.json'),
      JSON.stringify({ predicateType: 'urn:eca-as-code:proof:1' }, undefined, 1),
    );
    before = asked();
    ran = await eca(words, { GITHUB_ACTIONS: 'true', GITHUB_STEP_SUMMARY: join(fleet.folder, 'summary-of-job') });
    for (const { org } of fleet.orgs) org.changeSetting('enableClientSecretInRestApiAccess', true);
  });
  afterAll(() => fleet.stop());

  it('lie beside run.json, those of a run before are gone, and what is not ours stays', () => {
    expect(ran.code).toBe(1);
    expect(readdirSync(join(fleet.folder, 'reports')).sort()).toEqual([
      ...['junit.xml', 'proof-of-payment.json', 'proof-qa-Billing_Sync.json', 'proof-uat-Billing_Sync.json'],
      ...['report.html', 'run.json', 'summary.md'],
    ]);
    expect(read('report.html')).toContain('eca deploy: 2 of 3 environments done');
    expect(read('junit.xml')).toContain('<testcase classname="uat.Billing_Sync" name="run-as-user"');
  });

  it('say in run.json what was changed, deployed, read back and proven, by its schema', () => {
    expect(isRun(run()) || isRun.errors).toBe(true);
    const [uat, , gone] = run().environments;
    expect(uat).toMatchObject({
      deploy: { status: 'Succeeded' },
      readBack: { inSync: true, differences: [] },
      digests: {
        config: expect.stringMatching(/^[\da-f]{64}$/) as string,
        package: expect.stringMatching(/^[\da-f]{64}$/) as string,
      },
      apps: [{ name: 'Billing_Sync', runAsUser: 'billing.sync@acme.example' }],
      proofs: [
        {
          token: { format: 'opaque', orgId: '00D000000000001EAA', scopes: ['api'] },
          runAs: { username: 'billing.sync@acme.example', broadPermissions: [] },
        },
      ],
    });
    expect(uat?.changed).toHaveLength(uat?.changes ?? -1);
    expect(uat?.changed?.flatMap(({ fields }) => fields)).toContainEqual({
      path: 'clientCredentialsFlowUser',
      to: 'billing.sync@acme.example',
    });
    expect(gone).toMatchObject({ error: { name: 'TargetOrgNotFoundError' }, proofs: [] });
  });

  it('prove each app of each org, by the field list', () => {
    const statement = proof('proof-uat-Billing_Sync.json');
    expect(isStatement(statement) || isStatement.errors).toBe(true);
    expect(statement).toMatchObject({
      subject: [
        { name: '00D000000000001EAA/Billing_Sync', digest: { sha256: run().environments[0]?.digests?.config } },
      ],
      predicate: {
        verdict: 'passed',
        environment: 'uat',
        org: { isSandbox: true },
        verb: 'deploy',
        readBack: { inSync: true },
      },
    });
  });

  it('are added to the summary of the job, and annotate what failed', () => {
    const summary = readFileSync(join(fleet.folder, 'summary-of-job'), 'utf8');
    expect(summary).toMatch(/^Written by another tool\.\n## ❌ eca deploy: 2 of 3 environments done\n/);
    const commands = ran.stderr.split('\n').filter((line) => line.startsWith('::'));
    expect(commands).toEqual([expect.stringMatching(/^::error title=gone%3A failed::.*nobody-knows-this/) as string]);
  });

  it('ask the org for nothing more where nobody asked for them', async () => {
    const users = (): number =>
      fleet.orgs[0]?.org.requests.filter(({ path }) => path.includes('PermissionsAuthorApex')).length ?? -1;
    const reported = users();
    expect(reported).toBe(1);
    expect((await eca(['verify', '-e', 'uat'])).code).toBe(0);
    expect(users()).toBe(reported);
    expect(before).toHaveLength(2);
  });

  it('name the broad permissions of the user whom the token stands for', async () => {
    const [uat] = fleet.orgs;
    const user = uat?.org.snapshot().users.find(({ username }) => username === 'billing.sync@acme.example');
    expect(user).toBeDefined();
    const admin = await startFleet(['uat'], { apps: ADMIN_APPS });
    const verified = await runEca(['deploy', '-e', 'uat', '--allow-secret-access', '--report-dir', 'reports'], {
      cwd: admin.folder,
      env: admin.env,
    });
    await admin.stop();
    expect([verified.code, verified.stderr]).toEqual([0, expect.any(String)]);
    const { predicate } = JSON.parse(
      readFileSync(join(admin.folder, 'reports', 'proof-uat-Billing_Sync.json'), 'utf8'),
    ) as Statement;
    expect(predicate.runAs?.broadPermissions).toEqual(
      expect.arrayContaining(['ModifyAllData', 'ViewAllData', 'ManageUsers']),
    );
  });

  it('warn before anything is begun of a summary that cannot be written, and go on', async () => {
    const { code, stderr } = await eca(['plan', '-e', 'uat', '--report-dir', 'planned'], {
      GITHUB_STEP_SUMMARY: join(fleet.folder, 'no', 'folder'),
    });
    expect(code).toBe(0);
    expect(stderr.indexOf('will not be written: it is not there (ENOENT)')).toBeGreaterThanOrEqual(0);
    expect(stderr.indexOf('will not be written')).toBeLessThan(stderr.indexOf('Connecting to the org'));
    expect(readdirSync(join(fleet.folder, 'planned')).sort()).toEqual([
      'junit.xml',
      'report.html',
      'run.json',
      'summary.md',
    ]);
  });

  it('are refused before anything is asked where the folder cannot be written', async () => {
    const folder = join(fleet.folder, 'closed');
    chmodSync(fleet.folder, 0o755);
    mkdirSync(folder);
    chmodSync(folder, 0o555);
    const cwd = emptyFolder();
    giveToUnprivileged(cwd);
    const count = asked();
    const env = { ...fleet.env, HOME: cwd, USERPROFILE: cwd, TMPDIR: cwd };
    const refused = await runEca(['verify', '-e', 'uat', '--report-dir', 'closed'], {
      cwd: fleet.folder,
      env,
      unprivileged: true,
    });
    expect([refused.code, refused.stderr]).toEqual([4, expect.stringContaining('WriteFailedError')]);
    expect(asked()).toEqual(count);
  });

  describe('of several jobs', () => {
    const job = async (name: string, argv: readonly string[]): Promise<number> =>
      (await eca([...argv, '--report-dir', join('jobs', name)])).code;

    it('are joined as one run over all would report them, with the worst exit code', async () => {
      expect(await job('uat', ['verify', '-e', 'uat'])).toBe(0);
      expect(await job('gone', ['verify', '-e', 'gone'])).toBe(4);
      const joined = await eca(['report', 'jobs', '--report-dir', 'joined']);
      expect(joined.code).toBe(1);
      expect(joined.stdout).toMatch(/✗ gone {2}failed.*\n.*✓ uat {3}done/);
      expect(joined.stdout).toContain('1 of 2 environments done, 1 not');
      expect(isRun(run('joined')) || isRun.errors).toBe(true);
      expect(run('joined')).toMatchObject({
        ...{ verb: 'verify', exitCode: 1, configDigest: run('jobs/uat').configDigest },
        environments: [
          { name: 'gone', of: { file: 'jobs/gone/run.json' } },
          { name: 'uat', ok: true, of: { file: 'jobs/uat/run.json', verb: 'verify' } },
        ],
      });
      expect(proof('proof-uat-Billing_Sync.json', 'joined').predicate).toEqual(
        proof('proof-uat-Billing_Sync.json', 'jobs/uat').predicate,
      );
      expect(read('report.html', 'joined')).toContain('eca verify: 1 of 2 environments done');
      // Once more, with what the first time wrote among the reports.
      expect((await eca(['report', 'jobs', 'joined', '--report-dir', 'joined'])).code).toBe(1);
      expect(run('joined').environments).toHaveLength(2);
      expect(run('joined').problems).toBeUndefined();
    });

    it('are done when all are, and say so in one JSON object', async () => {
      const { code, stdout } = await eca(['report', 'jobs/uat', '--json']);
      expect(code).toBe(0);
      expect(JSON.parse(stdout)).toMatchObject({
        status: 0,
        result: { recap: { total: 1, done: 1, exitCode: 0 }, problems: [] },
      });
    });

    it.each([
      ['damaged', '{"format": 1, "tool', 'it is no JSON, or was cut off'],
      ['empty', '', 'it is empty'],
      ['of somebody else', '{"tests": 3}', 'it is no run.json of eca-as-code'],
      ['of another format', '{"format": 7, "tool": {"name": "eca-as-code"}}', 'format 7, and this version reads 1'],
    ])('name one that is %s, and have failed then', async (_what, text, why) => {
      mkdirSync(join(fleet.folder, 'damaged'), { recursive: true });
      writeFileSync(join(fleet.folder, 'damaged', 'run.json'), text);
      const { code, stdout } = await eca(['report', 'jobs/uat', 'damaged', '--report-dir', 'with-damaged']);
      expect([code, stdout]).toEqual([1, expect.stringContaining(why) as string]);
      expect(stdout).toContain('damaged/run.json');
      for (const file of ['report.html', 'summary.md', 'junit.xml'])
        expect(read(file, 'with-damaged')).toContain('damaged/run');
    });

    it('name a folder that is not there or empty, and have failed then', async () => {
      mkdirSync(join(fleet.folder, 'empty'));
      const { code, stdout } = await eca(['report', 'jobs/uat', 'nowhere', 'empty']);
      expect(code).toBe(1);
      expect(stdout).toContain('nowhere: it is not there (ENOENT)');
      expect(stdout).toContain('empty: no run.json is in this folder');
    });

    it('count the later of two runs of one environment, and name the other', async () => {
      cpSync(join(fleet.folder, 'jobs', 'uat'), join(fleet.folder, 'twice', 'first'), { recursive: true });
      const later = { ...run('jobs/uat'), started: '2999-01-01T00:00:00.000Z' };
      for (const name of ['second', 'third']) {
        mkdirSync(join(fleet.folder, 'twice', name));
        writeFileSync(join(fleet.folder, 'twice', name, 'run.json'), JSON.stringify(later));
      }
      const { code, stdout } = await eca(['report', 'twice', '--json']);
      const { result } = JSON.parse(stdout) as {
        result: { environments: unknown[]; problems: { file: string; message: string }[] };
      };
      expect(code).toBe(0);
      expect(result.environments).toMatchObject([{ name: 'uat', of: { file: 'twice/second/run.json' } }]);
      expect(result.problems.map(({ file }) => file)).toEqual(['twice/first/run.json', 'twice/third/run.json']);
      expect(result.problems[0]?.message).toContain('is of a later one (2999-01-01');
      expect(result.problems[1]?.message).toContain('of the same run stands in twice/second/run.json, too');
    });

    it('count what a killed run was at as failed', async () => {
      const killed = { ...run('jobs/uat'), ended: undefined, exitCode: undefined };
      const environments = killed.environments.map((one) => ({
        ...one,
        status: 'running',
        ok: false,
        exitCode: undefined,
        cause: undefined,
      }));
      mkdirSync(join(fleet.folder, 'killed'));
      writeFileSync(join(fleet.folder, 'killed', 'run.json'), JSON.stringify({ ...killed, environments }));
      const { code, stdout } = await eca(['report', 'killed']);
      expect([code, stdout]).toEqual([1, expect.stringContaining('how far it came is not known') as string]);
    });

    it('are never overwritten', async () => {
      const text = read('run.json', 'jobs/uat');
      const { code, stderr } = await eca(['report', 'jobs', '--report-dir', 'jobs/uat']);
      expect([code, stderr]).toEqual([4, expect.stringContaining('--report-dir would overwrite it') as string]);
      expect(read('run.json', 'jobs/uat')).toBe(text);
      expect(existsSync(join(fleet.folder, 'jobs', 'uat', 'junit.xml'))).toBe(true);
    });
  });
});

const ADMIN_APPS = {
  Billing_Sync: { label: 'Billing Sync', contactEmail: 'platform@acme.example', runAsUser: 'admin@acme.example.uat' },
};
