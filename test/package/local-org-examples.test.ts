import { execFile, execFileSync, spawn } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { packed } from './packed.js';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const EXAMPLES = join(ROOT, 'docs/examples/local-org');
const JEST = 'jest@30.5.2';
const JEST_WAIT_MS = 45_000;
/** What npm says where no registry answers, or none that has the package. */
const NO_REGISTRY =
  /\b(?:ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH|ENOTCACHED|E40[134]|E5\d\d)\b/;

const works = (program: string, ...argv: readonly string[]): boolean => {
  try {
    execFileSync(program, argv, { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
};
const PYTHON = ['python3', '/usr/bin/python3'].find((path) => works(path, '-c', 'import pytest, requests'));
const HAS_CURL = works('curl', '--version');
const HAS_SF = works('sf', '--version');

/** Installs Jest beside the package, or says what keeps it from being installed. */
function withoutJest(cwd: string): string | undefined {
  const argv = ['install', '--save-dev', '--fetch-retries=0', JEST];
  try {
    execFileSync('npm', argv, { cwd, stdio: 'pipe', encoding: 'utf8', timeout: JEST_WAIT_MS });
    return undefined;
  } catch (error) {
    const { code, stderr } = error as { readonly code?: unknown; readonly stderr: string };
    if (code === 'ETIMEDOUT') return `${JEST} was not installed within ${JEST_WAIT_MS / 1000} s`;
    const [reason] = NO_REGISTRY.exec(stderr) ?? [];
    if (reason === undefined) throw error;
    return `the registry of npm gives no ${JEST}: ${reason}`;
  }
}

/** Finds a port that nobody listens on. */
async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((done) => {
    server.listen(0, '127.0.0.1', done);
  });
  const { port } = server.address() as AddressInfo;
  await new Promise((done) => server.close(done));
  return port;
}

/** Names the example, and what keeps it from running. */
const named = (name: string, missing?: string): string =>
  missing === undefined ? name : `${name} (SKIPPED: ${missing})`;

describe('the examples of the local org, from the packed package in a folder of their own', () => {
  const folder = mkdtempSync(join(tmpdir(), 'eca-examples-'));
  const home = join(folder, 'home');
  let jestMissing: string | undefined;
  const { TMPDIR = '/tmp', PATH = '' } = process.env;
  const env = {
    ...{ HOME: home, USERPROFILE: home, TMPDIR, NO_COLOR: '1', SF_USE_GENERIC_UNIX_KEYCHAIN: 'true', CI: 'true' },
    PATH: `${dirname(process.execPath)}:${PATH}`,
  };

  /** Copies an example beside the installed package, and runs it to its end. */
  const run = (example: string, program: string, ...argv: readonly string[]): Promise<string> => {
    const cwd = join(folder, example);
    cpSync(join(EXAMPLES, example), cwd, { recursive: true });
    symlinkSync(join(folder, 'node_modules'), join(cwd, 'node_modules'));
    return new Promise((done, failed) => {
      execFile(program, argv, { cwd, env, timeout: 90_000 }, (error, stdout, stderr) => {
        const output = `${stdout}${stderr}`;
        if (error === null) done(output);
        else failed(new Error(output));
      });
    });
  };

  beforeAll(async () => {
    const { tarball } = await packed();
    mkdirSync(home);
    // What the package depends on comes from here, so that these examples need no registry.
    const overrides = { jiti: `file:${join(ROOT, 'node_modules/jiti')}` };
    writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'examples', private: true, overrides }));
    writeFileSync(join(folder, '.npmrc'), 'audit=false\nfund=false\nprefer-offline=true\nignore-scripts=true\n');
    execFileSync('npm', ['install', '--save-dev', '--offline', tarball], { cwd: folder, stdio: 'pipe' });
    jestMissing = withoutJest(folder);
    symlinkSync(join(ROOT, 'node_modules/vitest'), join(folder, 'node_modules/vitest'));
  }, 180_000);

  it('vitest: the org in the process of the test', async () => {
    const output = await run('vitest', process.execPath, join(ROOT, 'node_modules/vitest/vitest.mjs'), 'run');
    expect(output).toMatch(/Tests\s+3 passed/);
  }, 120_000);

  it('jest: CommonJS tests, with an org that is started before them', async (context) => {
    if (jestMissing !== undefined) context.skip(`SKIPPED: ${jestMissing}`);
    const jest = join(folder, 'node_modules/jest/bin/jest.js');
    const output = await run('jest', process.execPath, jest, '--config', 'jest.config.cjs', '--runInBand');
    expect(output).toMatch(/Tests:\s+2 passed, 2 total/);
  }, 120_000);

  it.skipIf(PYTHON === undefined)(
    named('pytest: plain requests', PYTHON === undefined ? 'python3 has no pytest and requests' : undefined),
    async () => {
      const output = await run('pytest', PYTHON ?? '', '-m', 'pytest', '-p', 'no:cacheprovider');
      expect(output).toContain('3 passed');
    },
    120_000,
  );

  it.skipIf(!HAS_CURL)(
    named(
      `shell: curl${HAS_SF ? ' and sf' : ' (SKIPPED for sf, which is not installed)'}`,
      HAS_CURL ? undefined : 'curl is not installed',
    ),
    async () => {
      const output = await run('shell', 'sh', 'org.sh');
      expect(output).toContain('curl: the run-as user is there');
      expect(output).toContain(HAS_SF ? 'Organization' : 'sf: SKIPPED');
      expect(output).toMatch(/200 {2}userinfo {2}GET \/services\/oauth2\/userinfo/);
      expect(output).toContain('Stopped the local org shell-example');
      const [, token = ''] = /LOCAL_ORG_ACCESS_TOKEN=(.+)/.exec(
        readFileSync(join(folder, 'shell/local-org.env'), 'utf8'),
      ) ?? [''];
      expect(token).toMatch(/^00D/);
      expect(output).not.toContain(token);
    },
    120_000,
  );

  it.each(['shell/org.sh', 'gitlab-ci.yml', '../../local-org.md'])(
    '%s reads what local-org env wrote, and runs none of it',
    (example) => {
      const [loop] = /while .* < local-org\.env/.exec(readFileSync(join(EXAMPLES, example), 'utf8')) ?? [];
      const cwd = mkdtempSync(join(folder, 'odd-'));
      const username = `o'br$(touch pwned)\`touch pwned\`; touch pwned "@acme.example`;
      writeFileSync(join(cwd, 'local-org.env'), `LOCAL_ORG_USERNAME=${username}\n`);
      const script = `${loop ?? ''}\nprintenv LOCAL_ORG_USERNAME`;
      expect(execFileSync('sh', ['-euc', script], { cwd, encoding: 'utf8' })).toBe(`${username}\n`);
      expect(readdirSync(cwd)).toEqual(['local-org.env']);
    },
  );

  it('Dockerfile: its steps, run without a container, make an org that a signal ends', async () => {
    const text = readFileSync(join(EXAMPLES, 'Dockerfile'), 'utf8');
    const steps = [...text.matchAll(/^([A-Z]+) (.+)$/gm)].map(([, word = '', rest = '']) => [word, rest] as const);
    const stepsOf = (word: string): string[] => steps.flatMap(([name, rest]) => (name === word ? [rest] : []));
    expect(steps.map(([word]) => word)).toEqual(['FROM', 'RUN', 'USER', 'WORKDIR', 'ENV', 'EXPOSE', 'CMD']);
    const cwd = mkdtempSync(join(folder, 'image-'));
    const [run = ''] = stepsOf('RUN');
    const { tarball } = await packed();
    const prefix = join(cwd, 'usr');
    const jiti = join(ROOT, 'node_modules/jiti');
    // The registry's place is taken by the packed package, and its dependency by the one that is here.
    const install = run.replace(/eca-as-code@\S+/, `--offline --ignore-scripts --prefix ${prefix} ${jiti} ${tarball}`);
    expect(install).not.toBe(run);
    execFileSync('sh', ['-euc', install], { cwd, env, stdio: 'pipe' });
    const [variable = ''] = stepsOf('ENV');
    const [name = '', port = ''] = variable.split('=');
    expect(stepsOf('EXPOSE')).toEqual([port]);
    const [program = '', ...argv] = JSON.parse(stepsOf('CMD')[0] ?? '[]') as string[];
    const free = await freePort();
    const child = spawn(program, argv, {
      cwd,
      env: { ...env, HOME: cwd, PATH: `${join(prefix, 'bin')}:${env.PATH}`, [name]: String(free) },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const ended = new Promise<number | null>((done) => child.once('exit', done));
    await new Promise<void>((done, failed) => {
      child.stdout.on('data', (chunk: Buffer) => {
        if (chunk.includes(`127.0.0.1:${free}`)) done();
      });
      void ended.then((code) => {
        failed(new Error(`The container ended with ${String(code)}.`));
      });
    });
    const response = await fetch(`http://127.0.0.1:${free}/services/data`);
    expect(await response.json()).toContainEqual(expect.objectContaining({ version: '66.0' }));
    child.kill('SIGTERM');
    expect(await ended).toBe(0);
  }, 120_000);

  it('GitLab: the script of the job starts an org that the tests of the job have', async () => {
    const [job] = Object.values(
      parse(readFileSync(join(EXAMPLES, 'gitlab-ci.yml'), 'utf8')) as Readonly<
        Record<string, { script: string[]; after_script: string[] }>
      >,
    );
    if (job === undefined) throw new Error('The file has no job.');
    const eca = join(folder, 'node_modules/.bin/eca');
    const lines = [...job.script, ...job.after_script].filter((line) => line !== 'npm ci');
    const tests = `curl -sf "$LOCAL_ORG_URL/services/data" | head -c 20`;
    const script = lines.map((line) => (line === 'npm test' ? tests : line)).join('\n');
    mkdirSync(join(folder, 'gitlab'));
    const output = await new Promise<string>((done, failed) => {
      const options = { cwd: join(folder, 'gitlab'), env: { ...env, ECA: eca }, timeout: 60_000 };
      execFile(
        'bash',
        ['-eo', 'pipefail', '-c', `${script}\n$ECA local-org stop`],
        options,
        (error, stdout, stderr) => {
          if (error === null) done(stdout);
          else failed(new Error(`${stdout}${stderr}`));
        },
      );
    });
    expect(output).toContain('"label"');
    expect(output).toMatch(/200 {2}versions {2}GET \/services\/data/);
  }, 120_000);
});
