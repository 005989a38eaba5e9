import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { emptyFolder, runEca } from './run-eca.js';

const USERNAME = 'deployer@acme.example';
const LOGIN = {
  orgId: '00D000000000042AAA',
  accessToken: 'not:encrypted',
  instanceUrl: 'https://acme.my.salesforce.com',
  username: USERNAME,
};

describe('what sf keeps of a login, damaged', () => {
  it.each([
    ['the login, cut off', `${USERNAME}.json`, '{"accessToken":"cut'],
    ['the login, empty', `${USERNAME}.json`, ''],
    ['the key, cut off', 'key.json', '{"service":"sfdx","key":"zz'],
    ['the aliases, cut off', 'alias.json', '{"orgs":{"ac'],
  ])('is a named error with what to do, exit 4: %s', async (_what, name, text) => {
    const [cwd, home] = [emptyFolder(), emptyFolder()];
    writeFileSync(
      join(cwd, 'eca.config.yaml'),
      'apps: { A_App: { label: A, contactEmail: a@acme.example, runAsUser: a@acme.example } }\n',
    );
    mkdirSync(join(home, '.sfdx'));
    writeFileSync(join(home, '.sfdx/alias.json'), JSON.stringify({ orgs: { acme: USERNAME } }));
    writeFileSync(join(home, '.sfdx', `${USERNAME}.json`), JSON.stringify(LOGIN));
    writeFileSync(join(home, '.sfdx', name), text);
    const { code, stdout } = await runEca(['plan', '-o', 'acme', '--json'], { cwd, env: { HOME: home } });
    expect(JSON.parse(stdout)).toMatchObject({
      name: 'OrgAuthInvalidError',
      message: expect.stringMatching(/"acme" cannot be used: .* is damaged/) as string,
      exitCode: 4,
    });
    expect(code).toBe(4);
  });
});
