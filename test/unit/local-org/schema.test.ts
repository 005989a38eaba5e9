import { describe, expect, it } from 'vitest';
import { defaultFields } from '../../../src/local-org/metadata/defaults.js';
import {
  METADATA_TYPES,
  metadataPath,
  metadataType,
  metadataTypeOfFile,
} from '../../../src/local-org/metadata/types.js';
import { PUBLISHED_VERSIONS, publishedEnum, publishedFields } from '../../../src/local-org/metadata/schema.js';

const namesOf = (type: string, version: number): string[] | undefined =>
  publishedFields(type, version)?.map(({ name }) => name);

describe('the published schema', () => {
  it('covers v59 to v68', () => {
    expect(PUBLISHED_VERSIONS).toEqual([59, 60, 61, 62, 63, 64, 65, 66, 67, 68]);
  });

  it('has the flow fields in the OAuth policies from v60, and nowhere in the plain policies', () => {
    for (const version of PUBLISHED_VERSIONS) {
      const policy = namesOf('ExtlClntAppOauthConfigurablePolicies', version) ?? [];
      expect(policy.includes('clientCredentialsFlowUser')).toBe(version >= 60);
      expect(policy.includes('isClientCredentialsFlowEnabled')).toBe(version >= 60);
      const plain = namesOf('ExtlClntAppConfigurablePolicies', version) ?? [];
      expect(plain.filter((name) => /ClientCredentials/.test(name))).toEqual([]);
    }
  });

  it('has no type before its version, and enums of each version', () => {
    expect(namesOf('ExtlClntAppOauthSecuritySettings', 66)).toBeUndefined();
    expect(publishedEnum('PolicyAction', 66)).toEqual(['Block', 'RaiseSessionLevel']);
    expect(publishedEnum('PolicyAction', 67)).toContain('StepUpMFA');
    expect(publishedEnum('string', 67)).toBeUndefined();
  });

  it('lists every type of the table in its version, in alphabetical order', () => {
    for (const type of METADATA_TYPES) {
      const names = namesOf(type.root, type.since) ?? [];
      expect(names.length).toBeGreaterThan(0);
      expect(names).toEqual([...names].sort());
    }
  });
});

describe('metadata types', () => {
  it('are found by name, version and file', () => {
    expect(metadataType('ExtlClntAppConfigurablePolicies', 59)).toBeUndefined();
    const policy = metadataTypeOfFile('anywhere/Billing_Sync_oauth_defaultPolicy.ecaOauthPlcy-meta.xml');
    expect(policy?.name).toBe('ExtlClntAppOauthConfigurablePolicies');
    expect(policy === undefined ? '' : metadataPath(policy, 'Billing_Sync')).toBe(
      'extlClntAppOauthPolicies/Billing_Sync.ecaOauthPlcy',
    );
  });

  it('default PKCE and the secret for refresh tokens to on', () => {
    const defaults = defaultFields('ExtlClntAppGlobalOauthSettings');
    const on = Object.keys(defaults).filter((name) => defaults[name] === 'true');
    expect(on.sort()).toEqual([
      'isPkceRequired',
      'isSecretRequiredForRefreshToken',
      'isSecretRequiredForTokenExchange',
    ]);
  });
});
