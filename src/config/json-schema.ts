import { SCOPES } from '../metadata/scopes.js';
import { choiceSchema, fieldsSchema, type JsonSchema, SECRET_SCHEMA } from './json-schema-fields.js';
import type { KeyRow } from './key-row.js';
import { CONFIG } from './rows/config.js';
import { type Group, overlayOf, type Shape } from './shape.js';

const SCOPE_WORDS = [...SCOPES.map((scope) => scope.protocol), ...SCOPES.map((scope) => scope.metadata)];
const NULL: JsonSchema = { type: 'null' };

function describe({ text, defaultText, becomes = [] }: KeyRow): string {
  const fields = becomes.map(({ type, field }) => `${type}.${field}`).join(', ');
  const sentences = [
    text,
    defaultText === undefined ? '' : `Default: ${defaultText}.`,
    fields === '' ? '' : `Becomes ${fields}.`,
  ];
  return sentences.filter((sentence) => sentence !== '').join(' ');
}

/** Gives what a schema says of a key beside the shape of its value. */
function about(row: KeyRow): JsonSchema {
  const { default: standard, examples } = row;
  const said = Object.entries({ description: describe(row), default: standard, examples });
  return Object.fromEntries(said.filter(([, value]) => value !== undefined));
}

/** Says of keys that one role need not write that every other has to. */
function requiredOfOthers(needed: readonly (readonly [string, KeyRow])[]): JsonSchema {
  const [first, ...others] = needed.filter(([, row]) => row.optionalFor !== undefined);
  if (first === undefined) return {};
  const isRole = { properties: { role: { const: first[1].optionalFor } }, required: ['role'] };
  return { if: { not: isRole }, then: { required: [first, ...others].map(([key]) => key) } };
}

function groupSchema({ keys, oneOf }: Group, isOverlaid: boolean): JsonSchema {
  const entries = Object.entries(keys);
  const needed = isOverlaid ? [] : entries.filter(([, row]) => row.required === true);
  const required = needed.filter(([, row]) => row.optionalFor === undefined).map(([key]) => key);
  const properties = entries.map(([key, row]) => {
    const shape = isOverlaid ? overlayOf(row.shape) : row.shape;
    return [key, schemaOf(shape, about(row))] as const;
  });
  return {
    type: 'object',
    properties: Object.fromEntries(properties),
    ...(required.length === 0 ? {} : { required }),
    additionalProperties: false,
    ...requiredOfOthers(needed),
    ...(oneOf === undefined || isOverlaid ? {} : { oneOf: oneOf.map((kind) => ({ required: [kind] })) }),
  };
}

const mapSchema = (value: JsonSchema): JsonSchema => ({
  type: 'object',
  propertyNames: { type: 'string' },
  additionalProperties: value,
});

/** Makes the schema of a shape without what is said about its key. */
function plainSchema(shape: Shape, isOverlaid: boolean): JsonSchema {
  const below = (inner: Shape): Shape => (isOverlaid ? overlayOf(inner) : inner);
  switch (shape.kind) {
    case 'text':
    case 'variable-name':
    case 'late-text':
      return { type: 'string' };
    case 'secret':
      return SECRET_SCHEMA;
    case 'boolean':
      return { type: 'boolean' };
    case 'whole-number':
      return { type: 'integer', minimum: Number.MIN_SAFE_INTEGER, maximum: Number.MAX_SAFE_INTEGER };
    case 'true-or-text':
      return { anyOf: [{ type: 'boolean', const: true }, { type: 'string' }] };
    case 'scope':
      return choiceSchema(SCOPE_WORDS);
    case 'choice':
      return choiceSchema(shape.of);
    case 'list':
      return { type: 'array', items: schemaOf(shape.item) };
    case 'one-or-list':
      return { anyOf: [schemaOf(below(shape.of)), { type: 'array', items: schemaOf(shape.of) }] };
    case 'map':
      return mapSchema(schemaOf(below(shape.value)));
    case 'metadata-fields':
      return { $ref: isOverlaid ? '#/$defs/fieldsOverlay' : '#/$defs/fields' };
    case 'metadata-field':
      return {};
    case 'overlay':
      return plainSchema(shape.of, true);
    case 'group':
      return groupSchema(shape, isOverlaid);
  }
}

function schemaOf(shape: Shape, said: JsonSchema = {}): JsonSchema {
  const schema = { ...plainSchema(shape, false), ...said };
  return shape.kind === 'overlay' ? { anyOf: [schema, NULL] } : schema;
}

/**
 * Makes the JSON Schema of the config (draft 2020-12), for completion and checks in editors, out of the rows of its keys.
 *
 * Where one of several words is expected, `${env:NAME}` may stand too; numbers and booleans cannot come from a variable.
 * The schema knows keys, types and words. Rules that look at several keys, and API versions, are `eca validate`'s.
 */
export function configJsonSchema(config: Group = CONFIG): Record<string, unknown> {
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: 'urn:eca-as-code:config',
    title: 'Config of eca-as-code',
    description: 'Salesforce External Client Apps as code: eca.config.yaml.',
    ...schemaOf(config),
    $defs: { fields: fieldsSchema(false), fieldsOverlay: fieldsSchema(true) },
  };
}
