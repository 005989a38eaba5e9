import fc from 'fast-check';
import { includesVersion } from '../../src/metadata/api-version.js';
import type { FieldGroup, FieldValue, Leaf, MetadataComponent } from '../../src/metadata/component.js';
import { enumValues, fieldsOf, fieldVersions, isGroupKind, isRequired } from '../../src/metadata/field-table.js';
import type { FieldRow } from '../../src/metadata/fields/row.js';
import { SCOPES } from '../../src/metadata/scopes.js';
import { defaultFullName, METADATA_TYPES, type MetadataType } from '../../src/metadata/types.js';
import { Secret } from '../../src/secret.js';
import { PUBLISHED_VERSIONS } from '../unit/metadata/published-schema.js';
import { xmlText } from './texts.js';

/** A secret that no text of ours may ever hold. */
export const CANARY = 'Never-shown-secret-4711';

/** What was found of some apps, by the schema of one API version. */
export interface Found {
  readonly version: number;
  readonly components: readonly MetadataComponent[];
}

const names = fc.subarray(['Billing_API', 'UAT_Extra', 'acme__Sales', 'Reader'], { minLength: 1 });
const joined = fc.tuple(names, fc.constantFrom(', ', ',', ' , ')).map(([list, comma]) => list.join(comma));
const certificate = fc
  .constantFrom('MIIBszCCAVmgAwIBAgIU', 'MIJ0')
  .map((base) => `-----BEGIN CERTIFICATE-----\n${base}\n-----END CERTIFICATE-----`);

/** Believable values of fields that keys of the config judge; most other texts are taken as they are. */
const BELIEVABLE: Readonly<Record<string, fc.Arbitrary<string>>> = {
  contactEmail: fc.constantFrom('platform@acme.example', 'it@acme.example'),
  label: fc.constantFrom('Billing Sync', 'Ledger: <Export> & more', '007', "it's #1"),
  iconUrl: fc.constantFrom('https://acme.example/icon.png?a=1&b=2'),
  logoUrl: fc.constantFrom('https://acme.example/logo.png'),
  callbackUrl: fc.constantFrom(
    'https://acme.example/callback',
    'https://acme.example/a\nhttps://acme.example/b',
    ' https://acme.example/a \n\n acme://b ',
    'https://localhost/unused-callback',
  ),
  clientCredentialsFlowUser: fc.constantFrom('billing.sync@acme.example', 'Other@Acme.example'),
  startIpAddress: fc.constantFrom('203.0.113.1'),
  endIpAddress: fc.constantFrom('203.0.113.9'),
};

function textOf(row: FieldRow): fc.Arbitrary<string> {
  const believable =
    row.scopes === true
      ? fc
          .subarray(
            SCOPES.map(({ metadata }) => metadata),
            { minLength: 1, maxLength: 4 },
          )
          .map((list) => list.join(', '))
      : row.compare === 'set'
        ? joined
        : row.compare === 'certificate'
          ? certificate
          : BELIEVABLE[row.field];
  return believable === undefined ? xmlText : fc.oneof({ weight: 12, arbitrary: believable }, xmlText);
}

function leaf(row: FieldRow, version: number): fc.Arbitrary<Leaf> {
  if (row.secret === true) return fc.constant(new Secret(CANARY));
  if (row.kind === 'boolean') return fc.boolean();
  if (row.kind === 'int') {
    const numbers = (row.numbers ?? []).filter(({ since = 0 }) => since <= version).flatMap(({ of }) => of);
    return numbers.length > 0
      ? fc.constantFrom(...numbers)
      : fc.integer({ min: 0, max: row.range?.[1] ?? 2 ** 31 - 1 });
  }
  const values = row.values ?? enumValues(row.kind, version);
  return values === undefined ? textOf(row) : fc.constantFrom(...values);
}

function value(row: FieldRow, version: number): fc.Arbitrary<FieldValue> {
  const one: fc.Arbitrary<Leaf | FieldGroup> = isGroupKind(row.kind) ? group(row.kind, version) : leaf(row, version);
  if (row.list !== true) return one;
  const list = fc.array(one, { minLength: 1, maxLength: 3 });
  const { unique } = row;
  if (unique === undefined) return list;
  return list.map((items) => items.map((item, index) => ({ ...(item as FieldGroup), [unique]: `${unique}${index}` })));
}

