import type { AppConfig, EcaConfig } from '../../../src/config/model.js';
import { fieldsOfKey, fieldsOfSetting, keysOfField } from '../../../src/config/config-fields.js';
import { APP_KEYS } from '../../../src/config/rows/app.js';
import { SETTINGS } from '../../../src/config/rows/config.js';
import { includesVersion } from '../../../src/metadata/api-version.js';
import { enumValues, fieldsOf, fieldVersions, findField, isGroupKind } from '../../../src/metadata/field-table.js';
import type { FieldRow } from '../../../src/metadata/fields/row.js';
import { METADATA_TYPES } from '../../../src/metadata/types.js';

export const PERMISSION_SETS = ['Billing_API', 'Billing_Extra'];
export const RUN_AS_USER = 'billing.sync@acme.example';
const CERTIFICATE = `-----BEGIN CERTIFICATE-----\n${'MIIBszCCAVmgAwIBAgIU'.repeat(6)}\n-----END CERTIFICATE-----`;

/** Fields whose first believable value would be refused beside the others: a flow that stands alone, a level out of reach. */
const CHOSEN: Readonly<Record<string, unknown>> = {
  isDeviceFlowEnabled: false,
  requiredSessionLevel: 'STANDARD',
  executeHandlerAs: RUN_AS_USER,
  commaSeparatedOauthScopes: 'Api, CDPQuery',
  commaSeparatedPermissionSet: PERMISSION_SETS.join(', '),
  commaSeparatedProfile: 'System Administrator',
  startIpAddress: '203.0.113.1',
  endIpAddress: '203.0.113.9',
};

/** Keys that become a field, with values for an app that has everything. */
const KEYS: Readonly<Record<string, unknown>> = {
  label: 'Billing <Sync> & "more"',
  contactEmail: 'platform@acme.example',
  description: "Nightly invoices, ümlauts and 'quotes'",
  iconUrl: 'https://acme.example/icon.png',
  logoUrl: 'https://acme.example/logo.png?a=1&b=2',
  distribution: 'Local',
  scopes: ['api', 'cdp_query_api', 'refresh_token'],
  clientCredentials: true,
  runAsUser: RUN_AS_USER,
  callbackUrls: ['https://acme.example/callback', 'acme://callback', 'https://acme.example/other?x=1&y=2'],
  tokenFormat: 'jwt',
  permissionSets: PERMISSION_SETS,
  profiles: ['System Administrator'],
  ipRelaxation: 'Enforce_RelaxRefresh',
  trustedIpRanges: [
    { startIpAddress: '203.0.113.1', endIpAddress: '203.0.113.9', description: 'Office <1>' },
    { startIpAddress: '2001:db8::1', endIpAddress: '2001:db8::ff' },
  ],
  sessionTimeoutMinutes: 30,
  credentials: { key: '3MVG9_full_model', secret: '${env:FULL_MODEL_SECRET}' },
};

function leaf(row: FieldRow, version: number): unknown {
  if (row.secret === true) return '${env:FULL_MODEL_SECRET}';
  if (Object.hasOwn(CHOSEN, row.field)) return CHOSEN[row.field];
  if (row.kind === 'boolean') return row.action !== true;
  const numbers = (row.numbers ?? []).filter(({ since = 0 }) => since <= version).flatMap(({ of }) => of);
  if (row.kind === 'int') return numbers.at(-1) ?? row.range?.[1] ?? 30;
  const values = row.values ?? enumValues(row.kind, version);
  if (values !== undefined) return values.at(-1);
  if (row.compare === 'certificate') return CERTIFICATE;
  return /url$/i.test(row.field) ? `https://acme.example/${row.field}?a=1&b=2` : `${row.field} <&> "text"`;
}

function one(row: FieldRow, version: number, place: number): unknown {
  if (!isGroupKind(row.kind))
    return (place === 0 ? undefined : enumValues(row.kind, version)?.[0]) ?? leaf(row, version);
  const rows = fieldsOf(row.kind).filter((each) => includesVersion(fieldVersions(row.kind, each), version));
  const fields = rows.map((each) => [each.field, value(each, version)] as const);
  const own = row.unique === undefined ? {} : { [row.unique]: `${row.unique}_${place}` };
  return { ...Object.fromEntries(fields), ...own };
}

function value(row: FieldRow, version: number): unknown {
  return row.list === true ? [0, 1].map((place) => one(row, version, place)) : one(row, version, 0);
}

/** Names every field of a type that a config may write in one API version. */
export function writableFields(type: string, version: number): readonly FieldRow[] {
  return fieldsOf(type)
    .filter((row) => includesVersion(fieldVersions(type, row), version) && row.field !== 'externalClientApplication')
    .filter((row) => row.never !== true && row.serverOwned !== true);
}

const isIn = (type: string, field: string, version: number): boolean => {
  const row = findField(type, field);
  return row !== undefined && includesVersion(fieldVersions(type, row), version);
};

/** Types of an app that an API version has. */
export const typesIn = (version: number) =>
  METADATA_TYPES.filter((type) => type.role !== 'other' && includesVersion(type, version));

function keysIn(version: number): Readonly<Record<string, unknown>> {
  const fits = (key: string): boolean => {
    const fields = fieldsOfKey(key);
    const homes = [...Map.groupBy(fields, ({ field }) => field).values()];
    return fields.length > 0 && homes.every((each) => each.some(({ type, field }) => isIn(type, field, version)));
  };
  const missing = APP_KEYS.filter((key) => fieldsOfKey(key).length > 0 && !Object.hasOwn(KEYS, key));
  if (missing.length > 0) throw new Error(`The full model has no value for ${missing.join(', ')}.`);
  return Object.fromEntries(Object.entries(KEYS).filter(([key]) => fits(key)));
}

/** Makes a config that sets every field which an API version has: by its key where there is one, else below `fields`. */
export function fullConfig(version: number): EcaConfig {
  const keys = keysIn(version);
  const fields = typesIn(version).map((type) => {
    const rows = writableFields(type.name, version).filter(
      ({ field }) => !keysOfField(type.name, field).some((key) => Object.hasOwn(keys, key)),
    );
    return [type.name, Object.fromEntries(rows.map((row) => [row.field, value(row, version)]))] as const;
  });
  const names = typesIn(version).filter(({ role }) => role === 'part');
  const app = {
    ...keys,
    names: Object.fromEntries(names.map(({ name }, index) => [name, `Billing_part_${index}`])),
    fields: Object.fromEntries(fields),
  };
  const settings = Object.keys(SETTINGS.keys).filter((key) =>
    fieldsOfSetting(key).some(({ type, field }) => isIn(type, field, version)),
  );
  return {
    apiVersion: `${version}.0`,
    settings: Object.fromEntries(settings.map((key) => [key, true])),
    apps: { Billing_Sync: app as unknown as AppConfig },
  };
}
