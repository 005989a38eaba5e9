import fc from 'fast-check';
import { includesVersion } from '../../../src/metadata/api-version.js';
import type {
  FieldGroup,
  Fields,
  FieldValue,
  Leaf,
  MetadataComponent,
  WantedComponent,
} from '../../../src/metadata/component.js';
import { enumValues, fieldsOf, fieldVersions, isGroupKind } from '../../../src/metadata/field-table.js';
import type { FieldRow } from '../../../src/metadata/fields/row.js';
import { METADATA_TYPES, type MetadataType } from '../../../src/metadata/types.js';

const VERSION = 66;
const OWNED = METADATA_TYPES.filter((type) => type.role !== 'other' && includesVersion(type, VERSION));
const APPS = ['Billing_Sync', 'Warehouse_Feed', 'Payroll_Export'] as const;

const NAMES = ['Billing_API', 'UAT_Extra', 'Api', 'OpenID', 'CDPQuery'];
const text = fc.oneof(
  fc.constantFrom('', 'Nightly <invoices> & "more"', 'https://acme.example/callback', 'Billing.Sync@Acme.example'),
  fc.stringMatching(/^[A-Za-z0-9 .,_@/-]{0,20}$/),
);
const list = fc.subarray(NAMES).map((names) => names.join(', '));

function leaf(row: FieldRow): fc.Arbitrary<Leaf> {
  if (row.kind === 'boolean') return fc.boolean();
  if (row.kind === 'int') return fc.integer({ min: 0, max: 1440 });
  if (row.compare === 'set') return list;
  if (row.values !== undefined) return fc.constantFrom(...row.values);
  const values = enumValues(row.kind, VERSION);
  return values === undefined ? text : fc.constantFrom(...values);
}

function value(row: FieldRow): fc.Arbitrary<FieldValue> {
  const one: fc.Arbitrary<Leaf | FieldGroup> = isGroupKind(row.kind)
    ? valuesOf(fieldsOf(row.kind).filter(({ secret }) => secret !== true))
    : leaf(row);
  return row.list === true ? fc.array(one, { maxLength: 3 }) : one;
}

function valuesOf(rows: readonly FieldRow[]): fc.Arbitrary<Readonly<Record<string, FieldValue>>> {
  return fc
    .subarray([...rows])
    .chain((chosen) => fc.tuple(...chosen.map((row) => value(row).map((each) => [row.field, each] as const))))
    .map((entries) => Object.fromEntries(entries));
}

/** Fields of a type that a config may set, or that only the org makes up. */
function rowsOf(type: MetadataType, kind: 'config' | 'all'): readonly FieldRow[] {
  return fieldsOf(type.name)
    .filter((row) => includesVersion(fieldVersions(type.name, row), VERSION) && row.field !== type.owner)
    .filter((row) => row.secret !== true && row.never !== true && row.action !== true)
    .filter((row) => kind === 'all' || row.serverOwned !== true);
}

const withOwner = (type: MetadataType, app: string, fields: Fields): Fields =>
  type.owner === undefined ? fields : { ...fields, [type.owner]: app };

function wantedOf(type: MetadataType, app: string): fc.Arbitrary<WantedComponent> {
  const rows = rowsOf(type, 'config');
  return fc.tuple(valuesOf(rows), fc.subarray(rows.map(({ field }) => field))).map(([fields, managed]) => ({
    type: type.name,
    fullName: `${app}${type.partSuffix ?? ''}`,
    fields: withOwner(type, app, fields),
    app,
    managed,
    named: false,
  }));
}

function foundOf(type: MetadataType, app: string): fc.Arbitrary<MetadataComponent> {
  const fullName = type.owner === undefined ? fc.constant(app) : fc.constantFrom(`${app}_plcy`, `Renamed_${app}`);
  return fc.tuple(fullName, valuesOf(rowsOf(type, 'all'))).map(([name, fields]) => ({
    type: type.name,
    fullName: name,
    fields: withOwner(type, app, fields),
  }));
}

const pairs = APPS.flatMap((app) => OWNED.map((type) => ({ app, type })));

/** Components that a config could ask for: some types of some apps, some fields managed, some of them without a value. */
export const anyWanted: fc.Arbitrary<readonly WantedComponent[]> = fc
  .subarray(pairs, { maxLength: 8 })
  .chain((chosen) => fc.tuple(...chosen.map(({ app, type }) => wantedOf(type, app))));

/** Components that an org could hold, under names of its own. */
export const anyFound: fc.Arbitrary<readonly MetadataComponent[]> = fc
  .subarray(pairs, { maxLength: 12 })
  .chain((chosen) => fc.tuple(...chosen.map(({ app, type }) => foundOf(type, app))));
