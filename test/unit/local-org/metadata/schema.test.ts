import { describe, expect, it } from 'vitest';
import { fixtureExtract, localOrgExtract } from '../../../../scripts/extract-schema.mjs';
import { defaultFields } from '../../../../src/local-org/metadata/defaults.js';
import {
  METADATA_TYPES,
  metadataPath,
  metadataType,
  metadataTypeOfFile,
} from '../../../../src/local-org/metadata/types.js';
import { PUBLISHED_VERSIONS, publishedEnum, publishedFields } from '../../../../src/local-org/metadata/schema.js';
import published from '../../../../src/local-org/metadata/published-schema.json' with { type: 'json' };
import fixture from '../../../fixtures/metadata/published-schema.json' with { type: 'json' };
import { publishedEnums, publishedTypes } from '../../metadata/published-schema.js';

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

describe('scripts/extract-schema.mjs', () => {
  const newer = PUBLISHED_VERSIONS.filter((version) => version >= 60);
  /** What the extract was made from, as far as the other extract tells it again. */
  const source = Object.fromEntries(
    newer.map((version) => {
      const types = Object.entries(publishedTypes(version)).map(([type, fields]) => {
        const rows = Object.entries(fields).map(([name, text]) => {
          const [, kind = '', least = '', most = ''] = /^(\w+) (\d)\.\.(.)$/.exec(text) ?? [];
          return [name, kind, Number(least), most === '*' ? 'unbounded' : most];
        });
        return [type, rows] as const;
      });
      return [version, { types: Object.fromEntries(types), enums: publishedEnums(version) }];
    }),
  );
  /** Rows as they would be without version 59. */
  const since60 = (rows: Readonly<Record<string, readonly (readonly unknown[])[]>>): Record<string, unknown> =>
    Object.fromEntries(
      Object.entries(rows).map(([name, spans]) => [
        name,
        spans
          .filter((row) => Number(row.at(-1)) >= 60)
          .map((row) => [...row.slice(0, -2), Math.max(60, Number(row.at(-2))), row.at(-1)]),
      ]),
    );

  it('makes the extract that is here', () => {
    expect(localOrgExtract(source)).toEqual({
      versions: newer,
      types: since60(published.types),
      enums: since60(published.enums),
    });
  });

  it('makes the extract that the tests of the config hold', () => {
    expect(fixtureExtract(source)).toEqual(fixture);
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
    expect(on.sort()).toEqual(['isPkceRequired', 'isSecretRequiredForRefreshToken']);
  });
});
