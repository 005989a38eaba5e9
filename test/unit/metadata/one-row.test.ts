import { describe, expect, it } from 'vitest';
import { fieldReference } from '../../../src/compose/field-reference.js';
import { configJsonSchema } from '../../../src/config/json-schema.js';
import { includesVersion, NEWEST_API_VERSION, OLDEST_API_VERSION } from '../../../src/metadata/api-version.js';
import { checkFields } from '../../../src/metadata/check-fields.js';
import { enumValues, fieldsOf, fieldVersions, isGroupKind } from '../../../src/metadata/field-table.js';
import type { FieldRow } from '../../../src/metadata/fields/row.js';
import { parse } from '../../../src/metadata/parse.js';
import { render } from '../../../src/metadata/render.js';
import { APP_TYPE_NAMES } from '../../../src/metadata/types.js';

const VERSIONS = Array.from({ length: NEWEST_API_VERSION - OLDEST_API_VERSION + 1 }, (_, n) => OLDEST_API_VERSION + n);
const schema = configJsonSchema() as {
  readonly $defs: {
    readonly fields: { readonly properties: Readonly<Record<string, { readonly properties: object }>> };
  };
};

/** Every field of an app that a config may name: the whole of what its row says, and nothing said elsewhere. */
const FIELDS = APP_TYPE_NAMES.flatMap((type) =>
  fieldsOf(type)
    .filter((row) => row.never !== true && row.field !== 'externalClientApplication')
    .map((row) => ({ type, field: row.field, row })),
);

/** A value that a field takes in an API version; undefined for groups, whose own fields are rows too. */
function valueOf(row: FieldRow, version: number): string | number | boolean | undefined {
  if (isGroupKind(row.kind)) return undefined;
  if (row.kind === 'boolean') return false;
  if (row.kind === 'int') return 5;
  return enumValues(row.kind, version)?.[0] ?? row.values?.[0] ?? (row.scopes === true ? 'Api' : 'text');
}

describe('one row of the field table', () => {
  it.each(FIELDS)('is enough for $type.$field', ({ type, field, row }) => {
    expect(schema.$defs.fields.properties[type]?.properties).toHaveProperty(field);
    expect(fieldReference({ type }).map((entry) => entry.field)).toContain(field);
    for (const version of VERSIONS) {
      const value = row.secret === true ? { kind: 'secret-source', variable: 'X' } : valueOf(row, version);
      if (value === undefined) continue;
      const problems = checkFields(type, { [field]: row.list === true ? [value] : value }, `${version}.0`);
      expect(problems.length === 0, `${version}.0`).toBe(includesVersion(fieldVersions(type, row), version));
    }
  });

  it.each(FIELDS.filter(({ row }) => !isGroupKind(row.kind) && row.secret !== true))(
    'is rendered and read back: $type.$field',
    ({ type, field, row }) => {
      const value = valueOf(row, fieldVersions(type, row).since) ?? '';
      const component = { type, fullName: 'Billing_Sync', fields: { [field]: row.list === true ? [value] : value } };
      const { component: read, problems } = parse(type, 'Billing_Sync', render(component));
      expect(problems).toEqual([]);
      expect(read).toEqual(component);
    },
  );
});
