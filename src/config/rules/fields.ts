import { checkFields, missingFields } from '../../metadata/check-fields.js';
import { findField } from '../../metadata/field-table.js';
import { meantContent, meantField } from '../../metadata/known-mistakes.js';
import { findType } from '../../metadata/types.js';
import { adviseKeyFor, CONFIG_FIELDS, keysOfField, isInVersion } from '../config-fields.js';
import type { ConfigPath } from '../../problem.js';
import { takeSecrets } from '../secret-fields.js';
import { type AppRule, type RuleProblem, problem, warning } from './rule.js';

const OWNER = 'externalClientApplication';

function adviseOther(type: string): string {
  const isSettings = findType(type)?.member !== undefined;
  return isSettings ? 'Write it below settings at the top of the config.' : 'Write what it needs in namedCredential.';
}

/** Names the key to use for a field that its type does not have, when there is one: it knows where the field belongs. */
function adviseKey(
  type: string,
  path: ConfigPath,
  written: Readonly<Record<string, unknown>>,
  apiVersion: string,
): string | undefined {
  const [field] = path;
  if (path.length !== 1 || typeof field !== 'string' || findField(type, field) !== undefined) return undefined;
  const meant = meantField(field) ?? field;
  const advice = adviseKeyFor(meant, apiVersion, meantContent(field, written[field]));
  const homes = CONFIG_FIELDS.filter((row) => row.field === meant && isInVersion(row, apiVersion));
  const sets = homes.map(({ type: home, field: name }) => `${home}.${name}`).join(' and ');
  return advice === undefined ? undefined : `${advice} It sets ${sets}.`;
}

function checkType(
  app: string,
  type: string,
  written: Readonly<Record<string, unknown>>,
  apiVersion: string,
): RuleProblem[] {
  if (findType(type)?.role === 'other') {
    return [problem(['fields', type], `${type} is not a part of an app.`, adviseOther(type))];
  }
  const { fields } = takeSecrets(type, written);
  const { [OWNER]: owner, ...rest } = fields;
  const owned = problem(['fields', type, OWNER], `${OWNER} is always the app itself.`, 'Remove it.');
  // What the schema demands of the types that every app has is filled in from keys and defaults.
  const missing = findType(type)?.everyApp === true ? [] : missingFields(type, { ...rest, [OWNER]: app }, apiVersion);
  const found = [...checkFields(type, rest, apiVersion), ...missing];
  return [
    ...(owner === undefined ? [] : [owned]),
    ...found.map(({ path, message, action }) =>
      problem(['fields', type, ...path], message, adviseKey(type, path, rest, apiVersion) ?? action),
    ),
  ];
}

/** Fields exist in their type and API version, and have values that the schema allows. */
export const fieldTable: AppRule = {
  name: 'field-table',
  reads: ['fields'],
  check: (app, { name, apiVersion }) =>
    Object.entries(app.fields ?? {}).flatMap(([type, fields]) => checkType(name, type, fields, apiVersion)),
};

/** A field is said once: by its key, or below `fields`. */
export const saidOnce: AppRule = {
  name: 'said-once',
  reads: ['fields'],
  check: (app, { apiVersion }) =>
    Object.entries(app.fields ?? {}).flatMap(([type, fields]) =>
      Object.keys(fields).flatMap((field) => {
        if (!isInVersion({ type, field }, apiVersion)) return [];
        const key = keysOfField(type, field).find((name) => Object.hasOwn(app, name));
        if (key === undefined) return [];
        const message = `fields.${type}.${field} is set by the key "${key}" as well.`;
        return [problem(['fields', type, field], message, `Keep one of the two: remove this field, or remove ${key}.`)];
      }),
    ),
};

/** The links of an app to its org are made up by that org, and go with the source of a packaged app only. */
export const linksOfPackagedApps: AppRule = {
  name: 'made-by-one-org',
  reads: ['fields', 'distribution'],
  check: ({ fields = {}, distribution = 'Local' }) => {
    if (distribution === 'Packaged') return [];
    return Object.entries(fields).flatMap(([type, own]) =>
      Object.keys(own)
        .filter((field) => findField(type, field)?.link === true)
        .map((field) => {
          const message = `${field} is made up by the org that owns a packaged app; in another app a deploy of it fails or misleads.`;
          return warning(['fields', type, field], message, 'Remove it, or set distribution: Packaged.');
        }),
    );
  },
};
