import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { LocalOrg, type Seed } from '../../src/local-org/index.js';
import { runEca } from '../cli/run-eca.js';
import { folderOf, ledger, xml } from './field.js';

const CONFIG = `apiVersion: '66.0'
apps:
  Ledger_Sync: { label: Ledger Sync, contactEmail: ops@acme.example, runAsUser: ledger@acme.example }
environments:
  uat: { runAsUserSuffix: .uat }
  production: {}
`;

let localOrg: LocalOrg;
let cwd: string;
/** Starts the org, and gives what runs a command against it and what this says. */
async function start(seed: Seed): Promise<void> {
  localOrg = new LocalOrg({ seed });
  await localOrg.start();
  cwd = folderOf({ 'eca.config.yaml': CONFIG });
}
async function eca(...argv: readonly string[]): Promise<{ readonly code: number; readonly said: string }> {
  const { accessToken, instanceUrl } = localOrg.info;
  const env = { SF_ACCESS_TOKEN: accessToken, ECA_INSTANCE_URL: instanceUrl };
  const { code, stdout, stderr } = await runEca(argv, { cwd, env });
  return { code, said: stdout + stderr };
}
afterEach(() => localOrg.stop());

describe('an app that lost its OAuth settings in a refresh', () => {
  const uat = ['-e', 'uat'] as const;
  beforeEach(async () => {
    await start({
      org: { id: '00D000000000042EAA', name: 'Acme', isSandbox: true, sandboxName: 'uat' },
      users: [
        { username: 'admin@acme.example.uat', profile: 'System Administrator' },
        { username: 'ledger@acme.example.uat', profile: 'System Administrator' },
      ],
      settings: { enableClientSecretInRestApiAccess: true },
    });
    expect(await eca('deploy', ...uat)).toMatchObject({ code: 0 });
  });

  it('is said by everyone alike, is no matter of org settings, and is mended by a deploy', async () => {
    localOrg.refresh({ apps: 'half-broken' });
    for (const command of [['verify'], ['doctor'], ['credentials', 'show'], ['plan']]) {
      const { said } = await eca(...command, ...uat);
      expect(said, command.join(' ')).toContain('exists in the org without ExtlClntAppGlobalOauthSettings');
      expect(said, command.join(' ')).not.toContain('In Setup');
    }
    const { said } = await eca('verify', ...uat);
    expect(said).toContain('eca deploy');
    expect(said).toMatch(/key and secret will be new/i);
    expect(await eca('deploy', ...uat)).toMatchObject({ code: 0 });
  });

  it.each([500, 503])('is not what a %i of that resource means: try again', async (status) => {
    localOrg.always('credentials', { kind: 'status', status });
    const { code, said } = await eca('verify', ...uat);
    expect(code).not.toBe(0);
    expect(said).toMatch(/try again/i);
    expect(said).not.toMatch(/In Setup|has lost parts/);
  });
});

describe('an adopted app that admits approved users only', () => {
  const named = { permissionSets: 'commaSeparatedPermissionSet', profile: 'commaSeparatedProfile' } as const;

  it.each<[keyof typeof named, string, readonly string[]]>([
    [
      'permissionSets',
      '\n  Ledger_Access, Ledger_Data,\n  Ledger_Extra\n',
      ['permissionSets: [Ledger_Access, Ledger_Data, Ledger_Extra]', 'assign: [Ledger_Access]'],
    ],
    ['profile', 'System Administrator', ['System Administrator', 'permissionSets: [NAME]', 'assign: [NAME]']],
  ])('by %s is warned of before the deploy, and the diagnosis names what to write', async (what, names, told) => {
    const policy = {
      permittedUsersPolicyType: 'AdminApprovedPreAuthorized',
      ipRelaxationPolicyType: 'Bypass',
      [named[what]]: names,
    };
    await start({
      users: [
        { username: 'admin@acme.example', profile: 'System Administrator' },
        {
          username: 'ledger@acme.example',
          profile: 'Voice Profile',
          licence: 'Salesforce',
          permissions: ['ApiEnabled'],
        },
      ],
      permissionSets: [
        { name: 'Ledger_Access', permissions: ['ApiEnabled'] },
        { name: 'Ledger_Data' },
        { name: 'Ledger_Extra' },
      ],
      settings: { enableClientSecretInRestApiAccess: true },
      source: folderOf(ledger('.', { policy })),
    });
    const production = ['-e', 'production'] as const;
    const runs = [
      await eca('doctor', ...production),
      await eca('plan', ...production),
      await eca('deploy', ...production),
    ];
    expect(runs.map(({ code }) => code)).toEqual([0, 0, 3]);
    for (const { said } of runs) for (const text of told) expect(said.replaceAll(/\s+/g, ' ')).toContain(text);
    expect(runs[0]?.said).toContain('pre-authorisation');
    expect(runs[2]?.said).toContain('invalid_app_access');
  });
});

describe('advice to people who come from a Connected App of the same name', () => {
  it('names only commands and flags of this version', async () => {
    await start({
      users: [
        { username: 'admin@acme.example', profile: 'System Administrator' },
        { username: 'ledger@acme.example', profile: 'System Administrator' },
      ],
      source: folderOf({
        'connectedApps/Ledger_Sync.connectedApp-meta.xml': xml('ConnectedApp', {
          contactEmail: 'ops@acme.example',
          label: 'Ledger Sync',
          oauthConfig:
            '<oauthConfig><callbackUrl>https://acme.example/callback</callbackUrl><scopes>Api</scopes></oauthConfig>',
        }),
      }),
    });
    const { said } = await eca('doctor', '-e', 'production');
    expect(said).toContain('same-name-connected-app');
    const advised = [...said.matchAll(/`eca ([^`]+)`/g)].map(([, line = '']) => line.split(' '));
    expect(advised.length).toBeGreaterThan(0);
    for (const line of advised) {
      const { code, said: help } = await eca(...line.filter((word) => !word.startsWith('-')), '--help');
      expect(code).toBe(0);
      for (const flag of line.filter((word) => word.startsWith('--'))) expect(help).toContain(`${flag} `);
    }
  });
});
