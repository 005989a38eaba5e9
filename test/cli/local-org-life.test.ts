import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { APPS_AFTER } from '../../src/cli/commands/local-org/refresh.js';
import { APPS_AFTER_REFRESH } from '../../src/local-org/index.js';
import { startLocalOrgProcess, type LocalOrgProcess } from './local-org-process.js';
import { ECA, emptyFolder, runEca, testEnvironment } from './run-eca.js';

interface Answer<T> {
  readonly status: number;
  readonly result: T;
  readonly message: string;
  readonly actions: readonly string[];
  readonly name: string;
}

interface Listed {
  readonly orgs: readonly { readonly alias: string; readonly isRunning: boolean; readonly processId?: number }[];
}

let home: string;
let cwd: string;
const started: LocalOrgProcess[] = [];

beforeEach(() => {
  home = emptyFolder();
  cwd = emptyFolder();
});
afterEach(async () => {
  await Promise.all(started.splice(0).map((org) => org.stop()));
});

const env = (): Record<string, string> => ({ HOME: home, USERPROFILE: home });

async function start(...argv: string[]): Promise<LocalOrgProcess> {
  const org = await startLocalOrgProcess(argv, env(), cwd);
  started.push(org);
  return org;
}

async function eca<T = unknown>(...argv: string[]): Promise<Answer<T>> {
  const { stdout } = await runEca([...argv, '--json'], { cwd, env: env() });
  return JSON.parse(stdout) as Answer<T>;
}

const listed = async (): Promise<Listed['orgs']> => (await eca<Listed>('local-org', 'list')).result.orgs;

function aliases(): Record<string, string> {
  const file = join(home, '.sfdx/alias.json');
  return (JSON.parse(readFileSync(file, 'utf8')) as { readonly orgs: Record<string, string> }).orgs;
}

const loginFile = (username: string): string => join(home, '.sfdx', `${username}.json`);

/** Kills a process so that it can do nothing any more. */
async function kill(org: LocalOrgProcess): Promise<void> {
  process.kill(org.processId, 'SIGKILL');
  await org.stop();
}

/** A login that another tool made. */
function writeForeignLogin(alias: string, instanceUrl: string): void {
  mkdirSync(join(home, '.sfdx'), { recursive: true });
  const login = { username: 'me@acme.com', orgId: '00D000000000062EAA', accessToken: '00D!x', instanceUrl };
  writeFileSync(loginFile(login.username), JSON.stringify(login));
  writeFileSync(join(home, '.sfdx/alias.json'), JSON.stringify({ orgs: { [alias]: login.username } }));
}

