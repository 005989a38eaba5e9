import { NEWEST_API_VERSION, OLDEST_API_VERSION, spellVersions } from '../metadata/api-version.js';
import { enumValues, fieldsOf, fieldVersions, isGroupKind } from '../metadata/field-table.js';
import type { FieldRow } from '../metadata/fields/row.js';
import { APP_TYPE_NAMES, findType } from '../metadata/types.js';

/** A JSON Schema, as plain data. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/** A text that takes its value, or a part of it, from environment variables. */
const PLACEHOLDER_SCHEMA: JsonSchema = { type: 'string', pattern: '\\$\\{env:[A-Za-z_][A-Za-z0-9_]*\\}' };

/** A secret: one environment variable and nothing else. */
export const SECRET_SCHEMA: JsonSchema = { type: 'string', pattern: '^\\$\\{env:[A-Za-z_][A-Za-z0-9_]*\\}$' };

/** A certificate by its file. */
const FILE_SCHEMA: JsonSchema = {
  type: 'object',
  properties: {
    file: { description: 'A PEM file, by a path that begins at the folder of the config.', type: 'string' },
  },
  required: ['file'],
  additionalProperties: false,
};

/** Gives the values that an enum has in any API version. */
function everyValue(kind: string): readonly string[] | undefined {
  const versions = Array.from(
    { length: NEWEST_API_VERSION - OLDEST_API_VERSION + 1 },
    (_, n) => OLDEST_API_VERSION + n,
  );
  const values = versions.map((version) => enumValues(kind, version));
  return values[0] === undefined ? undefined : [...new Set(values.flatMap((names) => names ?? []))];
}

/** Makes a choice of words, which a variable may hold as well. */
export function choiceSchema(words: readonly unknown[]): JsonSchema {
  return { anyOf: [{ type: 'string', enum: words }, PLACEHOLDER_SCHEMA] };
}

function valueSchema(row: FieldRow, nullable: boolean): JsonSchema {
  if (row.secret === true) return SECRET_SCHEMA;
  if (isGroupKind(row.kind)) return groupSchema(row.kind, nullable);
  if (row.kind === 'boolean') return { type: 'boolean' };
  if (row.kind === 'int') return { type: 'integer' };
  if (row.compare === 'certificate') return { anyOf: [{ type: 'string' }, FILE_SCHEMA] };
  const words = row.values ?? everyValue(row.kind);
  return words === undefined ? { type: 'string' } : choiceSchema(words);
}

function fieldSchema(owner: string, row: FieldRow, nullable: boolean): JsonSchema {
  const value = valueSchema(row, nullable && row.list !== true);
  const whole = row.list === true ? { type: 'array', items: value } : value;
  const secret = row.secret === true ? ' A secret: only ${env:NAME} may stand here.' : '';
  const description = `API version ${spellVersions(fieldVersions(owner, row))}.${secret}`;
  return { description, ...(nullable ? { anyOf: [whole, { type: 'null' }] } : whole) };
}

function groupSchema(name: string, nullable: boolean): JsonSchema {
  const rows = fieldsOf(name).filter((row) => row.never !== true && row.field !== 'externalClientApplication');
  const properties = Object.fromEntries(rows.map((row) => [row.field, fieldSchema(name, row, nullable)]));
  return { type: 'object', properties, additionalProperties: false };
}

/**
 * Makes the schema of the key `fields` out of the field table: every type of an app, with every field of any version.
 *
 * @param nullable - True for overlays, where `null` removes a field or a type.
 */
export function fieldsSchema(nullable: boolean): JsonSchema {
  const properties = APP_TYPE_NAMES.map((name) => {
    const type = findType(name);
    const description = `API version ${spellVersions(type ?? { since: OLDEST_API_VERSION })}.`;
    const schema = groupSchema(name, nullable);
    return [name, { description, ...(nullable ? { anyOf: [schema, { type: 'null' }] } : schema) }] as const;
  });
  return { type: 'object', properties: Object.fromEntries(properties), additionalProperties: false };
}
