import { spawn } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LocalOrgProcess } from './local-org-process.js';
import { startLocalOrgProcess } from './local-org-process.js';
import { ECA, emptyFolder, runEca, testEnvironment } from './run-eca.js';

const SECRET = 'secret-that-somebody-sent-4711';

/** Waits until something is so. */
async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await sleep(20);
}

describe('eca local-org logs and env', () => {
  const home = emptyFolder();
  const env = { HOME: home, USERPROFILE: home };
  let org: LocalOrgProcess;
  const ask = (key: string): Promise<Response> =>
    fetch(`${org.instanceUrl}/services/oauth2/token?client_secret=${SECRET}`, {
      method: 'POST',
      body: new URLSearchParams({ grant_type: 'client_credentials', client_id: key, client_secret: SECRET }),
    });

  beforeAll(async () => {
    org = await startLocalOrgProcess(['--alias', 'logs', '--no-config'], env, home);
  });
  afterAll(() => org.stop());

  it('tell what was asked of the org, why a token was refused, and no secret', async () => {
    const none = await runEca(['local-org', 'logs', 'logs'], { cwd: home, env });
    expect(none.stdout).toBe('Nothing was asked of the local org logs so far.\n');
    await ask('no-such-key');
    const { code, stdout } = await runEca(['local-org', 'logs', 'logs'], { cwd: home, env });
    expect(code).toBe(0);
    expect(stdout).toMatch(/^[\d:.]{12} {2}400 {2}token {2}POST \/services\/oauth2\/token/);
    expect(stdout).toContain('invalid_client_id: client identifier invalid\n');
    expect(stdout).toContain('No app of this org has this consumer key.\n');
    const json = await runEca(['local-org', 'logs', 'logs', '--json', '--last', '1'], { cwd: home, env });
    expect(JSON.parse(json.stdout)).toMatchObject({
      result: { entries: [{ kind: 'request', operation: 'token', topic: { grant: 'client_credentials' } }] },
    });
    for (const output of [stdout, json.stdout]) expect(output).not.toContain(SECRET);
  });

  it('refuse a number that is none, and an alias that nobody has', async () => {
    for (const argv of [
      ['logs', 'logs', '--last', '-1'],
      ['env', 'logs', '--wait', '-1'],
    ]) {
      const { code, stderr } = await runEca(['local-org', ...argv], { cwd: home, env });
      expect([code, stderr]).toEqual([4, expect.stringMatching(/takes a .*number/)]);
    }
    expect((await runEca(['local-org', 'logs', 'nobody'], { cwd: home, env })).code).not.toBe(0);
  });

  it('give variables to later steps, with the token masked in the log of a job', async () => {
    const { stdout, stderr } = await runEca(['local-org', 'env', 'logs'], {
      cwd: home,
      env: { ...env, GITHUB_ACTIONS: 'true' },
    });
    expect(
      Object.fromEntries(
        stdout
          .trim()
          .split('\n')
          .map((line) => line.split(/=(.*)/s)),
      ),
    ).toMatchObject({
      LOCAL_ORG_URL: org.instanceUrl,
      LOCAL_ORG_ID: org.orgId,
      LOCAL_ORG_USERNAME: org.username,
      LOCAL_ORG_ALIAS: 'logs',
      LOCAL_ORG_ACCESS_TOKEN: org.accessToken,
    });
    expect(stderr).toBe(`::add-mask::${org.accessToken}\n`);
  });

  it('keep several orgs apart, which are followed at the same time, and name those that run', async () => {
    const names = ['first', 'second', 'third'];
    const others = await Promise.all(
      names.map((alias) => startLocalOrgProcess(['--alias', alias, '--no-config'], env, home)),
    );
    const followers = names.map((alias) => {
      const argv = [ECA, 'local-org', 'logs', alias, '--follow', '--json'];
      const child = spawn(process.execPath, argv, { cwd: home, env: testEnvironment(env), stdio: 'pipe' });
      let output = '';
      child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
      const ended = new Promise<string>((done) =>
        child.once('exit', (code) => {
          done(`${String(code)} ${output}`);
        }),
      );
      return { ended, saw: (text: string) => until(() => output.includes(text)) };
    });
    await Promise.all(followers.map(({ saw }) => saw('"entries"')));
    for (const [index, { instanceUrl }] of others.entries())
      for (let count = 0; count <= index; count++) await fetch(`${instanceUrl}/services/data?of=${names[index]}`);
    await Promise.all(followers.map(({ saw }, index) => saw(`of=${names[index]}`)));
    const none = await runEca(['local-org', 'logs', 'nobody'], { cwd: home, env });
    expect(none.stderr).toContain('first, logs, second, third');
    for (const [index, alias] of names.entries()) {
      const { stdout } = await runEca(['local-org', 'logs', alias, '--json'], { cwd: home, env });
      const { entries } = (JSON.parse(stdout) as { result: { entries: { path: string }[] } }).result;
      expect(entries.map(({ path }) => path)).toEqual(
        Array.from({ length: index + 1 }, () => `/services/data?of=${alias}`),
      );
    }
    await Promise.all(others.map((other) => other.stop()));
    for (const [index, { ended }] of followers.entries()) {
      const output = await ended;
      expect(output).toMatch(/^0 /);
      for (const name of names) expect(output.includes(`of=${name}`)).toBe(name === names[index]);
    }
  }, 60_000);

  it('follow until the org stops, one line of JSON an entry', async () => {
    const child = spawn(process.execPath, [ECA, 'local-org', 'logs', 'logs', '--follow', '--json'], {
      cwd: home,
      env: testEnvironment(env),
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let output = '';
    const printed = (text: string): Promise<void> =>
      new Promise((done) => {
        child.stdout.on('data', () => {
          if (output.includes(text)) done();
        });
      });
    child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
    const ended = new Promise<number | null>((done) => child.once('exit', done));
    await printed('"entries"');
    const followed = printed('"kind":"request"');
    await ask('another-key');
    await followed;
    await org.stop();
    expect(await ended).toBe(0);
    const [first = '', second = '', ...more] = output.trim().split('\n');
    expect(JSON.parse(first)).toMatchObject({ status: 0 });
    expect(JSON.parse(second)).toMatchObject({ kind: 'request', operation: 'token', status: 400 });
    expect(more).toEqual([]);
  });
});
