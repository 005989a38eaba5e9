import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { ECA, emptyFolder, runEca, testEnvironment, type Finished } from './run-eca.js';

const app = (name: string): string =>
  `  ${name}: { label: ${name}, contactEmail: ops@acme.example, runAsUser: ${name.toLowerCase()}@acme.example }\n`;
const CONFIG = `apiVersion: "66.0"\napps:\n${app('Ledger_Sync')}`;
const SETTINGS = 'force-app/main/default/extlClntAppOauthSettings/Ledger_Sync_oauth.ecaOauth-meta.xml';

interface Answer {
  readonly status: number;
  readonly result: { readonly problems: readonly Readonly<Record<string, unknown>>[] };
}
interface Log {
  readonly version: string;
  readonly runs: readonly [{ readonly results: readonly Readonly<Record<string, unknown>>[] }];
}

describe('eca validate', () => {
  const cwd = emptyFolder();
  const eca = (...argv: readonly string[]): Promise<Finished> => runEca(argv, { cwd });
  const put = (path: string, text: string): void => {
    mkdirSync(dirname(join(cwd, path)), { recursive: true });
    writeFileSync(join(cwd, path), text);
  };
  let source = '';

  beforeAll(async () => {
    put('eca.config.yaml', CONFIG);
    expect((await eca('generate')).code).toBe(0);
    source = readFileSync(join(cwd, SETTINGS), 'utf8');
    put(
      SETTINGS,
      source.replace('    <label>', '    <oauthLink>00D000000000042:8880000000000S5</oauthLink>\n    <label>'),
    );
  });

  it('does not fail for a warning, and does with --strict', async () => {
    const lenient = await eca('validate', '--source-dir', 'force-app', '--json');
    expect(lenient.code).toBe(0);
    const { result } = JSON.parse(lenient.stdout) as Answer;
    expect(result.problems).toEqual([
      {
        level: 'warning',
        file: SETTINGS,
        line: 5,
        column: 5,
        path: 'ExtlClntAppOauthSettings.oauthLink',
        message: expect.stringContaining('made up by one org') as string,
        action: expect.any(String) as string,
        kind: 'made-by-one-org',
      },
    ]);
    const strict = await eca('validate', '--source-dir', 'force-app', '--strict');
    expect(strict.code).toBe(4);
    expect(strict.stdout).toContain(`  warning ${SETTINGS}:5:5 ExtlClntAppOauthSettings.oauthLink\n`);
    expect(strict.stdout).toMatch(
      /Checked by API version 66.0 \(version of manifest\/package.xml\).\n1 problem: 1 warning.\n$/,
    );
  });

  it('never fails for a note', async () => {
    const folder = 'force-app/main/default/extlClntAppGlobalOauthSets';
    const { code, stdout } = await eca('validate', '--source-dir', folder, '--strict');
    expect({ code, last: stdout.trim().split('\n').at(-1) }).toEqual({ code: 0, last: '2 problems: 2 notes.' });
  });

  it('gives the problems of a config their level, its warnings too', async () => {
    put(
      'other.yaml',
      `${CONFIG}${app('ledger_sync').replace('ledger_sync:', 'Second:').replace('contactEmail', 'contactMail')}`,
    );
    const { code, stdout } = await eca('validate', '--config', 'other.yaml', '--json');
    const levels = (JSON.parse(stdout) as Answer).result.problems.map(({ level }) => level);
    expect(code).toBe(4);
    expect(levels).toContain('error');
    put('other.yaml', `${CONFIG}${app('Ledger_Sync').replace('Ledger_Sync:', 'Second:')}`);
    const shared = await eca('validate', '--config', 'other.yaml', '--json');
    expect(shared.code).toBe(0);
    expect(JSON.parse(shared.stdout)).toMatchObject({
      result: { problems: [{ level: 'warning', file: 'other.yaml' }] },
    });
    expect((await eca('validate', '--config', 'other.yaml', '--strict')).code).toBe(4);
  });

  it('prints a SARIF log, of source and of a config that cannot even be read', async () => {
    const ofSource = await eca('validate', '--source-dir', 'force-app', '--format', 'sarif');
    const log = JSON.parse(ofSource.stdout) as Log;
    expect(ofSource.code).toBe(0);
    expect(log.version).toBe('2.1.0');
    expect(log.runs[0].results).toMatchObject([
      {
        ruleId: 'made-by-one-org',
        level: 'warning',
        locations: [{ physicalLocation: { artifactLocation: { uri: SETTINGS }, region: { startLine: 5 } } }],
      },
    ]);
    put('broken.yaml', 'apps:\n  Ledger_Sync: [\n');
    const broken = await eca('validate', '--config', 'broken.yaml', '--format', 'sarif');
    expect(broken.code).toBe(4);
    expect((JSON.parse(broken.stdout) as Log).runs[0].results[0]).toMatchObject({
      ruleId: 'unreadable-file',
      level: 'error',
    });
  });

  it('names files of a SARIF log from the root of the repository', async () => {
    const repository = emptyFolder();
    const below = join(repository, 'projects/ledger');
    mkdirSync(join(below, 'externalClientApps'), { recursive: true });
    mkdirSync(join(repository, '.git'));
    writeFileSync(join(below, 'externalClientApps/Ledger_Sync.eca-meta.xml'), '<ExternalClientApplication/>');
    const { stdout } = await runEca(['validate', '--source-dir', '.', '--format', 'sarif'], { cwd: below });
    expect(stdout).toContain('"projects/ledger/externalClientApps/Ledger_Sync.eca-meta.xml"');
  });

  it.each([
    [
      'a config',
      'eca.config.yaml',
      (keys: readonly string[]) => `apps: {}\n${keys.map((key) => `${key}: 1`).join('\n')}\n`,
    ],
    [
      'an app',
      'eca.config.yaml',
      (keys: readonly string[]) =>
        `${CONFIG.replace(/\{ (.*) \}/, (_, inner: string) => `\n    ${inner.replaceAll(', ', '\n    ')}`)}${keys.map((key) => `    ${key}: 1`).join('\n')}\n`,
    ],
    [
      'a file of source',
      'externalClientApps/A.eca-meta.xml',
      (keys: readonly string[]) =>
        `<ExternalClientApplication>${keys.map((key) => `<${key}>1</${key}>`).join('\n')}</ExternalClientApplication>`,
    ],
  ])('reports 20,000 unknown keys of %s in a time that grows with their number only', async (_, path, make) => {
    const folder = emptyFolder();
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), make(Array.from({ length: 20_000 }, (__, index) => `unknown_${index}`)));
    const begin = performance.now();
    const argv = path.endsWith('.xml') ? ['validate', '--source-dir', '.', '--json'] : ['validate', '--json'];
    const { code, stdout } = await runEca(argv, { cwd: folder });
    expect(code).toBe(4);
    expect((JSON.parse(stdout) as Answer).result.problems.length).toBeGreaterThanOrEqual(20_000);
    // Half a minute and more when every problem looked through the whole file.
    expect(performance.now() - begin).toBeLessThan(12_000);
  });

  it('refuses two formats at once', async () => {
    const { code, stdout } = await eca('validate', '--json', '--format', 'sarif');
    expect(code).toBe(4);
    expect(JSON.parse(stdout)).toMatchObject({ name: 'UsageError' });
  });
});

