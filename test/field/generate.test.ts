import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { LocalOrg } from '../../src/local-org/index.js';
import { runHere } from '../cli/run-here.js';
import { folderOf, ledger, PATHS } from './field.js';

const app = (name: string, more = ''): string =>
  `apiVersion: '66.0'\napps:\n  ${name}: { label: Ledger_Sync, contactEmail: ops@acme.example, runAsUser: ledger@acme.example${more} }\n`;
const project = (...paths: readonly string[]): string =>
  JSON.stringify({
    packageDirectories: paths.map((path, index) => ({ path, default: index === 0 })),
    sourceApiVersion: '66.0',
  });

describe('policies of an app from a package have no namespace in their names', () => {
  it.each(['ACM_DEV', 'acme'])('%s', async (namespace) => {
    const cwd = folderOf({ 'eca.config.yaml': app(`${namespace}__Vault_App`, ', role: subscriber') });
    expect((await runHere(['generate'], { cwd })).code).toBe(0);
    const folder = join(cwd, 'force-app/main/default');
    expect(readdirSync(join(folder, 'extlClntAppPolicies'))).toEqual(['Vault_App_defaultPolicy.ecaPlcy-meta.xml']);
    expect(readdirSync(join(folder, 'extlClntAppOauthPolicies'))).toEqual([
      'Vault_App_oauth_defaultPolicy.ecaOauthPlcy-meta.xml',
    ]);
  });
});

describe('the package directories of the project are where components are', () => {
  it('generate writes into the default one, and no second copy', async () => {
    const cwd = folderOf({
      ...ledger('app-source'),
      'eca.config.yaml': app('Ledger_Sync'),
      'sfdx-project.json': project('app-source'),
    });
    expect((await runHere(['generate'], { cwd })).code).toBe(0);
    expect(existsSync(join(cwd, 'force-app'))).toBe(false);
    for (const [folder = ''] of Object.values(PATHS).map((path) => path.split('/'))) {
      expect(readdirSync(join(cwd, 'app-source', folder))).toHaveLength(1);
    }
    expect((await runHere(['generate', '--check'], { cwd })).code).toBe(0);
  });

  it('plan --source reads all of them, and force-app/main/default where no project file is', async () => {
    const { [`second/${PATHS.policy}`]: policy = '' } = ledger('second');
    const rest = ledger('first');
    Reflect.deleteProperty(rest, `first/${PATHS.policy}`);
    const localOrg = new LocalOrg({
      seed: {
        users: [
          { username: 'admin@acme.example', profile: 'System Administrator' },
          { username: 'ledger@acme.example', profile: 'System Administrator' },
        ],
      },
    });
    const { accessToken, instanceUrl } = await localOrg.start();
    const env = { SF_ACCESS_TOKEN: accessToken, ECA_INSTANCE_URL: instanceUrl };
    const config = { 'eca.config.yaml': app('Ledger_Sync') };
    for (const cwd of [
      folderOf({
        ...config,
        ...rest,
        [`second/${PATHS.policy}`]: policy,
        'sfdx-project.json': project('first', 'second'),
      }),
      folderOf({ ...config, ...ledger('force-app/main/default') }),
    ]) {
      const { code, stdout, stderr } = await runHere(['plan', '--source', '--json'], { cwd, env });
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      for (const type of ['ExternalClientApplication', 'ExtlClntAppOauthConfigurablePolicies'])
        expect(stdout).toContain(type);
    }
    await localOrg.stop();
  });
});
