import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LocalOrg } from '../../../src/local-org/index.js';
import { registerSession } from '../../../src/org/auth-store.js';
import { emptyFolder } from '../../cli/run-eca.js';
import { runHere } from '../../cli/run-here.js';
import { sourceSet } from '../local-org/sources.js';

interface Move {
  readonly connectedApp: string;
  readonly app: string;
  readonly migrated: boolean;
  readonly moved: readonly { readonly from: string; readonly to: readonly string[] }[];
  readonly left: readonly { readonly from: string; readonly value?: string; readonly instead: string }[];
}

interface Answer {
  readonly status: number;
  readonly name?: string;
  readonly message?: string;
  readonly actions?: readonly string[];
  readonly result: { readonly notes: readonly string[]; readonly connectedApps: readonly Move[] };
}

const [LEGACY = ''] = Object.values(sourceSet('connected-app'));
const file = (inside: string): string =>
  `<ConnectedApp xmlns="http://soap.sforce.com/2006/04/metadata">${inside}</ConnectedApp>`;
const SAML =
  '<label>Single sign-on</label><samlConfig><acsUrl>https://sso.acme.example/acs</acsUrl><entityUrl>https://sso.acme.example</entityUrl><samlSubjectType>UserId</samlSubjectType></samlConfig>';

function folderWith(files: Readonly<Record<string, string>>): string {
  const cwd = emptyFolder();
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(cwd, path)), { recursive: true });
    writeFileSync(join(cwd, path), text);
  }
  return cwd;
}

const config = (cwd: string): string => readFileSync(join(cwd, 'eca.config.yaml'), 'utf8');

async function importFrom(cwd: string, ...argv: readonly string[]): Promise<Answer> {
  const { stdout } = await runHere(['import', '--json', ...argv], { cwd });
  return JSON.parse(stdout) as Answer;
}

