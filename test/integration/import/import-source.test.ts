import {
  chmodSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { emptyFolder, runEca } from '../../cli/run-eca.js';
import { runHere } from '../../cli/run-here.js';

const FIXTURES = fileURLToPath(new URL('../../fixtures/', import.meta.url));

interface ImportResult {
  readonly status: number;
  readonly name?: string;
  readonly message?: string;
  readonly result: {
    readonly apps: readonly string[];
    readonly config: string;
    readonly notes: readonly string[];
    readonly changes: readonly { readonly path: string }[];
  };
}

/** Copies a fixture out of this project, whose .forceignore has nothing to say about it. */
function source(name: string): string {
  const folder = emptyFolder();
  cpSync(join(FIXTURES, name), join(folder, 'src'), { recursive: true });
  return folder;
}

async function importInto(cwd: string, ...more: readonly string[]): Promise<ImportResult> {
  const { stdout } = await runHere(['import', '--source-dir', 'src', '--json', ...more], { cwd });
  return JSON.parse(stdout) as ImportResult;
}

const config = (cwd: string): string => readFileSync(join(cwd, 'eca.config.yaml'), 'utf8');

function put(cwd: string, path: string, text: string): void {
  mkdirSync(dirname(join(cwd, path)), { recursive: true });
  writeFileSync(join(cwd, path), text);
}

const SOURCES = [
  'local-org/billing-sync',
  'local-org/setup-made',
  'local-org/two-apps',
  'local-org/packaged',
  'local-org/unordered',
  'metadata/02-jwt-tokens/expected',
  'metadata/03-pre-authorised/expected',
  'metadata/05-subscriber/expected',
  'metadata/06-trusted-ip-ranges/expected',
  'metadata/07-saml-by-fields/expected',
  'metadata/09-api-68/expected',
  'metadata/10-api-62-jwt/expected',
];

describe('eca import --source-dir', () => {
  it.each(SOURCES)('takes over %s, and a second import finds nothing to change', async (name) => {
    const cwd = source(name);
    const first = await importInto(cwd);
    expect({ ...first, result: undefined }).toEqual({ status: 0, result: undefined, warnings: [] });
    expect(first.result.apps.length).toBeGreaterThan(0);
    const text = config(cwd);
    const second = await importInto(cwd);
    expect(second).toMatchObject({ status: 0, result: { changes: [], waiting: [], written: false } });
    expect(config(cwd)).toBe(text);
    expect((await runHere(['validate'], { cwd })).code).toBe(0);
  });

  it.each([
    ['eca.config.yaml', ''],
    ['other.yaml', ' --config other.yaml'],
    ['teams/eca.config.yaml', ' --config teams/eca.config.yaml'],
    ['my config.yaml', " --config 'my config.yaml'"],
  ])('names the config %s in the next commands where they would not find it', async (output, flag) => {
    const cwd = source('local-org/billing-sync');
    const { stdout } = await runHere(['import', '--source-dir', 'src', '--output', output], { cwd });
    expect(stdout).toContain(`Next: eca plan -o ORG${flag} compares it with an org; eca validate${flag} checks it.`);
  });

  it('leaves out an app of which its publisher alone decides, and says so; alone it is an error', async () => {
    const cwd = source('local-org/packaged');
    const app =
      '<ExternalClientApplication xmlns="http://soap.sforce.com/2006/04/metadata"><label>H</label></ExternalClientApplication>';
    put(cwd, 'src/externalClientApps/vendor__Hub.eca-meta.xml', app);
    const { result } = await importInto(cwd);
    expect(result.apps).not.toContain('vendor__Hub');
    expect(result.notes.filter((note) => note.startsWith('vendor__Hub: '))).toEqual([
      expect.stringMatching(/policies.*were not found; it is left out\..*role: subscriber and runAsUser/) as string,
    ]);
    expect(config(cwd)).not.toContain('vendor__Hub');
    const alone = emptyFolder();
    put(alone, 'src/externalClientApps/vendor__Hub.eca-meta.xml', app);
    expect(await importInto(alone)).toMatchObject({
      name: 'ImportIncompleteError',
      message: expect.stringContaining('vendor__Hub: somebody else publishes the app') as string,
    });
    expect(existsSync(join(alone, 'eca.config.yaml'))).toBe(false);
  });

  it('writes an app as Setup made it by keys, names and fields, with what belongs to the org as a note', async () => {
    const cwd = source('local-org/setup-made');
    await importInto(cwd);
    expect(config(cwd)).toMatchInlineSnapshot(`
      "# yaml-language-server: $schema=./.eca/eca-config.schema.json
      # Written by \`eca import\`. \`eca plan\` compares it with an org, \`eca deploy\` brings an org in line with it.
      # Only the keys that stand here are managed; docs/config.md lists the others.

      apiVersion: "66.0"
      apps:
        Ledger_Export:
          label: Ledger Export
          contactEmail: finance@acme.example
          scopes: [api, offline_access]
          clientCredentials: false
          callbackUrls: [https://ledger.acme.example/callback, https://ledger.acme.example/second]
          names:
            ExtlClntAppConfigurablePolicies: Ledger_Export_plcy
            ExtlClntAppOauthConfigurablePolicies: Ledger_Export_oauthPlcy
          fields:
            ExtlClntAppGlobalOauthSettings:
              isSecretRequiredForTokenExchange: true
              label: Ledger Export Global OAuth
            ExtlClntAppOauthSettings:
              label: Ledger Export OAuth
            ExtlClntAppConfigurablePolicies:
              label: Ledger Export Policy
            ExtlClntAppOauthConfigurablePolicies:
              label: Ledger Export OAuth Policy
              refreshTokenPolicyType: SpecificLifetime
              refreshTokenValidityPeriod: 365
              refreshTokenValidityUnit: Days
      "
    `);
  });

  it('says of which parts an app consists that has no OAuth', async () => {
    const cwd = source('local-org/two-apps');
    await importInto(cwd);
    expect(config(cwd)).toContain('  Badge_Reader:\n    label: Badge Reader\n');
    expect(config(cwd)).toContain('    parts: []\n');
  });

  it('never writes a consumer key, and says once that it was left out', async () => {
    const cwd = source('local-org/billing-sync');
    const file = 'src/extlClntAppGlobalOauthSets/Billing_Sync_glbloauth.ecaGlblOauth-meta.xml';
    const text = readFileSync(join(cwd, file), 'utf8');
    const keys = '<consumerKey>3MVG9_of_one_org</consumerKey><consumerSecret>Never-shown-secret-4711</consumerSecret>';
    put(cwd, file, text.replace('<externalClientApplication>', `${keys}<externalClientApplication>`));
    const { result } = await importInto(cwd);
    expect(result.notes.filter((note) => note.includes('consumerKey'))).toHaveLength(1);
    expect(JSON.stringify(result) + config(cwd)).not.toMatch(/3MVG9_of_one_org|Never-shown-secret/);
  });

  it('names what a config cannot say, with its value, and writes nothing without --force', async () => {
    const cwd = source('local-org/billing-sync');
    const file = 'src/extlClntAppOauthPolicies/Billing_Sync_oauth_defaultPolicy.ecaOauthPlcy-meta.xml';
    const text = readFileSync(join(cwd, file), 'utf8');
    put(
      cwd,
      file,
      text.replace(/<permittedUsersPolicyType>\w+</, '<permittedUsersPolicyType>AdminApprovedPreAuthorized<'),
    );
    const refused = await importInto(cwd);
    expect(refused).toMatchObject({ status: 4, name: 'ImportIncompleteError' });
    expect(refused.message).toContain('permittedUsersPolicyType');
    expect(refused.message).toContain('"AdminApprovedPreAuthorized"');
    expect(existsSync(join(cwd, 'eca.config.yaml'))).toBe(false);
    const forced = await importInto(cwd, '--force');
    expect(forced.status).toBe(0);
    expect(forced.result.notes.join('\n')).toContain('permittedUsersPolicyType');
    expect(config(cwd)).not.toContain('AdminApproved');
  });

  const POLICY = 'src/extlClntAppOauthPolicies/Billing_Sync_oauth_defaultPolicy.ecaOauthPlcy-meta.xml';
  const USER = /\s*<clientCredentialsFlowUser>[^<]*<\/clientCredentialsFlowUser>/;
  const SWITCH = /(<isClientCredentialsFlowEnabled>)true/;

  it.each([
    ['the flow on without a user', POLICY, USER, '', /isClientCredentialsFlowEnabled of \w+ \w+ = true/],
    [
      'the switch of the policy off',
      POLICY,
      SWITCH,
      '$1false',
      /isClientCredentialsFlowEnabled of ExtlClntAppOauth\w+ \w+ = false/,
    ],
    [
      'the switch of the app off',
      'src/extlClntAppGlobalOauthSets/Billing_Sync_glbloauth.ecaGlblOauth-meta.xml',
      SWITCH,
      '$1false',
      /isClientCredentialsFlowEnabled of ExtlClntAppGlobal\w+ \w+ = false/,
    ],
  ])('names %s, with its value, and writes nothing without --force', async (_, file, pattern, by, said) => {
    const cwd = source('local-org/billing-sync');
    const text = readFileSync(join(cwd, file), 'utf8');
    expect(text).toMatch(pattern);
    put(cwd, file, text.replace(pattern, by));
    const refused = await importInto(cwd);
    expect(refused).toMatchObject({ status: 4, name: 'ImportIncompleteError' });
    expect(refused.message).toMatch(said);
    expect(existsSync(join(cwd, 'eca.config.yaml'))).toBe(false);
    const forced = await importInto(cwd, '--force');
    expect(forced.status).toBe(0);
    expect(forced.result.notes.join('\n')).toMatch(said);
  });

  it('refuses to choose between files of several environments, and takes each as an overlay', async () => {
    const cwd = source('local-org/billing-sync');
    const policy = 'extlClntAppOauthPolicies/Billing_Sync_oauth_defaultPolicy.ecaOauthPlcy-meta.xml';
    const text = readFileSync(join(cwd, 'src', policy), 'utf8');
    put(cwd, `uat/${policy}`, text.replace('Sync@acme.example<', 'Sync@acme.example.uat<'));
    const both = await runHere(['import', '--source-dir', '.', '--json'], { cwd });
    expect(both.code).toBe(4);
    expect(both.stdout).toContain('which do not say the same');
  });

  it.each([
    ['the publisher', '', 'acme__'],
    ['another subscriber', 'acme__', 'acme_beta__'],
  ])(
    'takes an app of another namespace for the one of %s, which it leaves out of the environment',
    async (_, base, own) => {
      const cwd = emptyFolder();
      const install = (folder: string, namespace: string, user: string): void => {
        const app = `${namespace}Hub`;
        const xml = (type: string, inner: string): string =>
          `<${type} xmlns="http://soap.sforce.com/2006/04/metadata">${inner}</${type}>`;
        const owner = `<externalClientApplication>${app}</externalClientApplication>`;
        const contact = '<contactEmail>a@acme.example</contactEmail><label>Hub</label>';
        put(cwd, `${folder}/externalClientApps/${app}.eca-meta.xml`, xml('ExternalClientApplication', contact));
        const policy = `<clientCredentialsFlowUser>${user}</clientCredentialsFlowUser>${owner}<isClientCredentialsFlowEnabled>true</isClientCredentialsFlowEnabled>`;
        const type = 'ExtlClntAppOauthConfigurablePolicies';
        put(cwd, `${folder}/extlClntAppOauthPolicies/Hub_oauth_defaultPolicy.ecaOauthPlcy-meta.xml`, xml(type, policy));
      };
      install('src', base, 'hub@one.example');
      install('other', own, 'hub@two.example');
      const forced = base === '' ? ['--force'] : [];
      expect(await importInto(cwd, ...forced)).toMatchObject({ status: 0 });
      const first = config(cwd);
      const overlay = ['import', '--source-dir', 'other', '-e', 'two', '--json'];
      const { stdout } = await runHere(overlay, { cwd });
      expect(JSON.parse(stdout)).toMatchObject({
        status: 0,
        result: { apps: [`${own}Hub`], written: true },
      });
      expect(stdout).toContain(`${base}Hub is left out of the environment two, whose org has ${own}Hub in its place.`);
      expect(config(cwd).startsWith(first)).toBe(true);
      expect(config(cwd).slice(first.length)).toContain(`      ${base}Hub: null\n      ${own}Hub:\n`);
      expect((await runHere(['validate'], { cwd })).code).toBe(0);
      const again = JSON.parse((await runHere(overlay, { cwd })).stdout) as ImportResult;
      expect(again).toMatchObject({ status: 0, result: { changes: [] } });
    },
  );

  it('changes nothing of an app that is there without --update, and only its own lines with it', async () => {
    const cwd = source('local-org/billing-sync');
    await importInto(cwd);
    const lines = config(cwd)
      .replace('label: Billing Sync', 'label: Billing Sync # as in Setup')
      .replace('  Billing_Sync:', '  # the billing team owns it\n  Billing_Sync:')
      .replace(
        'callbackUrls: [https://billing.acme.example/callback]',
        'callbackUrls: [https://old.acme.example/cb] # soon',
      )
      .replaceAll('\n', '\r\n');
    writeFileSync(join(cwd, 'eca.config.yaml'), lines);
    const waiting = await runHere(['import', '--source-dir', 'src'], { cwd });
    expect(waiting.code).toBe(2);
    expect(waiting.stdout).toContain('-    callbackUrls: [https://old.acme.example/cb] # soon');
    expect(config(cwd)).toBe(lines);
    expect((await importInto(cwd, '--update')).status).toBe(0);
    expect(config(cwd)).toBe(lines.replace('https://old.acme.example/cb', 'https://billing.acme.example/callback'));
  });

  it('keeps what comes from a variable, and the notes, in a list of which one item is new', async () => {
    const cwd = source('local-org/billing-sync');
    await importInto(cwd);
    const list = [
      '    callbackUrls:',
      '      - ${env:CALLBACK} # of the portal',
      '      # the old one',
      '      - https://old.example/x',
    ];
    const before = config(cwd)
      .replace(/^ {4}callbackUrls: .*\n/m, '')
      .trimEnd();
    put(cwd, 'eca.config.yaml', [before, ...list, ''].join('\n'));
    const file = join(cwd, 'src/extlClntAppGlobalOauthSets/Billing_Sync_glbloauth.ecaGlblOauth-meta.xml');
    const urls = 'https://portal.example/x\nhttps://new.example/x';
    const xml = readFileSync(file, 'utf8').replace(
      /<callbackUrl>.*?<.callbackUrl>/s,
      `<callbackUrl>${urls}</callbackUrl>`,
    );
    writeFileSync(file, xml);
    const env = { CALLBACK: 'https://portal.example/x' };
    const { code } = await runHere(['import', '--source-dir', 'src', '--update'], { cwd, env });
    expect(code).toBe(0);
    expect(config(cwd)).toBe([before, ...list, ''].join('\n').replace('old.example', 'new.example'));
  });

  it('writes into the file that a link leads to, which stays as private as it was', async () => {
    const cwd = source('local-org/billing-sync');
    put(cwd, 'shared/real.yaml', "apiVersion: '66.0'\napps:\n");
    chmodSync(join(cwd, 'shared/real.yaml'), 0o600);
    symlinkSync('shared/real.yaml', join(cwd, 'eca.config.yaml'));
    expect(await importInto(cwd)).toMatchObject({ status: 0, result: { written: true } });
    expect(lstatSync(join(cwd, 'eca.config.yaml')).isSymbolicLink()).toBe(true);
    expect(readFileSync(join(cwd, 'shared/real.yaml'), 'utf8')).toContain('  Billing_Sync:\n');
    expect(statSync(join(cwd, 'shared/real.yaml')).mode & 0o777).toBe(0o600);
  });

  it('does not write over a config that is read-only, though its folder would let it', async () => {
    const cwd = source('local-org/billing-sync');
    chmodSync(cwd, 0o777);
    put(cwd, 'eca.config.yaml', "apiVersion: '66.0'\napps:\n");
    chmodSync(join(cwd, 'eca.config.yaml'), 0o444);
    const { code, stderr } = await runEca(['import', '--source-dir', 'src'], { cwd, unprivileged: true });
    expect({ code, text: config(cwd) }).toEqual({ code: 4, text: "apiVersion: '66.0'\napps:\n" });
    expect(stderr).toContain('eca.config.yaml: permission is denied (EACCES). Nothing was changed.');
  });

  it('refuses a file in another encoding, which would lose a letter, unless it is none of its business', async () => {
    const cwd = source('local-org/billing-sync');
    await importInto(cwd, '--output', 'first.yaml');
    const latin = (text: string): Buffer => Buffer.from(text, 'latin1');
    writeFileSync(join(cwd, 'src/report.xml'), latin('<testsuite name="caf\u00e9"/>'));
    expect(await importInto(cwd)).toMatchObject({ status: 0 });
    const path = 'src/externalClientApps/Billing_Sync.eca-meta.xml';
    const xml = readFileSync(join(cwd, path), 'utf8').replace('Billing Sync', 'Caf\u00e9');
    writeFileSync(join(cwd, path), latin(xml));
    const { name, message } = await importInto(cwd, '--output', 'new.yaml');
    expect(name).toBe('SourceInvalidError');
    expect(message).toContain(`${path}: it is not written in UTF-8.`);
    expect((await runHere(['validate', '--source-dir', 'src'], { cwd })).stdout).toContain('is not written in UTF-8');
  });

  it('gives the text to paste for a script, and touches none', async () => {
    const cwd = source('local-org/billing-sync');
    put(
      cwd,
      'eca.config.mjs',
      "export default { apps: { Other: { label: 'O', contactEmail: 'o@acme.example', clientCredentials: false } } };\n",
    );
    const before = readFileSync(join(cwd, 'eca.config.mjs'), 'utf8');
    const { code, stdout } = await runHere(['import', '--source-dir', 'src'], { cwd });
    expect({ code, before }).toEqual({ code: 2, before: readFileSync(join(cwd, 'eca.config.mjs'), 'utf8') });
    expect(stdout).toContain(
      'Files in TypeScript and JavaScript are yours to write, so eca.config.mjs stays as it is.',
    );
    expect(stdout).toContain('"contactEmail": ');
  });

  it('writes beside a new config the schema that it names, where git does not see it', async () => {
    const cwd = source('local-org/billing-sync');
    await importInto(cwd);
    expect(config(cwd)).toContain('$schema=./.eca/eca-config.schema.json');
    const { stdout } = await runHere(['schema'], { cwd });
    expect(readFileSync(join(cwd, '.eca/eca-config.schema.json'), 'utf8')).toBe(stdout);
    expect(readFileSync(join(cwd, '.eca/.gitignore'), 'utf8')).toBe('*\n');
  });

  it('names in the advice of an error the config that --output names, and shows no value as a whole', async () => {
    const cwd = source('local-org/billing-sync');
    const path = join(cwd, 'src/externalClientApps/Billing_Sync.eca-meta.xml');
    const long = 'long'.repeat(10_000);
    writeFileSync(path, readFileSync(path, 'utf8').replace('Billing Sync', long));
    const { code, stderr } = await runHere(['import', '--source-dir', 'src', '--output', 'new.yaml'], { cwd });
    expect(code).toBe(4);
    expect(stderr).toContain('`eca plan --config new.yaml` then shows what differs.');
    expect(stderr.length).toBeLessThan(1000);
    expect(stderr).toContain('label of ExternalClientApplication Billing_Sync = "longlong');
  });

  it('edits JSON with a byte order mark and other line ends in place', async () => {
    const cwd = source('local-org/billing-sync');
    const text = '\u{FEFF}{\r\n\t"apiVersion": "66.0",\r\n\t"apps": {}\r\n}';
    put(cwd, 'eca.config.json', text);
    expect((await importInto(cwd)).status).toBe(0);
    const after = readFileSync(join(cwd, 'eca.config.json'), 'utf8');
    expect(after.startsWith('\u{FEFF}{\r\n\t"apiVersion": "66.0",\r\n\t"apps": {\r\n\t\t"Billing_Sync": {\r\n')).toBe(
      true,
    );
    expect(after.replaceAll('\r\n', '')).not.toContain('\n');
    expect(await importInto(cwd)).toMatchObject({ status: 0, result: { changes: [] } });
  });

  it('gives a whole new script to paste', async () => {
    const cwd = source('local-org/billing-sync');
    const { stdout } = await runHere(['import', '--source-dir', 'src', '--output', 'eca.config.ts'], { cwd });
    const script = /^import [^]*\n\}\);\n/m.exec(stdout)?.[0] ?? '';
    expect(existsSync(join(cwd, 'eca.config.ts'))).toBe(false);
    put(cwd, 'eca.config.ts', script);
    expect(await importInto(cwd)).toMatchObject({ status: 0, result: { changes: [], waiting: [] } });
  });

  it('takes an empty file for a new config, and refuses one that is no map', async () => {
    const cwd = source('local-org/billing-sync');
    put(cwd, 'eca.config.yaml', '\n');
    expect(await importInto(cwd)).toMatchObject({ status: 0, result: { written: true } });
    for (const text of ['just text\n', '- a list\n']) {
      put(cwd, 'eca.config.yaml', text);
      expect(await importInto(cwd)).toMatchObject({ status: 4, name: 'ConfigInvalidError' });
      expect(config(cwd)).toBe(text);
    }
  });

  it('edits JSON in place', async () => {
    const cwd = source('local-org/billing-sync');
    const other = { label: 'Other', contactEmail: 'o@acme.example', clientCredentials: false };
    const text = `${JSON.stringify({ apiVersion: '66.0', apps: { Other: other } }, null, '\t')}\n`;
    put(cwd, 'eca.config.json', text);
    expect((await importInto(cwd)).status).toBe(0);
    const after = readFileSync(join(cwd, 'eca.config.json'), 'utf8');
    expect(after.startsWith(text.slice(0, text.indexOf('\n\t\t}\n')))).toBe(true);
    expect(after).toContain('\n\t\t"Billing_Sync": {\n\t\t\t"label": "Billing Sync",');
  });
});