function rowsIn(type: string, version: number): readonly FieldRow[] {
  return fieldsOf(type).filter((row) => includesVersion(fieldVersions(type, row), version));
}

/** Fields of a type or group as its schema wants them: those that it demands, and any of the others. */
function group(type: string, version: number): fc.Arbitrary<FieldGroup> {
  const rows = rowsIn(type, version).filter(({ field }) => field !== 'externalClientApplication');
  return valuesOfRows(rows, version);
}

function valuesOfRows(rows: readonly FieldRow[], version: number): fc.Arbitrary<FieldGroup> {
  const [needed, others] = [true, false].map((is) => rows.filter((row) => isRequired(row, version) === is));
  return fc
    .subarray([...(others ?? [])])
    .chain((chosen) =>
      fc.tuple(
        ...[...(needed ?? []), ...chosen].map((row) => value(row, version).map((each) => [row.field, each] as const)),
      ),
    )
    .map((entries) => Object.fromEntries(entries));
}

/** Fields of a type that a config may write in one API version, with values of their kinds. */
export function fieldsOfAny(type: string, version: number): fc.Arbitrary<FieldGroup> {
  const isOurs = ({ field, secret, serverOwned, never, action }: FieldRow): boolean =>
    field !== 'externalClientApplication' && !(secret ?? serverOwned ?? never ?? action ?? false);
  const rows = rowsIn(type, version).filter((row) => isOurs(row) && !holdsSecret(row.kind));
  return valuesOfRows(rows, version);
}

const holdsSecret = (kind: string): boolean => fieldsOf(kind).some(({ secret }) => secret === true);

function shown(field: string): fc.Arbitrary<string> {
  return textOf({ field, kind: 'string' }).filter((text) => text.trim() !== '');
}

function part(type: MetadataType, app: string, version: number): fc.Arbitrary<MetadataComponent> {
  const usual = defaultFullName(type, app);
  const fullName = type.role === 'app' ? fc.constant(app) : fc.constantFrom(usual, usual, `${usual}X`);
  // No org has an app without these, whatever they say.
  const demanded = fc.record({ label: shown('label'), contactEmail: shown('contactEmail') });
  return fc.tuple(fullName, group(type.name, version), demanded).map(([name, fields, header]) => ({
    type: type.name,
    fullName: name,
    fields: type.owner === undefined ? { ...fields, ...header } : { ...fields, [type.owner]: app },
  }));
}

function app(name: string, version: number): fc.Arbitrary<readonly MetadataComponent[]> {
  const types = METADATA_TYPES.filter((type) => type.role !== 'other' && includesVersion(type, version));
  const usual = types.filter(({ everyApp }) => everyApp === true);
  // Parts of a developer's stand beside the app itself; policies may stand alone.
  const some = fc
    .subarray(types, { minLength: 1 })
    .map((chosen) =>
      chosen.every(({ policy }) => policy === true)
        ? chosen
        : types.filter((type) => type.role === 'app' || chosen.includes(type)),
    );
  return (
    fc
      // What came with a package has policies, and of those without any there is nothing to say.
      .oneof(fc.constant(usual), fc.constant(usual), name.includes('__') ? fc.constant(usual) : some)
      .chain((chosen) => fc.tuple(...chosen.map((type) => part(type, name, version))))
  );
}

/** Apps as orgs and source folders hold them, each by the schema of the version, with texts of any kind. */
export const foundApps: fc.Arbitrary<Found> = fc
  .tuple(
    fc.constantFrom(...PUBLISHED_VERSIONS),
    fc.oneof(
      { weight: 6, arbitrary: fc.constantFrom(['Billing_Sync'], ['Ledger_Export'], ['acme__Partner_Hub']) },
      {
        weight: 1,
        arbitrary: fc.constantFrom(['Billing_Sync', 'acme__Partner_Hub'], ['Billing_Sync', 'Ledger_Export']),
      },
    ),
  )
  .chain(([version, apps]) =>
    fc.tuple(...apps.map((name) => app(name, version))).map((parts) => ({ version, components: parts.flat() })),
  );