describe('eca generate', () => {
  const withConfig = (config: string): string => {
    const cwd = emptyFolder();
    writeFileSync(join(cwd, 'eca.config.yaml'), config);
    return cwd;
  };

  it.each(['ACM_DEV', 'acme', 'A1_b2_C3'])(
    'strips the namespace %s from the names of policies in a subscriber',
    async (namespace) => {
      const cwd = withConfig(
        `apps:\n${app(`${namespace}__Vault_App`)
          .replace('{ label', '{ role: subscriber, label')
          .replace(/runAsUser: \S+/, 'runAsUser: vault@acme.example')}`,
      );
      const { code, stdout } = await runEca(['generate', '--json'], { cwd });
      expect(code).toBe(0);
      const { files } = (
        JSON.parse(stdout) as { readonly result: { readonly files: readonly { readonly path: string }[] } }
      ).result;
      expect(files.map(({ path }) => path.split('/').at(-1))).toEqual([
        'Vault_App_defaultPolicy.ecaPlcy-meta.xml',
        'Vault_App_oauth_defaultPolicy.ecaOauthPlcy-meta.xml',
        'package.xml',
      ]);
    },
  );

  it('fails a check with 2 for files of an app that left the config, until they are removed', async () => {
    const cwd = withConfig(`${CONFIG}${app('Payroll')}`);
    const eca = (...argv: readonly string[]): Promise<Finished> => runEca(argv, { cwd });
    await eca('generate');
    writeFileSync(join(cwd, 'eca.config.yaml'), CONFIG);
    expect((await eca('generate', '--check')).code).toBe(2);
    const named = await eca('generate');
    expect(named.code).toBe(0);
    expect(named.stdout).toContain(
      '- force-app/main/default/externalClientApps/Payroll.eca-meta.xml (no longer in the config)',
    );
    expect((await eca('generate', '--check')).code).toBe(2);
    expect((await eca('generate', '--app', 'Ledger_Sync', '--prune')).stdout).toContain('5 files of what is no longer');
    expect((await eca('generate', '--check')).code).toBe(0);
  });

  it('tells which variables a pipeline has to set', async () => {
    const cwd = withConfig(`${CONFIG}environments: { uat: { runAsUserSuffix: .uat } }\n`);
    writeFileSync(join(cwd, 'sfdx-project.json'), '{"packageDirectories":[{"path":"force-app"}]}');
    const { code, stdout } = await runEca(['generate', '--replacements'], { cwd });
    expect(code).toBe(0);
    expect(stdout).toContain(
      '  LEDGER_SYNC_RUN_AS_USER\n    base config: ledger_sync@acme.example\n    uat: ledger_sync@acme.example.uat\n',
    );
    const both = await runEca(['generate', '--replacements', '--forceignore'], { cwd });
    expect(both.code).toBe(4);
  });

  it('works with more files than a process may open at once', () => {
    const apps = Array.from({ length: 150 }, (_, index) => app(`Ledger_${index}`)).join('');
    const cwd = withConfig(`apps:\n${apps}`);
    const run = (...argv: readonly string[]): string =>
      execFileSync('sh', ['-c', 'ulimit -n 120; exec "$0" "$@"', process.execPath, ECA, ...argv], {
        cwd,
        env: testEnvironment(),
      }).toString();
    expect(run('generate')).toContain('751 files written');
    expect(run('generate', '--check')).toContain('751 files are as the config says');
    expect(run('validate', '--source-dir', '.')).toContain('No problems.');
  });
});
