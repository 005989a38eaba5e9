import type * as Published from '@salesforce/types/metadata';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { includesVersion, NEWEST_API_VERSION, OLDEST_API_VERSION } from '../../../src/metadata/api-version.js';
import {
  enumValues,
  FIELD_TABLE,
  fieldVersions,
  findField,
  isGroupKind,
  isRequired,
  typesWithField,
} from '../../../src/metadata/field-table.js';
import type { OAUTH_SETTINGS_FIELDS } from '../../../src/metadata/fields/oauth-settings.js';
import type { POLICIES_FIELDS } from '../../../src/metadata/fields/policies.js';
import { ENUMS } from '../../../src/metadata/fields/enums.js';
import { METADATA_TYPES, findType } from '../../../src/metadata/types.js';
import { PUBLISHED_VERSIONS, publishedEnums, publishedTypes } from './published-schema.js';

/** What the table says of a type in one version, in the words of the published schema. */
function tableAt(type: string, version: number): Record<string, string> {
  const rows = (FIELD_TABLE[type] ?? []).filter((row) => includesVersion(fieldVersions(type, row), version));
  return Object.fromEntries(
    rows.map((row) => [row.field, `${row.kind} ${isRequired(row, version) ? 1 : 0}..${row.list === true ? '*' : 1}`]),
  );
}

describe('the field table', () => {
  it('covers exactly the API versions of the published schema', () => {
    expect(PUBLISHED_VERSIONS).toEqual([60, 61, 62, 63, 64, 65, 66, 67, 68]);
    expect([PUBLISHED_VERSIONS[0], PUBLISHED_VERSIONS.at(-1)]).toEqual([OLDEST_API_VERSION, NEWEST_API_VERSION]);
  });

  it.each(PUBLISHED_VERSIONS)('holds the published fields of API version %i, and no others', (version) => {
    const published = publishedTypes(version);
    for (const [type, fields] of Object.entries(published))
      expect({ [type]: tableAt(type, version) }).toEqual({ [type]: fields });
    const types = METADATA_TYPES.filter((type) => includesVersion(type, version)).map((type) => type.root);
    for (const type of types) expect(Object.keys(published)).toContain(type);
    const absent = METADATA_TYPES.map((type) => type.root).filter((type) => !types.includes(type));
    for (const type of absent) expect(published[type]).toBeUndefined();
  });

  it.each(PUBLISHED_VERSIONS)('holds the published enum values of API version %i, and no others', (version) => {
    for (const [name, values] of Object.entries(publishedEnums(version))) {
      expect({ [name]: [...(enumValues(name, version) ?? [])].sort() }).toEqual({ [name]: values });
    }
  });

  it('names only kinds that exist', () => {
    const kinds = Object.values(FIELD_TABLE).flatMap((rows) => rows.map((row) => row.kind));
    const known = (kind: string): boolean =>
      ['string', 'boolean', 'int'].includes(kind) || Object.hasOwn(ENUMS, kind) || isGroupKind(kind);
    expect(kinds.filter((kind) => !known(kind))).toEqual([]);
  });

  it('lists the fields of each type once, alphabetically by code unit', () => {
    for (const rows of Object.values(FIELD_TABLE)) {
      const names = rows.map((row) => row.field);
      expect(names).toEqual([...new Set(names)].sort());
    }
  });

  it('has a type for every part of an app, each of which names its owner in a required field', () => {
    for (const type of METADATA_TYPES.filter(({ role }) => role === 'part')) {
      expect(type.owner).toBe('externalClientApplication');
      expect(findField(type.name, 'externalClientApplication')?.required).toBe(true);
    }
  });

  it('keeps the client credentials fields out of ExtlClntAppConfigurablePolicies', () => {
    expect(typesWithField('isClientCredentialsFlowEnabled')).toEqual([
      'ExtlClntAppGlobalOauthSettings',
      'ExtlClntAppOauthConfigurablePolicies',
    ]);
    expect(typesWithField('clientCredentialsFlowUser')).toEqual(['ExtlClntAppOauthConfigurablePolicies']);
  });

  it('finds the org-wide setting by its name in a manifest and by its root element', () => {
    expect(findType('Settings')).toBe(findType('ExternalClientAppSettings'));
    expect(findField('Settings', 'enableClientSecretInRestApiAccess')?.kind).toBe('boolean');
  });

  it('names only fields that the types of Salesforce have too', () => {
    type Name<T extends readonly { field: string }[]> = T[number]['field'];
    type Removed = 'isNamedUserJwtEnabled';
    expectTypeOf<Name<(typeof OAUTH_SETTINGS_FIELDS)['ExtlClntAppGlobalOauthSettings']>>().toExtend<
      keyof Published.ExtlClntAppGlobalOauthSettings
    >();
    expectTypeOf<Name<(typeof OAUTH_SETTINGS_FIELDS)['ExtlClntAppOauthSettings']>>().toExtend<
      keyof Published.ExtlClntAppOauthSettings
    >();
    expectTypeOf<Exclude<Name<(typeof POLICIES_FIELDS)['ExtlClntAppOauthConfigurablePolicies']>, Removed>>().toExtend<
      keyof Published.ExtlClntAppOauthConfigurablePolicies
    >();
    expectTypeOf<Name<(typeof POLICIES_FIELDS)['ExtlClntAppConfigurablePolicies']>>().toExtend<
      keyof Published.ExtlClntAppConfigurablePolicies
    >();
    expect(findField('ExtlClntAppOauthConfigurablePolicies', 'isNamedUserJwtEnabled')?.until).toBe(63);
  });
});