describe('two local orgs beside each other', () => {
  it('have ids and logins of their own, and each alias reaches its own', async () => {
    const one = await start('--alias', 'one');
    const two = await start('--alias', 'two');
    expect(two.orgId).not.toBe(one.orgId);
    expect(two.username).not.toBe(one.username);
    expect(await listed()).toMatchObject([
      { alias: 'one', isRunning: true, processId: one.processId },
      { alias: 'two', isRunning: true, processId: two.processId },
    ]);
    expect((await eca('local-org', 'stop', 'one')).result).toMatchObject({ wasRunning: true });
    expect(aliases()).toEqual({ two: two.username });
    expect([existsSync(loginFile(one.username)), existsSync(loginFile(two.username))]).toEqual([false, true]);
    expect(await listed()).toMatchObject([{ alias: 'two', isRunning: true }]);
  });

  it('are named where another alias is asked for', async () => {
    expect((await eca('local-org', 'stop', 'nope')).message).toBe('No local org has the alias "nope".');
    await start('--alias', 'one');
    await start('--alias', 'two');
    for (const argv of [
      ['stop', 'nope'],
      ['refresh', '--alias', 'nope'],
    ]) {
      const answer = await eca('local-org', ...argv);
      expect(answer).toMatchObject({ status: 4, name: 'TargetOrgNotFoundError' });
      expect(answer.message).toBe('No local org has the alias "nope". Those of this machine are one, two.');
    }
  });

  it('cannot have one alias', async () => {
    const { instanceUrl, processId } = await start();
    const again = await eca('local-org', 'start');
    expect(again).toMatchObject({ status: 4, name: 'LocalOrgStartError' });
    expect(again.message).toContain(`${instanceUrl} (alias local-org, process ${processId})`);
    expect(again.actions.join()).toMatch(/--alias NAME.*eca local-org stop local-org/);
    expect(await listed()).toMatchObject([{ isRunning: true, processId }]);
  });

  it('cannot have one login, which a seed can name', async () => {
    writeFileSync(join(cwd, 'seed.yaml'), 'users: [{ username: a@acme.example, profile: System Administrator }]');
    const one = await start('--alias', 'one', '--seed', 'seed.yaml');
    expect(one.username).toBe('a@acme.example');
    const two = await eca('local-org', 'start', '--alias', 'two', '--seed', 'seed.yaml');
    expect(two.message).toContain('"a@acme.example" is the login of a local org that runs');
    expect(aliases()).toEqual({ one: 'a@acme.example' });
  });

  it.each([
    ['a real org', 'https://acme.my.salesforce.com'],
    ['another tool on this machine', 'http://127.0.0.1:9'],
  ])('never take the alias of %s', async (_who, instanceUrl) => {
    writeForeignLogin('local-org', instanceUrl);
    const answer = await eca('local-org', 'start');
    expect(answer).toMatchObject({ status: 4, name: 'LocalOrgStartError' });
    expect(answer.message).toContain('The alias "local-org" belongs to me@acme.com');
    expect(aliases()).toEqual({ 'local-org': 'me@acme.com' });
    expect((await eca('local-org', 'stop')).name).toBe('TargetOrgNotFoundError');
    expect(existsSync(loginFile('me@acme.com'))).toBe(true);
    expect(await listed()).toEqual([]);
  });

  it.each(['', 'my org', 'me@acme.com', 'a=b', '-o'])('refuse "%s" as an alias', async (alias) => {
    const answer = await eca('local-org', 'start', `--alias=${alias}`);
    expect(answer).toMatchObject({ status: 4, name: 'UsageError' });
    expect(answer.message).toContain(`"${alias}" cannot be the alias`);
    expect(await listed()).toEqual([]);
  });

  it('start and stop ten at once without losing a login of each other', async () => {
    const names = Array.from({ length: 10 }, (_, index) => `org${index}`);
    const orgs = await Promise.all(names.map((name) => start('--alias', name)));
    expect(aliases()).toEqual(Object.fromEntries(names.map((name, index) => [name, orgs[index]?.username])));
    const [first, ...others] = orgs;
    started.splice(0, started.length, ...orgs.slice(0, 1));
    expect(await Promise.all(others.map((org) => org.stop()))).toEqual(others.map(() => 0));
    expect(aliases()).toEqual({ org0: first?.username });
  }, 60_000);
});

describe('a local org that was killed', () => {
  it('is told of with the command that starts it again, and makes room for the next', async () => {
    const org = await start('--alias', 'uat');
    await kill(org);
    writeFileSync(
      join(cwd, 'eca.config.yaml'),
      'apps: { A: { label: A, contactEmail: a@b.co, runAsUser: u@acme.example } }',
    );
    const plan = await eca('plan', '-o', 'uat');
    expect(plan.name).toBe('OrgUnreachableError');
    expect(plan.actions.join()).toContain('`eca local-org start --alias uat`');
    expect((await eca('local-org', 'refresh', '--alias', 'uat')).actions.join()).toContain(
      'eca local-org start --alias uat',
    );
    expect(await listed()).toMatchObject([{ alias: 'uat', isRunning: false }]);
    const next = await start('--alias', 'uat');
    expect(aliases()).toEqual({ uat: next.username });
    expect(existsSync(loginFile(org.username))).toBe(false);
  });

  it('is taken out by stop', async () => {
    await kill(await start());
    expect((await eca('local-org', 'stop')).result).toMatchObject({ wasRunning: false });
    expect(aliases()).toEqual({});
  });
});

