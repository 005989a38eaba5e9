import { expect, it } from 'vitest';
import { runEca } from './run-eca.js';

it('lists the fields of a type with versions and config keys', async () => {
  const { code, stdout } = await runEca(['fields', 'ExtlClntAppOauthConfigurablePolicies']);
  expect(code).toBe(0);
  expect(stdout).toMatch(/clientCredentialsFlowUser +string; 60\.0 and later; key: runAsUser\n/);
});

it.each([
  [['idTokenValidityInMinutes'], 'int; 0 to 720; 60.0 and later'],
  [['namedUserJwtTimeout', '--api-version', '64.0'], /int; [\d, ]+ or 30; 61\.0 and later/],
  [['namedUserJwtTimeout'], /or 30; from 65\.0 on [\d, ]+ or \d+; 61\.0 and later/],
  [['policyAction'], 'Block|RaiseSessionLevel|StepUpMFA; StepUpMFA only in 67.0 and later; 60.0 and later'],
  [['policyAction', '--api-version', '66.0'], 'Block|RaiseSessionLevel; 60.0 and later'],
  [
    ['authenticationProtocol'],
    /\|NTLM\|.*; Certificate, NTLM, [^;]* only in 60\.0 to 66\.0; 60\.0 and later; required/,
  ],
  [['ExtlClntAppOauthSettings.customAttributes'], 'list; at most 128 entries; no key twice; 60.0 and later'],
  [
    ['ExtlClntAppGlobalOauthSettings.certificate'],
    'string; PEM, or in a config its file as { file: PATH }; 60.0 and later',
  ],
])('says what %j takes', async (words, text) => {
  const { stdout } = await runEca(['fields', ...words]);
  if (typeof text === 'string') expect(stdout).toContain(text);
  else expect(stdout).toMatch(text);
});

it.each([
  ['extends', 'See one file for many configs (docs/config.md).'],
  ['app.fields', 'See docs/config.md.'],
])('names the page that tells more of %s', async (key, text) => {
  expect((await runEca(['fields', key])).stdout).toContain(text);
});

it('knows what an API version has', async () => {
  const fieldsOf = async (version: string): Promise<readonly string[]> => {
    const { stdout } = await runEca(['fields', '--api-version', version, '--json']);
    const { result } = JSON.parse(stdout) as {
      readonly result: { readonly fields: readonly { readonly field: string }[] };
    };
    return result.fields.map(({ field }) => field);
  };
  expect(await fieldsOf('68.0')).toContain('isMtlsEnabled');
  expect(await fieldsOf('60.0')).not.toContain('isMtlsEnabled');
});

it.each([
  [['fields', 'Nope'], 'No type, field or key is called "Nope"'],
  [['fields', 'tokenFromat'], 'Did you mean "tokenFormat"?'],
  [['fields', 'app.tokenFromat'], 'Did you mean "tokenFormat"?'],
  [['fields', 'ExtlClntAppOauthSetting'], 'Did you mean "ExtlClntAppOauthSettings"?'],
  [['fields', 'ExtlClntAppOauthSettings.lable'], 'Did you mean "ExtlClntAppOauthSettings.label"?'],
  [['fields', 'isMtlsEnabled', '--api-version', '60.0'], 'This API version does not have "isMtlsEnabled"'],
  [['fields', '--api-version', '99.0'], '"99.0" is no API version'],
  [['fields', 'ExtlClntAppCanvasSettings', '--api-version', '60.0'], 'It is in API version 66.0 and later'],
])('refuses %j', async (argv, message) => {
  const { code, stderr } = await runEca(argv);
  expect(code).toBe(4);
  expect(stderr).toContain(message);
});

interface Found {
  readonly result: {
    readonly fields: readonly Readonly<Record<string, unknown>>[];
    readonly keys: readonly { readonly key: string; readonly becomes: readonly unknown[] }[];
    readonly scopes: readonly { readonly protocol: string; readonly dropped?: boolean }[];
  };
}

const found = async (...words: readonly string[]): Promise<Found['result']> =>
  (JSON.parse((await runEca(['fields', ...words, '--json'])).stdout) as Found).result;

it.each([
  ['app.tokenFormat', ['apps.<name>.tokenFormat']],
  ['apps.Billing_Sync.tokenFormat', ['apps.<name>.tokenFormat']],
  ['apps.Billing_Sync.scopes[1]', ['apps.<name>.scopes']],
  ['runAsUserSuffix', ['environments.<name>.runAsUserSuffix']],
  ['jwt.keyFile', ['environments.<name>.auth.jwt.keyFile', 'environments.<name>.sandbox.auth.jwt.keyFile']],
  ['extends', ['extends']],
  [
    'settings',
    [
      'settings',
      'settings.enableClientSecretInRestApiAccess',
      'settings.enableConsumerSecretApiAccess',
      'settings.enableExternalClientApps',
      'settings.enablePackageEcaOauthFromDevOrg',
    ],
  ],
])('explains %s as keys of the config', async (name, keys) => {
  expect((await found(name)).keys.map(({ key }) => key)).toEqual(keys);
});

it('explains all keys of the top, of an app and of an environment', async () => {
  const top = (await found('config')).keys.map(({ key }) => key);
  expect(top).toEqual(['$schema', 'extends', 'apiVersion', 'settings', 'sink', 'apps', 'environments']);
  const app = (await found('app')).keys.map(({ key }) => key);
  expect(app).toEqual(expect.arrayContaining(['apps.<name>.label', 'apps.<name>.sink']));
  expect(app).not.toContain('apps.<name>.verify.query');
  expect((await found('environment')).keys.map(({ key }) => key)).toContain('environments.<name>.sandbox');
});

it('tells words, default, versions, secrets and what the org sets', async () => {
  const { stdout } = await runEca(['fields', 'app.tokenFormat']);
  expect(stdout).toMatch(/^apps\.<name>\.tokenFormat\n {2}word: opaque\|jwt; default: opaque\n/);
  expect(stdout).toMatch(/becomes ExtlClntAppGlobalOauthSettings\.isNamedUserJwtEnabled \(API version \d/);
  const label = await runEca(['fields', 'app.label']);
  expect(label.stdout).toContain('required, unless role: subscriber');
  const [secret] = (await found('ExtlClntAppGlobalOauthSettings.consumerSecret')).fields;
  expect(secret).toMatchObject({ secret: true, since: 60, configKeys: ['credentials'] });
  const [link] = (await found('oauthLink')).fields;
  expect(link).toMatchObject({ type: 'ExtlClntAppOauthSettings', serverOwned: true });
  const [mtls] = (await found('isMtlsEnabled')).fields;
  expect(mtls?.since).toBeGreaterThan(60);
});

it('lists the scopes, of which a config takes either name, and what the flow leaves out', async () => {
  const { scopes, keys } = await found('scopes');
  expect(scopes).toHaveLength(36);
  expect(scopes.filter(({ dropped }) => dropped).map(({ protocol }) => protocol)).toEqual([
    'full',
    'offline_access',
    'refresh_token',
    'web',
  ]);
  expect(keys.map(({ key }) => key)).toContain('apps.<name>.scopes');
  const { stdout } = await runEca(['fields', 'scopes']);
  expect(stdout).toMatch(/^ {2}mcp_api +MCP +came with API version 66\.0$/m);
  expect(stdout).toMatch(/^ {2}web +Web +tokens of the client credentials flow never carry it$/m);
});
