import { spawn } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LocalOrgProcess } from './local-org-process.js';
import { startLocalOrgProcess } from './local-org-process.js';
import { ECA, emptyFolder, runEca, testEnvironment } from './run-eca.js';

const SECRET = 'secret-that-somebody-sent-4711';

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