describe('eca import --connected-app FILE', () => {
  it('writes an app with client credentials as a person would, and a second import finds nothing to change', async () => {
    const cwd = folderWith({ 'apps/Billing_Legacy.connectedApp-meta.xml': LEGACY });
    const before = readFileSync(join(cwd, 'apps/Billing_Legacy.connectedApp-meta.xml'), 'utf8');
    const first = await importFrom(cwd, '--connected-app', 'apps/Billing_Legacy.connectedApp-meta.xml');
    expect(first).toMatchObject({ status: 0, result: { apps: ['Billing_Legacy_ECA'], written: true } });
    const text = config(cwd);
    expect(text.slice(text.indexOf('apps:'))).toMatchInlineSnapshot(`
      "apps:
        Billing_Legacy_ECA:
          label: Billing Legacy
          contactEmail: platform@acme.example
          scopes: [api, refresh_token]
          runAsUser: billing.sync@acme.example
          callbackUrls: [https://billing.acme.example/callback]
          permissionSets: [Billing_API]
          fields:
            ExtlClntAppOauthConfigurablePolicies:
              refreshTokenPolicyType: SpecificLifetime
              refreshTokenValidityPeriod: 30
              refreshTokenValidityUnit: Days
      "
    `);
    expect(JSON.stringify(first) + text).not.toContain('3MVG9legacy');
    expect(await importFrom(cwd, '--connected-app', 'apps')).toMatchObject({
      result: { changes: [], waiting: [], written: false },
    });
    expect(config(cwd)).toBe(text);
    expect(readFileSync(join(cwd, 'apps/Billing_Legacy.connectedApp-meta.xml'), 'utf8')).toBe(before);
    expect((await runHere(['generate'], { cwd })).code).toBe(0);
    expect((await runHere(['validate', '--source-dir', 'force-app'], { cwd })).code).toBe(0);
  });

  it('prints the move, with what has no place and what to do instead', async () => {
    const cwd = folderWith({
      'Billing_Legacy.connectedApp': LEGACY.replace(
        '<label>',
        '<mobileStartUrl>https://m.acme.example</mobileStartUrl><label>',
      ),
    });
    const { stdout, code } = await runHere(
      ['import', '--connected-app', 'Billing_Legacy.connectedApp', '--as', 'Billing'],
      { cwd },
    );
    expect(code).toBe(0);
    expect(stdout).toContain('Billing_Legacy becomes Billing: ');
    expect(stdout).toContain('mobileStartUrl = https://m.acme.example: Let the page behind startUrl');
    for (const step of ['1. Deploy:', '2. Prove:', '3. Switch:', '4. Retire:']) expect(stdout).toContain(step);
    expect(config(cwd)).toContain('  Billing:\n');
  });

  it('takes every app of a folder, those without OAuth too, and leaves managed ones to their publisher', async () => {
    const cwd = folderWith({
      'src/connectedApps/Billing_Legacy.connectedApp-meta.xml': LEGACY,
      'src/connectedApps/Sign_On.connectedApp-meta.xml': file(SAML),
      'src/connectedApps/acme__Vendor.connectedApp-meta.xml': LEGACY,
    });
    const { result, status } = await importFrom(cwd, '--connected-app', 'src');
    expect(status).toBe(0);
    expect(result.connectedApps.map(({ app }) => app)).toEqual(['Billing_Legacy_ECA', 'Sign_On_ECA']);
    expect(result.notes.filter((note) => note.startsWith('acme__Vendor: it came with a package'))).toHaveLength(1);
    expect(config(cwd)).toContain('nobody@example.invalid');
    expect(config(cwd)).toContain('isOauthPluginEnabled: false');
    expect((await runHere(['validate'], { cwd })).code).toBe(0);
    expect(
      await importFrom(cwd, '--connected-app', 'src/connectedApps/acme__Vendor.connectedApp-meta.xml'),
    ).toMatchObject({
      name: 'SourceInvalidError',
      message: expect.stringContaining("Somebody else's package") as string,
    });
  });

  it('edits a config that is there, and changes its app with --update alone', async () => {
    const head = 'apiVersion: "66.0" # ours\napps:\n  # the old one\n';
    const own = '  Billing_Legacy_ECA: { label: Billing, contactEmail: a@acme.example, runAsUser: "${env:WHO}" }\n';
    const cwd = folderWith({ 'a/Billing_Legacy.connectedApp': LEGACY, 'eca.config.yaml': head + own });
    const env = { WHO: 'billing.sync@acme.example' };
    const { code } = await runHere(['import', '--connected-app', 'a'], { cwd, env });
    expect(code).toBe(2);
    expect(config(cwd)).toBe(head + own);
    expect((await runHere(['import', '--connected-app', 'a', '--update'], { cwd, env })).code).toBe(0);
    expect(config(cwd).startsWith(head)).toBe(true);
    expect(config(cwd)).toContain('${env:WHO}');
    expect(config(cwd)).toContain('Billing_API');
  });

  it('writes an overlay of what the Connected App of another org has otherwise', async () => {
    const uat = LEGACY.replace('sync@acme.example<', 'sync@acme.example.uat<').replace('ENFORCE', 'BYPASS');
    const cwd = folderWith({ 'prod/Billing_Legacy.connectedApp': LEGACY, 'uat/Billing_Legacy.connectedApp': uat });
    await importFrom(cwd, '--connected-app', 'prod');
    const base = config(cwd);
    expect(await importFrom(cwd, '--connected-app', 'uat', '-e', 'uat')).toMatchObject({ status: 0 });
    expect(config(cwd).startsWith(base)).toBe(true);
    expect(config(cwd).slice(base.length)).toMatchInlineSnapshot(`
      "environments:
        uat:
          runAsUserSuffix: .uat
          apps:
            Billing_Legacy_ECA:
              ipRelaxation: Bypass
      "
    `);
    expect((await importFrom(cwd, '--connected-app', 'uat', '-e', 'uat')).result).toMatchObject({
      changes: [],
      waiting: [],
    });
  });

  it('refuses what would let everybody in, and what is no Connected App, and writes nothing', async () => {
    const nobody = LEGACY.replace(/<permissionSetName>.*<\/permissionSetName>/, '');
    const cwd = folderWith({
      'open/A.connectedApp': nobody,
      'eca/B.xml': '<ExternalClientApplication/>',
      'empty/readme.md': '',
      'twice/A-B.connectedApp': LEGACY,
      'twice/A_B.connectedApp': LEGACY,
    });
    const answers = [
      [['open'], 'ImportIncompleteError', 'AdminApprovedPreAuthorized'],
      [['eca/B.xml'], 'SourceInvalidError', 'eca/B.xml:1: The root element is ExternalClientApplication'],
      [['empty'], 'SourceInvalidError', 'No Connected App lies below empty'],
      [['gone/C.connectedApp'], 'SourceInvalidError', 'no file or folder gone/C.connectedApp'],
      [['twice'], 'UsageError', 'Several Connected Apps would become A_B_ECA'],
      [['twice', '--as', 'One'], 'UsageError', '--as names one app'],
      [['open', '--as', 'not a name'], 'UsageError', '"not a name" cannot be the name of an app'],
      [['open', '--source-dir', 'open'], 'UsageError', '--connected-app names Connected Apps'],
      [['open', '--app', 'A'], 'UsageError', '--app chooses among External Client Apps'],
    ] as const;
    for (const [argv, name, message] of answers) {
      const answer = await importFrom(cwd, '--connected-app', ...argv);
      expect(answer).toMatchObject({ status: 4, name, message: expect.stringContaining(message) as string });
    }
    expect(() => config(cwd)).toThrow('ENOENT');
  });
});

