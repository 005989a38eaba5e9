import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { LocalOrg } from '../../src/local-org/index.js';
import { emptyFolder, runEca } from './run-eca.js';

const USERNAME = 'deployer@acme.example';
const LOGIN = {
  orgId: '00D000000000042AAA',
  accessToken: 'not:encrypted',
  instanceUrl: 'https://acme.my.salesforce.com',
  username: USERNAME,
};

/** Makes a project with one app and one environment, whose login comes from variables, beside a cut-off key of sf. */
function projectWithKey(auth: string): Readonly<{ cwd: string; home: string; store: string }> {
  const [cwd, home] = [emptyFolder(), emptyFolder()];
  writeFileSync(
    join(cwd, 'eca.config.yaml'),
    `apps: { A_App: { label: A, contactEmail: a@acme.example, runAsUser: a@acme.example } }
environments: { uat: { auth: ${auth} } }
`,
  );
  const store = join(home, '.sfdx');
  mkdirSync(store);
  writeFileSync(join(store, 'key.json'), '', { mode: 0o600 });
  return { cwd, home, store };
}

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

  it('keeps no login out that is stored nowhere, which leaves nothing in the home folder either', async () => {
    const localOrg = new LocalOrg();
    try {
      const { instanceUrl, accessToken } = await localOrg.start();
      const { cwd, home, store } = projectWithKey('{ accessToken: UAT_TOKEN, instanceUrl: UAT_URL }');
      const env = { HOME: home, UAT_TOKEN: accessToken, UAT_URL: instanceUrl };
      const { code, stdout } = await runEca(['plan', '-e', 'uat', '--json'], { cwd, env });
      expect(JSON.parse(stdout)).toMatchObject({ status: 0, result: { inSync: false } });
      expect(code).toBe(0);
      expect(readdirSync(store)).toEqual(['key.json']);
    } finally {
      await localOrg.stop();
    }
  });

  it('is named where the session of an sfdx auth URL cannot be encrypted', async () => {
    const localOrg = new LocalOrg({ tls: true });
    try {
      const { sfdxAuthUrl, caFile } = await localOrg.start();
      const { cwd, home } = projectWithKey('{ sfdxAuthUrl: UAT_SFDX_AUTH_URL }');
      const env = { HOME: home, UAT_SFDX_AUTH_URL: sfdxAuthUrl, NODE_EXTRA_CA_CERTS: caFile };
      const { code, stdout } = await runEca(['plan', '-e', 'uat', '--json'], { cwd, env });
      expect(JSON.parse(stdout)).toMatchObject({
        name: 'OrgAuthInvalidError',
        message: expect.stringMatching(/sfdx auth URL cannot be used: key\.json.* is damaged/) as string,
      });
      expect(code).toBe(4);
    } finally {
      await localOrg.stop();
    }
  });
});
