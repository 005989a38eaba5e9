import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startLocalOrgProcess, type LocalOrgProcess } from './local-org-process.js';
import { ECA, emptyFolder, runEca, testEnvironment } from './run-eca.js';
import { spawn } from 'node:child_process';

const CONFIG = `apiVersion: "66.0"
apps:
  Ledger_Export:
    label: Ledger Export
    contactEmail: it@blue.example
    runAsUser: ledger@blue.example
    permissionSets: [Ledger_Access]
    assign: [Ledger_Extra]
    verify: { query: SELECT Id FROM Account LIMIT 1, access: { Contact: [read, update] } }
  Audit_Read:
    label: Audit Read
    contactEmail: it@blue.example
    runAsUser: audit@blue.example
    profiles: [Auditors]
    namedCredential:
      name: Audit_API
      url: https://blue.my.salesforce.com
      permissionSet: Audit_Callers
      assign: [caller@blue.example]
environments:
  local: { targetOrg: local-org }
  uat: { targetOrg: blue-uat, runAsUserSuffix: .uat }
  production: { targetOrg: "\${env:BLUE_ORG}" }
`;

let cwd: string;
let home: string;
let org: LocalOrgProcess | undefined;
beforeEach(() => {
  cwd = emptyFolder();
  home = emptyFolder();
});
afterEach(async () => {
  await org?.stop();
  org = undefined;
});

const env = (): Record<string, string> => ({ HOME: home, USERPROFILE: home });

async function start(...argv: string[]): Promise<LocalOrgProcess> {
  org = await startLocalOrgProcess(argv, env(), cwd);
  return org;
}

interface Held {
  readonly users: readonly { readonly username: string; readonly profile: string }[];
  readonly assignments: Readonly<Record<string, readonly string[]>>;
  readonly components: readonly { readonly type: string; readonly fullName: string }[];
}

async function held({ instanceUrl }: LocalOrgProcess): Promise<Held> {
  const response = await fetch(`${instanceUrl}/local-org/snapshot`, { headers: { 'x-local-org': 'control' } });
  return (await response.json()) as Held;
}

/** What the command prints until it is ready, for people. */
function printed(...argv: string[]): Promise<string> {
  return new Promise((done) => {
    const child = spawn(process.execPath, [ECA, 'local-org', 'start', ...argv], { cwd, env: testEnvironment(env()) });
    let text = '';
    child.stdout.on('data', (chunk: Buffer) => {
      text += chunk.toString();
      if (text.includes('stops it.\n')) child.kill('SIGINT');
    });
    child.once('exit', () => {
      done(text);
    });
  });
}

describe('a local org that starts beside a config', () => {
  it('has what the config and its environments name, and a deploy is proven in it', async () => {
    writeFileSync(join(cwd, 'eca.config.yaml'), CONFIG);
    const started = await start();
    const { users, assignments, components } = await held(started);
    expect(users.slice(1)).toMatchObject([
      { username: 'ledger@blue.example', profile: 'Minimum Access - API Only Integrations' },
      { username: 'audit@blue.example', profile: 'Auditors' },
      { username: 'ledger@blue.example.uat' },
      { username: 'audit@blue.example.uat' },
      { username: 'caller@blue.example', profile: 'Standard User' },
    ]);
    expect(assignments['ledger@blue.example']).toEqual(['Ledger_Access']);
    expect(components.map(({ type, fullName }) => `${type} ${fullName}`)).toEqual([
      'PermissionSet Audit_Callers',
      'PermissionSet Ledger_Access',
      'PermissionSet Ledger_Extra',
    ]);
    expect(started.unread).toEqual([expect.stringContaining('the environment production of eca.config.yaml')]);
    const deploy = await runEca(['deploy', '-e', 'local', '--yes', '--json'], { cwd, env: env() });
    expect(deploy.stdout).toContain('"status":0');
    expect(deploy.code).toBe(0);
  });

  it('says what is on and off, what was not read, and the next command', async () => {
    writeFileSync(join(cwd, 'eca.config.yaml'), CONFIG);
    const text = await printed();
    expect(text).toContain('Made for eca.config.yaml.');
    expect(text).toContain('Settings that are on: enableClientSecretInRestApiAccess; off: enableConsumerSecret');
    expect(text).toContain('Not read: the environment production');
    expect(text).toContain('In another terminal:\n  eca deploy -e local\nCtrl-C or `eca local-org stop');
    expect(await printed('--alias', 'other')).toContain('\n  eca deploy -o other\n');
    const odd = await printed('--alias', "it's$(id)");
    expect(odd).toContain(String.raw`eca deploy -o 'it'\''s$(id)'`);
    expect(odd).toContain(String.raw`eca local-org stop 'it'\''s$(id)'`);
    expect(await printed('--no-config')).toContain('Users: billing.sync@acme.example');
  });

  it('names a command that works as it is typed: with the authority of TLS, and for the environment of a sandbox', async () => {
    writeFileSync(join(cwd, 'eca.config.yaml'), CONFIG);
    const text = await printed('--tls');
    expect(text).toMatch(/\n {2}NODE_EXTRA_CA_CERTS='[^']+' eca deploy -e local\n/);
    await start('--alias', 'blue-production');
    const sandbox = await printed('--alias', 'blue-uat', '--sandbox-of', 'blue-production');
    expect(sandbox).not.toContain('Made for');
    expect(sandbox).toContain('\n  eca deploy -e uat\n');
  });

  it('says to write a config where there is none, and to check one that is broken', async () => {
    const none = await printed();
    const [, init = '', deploy = ''] =
      /No config is here. In another terminal:\n {2}eca (.+)\n {2}eca (.+)\n/.exec(none) ?? [];
    expect(await runEca(init.split(' '), { cwd, env: env() })).toMatchObject({ code: 0 });
    expect(deploy).toBe('deploy -o local-org');
    writeFileSync(join(cwd, 'eca.config.yaml'), 'apps: [');
    const broken = await printed();
    expect(broken).toContain('\n  eca validate\n');
    expect(broken).not.toContain('No config is here');
  });

  it('starts beside a config that is broken, and says so', async () => {
    writeFileSync(join(cwd, 'eca.config.yaml'), 'apps: { Ledger_Export: { label: 7 } }');
    const started = await start();
    expect((await held(started)).users[1]?.username).toBe('billing.sync@acme.example');
    expect(started.unread[0]).toMatch(/^eca\.config\.yaml: line 1: .+/);
    await started.stop();
    writeFileSync(join(cwd, 'eca.config.yaml'), 'apps: [');
    const text = await printed();
    expect(text).toContain('Not read: the config: ');
  });

  it('takes a seed before a config', async () => {
    writeFileSync(join(cwd, 'eca.config.yaml'), CONFIG);
    writeFileSync(join(cwd, 'seed.yaml'), 'users: [{ username: a@blue.example, profile: System Administrator }]');
    const started = await start('--seed', 'seed.yaml');
    expect((await held(started)).users.map(({ username }) => username)).toEqual(['a@blue.example']);
  });
});