describe('eca import --connected-app NAME -o ORG', () => {
  let cwd: string;
  let org: LocalOrg;
  let unregister: () => Promise<void>;

  beforeAll(async () => {
    const pair = Object.entries(sourceSet('billing-sync')).map(([path, text]) => [`src/${path}`, text] as const);
    cwd = folderWith({
      ...Object.fromEntries(pair),
      'src/connectedApps/Billing_Sync.connectedApp-meta.xml': LEGACY.replace('3MVG9legacy.key', '3MVG9migrated.key'),
      'src/connectedApps/Billing_Legacy.connectedApp-meta.xml': LEGACY,
    });
    org = new LocalOrg({
      seed: {
        users: [
          { username: 'admin@moving.acme.example', profile: 'System Administrator' },
          { username: 'billing.sync@acme.example', permissionSets: ['Billing_API'] },
        ],
        permissionSets: [{ name: 'Billing_API', permissions: ['ApiEnabled'] }],
        settings: { enableClientSecretInRestApiAccess: true },
        source: join(cwd, 'src'),
      },
    });
    unregister = await registerSession({ ...(await org.start()), alias: 'acme-moving' });
  });
  afterAll(async () => {
    await unregister();
    await org.stop();
  });

  it('moves an app that Setup has not migrated, which deploys beside it and gives a token', async () => {
    const folder = emptyFolder();
    const before = org.snapshot().components;
    const answer = await importFrom(folder, '--connected-app', 'Billing_Legacy', '-o', 'acme-moving');
    expect(answer).toMatchObject({
      status: 0,
      result: { connectedApps: [{ app: 'Billing_Legacy_ECA', migrated: false }] },
    });
    expect(org.snapshot().components).toEqual(before);
    const { stdout, code } = await runHere(['deploy', '-o', 'acme-moving', '--json'], { cwd: folder });
    expect({ code, stdout }).toMatchObject({ code: 0 });
    const plan = await runHere(['plan', '-o', 'acme-moving', '--exit-code'], { cwd: folder });
    expect(plan.code).toBe(0);
    const old = org.snapshot().components.find(({ fullName }) => fullName === 'Billing_Legacy');
    expect(old).toEqual(before.find(({ fullName }) => fullName === 'Billing_Legacy'));
  });

  it.each([[['Billing_Sync']], [['src/connectedApps/Billing_Sync.connectedApp-meta.xml']]])(
    'imports the app that Setup made of %s instead, and says so',
    async ([given = '']) => {
      const output = `${String(given.length)}.yaml`;
      const argv = ['--connected-app', given, '-o', 'acme-moving', '--output', output];
      const { result, status } = await importFrom(cwd, ...argv);
      expect(status).toBe(0);
      expect(result.connectedApps).toEqual([
        { connectedApp: 'Billing_Sync', app: 'Billing_Sync', migrated: true, moved: [], left: [] },
      ]);
      expect(result.notes.join('\n')).toContain('Billing_Sync: Setup has migrated this Connected App');
      const plan = await runHere(['plan', '-o', 'acme-moving', '--exit-code', '--config', output], { cwd });
      expect(plan.code).toBe(0);
      const doctor = await runHere(['doctor', '-o', 'acme-moving', '--config', output], { cwd });
      expect(doctor.stdout).toContain('leave that where it is');
      const destroy = ['destroy', '-o', 'acme-moving', '--config', output, '--dry-run'];
      const dry = JSON.parse((await runHere([...destroy, '--json'], { cwd })).stdout) as {
        warnings: readonly string[];
      };
      expect(dry).toMatchObject({ status: 0, result: { revived: ['Billing_Sync'] } });
      expect(dry.warnings.join('\n')).toContain('comes back to life');
      const shown = await runHere(destroy, { cwd });
      expect(shown.stdout).toContain('Comes back to life: the Connected App Billing_Sync');
    },
  );

  it('keeps its name, and a deploy that wants it is told to take another', async () => {
    const app = 'label: Billing\n    contactEmail: a@acme.example\n    runAsUser: billing.sync@acme.example\n';
    const folder = folderWith({ 'eca.config.yaml': `apps:\n  Billing_Legacy:\n    ${app}` });
    const { stdout } = await runHere(['deploy', '-o', 'acme-moving', '--json'], { cwd: folder });
    expect(JSON.parse(stdout)).toMatchObject({
      name: 'DeployFailedError',
      actions: expect.arrayContaining([expect.stringContaining('Give the app of the config another name')]) as unknown,
    });
  });

  it('says which there are where one is not there', async () => {
    const answer = await importFrom(emptyFolder(), '--connected-app', 'Nothing', '-o', 'acme-moving');
    expect(answer).toMatchObject({ status: 4, name: 'UsageError' });
    expect(answer.message).toContain('has no Connected App "Nothing"');
    expect(answer.actions?.[0]).toContain('Billing Legacy');
  });
});
