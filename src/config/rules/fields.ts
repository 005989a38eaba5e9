import { checkFields, missingFields } from '../../metadata/check-fields.js';
import { findType } from '../../metadata/types.js';
import type { AppConfig } from '../model.js';
import { unwrap } from '../overlay-schema.js';
import { appSchema } from '../schema-app.js';
import { KEYS } from '../schema-keys.js';
import { takeSecrets } from '../secret-fields.js';
import { type AppRule, type Finding, problem } from './rule.js';

/** Types that the tool writes for every app; what their schema demands is filled in from the curated keys. */
const ALWAYS_WRITTEN = [
  'ExternalClientApplication',
  'ExtlClntAppGlobalOauthSettings',
  'ExtlClntAppOauthSettings',
  'ExtlClntAppOauthConfigurablePolicies',
  'ExtlClntAppConfigurablePolicies',
];
const OWNER = 'externalClientApplication';

function adviseOther(type: string): string {
  const isSettings = findType(type)?.member !== undefined;
  return isSettings ? 'Write it below settings at the top of the config.' : 'Write what it needs in namedCredential.';
}

function checkType(
  app: string,
  type: string,
  written: Readonly<Record<string, unknown>>,
  apiVersion: string,
): Finding[] {
  if (findType(type)?.role === 'other') {
    return [problem(['fields', type], `${type} is not a part of an app.`, adviseOther(type))];
  }
  const { fields } = takeSecrets(type, written);
  const { [OWNER]: owner, ...rest } = fields;
  const owned = problem(['fields', type, OWNER], `${OWNER} is always the app itself.`, 'Remove it.');
  const missing = ALWAYS_WRITTEN.includes(type) ? [] : missingFields(type, { ...rest, [OWNER]: app }, apiVersion);
  const found = [...checkFields(type, rest, apiVersion), ...missing];
  return [
    ...(owner === undefined ? [] : [owned]),
    ...found.map(({ path, message, action }) => problem(['fields', type, ...path], message, action)),
  ];
}

/** Fields exist in their type and API version, and have values that the schema allows. */
export const fieldTable: AppRule = {
  name: 'field-table',
  reads: ['fields'],
  check: (app, { name, apiVersion }) =>
    Object.entries(app.fields ?? {}).flatMap(([type, fields]) => checkType(name, type, fields, apiVersion)),
};

function keysOf(app: AppConfig, type: string, field: string): readonly string[] {
  return Object.entries(appSchema.shape)
    .filter(
      ([key, schema]) => Object.hasOwn(app, key) && KEYS.get(unwrap(schema))?.fields?.includes(`${type}.${field}`),
    )
    .map(([key]) => key);
}

/** A field is said once: by its key, or below `fields`. */
export const saidOnce: AppRule = {
  name: 'said-once',
  reads: ['fields'],
  check: (app) =>
    Object.entries(app.fields ?? {}).flatMap(([type, fields]) =>
      Object.keys(fields).flatMap((field) => {
        const [key] = keysOf(app, type, field);
        if (key === undefined) return [];
        const message = `fields.${type}.${field} is set by the key "${key}" as well.`;
        return [problem(['fields', type, field], message, `Keep one of the two: remove this field, or remove ${key}.`)];
      }),
    ),
};
