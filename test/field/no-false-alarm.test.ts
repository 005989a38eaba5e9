import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { validateSource } from '../../src/verbs/validate.js';
import { type Files, folderOf, LEDGER, ledger, PATHS, xml } from './field.js';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const FIXTURES = 'test/fixtures/metadata';
const SETS = readdirSync(join(ROOT, FIXTURES))
  .map((name) => `${FIXTURES}/${name}/expected`)
  .filter((folder) => existsSync(join(ROOT, folder)));

describe('files that deploy', () => {
  it.each([...SETS, 'force-app'])('%s gives no error and no warning', async (folder) => {
    const { problems } = await validateSource({ sourceDir: folder, cwd: ROOT });
    expect(problems.filter(({ level }) => level !== 'note')).toEqual([]);
  });

  it('are all of the sets that stories generate', () => {
    expect(SETS.length).toBeGreaterThan(8);
  });
});

/** A whole project of its own, by path; what people have in their repositories, with names of their own. */
const LAYOUTS: Readonly<Record<string, Files>> = {
  'an app that Setup made, retrieved and tidied up': {
    'sfdx-project.json': project({ packageDirectories: [{ path: 'force-app', default: true }] }),
    'force-app/main/default/externalClientApps/Ledger_Sync.eca-meta.xml': xml('ExternalClientApplication', {
      ...LEDGER.header,
      description: 'Bookings of the ledger',
      label: 'Ledger Sync',
    }),
    'force-app/main/default/extlClntAppGlobalOauthSets/Ledger_Sync_glbloauth.ecaGlblOauth-meta.xml': xml(
      'ExtlClntAppGlobalOauthSettings',
      { ...LEDGER.global, isCodeCredFlowEnabled: false, isDeviceFlowEnabled: false, label: 'Ledger Sync' },
    ),
    'force-app/main/default/extlClntAppOauthSettings/Ledger_Sync_oauth.ecaOauth-meta.xml': xml(
      'ExtlClntAppOauthSettings',
      { ...LEDGER.oauth, areAttributesIncludedInAssetToken: false, commaSeparatedOauthScopes: 'Api, RefreshToken' },
    ),
    // Setup names policies after the app with a suffix of its own.
    'force-app/main/default/extlClntAppPolicies/Ledger_Sync_plcy.ecaPlcy-meta.xml': xml(
      'ExtlClntAppConfigurablePolicies',
      {
        externalClientApplication: 'Ledger_Sync',
        isEnabled: true,
        isOauthPluginEnabled: true,
        label: 'Ledger Sync',
        startPage: 'None',
      },
    ),
    'force-app/main/default/extlClntAppOauthPolicies/Ledger_Sync_oauthPlcy.ecaOauthPlcy-meta.xml': xml(
      'ExtlClntAppOauthConfigurablePolicies',
      { ...LEDGER.policy, refreshTokenPolicyType: 'Infinite' },
    ),
    'force-app/main/default/permissionsets/Ledger_Access.permissionset-meta.xml': xml('PermissionSet', {
      hasActivationRequired: false,
      label: 'Ledger Access',
    }),
    'README.md': '# Ledger\n',
  },
  'a folder of CumulusCI, with tokens and an unpackaged part': {
    'sfdx-project.json': project({ packageDirectories: [{ path: 'force-app', default: true }] }),
    'cumulusci.yml': 'minimum_cumulusci_version: 3.0.0\nproject: { name: Ledger }\n',
    'orgs/dev.json': '{ "orgName": "Ledger - Dev", "edition": "Developer" }\n',
    'force-app/main/default/classes/Ledger.cls': 'public class Ledger {}\n',
    ...ledger('unpackaged/config/eca', { policy: { clientCredentialsFlowUser: '%%%RUN_AS%%%' } }),
    'unpackaged/config/eca/package.xml':
      '<?xml version="1.0" encoding="UTF-8"?>\n<Package xmlns="http://soap.sforce.com/2006/04/metadata">\n    <types>\n        <members>*</members>\n        <name>ExternalClientApplication</name>\n    </types>\n    <version>66.0</version>\n</Package>\n',
  },
  'a packaged app, with the policies of its subscribers beside the package': {
    'sfdx-project.json': project({
      namespace: 'acme',
      packageDirectories: [
        { path: 'packaged', default: true, package: 'Ledger', versionNumber: '1.2.0.NEXT' },
        { path: 'subscriber' },
      ],
    }),
    [`packaged/main/default/${PATHS.header}`]: xml('ExternalClientApplication', {
      ...LEDGER.header,
      distributionState: 'Packaged',
    }),
    [`packaged/main/default/${PATHS.oauth}`]: xml('ExtlClntAppOauthSettings', LEDGER.oauth),
    'subscriber/main/default/extlClntAppOauthPolicies/Ledger_Sync_oauth_defaultPolicy.ecaOauthPlcy-meta.xml': xml(
      'ExtlClntAppOauthConfigurablePolicies',
      { ...LEDGER.policy, externalClientApplication: 'acme__Ledger_Sync' },
    ),
  },
};

function project(more: Readonly<Record<string, unknown>>): string {
  return `${JSON.stringify({ sourceApiVersion: '66.0', ...more }, null, 2)}\n`;
}

describe('projects as people lay them out', () => {
  it.each(Object.entries(LAYOUTS))('%s: no error, no warning', async (_what, files) => {
    const cwd = folderOf(files);
    const folders = [...new Set(Object.keys(files).filter((path) => path.endsWith('.xml')))].map(
      (path) => path.split('/')[0] ?? '',
    );
    for (const sourceDir of new Set([...folders, '.'])) {
      const { problems } = await validateSource({ sourceDir, cwd });
      expect(
        problems.filter(({ level }) => level !== 'note'),
        sourceDir,
      ).toEqual([]);
    }
  });
});
