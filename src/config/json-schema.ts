import * as z from 'zod/mini';
import { SCOPES } from '../metadata/scopes.js';
import { choiceSchema, fieldsSchema, type JsonSchema } from './json-schema-fields.js';
import { KEYS } from './schema-keys.js';
import { configSchema } from './schema.js';

const SCOPE_WORDS = [...SCOPES.map((scope) => scope.protocol), ...SCOPES.map((scope) => scope.metadata)];
const SINK_KINDS = ['file', 'command', 'github', 'exec'];

type Mutable = Record<string, unknown>;
type Path = readonly (string | number)[];

/** Tells whether a path of the schema lies in what an environment says about an app. */
function isOverlay(path: Path): boolean {
  return path.indexOf('apps') > path.indexOf('environments') && path.includes('environments');
}

/** Gives the key of the config that a path of the schema ends with, also through `null` alternatives. */
function keyOf(path: Path): unknown {
  const [key, around] = path.at(-2) === 'anyOf' ? [path.at(-3), path.at(-4)] : [path.at(-1), path.at(-2)];
  return around === 'properties' ? key : undefined;
}

function replace(json: Mutable, schema: JsonSchema): void {
  const { description, default: standard, examples } = json;
  for (const key of Object.keys(json)) Reflect.deleteProperty(json, key);
  const kept = Object.entries({ description, default: standard, examples }).filter(([, value]) => value !== undefined);
  Object.assign(json, Object.fromEntries(kept), schema);
}

function describe(json: Mutable): void {
  const { fields } = json;
  if (!Array.isArray(fields)) return;
  Reflect.deleteProperty(json, 'fields');
  json['description'] = `${String(json['description'])} Becomes ${fields.join(', ')}.`;
}

/** Adds to what the schema says by itself: metadata fields, words that may come from variables, scopes, one kind of sink. */
function refine(json: Mutable, path: Path): void {
  describe(json);
  const { enum: words, type } = json;
  if (Array.isArray(words)) replace(json, choiceSchema(words));
  const key = keyOf(path);
  if (key === 'fields' && type === 'object') {
    replace(json, { $ref: isOverlay(path) ? '#/$defs/fieldsOverlay' : '#/$defs/fields' });
  }
  if ((key === 'scopes' || key === 'expectScopes') && type === 'array') json['items'] = choiceSchema(SCOPE_WORDS);
  if (key === 'sink' && type === 'object' && !isOverlay(path)) {
    json['oneOf'] = SINK_KINDS.map((kind) => ({ required: [kind] }));
  }
}

/**
 * Makes the JSON Schema of the config (draft 2020-12), for completion and checks in editors.
 *
 * Where one of several words is expected, `${env:NAME}` may stand too; numbers and booleans cannot come from a variable.
 * The schema knows keys, types and words. Rules that look at several keys, and API versions, are `eca validate`'s.
 */
export function configJsonSchema(): Record<string, unknown> {
  const { $schema, ...schema } = z.toJSONSchema(configSchema, {
    target: 'draft-2020-12',
    metadata: KEYS,
    unrepresentable: 'any',
    override: ({ jsonSchema, path }) => {
      refine(jsonSchema, path);
    },
  });
  return {
    $schema,
    $id: 'urn:eca-as-code:config',
    title: 'Config of eca-as-code',
    description: 'Salesforce External Client Apps as code: eca.config.yaml.',
    ...schema,
    $defs: { fields: fieldsSchema(false), fieldsOverlay: fieldsSchema(true) },
  };
}
