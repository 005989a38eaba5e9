import { expect, it } from 'vitest';
import { runEca } from './run-eca.js';

it('lists the fields of a type with versions and config keys', async () => {
  const { code, stdout } = await runEca(['fields', 'ExtlClntAppOauthConfigurablePolicies']);
  expect(code).toBe(0);
  expect(stdout).toMatch(/clientCredentialsFlowUser +string; 60\.0 and later; key: runAsUser\n/);
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
  [['fields', 'Nope'], 'No fields of "Nope" are known'],
  [['fields', '--api-version', '99.0'], '"99.0" is no API version'],
  [['fields', 'ExtlClntAppCanvasSettings', '--api-version', '60.0'], 'No fields of "ExtlClntAppCanvasSettings"'],
])('refuses %j', async (argv, message) => {
  const { code, stderr } = await runEca(argv);
  expect(code).toBe(4);
  expect(stderr).toContain(message);
});