describe('the end of the process that started it', () => {
  const run = (extra: Record<string, string>, ...argv: string[]): Promise<number> =>
    new Promise((done) => {
      const words = [ECA, 'local-org', 'start', '--json', ...argv];
      // A shell that goes on after its child, as npx does, and is then killed.
      const script = `"$0" "$@" & echo $! >&2; wait`;
      const shell = spawn('sh', ['-c', script, process.execPath, ...words], {
        cwd,
        env: testEnvironment({ ...env(), ...extra }),
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      let pid = 0;
      shell.stderr.once('data', (chunk: Buffer) => {
        pid = Number(chunk.toString());
      });
      shell.stdout.once('data', () => {
        shell.kill('SIGKILL');
        done(pid);
      });
    });

  const isAlive = (pid: number): boolean => {
    try {
      process.kill(pid, 0);
      return true;
    } catch {
      return false;
    }
  };

  it('ends it below npx, and takes alias and login along', async () => {
    const pid = await run({ npm_command: 'exec' });
    await expect.poll(() => isAlive(pid), { timeout: 10_000, interval: 100 }).toBe(false);
    expect(aliases()).toEqual({});
  });

  it('does not end it where a shell started it in the background, unless it is told to', async () => {
    const pid = await run({}, '--alias', 'stays');
    const other = await run({}, '--alias', 'goes', '--with-parent');
    await expect.poll(() => isAlive(other), { timeout: 10_000, interval: 100 }).toBe(false);
    expect(isAlive(pid)).toBe(true);
    expect((await eca('local-org', 'stop', 'stays')).result).toMatchObject({ wasRunning: true, processId: pid });
    await expect.poll(() => isAlive(pid), { timeout: 10_000, interval: 100 }).toBe(false);
  });
});

describe('--tls', () => {
  it('is trusted by its authority alone, whose key is nowhere, and takes an sfdx auth URL', async () => {
    const { instanceUrl, caFile = '', sfdxAuthUrl = '' } = await start('--tls');
    expect(instanceUrl).toMatch(/^https:\/\/127\.0\.0\.1:\d+$/);
    expect(readFileSync(caFile, 'utf8')).toMatch(/^-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----\n$/);
    expect(statSync(caFile).mode & 0o077).toBe(0);
    expect(sfdxAuthUrl).toMatch(/^force:\/\/PlatformCLI::[\w.]+@127\.0\.0\.1:\d+$/);
    writeFileSync(
      join(cwd, 'eca.config.yaml'),
      'apps: { A: { label: A, contactEmail: a@b.co, runAsUser: billing.sync@acme.example } }',
    );
    const plan = async (extra: Record<string, string>, ...argv: string[]): Promise<[number, string]> => {
      const { code, stdout } = await runEca(['plan', '--json', ...argv], { cwd, env: { ...env(), ...extra } });
      return [code, stdout];
    };
    const trusted = { NODE_EXTRA_CA_CERTS: caFile };
    expect((await plan(trusted, '-o', 'local-org'))[0]).toBe(0);
    expect((await plan({ ...trusted, SFDX_AUTH_URL: sfdxAuthUrl }))[0]).toBe(0);
    const [code, text] = await plan({}, '-o', 'local-org');
    expect(code).toBe(1);
    expect(text).toContain('NODE_EXTRA_CA_CERTS');
    expect((await eca('local-org', 'stop')).status).toBe(0);
    expect(existsSync(caFile)).toBe(false);
  });
});

describe('a sandbox of a local org in another process', () => {
  const soql = "SELECT Status, SandboxOrganization FROM SandboxProcess WHERE SandboxName = 'uat'";

  async function data(org: LocalOrgProcess, path: string, body?: unknown): Promise<unknown> {
    const response = await fetch(`${org.instanceUrl}/services/data/v66.0/${path}`, {
      method: body === undefined ? 'GET' : 'POST',
      headers: { Authorization: `Bearer ${org.accessToken}`, 'content-type': 'application/json' },
      body: body === undefined ? null : JSON.stringify(body),
    });
    return response.json();
  }

  const row = async (org: LocalOrgProcess): Promise<unknown> =>
    ((await data(org, `tooling/query?q=${encodeURIComponent(soql)}`)) as { readonly records: unknown[] }).records[0];

  it('is a copy that production lists, logs in to, and sees refreshed and activated', async () => {
    const production = await start('--alias', 'production');
    const sandbox = await start('--alias', 'uat', '--sandbox-of', 'production');
    expect(sandbox.username).toBe(`${production.username}.uat`);
    const id15 = (id: string): string => id.slice(0, 15);
    expect(await row(production)).toMatchObject({ Status: 'Completed', SandboxOrganization: id15(sandbox.orgId) });
    const authorize = { sandboxName: 'uat', clientId: 'PlatformCLI', callbackUrl: 'http://localhost:1717/x' };
    const login = (await data(production, 'tooling/sandboxAuth', authorize)) as Record<string, string>;
    expect(login).toMatchObject({ authUserName: sandbox.username, instanceUrl: sandbox.instanceUrl });
    const token = await fetch(`${sandbox.instanceUrl}/services/oauth2/token`, {
      method: 'POST',
      body: new URLSearchParams({
        grant_type: 'authorization_code',
        code: login['authCode'] ?? '',
        client_id: 'PlatformCLI',
      }),
    });
    expect(await token.json()).toMatchObject({ instance_url: sandbox.instanceUrl });

    const waiting = await eca<{ orgId: string }>('local-org', 'refresh', '--alias', 'uat', '--pending-activation');
    const expected = { Status: 'Pending Activation', SandboxOrganization: id15(waiting.result.orgId) };
    expect(await row(production)).toMatchObject(expected);
    expect(await data(sandbox, 'query?q=SELECT+Id+FROM+Organization')).toMatchObject({
      records: [{ Id: sandbox.orgId }],
    });
    expect(await data(production, 'tooling/sandboxAuth', authorize)).toMatchObject([{ errorCode: 'INVALID_STATUS' }]);
    expect((await eca('local-org', 'activate', '--alias', 'uat', '--login')).status).toBe(0);
    expect(await row(production)).toMatchObject({ ...expected, Status: 'Completed' });
    expect((await eca('local-org', 'activate', '--alias', 'uat')).message).toContain('No refreshed org waits');

    await kill(sandbox);
    expect(await row(production)).toBeUndefined();
  });

  it('needs a production org that answers', async () => {
    expect(await eca('local-org', 'start', '--alias', 'uat', '--sandbox-of', 'production')).toMatchObject({
      name: 'TargetOrgNotFoundError',
    });
    expect((await eca('local-org', 'start', '--apps', 'kept')).actions.join()).toContain('--sandbox-of');
  });
});

describe('local-org refresh', () => {
  it('offers every outcome that the local org knows', () => {
    expect([...APPS_AFTER].sort()).toEqual([...APPS_AFTER_REFRESH].sort());
  });

  it('takes ids, frozen and altered users, and leaves one login behind', async () => {
    const org = await start();
    const { result } = await eca<{ readonly orgId: string; readonly usernames: Record<string, string> }>(
      ...['local-org', 'refresh', '--login', '--apps', 'foreign-link', '--org-id', '00D0000000000QA'],
      ...['--source-org-id', '00D0000000000PR', '--taken-username', 'billing.sync@acme.example.qa'],
      ...['--sandbox-name', 'qa', '--freeze-all'],
    );
    expect(result.orgId).toBe('00D0000000000QAEAY'.slice(0, 15) + result.orgId.slice(15));
    expect(result.usernames['billing.sync@acme.example']).toBe('billing.sync@acme.example1.qa');
    expect(aliases()).toEqual({ 'local-org': `${org.username}.qa` });
    expect(existsSync(loginFile(org.username))).toBe(false);
    const snapshot = await fetch(`${org.instanceUrl}/local-org/snapshot`, { headers: { 'x-local-org': 'control' } });
    const { users } = (await snapshot.json()) as { readonly users: readonly { readonly frozen: boolean }[] };
    expect(users.map(({ frozen }) => frozen)).toEqual([true, true]);
    expect((await eca('local-org', 'refresh', '--source-org-id', 'x')).message).toContain('"x" is no org id');
  });
});
