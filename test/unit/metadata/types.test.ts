import fc from 'fast-check';
import registry from '@salesforce/source-deploy-retrieve/lib/src/registry/metadataRegistry.json' with { type: 'json' };
import { describe, expect, it } from 'vitest';
import { isApiName } from '../../../src/config/rules/names.js';
import { closest } from '../../../src/metadata/closest.js';
import { fieldReference } from '../../../src/compose/field-reference.js';
import { defaultFullName, findType, METADATA_TYPES, sourcePath, typeOfPath } from '../../../src/metadata/types.js';

const nameOf = (type: string, app: string, names?: Record<string, string>): string => {
  const found = findType(type);
  return found === undefined ? '' : defaultFullName(found, app, names);
};

describe('metadata types', () => {
  it('put a component into the folder and file of its type', () => {
    expect(sourcePath({ type: 'ExternalClientApplication', fullName: 'Billing_Sync' })).toBe(
      'externalClientApps/Billing_Sync.eca-meta.xml',
    );
    expect(sourcePath({ type: 'Settings', fullName: 'ExternalClientApp' })).toBe(
      'settings/ExternalClientApp.settings-meta.xml',
    );
  });

  it('lie where the Salesforce libraries look for them', () => {
    const known: Readonly<Record<string, { name: string; directoryName: string; suffix?: string } | undefined>> =
      registry.types;
    for (const { name, folder, suffix } of METADATA_TYPES) {
      expect(known[name.toLowerCase()]).toMatchObject({ name, directoryName: folder, suffix });
    }
  });

  it('are found again by the path of a component, in both formats', () => {
    for (const type of METADATA_TYPES) {
      const path = sourcePath({ type: type.name, fullName: defaultFullName(type, 'Billing_Sync') });
      expect(typeOfPath(`force-app/main/default/${path}`)).toBe(type);
      expect(typeOfPath(path.replace('-meta.xml', ''))).toBe(type);
    }
    expect(typeOfPath('settings/Account.settings-meta.xml')).toBeUndefined();
    expect(typeOfPath('classes/Billing.cls-meta.xml')).toBeUndefined();
  });

  it('name parts as the server would', () => {
    expect(nameOf('ExtlClntAppGlobalOauthSettings', 'Billing_Sync')).toBe('Billing_Sync_glbloauth');
    expect(nameOf('ExtlClntAppOauthConfigurablePolicies', 'Billing_Sync')).toBe('Billing_Sync_oauth_defaultPolicy');
    expect(nameOf('ExtlClntAppConfigurablePolicies', 'Billing_Sync')).toBe('Billing_Sync_defaultPolicy');
  });

  it('name OAuth policies after the OAuth settings that the user named', () => {
    const names = { ExtlClntAppOauthSettings: 'Billing_OAuth' };
    expect(nameOf('ExtlClntAppOauthConfigurablePolicies', 'Billing_Sync', names)).toBe('Billing_OAuth_defaultPolicy');
  });

  it('keep the namespace of an installed app out of the names of its policies', () => {
    expect(nameOf('ExternalClientApplication', 'acme__Portal')).toBe('acme__Portal');
    expect(nameOf('ExtlClntAppConfigurablePolicies', 'acme__Portal')).toBe('Portal_defaultPolicy');
    expect(nameOf('ExtlClntAppOauthConfigurablePolicies', 'ACM_DEV__Portal')).toBe('Portal_oauth_defaultPolicy');
  });

  it('keep out every namespace that the config accepts', () => {
    const namespace = fc.stringMatching(/^[A-Za-z](_?[A-Za-z0-9]){0,14}$/);
    fc.assert(
      fc.property(namespace, (each) => {
        expect(isApiName(`${each}__Portal`)).toBe(true);
        expect(nameOf('ExtlClntAppConfigurablePolicies', `${each}__Portal`)).toBe('Portal_defaultPolicy');
      }),
    );
  });
});

describe('closest', () => {
  it.each([
    ['externalclientapplication', 'ExternalClientApplication'],
    ['lable', 'label'],
    ['isPkceRequird', 'isPkceRequired'],
  ])('finds for %s what is meant', (word, meant) => {
    expect(closest(word, ['label', 'isPkceRequired', 'ExternalClientApplication'])).toBe(meant);
  });

  it('finds nothing for a word that resembles none', () => {
    expect(closest('consumerKey', ['label', 'isPkceRequired'])).toBeUndefined();
    expect(closest('x', ['ab'])).toBeUndefined();
  });
});

describe('the field reference', () => {
  it('tells of a field its kind, values, versions and config keys', () => {
    const fields = fieldReference({ type: 'ExtlClntAppOauthConfigurablePolicies', apiVersion: '66.0' });
    expect(fields.find(({ field }) => field === 'clientCredentialsFlowUser')).toMatchObject({
      kind: 'string',
      versions: '60.0 and later',
      configKeys: ['runAsUser'],
    });
    expect(fields.find(({ field }) => field === 'policyAction')?.values).toEqual(['Block', 'RaiseSessionLevel']);
    expect(fields.map(({ field }) => field)).not.toContain('isNamedUserJwtEnabled');
    expect(fields.map(({ field }) => field)).toContain('customAttributes[].formula');
  });

  it('covers the app, its parts and the settings, and other types when asked', () => {
    const types = new Set(fieldReference({ apiVersion: '66.0' }).map(({ type }) => type));
    expect(types).toContain('Settings');
    expect(types).toContain('ExtlClntAppCanvasSettings');
    expect(types).not.toContain('PermissionSet');
    expect(types).not.toContain('ExtlClntAppOauthSecuritySettings');
    expect(fieldReference({ type: 'PermissionSet' }).length).toBeGreaterThan(20);
    expect(fieldReference({ type: 'CustomObject' })).toEqual([]);
  });

  it('marks secrets and what the server owns', () => {
    const secret = fieldReference({ type: 'ExtlClntAppGlobalOauthSettings' }).find(
      ({ field }) => field === 'consumerSecret',
    );
    expect(secret).toMatchObject({ secret: true, serverOwned: true });
  });
});
