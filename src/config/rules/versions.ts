import {
  includesVersion,
  NEWEST_API_VERSION,
  OLDEST_API_VERSION,
  spellVersions,
  versionNumber,
} from '../../metadata/api-version.js';
import { fieldVersions, findField } from '../../metadata/field-table.js';
import { fieldsOfKey } from '../app-keys.js';
import { show } from '../../problem.js';
import { type AppRule, type ConfigRule, type Finding, problem } from './rule.js';

const FORM = /^[1-9]\d{1,2}\.0$/;

/** Tells whether a text is an API version whose schema this tool knows. */
export function isKnownVersion(text: string): boolean {
  const version = versionNumber(text);
  return FORM.test(text) && version >= OLDEST_API_VERSION && version <= NEWEST_API_VERSION;
}

/** The API version is one whose fields are known. */
export const apiVersion: ConfigRule = {
  name: 'api-version',
  check: ({ apiVersion: version, apiVersionPath: path }) => {
    if (isKnownVersion(version)) return [];
    const range = `Use ${OLDEST_API_VERSION}.0 to ${NEWEST_API_VERSION}.0.`;
    if (!FORM.test(version)) {
      return [problem(path, `${show(version)} is not an API version.`, `${range} Write it as "66.0".`)];
    }
    const what =
      versionNumber(version) < OLDEST_API_VERSION
        ? `has no fields for the client credentials flow of External Client Apps.`
        : `is newer than this version of eca-as-code knows.`;
    return [problem(path, `API version ${version} ${what}`, range)];
  },
};

function fieldsOutside(key: string, apiVersion: string): Finding[] {
  return fieldsOfKey(key).flatMap((name) => {
    const [type = '', field = ''] = name.split('.');
    const row = findField(type, field);
    if (row === undefined) return [];
    const versions = fieldVersions(type, row);
    if (includesVersion(versions, versionNumber(apiVersion))) return [];
    const message = `${key} becomes ${field} of ${type}, which is in API version ${spellVersions(versions)}, not in ${apiVersion}.`;
    return [problem([key], message, `Remove ${key}, or use API version ${spellVersions(versions)}.`)];
  });
}

/** Every key that is written becomes a field that the API version has. */
export const keysInVersion: AppRule = {
  name: 'keys-in-version',
  reads: [],
  check: (app, context) => Object.keys(app).flatMap((key) => fieldsOutside(key, context.apiVersion)),
};
