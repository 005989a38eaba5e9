import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { main } from '../../src/cli/main.js';
import { CONSUMERS } from '../../src/compose/consumers.js';
import { LocalOrg } from '../../src/local-org/index.js';
import { readConfigFile } from '../../src/project/config-file.js';

const FLAGS = ['--app', 'Billing_Sync', '--contact-email', 'platform@acme.example'];
const ALL = [...FLAGS, '--run-as-user', 'billing.sync@acme.example'];

describe('eca init', () => {
  let localOrg: LocalOrg;
  let cwd: string;
  let stdout: string;
  let stderr: string;
  let questions: string[];
  beforeAll(async () => {
    localOrg = new LocalOrg();
    await localOrg.start();
  });
  afterAll(() => localOrg.stop());
  beforeEach(() => {
    cwd = mkdtempSync(join(tmpdir(), 'eca-init-'));
  });

  /** Runs a command line; with answers, as on a terminal where somebody gives them. */
  const run = (argv: readonly string[], answers?: readonly string[]): Promise<number> => {
    const { accessToken, instanceUrl } = localOrg.info;
    [stdout, stderr, questions] = ['', '', []];
    const left = [...(answers ?? [])];
    const ask = (question: string): Promise<string> => {
      questions.push(question);
      const answer = left.shift();
      return answer === undefined ? Promise.reject(new Error(`Nobody answers ${question}`)) : Promise.resolve(answer);
    };
    return main([...argv, '--no-color'], {
      cwd,
      env: { SF_ACCESS_TOKEN: accessToken, ECA_INSTANCE_URL: instanceUrl },
      stdout: { isTTY: answers !== undefined, write: (text) => void (stdout += text) },
      stderr: { isTTY: answers !== undefined, write: (text) => void (stderr += text) },
      signal: new AbortController().signal,
      listen: () => undefined,
      ask: answers === undefined ? undefined : ask,
    });
  };
  const read = (path: string): string => readFileSync(join(cwd, path), 'utf8');
  const everything = (): Readonly<Record<string, string>> =>
    Object.fromEntries(
      readdirSync(cwd, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => [join(entry.parentPath, entry.name), readFileSync(join(entry.parentPath, entry.name), 'utf8')]),
    );

  it('writes a config with comments, its schema, and what sf and git need', async () => {
    expect(await run(['init', ...ALL, '--target-org', 'acme-uat', '--environment', 'uat'])).toBe(0);
    expect(stdout).toMatchInlineSnapshot(`
      "  + eca.config.yaml
        + .eca/eca-config.schema.json
        + .eca/.gitignore
        + sfdx-project.json
        + .gitignore
      5 files written.
      Next, with a stand-in org on this machine; deploy from another terminal:
        eca local-org start
        eca deploy -o local-org
      Or in the org, which changes nothing yet:
        eca plan -e uat
      "
    `);
    expect(read('eca.config.yaml')).toMatchInlineSnapshot(`
      "# yaml-language-server: $schema=./.eca/eca-config.schema.json
      #
      # Written by \`eca init\`. It is yours: no command writes over it.
      #
      #   eca validate        checks this file
      #   eca plan -e uat     shows what would change in the org
      #   eca deploy -e uat   creates the app, and proves it by a token
      #
      # \`eca schema\` describes every key.

      # API version of the metadata. In quotes, since YAML would read a number.
      apiVersion: '66.0'

      apps:
        # The developer name of the app.
        Billing_Sync:
          # What people see in Setup.
          label: Billing Sync
          # Whom Salesforce writes to about this app.
          contactEmail: platform@acme.example

          # Meant for a script or a service that calls the APIs of Salesforce.
          # What a token may do, by the names that OAuth uses.
          # What REST, Bulk, SOAP and Tooling API need. The rights of the run-as user decide what a token may do
          # there.
          scopes: [api]
          # Every API takes opaque tokens; the SOAP APIs refuse JWT ones below API version 68.0.
          tokenFormat: opaque
          # Salesforce demands a callback URL, and the client credentials flow never calls it.
          # callbackUrls: [https://localhost/unused-callback]

          # The user that every token acts as, by username. It has to exist and to be active, and should be
          # allowed no more than the integration needs. This one key also turns the flow on, in both places that
          # Salesforce looks at.
          runAsUser: billing.sync@acme.example

          # Only holders of these permission sets may use the app, once one is named. The run-as user has to be
          # one of them.
          # permissionSets: [Billing_Sync_API]

          # Where key and secret go after a deploy: as JSON into the standard input of this program, never onto
          # the screen.
          # sink: {command: [program, argument]}

      # What is different in some orgs. Maps merge, lists and single values replace, null removes.
      environments:
        uat:
          # Alias or username, as \`sf org list\` shows it.
          targetOrg: acme-uat
          # Sandboxes append their name to usernames, and this to the run-as user.
          # runAsUserSuffix: .uat
      "
    `);
    expect(read('.gitignore')).toBe('# What only this machine needs\n.eca/\n.sf/\n.sfdx/\n');
    expect(JSON.parse(read('sfdx-project.json'))).toMatchObject({
      packageDirectories: [{ path: 'force-app', default: true }],
      sourceApiVersion: '66.0',
    });
    expect(JSON.parse(read('.eca/eca-config.schema.json'))).toMatchObject({ title: expect.any(String) as unknown });
    expect(await run(['validate'])).toBe(0);
    expect(stdout).toContain('No problems.');
  });

  it('changes nothing the second time', async () => {
    await run(['init', ...ALL]);
    const before = everything();
    expect(await run(['init', ...ALL, '--json'])).toBe(0);
    const { result } = JSON.parse(stdout) as {
      readonly result: { readonly files: readonly { readonly state: string }[] };
    };
    expect(result.files.map(({ state }) => state)).toEqual(Array(5).fill('unchanged'));
    expect(everything()).toEqual(before);
  });

  it('never writes over a config: it shows what is different, and ends with 2', async () => {
    await run(['init', ...ALL]);
    const before = everything();
    expect(await run(['init', ...ALL, '--label', 'Nightly Billing', '--target-org', 'acme-uat'])).toBe(2);
    expect(stdout).toContain('eca.config.yaml is there already and was left as it is.');
    // The config that counts has no such environment.
    expect(stdout).not.toContain('\n  eca plan');
    expect(stdout).toContain('-    label: Billing Sync\n+    label: Nightly Billing\n');
    expect(everything()).toEqual(before);
    expect(await run(['init', ...ALL, '--format', 'json'])).toBe(4);
    expect(stderr).toContain('eca.config.yaml is the config of this folder already');
    expect(everything()).toEqual(before);
  });

  it('adds what is missing in a folder that has files, and leaves those as they are', async () => {
    writeFileSync(join(cwd, 'eca.config.yaml'), '# mine\napps: {}\n');
    writeFileSync(join(cwd, '.gitignore'), 'dist/\r\n.eca/');
    writeFileSync(join(cwd, 'package.json'), '{}');
    const project = '{ "packageDirectories": [{ "path": "." }] }';
    writeFileSync(join(cwd, 'sfdx-project.json'), project);
    expect(await run(['init'])).toBe(0);
    expect(read('eca.config.yaml')).toBe('# mine\napps: {}\n');
    expect(read('sfdx-project.json')).toBe(project);
    expect(read('.gitignore')).toBe('dist/\r\n.eca/\r\n# What only this machine needs\r\nnode_modules/\r\n');
    // The config lies inside a package directory here.
    expect(read('.forceignore')).toContain('**/eca.config.*\n');
    expect(existsSync(join(cwd, '.eca/eca-config.schema.json'))).toBe(true);
  });

  it('says that a config in a folder above no longer counts', async () => {
    await run(['init', ...ALL]);
    const above = cwd;
    cwd = join(above, 'packages', 'billing');
    mkdirSync(cwd, { recursive: true });
    expect(await run(['init', ...ALL])).toBe(0);
    expect(stderr).toContain(`Warning: ${join(above, 'eca.config.yaml')} no longer counts in this folder`);
    // The project above is that of the new folder, too.
    expect(existsSync(join(cwd, 'sfdx-project.json'))).toBe(false);
    expect(await run(['init', ...ALL])).toBe(0);
    expect(stderr).toBe('');
  });

  it('writes nothing at all when one file cannot be written', async () => {
    mkdirSync(join(cwd, 'sfdx-project.json'));
    writeFileSync(join(cwd, 'sfdx-project.json', 'inside'), '');
    expect(await run(['init', ...ALL])).toBe(4);
    expect(stderr).toContain('WriteFailedError');
    expect(readdirSync(cwd)).toEqual(['sfdx-project.json']);
  });

  it.each([
    ['yaml', 'eca.config.yaml'],
    ['json', 'eca.config.json'],
    ['ts', 'eca.config.ts'],
  ])('says the same as %s', async (format, path) => {
    expect(await run(['init', ...ALL, '--for', 'mcp', '-o', 'acme-uat', '--format', format])).toBe(0);
    const text = read(path);
    // A script imports the package, which a test of the tarball has.
    if (format === 'ts')
      writeFileSync(join(cwd, path), text.replace(/import .*/, 'const defineConfig = (config: object) => config;'));
    const { value } = await readConfigFile({ cwd, path: join(cwd, path) });
    const { $schema, ...config } = value as Readonly<Record<string, unknown>>;
    expect($schema).toBe(format === 'json' ? './.eca/eca-config.schema.json' : undefined);
    expect(config).toEqual({
      apiVersion: '66.0',
      apps: {
        Billing_Sync: {
          label: 'Billing Sync',
          contactEmail: 'platform@acme.example',
          scopes: ['mcp_api'],
          tokenFormat: 'jwt',
          runAsUser: 'billing.sync@acme.example',
        },
      },
      environments: { 'acme-uat': { targetOrg: 'acme-uat' } },
    });
  });

  it('names every answer that is missing or wrong where nobody can be asked, and writes nothing', async () => {
    expect(await run(['init', '--app', '9 lives'])).toBe(4);
    expect(stderr).toMatchInlineSnapshot(`
      "Error (UsageError): Without a terminal nothing can be asked, and --contact-email and --run-as-user are missing.
        --app: "9 lives" cannot be the name of an app. Begin with a letter; use letters, digits and single underscores; do not end with one. Such as lives.
      Try: Give --contact-email and --run-as-user; \`eca init --help\` shows an example.
      "
    `);
    expect(await run(['init', ...FLAGS, '--run-as-user', 'nobody', '--api-version', '12.0'])).toBe(4);
    expect(stderr).toContain('--run-as-user: ');
    expect(stderr).toContain('--api-version: ');
    expect(await run(['init', ...ALL, '--environment', 'uat'])).toBe(4);
    expect(stderr).toContain('Name its org with --target-org.');
    expect(readdirSync(cwd)).toEqual([]);
  });

  it('asks on a terminal for what the flags do not say, until the answer is right', async () => {
    const answers = ['', 'Billing Sync', 'Billing_Sync', '', 'platform@acme.example', 'billing.sync@acme.example', ''];
    expect(await run(['init'], answers)).toBe(0);
    expect(questions).toEqual([
      'What uses the app [integration]: ',
      ...Array<string>(2).fill('Developer name of the app, such as Billing_Sync: '),
      ...Array<string>(2).fill('E-mail address that Salesforce writes to about the app: '),
      'Username of the user that its tokens act as: ',
      'Alias or username of the org to deploy to [none yet]: ',
    ]);
    expect(stderr).toContain('"Billing Sync" cannot be the name of an app.');
    expect(stderr).toContain('An answer is needed here.');
    const asked = read('eca.config.yaml');
    cwd = mkdtempSync(join(tmpdir(), 'eca-init-'));
    expect(await run(['init', ...ALL], [])).toBe(0);
    expect(questions).toEqual([]);
    expect(read('eca.config.yaml')).toBe(asked);
  });

  it('writes nothing when the questions are broken off', async () => {
    expect(await run(['init'], ['', 'Billing_Sync'])).not.toBe(0);
    expect(readdirSync(cwd)).toEqual([]);
  });

  it.each(CONSUMERS.map(({ name }) => name))('for %s gives a config whose token is proven', async (name) => {
    const app = `Of_${name.replaceAll('-', '_')}`;
    const answers = ['--app', app, '--contact-email', 'platform@acme.example'];
    expect(await run(['init', ...answers, '--run-as-user', 'billing.sync@acme.example', '--for', name])).toBe(0);
    expect(await run(['validate', '--strict'])).toBe(0);
    expect(await run(['deploy'])).toBe(0);
    expect(stdout).toContain(`Proven ${app}`);
  });

  it('writes pipelines for the default branch of the repository, or for what is said', async () => {
    const git = (...words: readonly string[]) =>
      execFileSync('git', ['-C', cwd, '-c', 'user.name=Ada', '-c', 'user.email=ada@acme.example', ...words], {
        stdio: 'ignore',
      });
    const branchOf = async (...words: readonly string[]): Promise<string | undefined> => {
      rmSync(join(cwd, '.github'), { recursive: true, force: true });
      expect(await run(['init', ...ALL, '--ci', 'github', ...words])).toBe(0);
      return /branches: \["(.*)"\]/.exec(read('.github/workflows/eca-deploy.yml'))?.[1];
    };
    expect(await branchOf()).toBe('main');
    git('init', '--quiet', '--initial-branch', 'trunk');
    expect(await branchOf()).toBe('trunk');
    git('commit', '--quiet', '--allow-empty', '--message', 'Begin');
    git('checkout', '--quiet', '-b', 'feature/pipelines');
    // Which of two it is, nobody says.
    expect(await branchOf()).toBe('main');
    git('branch', 'master');
    expect(await branchOf()).toBe('master');
    git('update-ref', 'refs/remotes/origin/trunk', 'HEAD');
    git('symbolic-ref', 'refs/remotes/origin/HEAD', 'refs/remotes/origin/trunk');
    expect(await branchOf()).toBe('trunk');
    expect(await branchOf('--branch', 'release/2', '--max-days', '60')).toBe('release/2');
    expect(read('.github/workflows/eca-rotate.yml')).toContain('MAX_DAYS: 60');
    expect(await run(['init', '--ci', 'gitlab'])).toBe(0);
    expect(read('.gitlab/eca.yml')).toContain('$CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH');
  });

  it.each([
    [['--branch', 'main'], '--branch is for pipelines, and none is asked for.'],
    [['--max-days', '60'], '--max-days is for pipelines, and none is asked for.'],
    [['--ci', 'github', '--branch', 'release/*'], '--branch "release/*" is not the name of one branch'],
    [['--ci', 'github', '--branch', 'a"], tags: ["*'], 'is not the name of one branch'],
    [['--ci', 'gitlab', '--max-days', '1.5'], '--max-days takes a whole number of days'],
  ])('writes nothing for %j', async (words, message) => {
    expect(await run(['init', ...ALL, ...words])).toBe(4);
    expect(stderr).toContain(message);
    expect(readdirSync(cwd)).toEqual([]);
  });

  it('describes an org only that it knows, and nothing beside it', async () => {
    const words = ['init', '--from-org', 'acme-uat', '--app', 'Billing_Sync'];
    expect(await run(words)).toBe(4);
    expect(stderr).toContain('TargetOrgNotFoundError');
    expect(await run([...words, '--label', 'Another'])).toBe(4);
    expect(readdirSync(cwd)).toEqual([]);
  });
});
