import {
  includesVersion,
  NEWEST_API_VERSION,
  OLDEST_API_VERSION,
  spellVersions,
  versionNumber,
  type VersionSpan,
} from '../../metadata/api-version.js';
import { fieldVersions, findField } from '../../metadata/field-table.js';
import { fieldsOfKey, fieldsOfSetting } from '../config-fields.js';
import type { FieldOfKey } from '../key-row.js';
import { type ConfigPath, show } from '../../problem.js';
import { type AppRule, type ConfigRule, type RuleProblem, problem } from './rule.js';

const FORM = /^[1-9]\d{1,2}\.0$/;

/** Tells whether a text is an API version whose schema this tool knows. */
export function isKnownVersion(text: string): boolean {
  const version = versionNumber(text);
  return FORM.test(text) && version >= OLDEST_API_VERSION && version <= NEWEST_API_VERSION;
}

/** Says how to write an API version that was written otherwise, such as 62 or "62". */
export function spellingOf(written: string | number): string {
  const meant = `${String(written).replace(/^v/i, '').replace(/\.0*$/, '')}.0`;
  return `Write apiVersion: "${isKnownVersion(meant) ? meant : `${NEWEST_API_VERSION}.0`}", in quotes. Use ${OLDEST_API_VERSION}.0 to ${NEWEST_API_VERSION}.0.`;
}

/** The API version is one whose fields are known. */
export const apiVersion: ConfigRule = {
  name: 'api-version',
  check: ({ apiVersion: version, apiVersionPath: path }) => {
    if (isKnownVersion(version)) return [];
    const range = `Use ${OLDEST_API_VERSION}.0 to ${NEWEST_API_VERSION}.0.`;
    if (!FORM.test(version)) {
      const action = path[0] === 'apiVersion' ? spellingOf(version) : `${range} Write it like 66.0.`;
      return [problem(path, `${show(version)} is not an API version.`, action)];
    }
    const what =
      versionNumber(version) < OLDEST_API_VERSION
        ? `has no fields for the client credentials flow of External Client Apps.`
        : `is newer than this version of eca-as-code knows.`;
    return [problem(path, `API version ${version} ${what}`, range)];
  },
};

/** Gives the API versions of a field; undefined when the field table does not have it. */
function versionsOf({ type, field }: FieldOfKey): VersionSpan | undefined {
  const row = findField(type, field);
  return row === undefined ? undefined : fieldVersions(type, row);
}

/**
 * Finds what a key becomes that the API version does not have. A value that several types take under one name, as types
 * lose fields to each other, needs one of them.
 */
function fieldsOutside(key: string, fields: readonly FieldOfKey[], version: string, path: ConfigPath): RuleProblem[] {
  return [...Map.groupBy(fields, ({ field }) => field).values()].flatMap((homes) => {
    const known = homes.flatMap((home) => {
      const span = versionsOf(home);
      return span === undefined ? [] : [{ ...home, span }];
    });
    if (known.some(({ span }) => includesVersion(span, versionNumber(version)))) return [];
    const home = known.find(({ span }) => span.until === undefined) ?? known[0];
    if (home === undefined) return [];
    const versions = spellVersions(home.span);
    const message = `${key} becomes ${home.field} of ${home.type}, which is in API version ${versions}, not in ${version}.`;
    return [problem(path, message, `Remove ${key}, or use API version ${versions}.`)];
  });
}

/** Every key that is written becomes a field that the API version has. */
export const keysInVersion: AppRule = {
  name: 'keys-in-version',
  reads: [],
  check: (app, { apiVersion: version }) =>
    Object.keys(app).flatMap((key) => fieldsOutside(key, fieldsOfKey(key), version, [key])),
};

/** Every setting that is written is one that the API version has. */
export const settingsInVersion: ConfigRule = {
  name: 'settings-in-version',
  check: ({ settings = {}, apiVersion: version }) =>
    Object.keys(isKnownVersion(version) ? settings : {}).flatMap((key) =>
      fieldsOutside(key, fieldsOfSetting(key), version, ['settings', key]),
    ),
};
