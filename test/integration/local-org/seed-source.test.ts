import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { LocalOrg, type Seed } from '../../../src/local-org/index.js';
import { exchange, getJson, readCredentials } from './billing-app.js';
import { deploySet, manifestXml } from './deploy-zip.js';
import { edited, sourceSet, type SourceSet } from './sources.js';

const folders: string[] = [];
const orgs: LocalOrg[] = [];
afterEach(async () => {
  for (const org of orgs.splice(0)) await org.stop();
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

const XMLNS = 'xmlns="http://soap.sforce.com/2006/04/metadata"';
const billing = sourceSet('billing-sync');
const users = [
  { username: 'admin@acme.example', profile: 'System Administrator' },
  { username: 'billing.sync@acme.example', profile: 'System Administrator' },
];

function folderWith(files: SourceSet): string {
  const folder = mkdtempSync(join(tmpdir(), 'local-org-seed-'));
  folders.push(folder);
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return folder;
}

function seeded(files: SourceSet, seed: Seed = {}): LocalOrg {
  const org = new LocalOrg({ seed: { org: { id: '00D000000000042EAA' }, users, source: folderWith(files), ...seed } });
  orgs.push(org);
  return org;
}

const fieldsOf = (org: LocalOrg, type: string): Readonly<Record<string, unknown>> =>
  org.snapshot().components.find((component) => component.type === type)?.fields ?? {};

/** The app as a retrieve from an org gives it. */
function retrieved(orgId = '00D000000000042'): SourceSet {
  const header = edited(
    billing,
    '.eca',
    '</ExternalClientApplication>',
    `<orgScopedExternalApp>${orgId}:Billing_Sync</orgScopedExternalApp></ExternalClientApplication>`,
  );
  const linked = edited(
    header,
    '.ecaOauth',
    '</ExtlClntAppOauthSettings>',
    `<oauthLink>${orgId}:8880000000000S5</oauthLink></ExtlClntAppOauthSettings>`,
  );
  return edited(linked, '.ecaGlblOauth', '</callbackUrl>', '</callbackUrl><consumerKey>3MVG9retrieved</consumerKey>');
}

describe('the source of a seed', () => {
  it.each(['00D000000000042', '00D0000000000PROD'.slice(0, 15)])(
    'may have been retrieved from an org, whose values stay as they are: %s',
    (orgId) => {
      const org = seeded(retrieved(orgId));
      expect(fieldsOf(org, 'ExternalClientApplication')['orgScopedExternalApp']).toBe(`${orgId}:Billing_Sync`);
      expect(fieldsOf(org, 'ExtlClntAppOauthSettings')['oauthLink']).toBe(`${orgId}:8880000000000S5`);
      expect(fieldsOf(org, 'ExtlClntAppGlobalOauthSettings')['consumerKey']).toBe('3MVG9retrieved');
      expect(org.unread).toEqual([]);
    },
  );

  it('may hold the secret, which then gives a token', async () => {
    const files = edited(
      retrieved(),
      '.ecaGlblOauth',
      '</consumerKey>',
      '</consumerKey><consumerSecret>known</consumerSecret>',
    );
    const info = await seeded(files).start();
    expect((await exchange(info, { key: '3MVG9retrieved', secret: 'known' })).status).toBe(200);
  });

  it('may hold apps of a package, with its namespace', () => {
    const packaged = Object.fromEntries(
      Object.entries(retrieved('00D000000000DEV')).map(([path, text]) => [
        path.replace(/Billing_Sync/, 'acme__Billing_Sync'),
        text
          .replace(/(<externalClientApplication>)/, '$1acme__')
          .replace('<distributionState>Local', '<distributionState>Managed'),
      ]),
    );
    const names = seeded(packaged)
      .snapshot()
      .components.map(({ fullName }) => fullName);
    expect(names).toContain('acme__Billing_Sync');
    expect(names.filter((name) => name.startsWith('acme__'))).toHaveLength(5);
  });

  it('may have fields of another API version', () => {
    const files = {
      ...billing,
      'settings/ExternalClientApp.settings-meta.xml': `<ExternalClientAppSettings ${XMLNS}><enableExternalClientApps>true</enableExternalClientApps></ExternalClientAppSettings>`,
    };
    expect(seeded(files).snapshot().settings['enableExternalClientApps']).toBe(true);
  });

  it('may be in metadata format', () => {
    const files = Object.fromEntries(
      Object.entries(billing).map(([path, text]) => [path.replace('-meta.xml', ''), text]),
    );
    const org = seeded({ ...files, 'package.xml': `<Package ${XMLNS}/>` });
    expect(org.snapshot().components).toHaveLength(5);
    expect(org.unread).toEqual([]);
  });

  it('yields to the settings that the seed names itself', () => {
    const on = '<enableClientSecretInRestApiAccess>true</enableClientSecretInRestApiAccess>';
    const path = 'settings/ExternalClientApp.settings-meta.xml';
    const files = { ...billing, [path]: `<ExternalClientAppSettings ${XMLNS}>${on}</ExternalClientAppSettings>` };
    const name = 'enableClientSecretInRestApiAccess';
    expect(seeded(files).snapshot().settings[name]).toBe(true);
    expect(seeded(files, { settings: { [name]: false } }).snapshot().settings[name]).toBe(false);
  });

  it('may hold a Connected App beside the app that Setup made of it', () => {
    const legacy = `<ConnectedApp ${XMLNS}><contactEmail>a@acme.example</contactEmail><label>Billing</label></ConnectedApp>`;
    const org = seeded({ ...billing, 'connectedApps/Billing_Sync.connectedApp-meta.xml': legacy });
    expect(org.snapshot().components).toHaveLength(6);
  });

  it('is read-only beside that app, and active again by the same key once the app is deleted', async () => {
    const legacy = `<ConnectedApp ${XMLNS}><contactEmail>a@acme.example</contactEmail><label>Billing</label>
      <oauthConfig><callbackUrl>https://acme.example/cb</callbackUrl><consumerKey>3MVG9billing.key</consumerKey>
      <isClientCredentialEnabled>true</isClientCredentialEnabled><scopes>Api</scopes>
      <oauthClientCredentialUser>billing.sync@acme.example</oauthClientCredentialUser></oauthConfig></ConnectedApp>`;
    const file = { 'connectedApps/Billing_Sync.connectedApp-meta.xml': legacy };
    const org = seeded({ ...billing, ...file }, { settings: { enableClientSecretInRestApiAccess: true } });
    const info = await org.start();
    const pair = await readCredentials(info);
    const changed = file['connectedApps/Billing_Sync.connectedApp-meta.xml'].replace('Billing<', 'Other<');
    const change = { 'connectedApps/Billing_Sync.connectedApp-meta.xml': changed };
    expect((await deploySet(info, change)).problems[0]).toContain('was migrated to an external client app');
    expect((await exchange(info, pair)).status).toBe(200);
    const gone = manifestXml({ ExternalClientApplication: ['Billing_Sync'] });
    const extra = { 'package.xml': manifestXml({}), 'destructiveChanges.xml': gone };
    expect((await deploySet(info, {}, { extra })).success).toBe(true);
    expect(org.snapshot().components.map(({ type }) => type)).toEqual(['ConnectedApp']);
    expect((await exchange(info, pair)).status).toBe(200);
    const usage = await getJson(info, 'apps/oauth/usage');
    expect(JSON.stringify(usage)).not.toContain('Billing_Sync');
    expect((await deploySet(info, change)).problems).toEqual([]);
  });

  it('may have a run-as user who is inactive by now', () => {
    const [admin] = users;
    const inactive = { username: 'billing.sync@acme.example', active: false };
    expect(seeded(billing, { users: admin === undefined ? [] : [admin, inactive] }).snapshot().components).toHaveLength(
      5,
    );
  });

  it('follows the org when it gets an identity of its own', async () => {
    const files = edited(
      retrieved(),
      '.ecaGlblOauth',
      '</consumerKey>',
      '</consumerKey><consumerSecret>known</consumerSecret>',
    );
    const source = folderWith(files);
    const started = [1, 2].map(
      () => new LocalOrg({ seed: { org: { id: '00D000000000042EAA' }, users, source }, ownIdentity: true }),
    );
    orgs.push(...started);
    const infos = await Promise.all(started.map((org) => org.start()));
    expect(new Set(infos.map(({ orgId }) => orgId)).size).toBe(2);
    expect(new Set(infos.map(({ username }) => username)).size).toBe(2);
    for (const [index, org] of started.entries()) {
      const { orgId = '' } = infos[index] ?? {};
      expect(orgId).toMatch(/^00D\w{15}$/);
      const link = String(fieldsOf(org, 'ExtlClntAppOauthSettings')['oauthLink']);
      expect(link).toBe(`${orgId.slice(0, 15)}:8880000000000S5`);
      const { body } = await exchange(org.info, { key: '3MVG9retrieved', secret: 'known' });
      expect(body['id']).toContain(orgId);
    }
  });

  it('says what was not read', () => {
    const org = seeded({
      ...billing,
      'classes/Billing.cls': 'class',
      'profiles/Admin.profile-meta.xml': '<Profile/>',
      'README.md': 'about',
      '.forceignore': '',
    });
    expect(org.unread).toEqual(['classes/Billing.cls', 'profiles/Admin.profile-meta.xml']);
  });

  it.each<[what: string, files: SourceSet, message: RegExp]>([
    ['no component', { 'classes/Billing.cls': '' }, /source: holds no component .* Not read: classes\/Billing\.cls\./],
    ['nothing', { '.keep': '' }, /source: holds no component/],
    [
      'a component twice',
      { ...billing, 'other/Billing_Sync.eca': billing['externalClientApps/Billing_Sync.eca-meta.xml'] ?? '' },
      /source\/other\/Billing_Sync\.eca: is there twice, also as externalClientApps\/Billing_Sync\.eca-meta\.xml/,
    ],
    [
      'a field that no version has',
      edited(billing, '.eca', '<label>', '<colour>red</colour><label>'),
      /Element \{[^}]+\}colour invalid at this location in type ExternalClientApplication/,
    ],
    [
      'a user who is not there',
      edited(billing, '.ecaOauthPlcy', '>Billing.Sync@acme.example<', '>nobody@acme.example<'),
      /The seed has no user "nobody@acme\.example"/,
    ],
    [
      'a variant that is none',
      { 'Agent.externalCredential-meta.xml': externalCredential('ClientCredentials') },
      /"ClientCredentials" is no authentication protocol variant of Oauth\. Use one of ClientCredentialsClientSecret, /,
    ],
    [
      'a variant without its URL',
      { 'Agent.externalCredential': externalCredential('ClientCredentialsClientSecret') },
      /"Oauth ClientCredentialsClientSecret" requires .*: AuthProtocolVariant, AuthProviderUrl\./,
    ],
    [
      'a variant without its certificate',
      { 'Agent.externalCredential': externalCredential('ClientCredentialsJwtAssertion', 'AuthProviderUrl') },
      /AuthProtocolVariant, AuthProviderUrl, SigningCertificate\./,
    ],
    [
      'the browser flow without a provider',
      { 'Agent.externalCredential': externalCredential(undefined) },
      /"Oauth" requires .*: AuthProvider\./,
    ],
  ])('is refused with %s', (_, files, message) => {
    expect(() => seeded(files)).toThrow(message);
  });
});

function externalCredential(variant: string | undefined, ...more: readonly string[]): string {
  const parameter = (type: string, value: string): string =>
    `<externalCredentialParameters><parameterName>${type}</parameterName><parameterType>${type}</parameterType><parameterValue>${value}</parameterValue></externalCredentialParameters>`;
  const parameters = [
    ...(variant === undefined ? [] : [parameter('AuthProtocolVariant', variant)]),
    ...more.map((type) => parameter(type, 'https://acme.example')),
    parameter('NamedPrincipal', ''),
  ];
  return `<ExternalCredential ${XMLNS}><authenticationProtocol>Oauth</authenticationProtocol>${parameters.join('')}<label>Agent</label></ExternalCredential>`;
}
