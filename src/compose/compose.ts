import type { ResolvedApp, ResolvedConfig } from '../config/model.js';
import { includesVersion, versionNumber } from '../metadata/api-version.js';
import type { Fields, FieldValue, WantedComponent } from '../metadata/component.js';
import { CONFIG_FIELDS, fieldsOfSetting } from '../config/config-fields.js';
import { fieldVersions, findField, initialFields } from '../metadata/field-table.js';
import { passedThrough } from './pass-through.js';
import { defaultFullName, findType, METADATA_TYPES, type MetadataType } from '../metadata/types.js';

const SETTINGS = 'Settings';

/** What of a config becomes components. */
export type ComposedConfig = Pick<ResolvedConfig, 'apiVersion' | 'settings' | 'apps'>;

/**
 * Composes the components that a config asks for: the parts of each app in deploy order, and the org-wide settings when
 * the config names any.
 *
 * Fields that the API version does not have are left out; the config was checked before. Secrets whose environment
 * variable was not read yet are left out too.
 */
export function compose(config: ComposedConfig): readonly WantedComponent[] {
  const version = versionNumber(config.apiVersion);
  return [...settingsOf(config, version), ...config.apps.flatMap((app) => partsOf(app, version))];
}

function settingsOf(config: ComposedConfig, version: number): WantedComponent[] {
  const written = Object.entries(config.settings).flatMap(([key, value]) =>
    fieldsOfSetting(key).map(({ field }) => [field, value] as const),
  );
  const fields = inVersion(SETTINGS, Object.fromEntries(written), version);
  const type = findType(SETTINGS);
  if (type === undefined || Object.keys(fields).length === 0) return [];
  const fullName = defaultFullName(type, '');
  return [{ type: SETTINGS, fullName, fields, app: '', managed: Object.keys(fields).sort(), named: false }];
}

function partsOf(app: ResolvedApp, version: number): WantedComponent[] {
  const extra = new Set(Object.keys(app.fields).map((name) => findType(name)?.name));
  return METADATA_TYPES.filter((type) => type.role !== 'other' && includesVersion(type, version))
    .filter((type) => app.role === 'owner' || type.policy === true)
    .filter((type) => extra.has(type.name) || belongsTo(app, type))
    .map((type) => component(app, type, version));
}

/** The config may say of which parts an app consists; else it has those that the flow needs. */
function belongsTo({ parts }: ResolvedApp, { name, role, everyApp }: MetadataType): boolean {
  return parts === undefined || role === 'app' ? everyApp === true : parts.some((part) => part === name);
}

function component(app: ResolvedApp, type: MetadataType, version: number): WantedComponent {
  const rows = CONFIG_FIELDS.filter((row) => row.type === type.name && row.onCreate !== true);
  const extra = passedThrough(app, type);
  const owner = type.owner === undefined ? {} : { [type.owner]: app.name };
  const fields = {
    label: app.label,
    ...initialFieldsOf(type),
    ...Object.fromEntries(rows.flatMap((row) => entry(row.field, row.value(app)))),
    ...extra.fields,
    ...owner,
  };
  const managed = rows
    .filter((row) => row.keys.some((key) => app.written.has(key)) || row.alwaysManaged?.(app) === true)
    .map((row) => row.field);
  const names: Readonly<Record<string, string | undefined>> = { ...app.names };
  return {
    type: type.name,
    fullName: defaultFullName(type, app.name, names),
    fields: inVersion(type.name, fields, version),
    app: app.name,
    managed: [...new Set([...managed, ...extra.names])]
      .filter((name) => name !== type.owner && hasField(type.name, name, version))
      .sort(),
    named: names[type.name] !== undefined,
  };
}

/** A part that only some apps have begins with nothing but what the config says. */
const initialFieldsOf = ({ name, everyApp }: MetadataType): Fields => (everyApp === true ? initialFields(name) : {});

const entry = (field: string, value: FieldValue | undefined): (readonly [string, FieldValue])[] =>
  value === undefined ? [] : [[field, value]];

function hasField(type: string, field: string, version: number): boolean {
  const row = findField(type, field);
  return row !== undefined && includesVersion(fieldVersions(type, row), version);
}

function inVersion(type: string, fields: Fields, version: number): Fields {
  return Object.fromEntries(Object.entries(fields).filter(([name]) => hasField(type, name, version)));
}
