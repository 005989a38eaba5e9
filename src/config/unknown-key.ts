import { closest } from '../metadata/closest.js';
import { spellVersions } from '../metadata/api-version.js';
import { fieldVersions, findField, typesWithField } from '../metadata/field-table.js';
import { meantContent, meantField } from '../metadata/known-mistakes.js';
import { APP_TYPE_NAMES } from '../metadata/types.js';
import { adviseKeyFor, isInVersion } from './config-fields.js';
import { type ConfigPath, spellPath } from '../problem.js';
import { APP } from './rows/app.js';
import { CONFIG } from './rows/config.js';
import { ENVIRONMENT } from './rows/environment.js';
import { shapeAt, under } from './shape.js';

/** Gives the keys that may stand where a path leads to; an empty list where any key may. */
function keysAt(path: ConfigPath): readonly string[] {
  const shape = shapeAt(CONFIG, path);
  const inner = shape === undefined ? undefined : under(shape);
  return inner?.kind === 'group' ? Object.keys(inner.keys) : [];
}

/**
 * Says where a metadata field belongs that was written where a key of the config is expected. Only what the API version has
 * is advised.
 */
function adviseField(key: string, value: unknown, apiVersion: string): string | undefined {
  const field = meantField(key) ?? key;
  const content = meantContent(key, value);
  const curated = adviseKeyFor(field, apiVersion, content);
  if (curated !== undefined) return curated;
  const types = typesWithField(field).filter((type) => APP_TYPE_NAMES.includes(type) && isWritable(type, field));
  const now = types.filter((type) => isInVersion({ type, field }, apiVersion));
  if (now.length > 0) return belowFields(now, { key, field, content });
  const spans = types.flatMap((type) => {
    const row = findField(type, field);
    return row === undefined ? [] : [`${spellVersions(fieldVersions(type, row))} of ${type}`];
  });
  return spans.length === 0
    ? undefined
    : `Remove it: ${field} is in API version ${spans.join(' and ')}, not in ${apiVersion}.`;
}

const isWritable = (type: string, field: string): boolean => findField(type, field)?.never !== true;

interface MeantHere {
  readonly key: string;
  readonly field: string;
  readonly content: string | undefined;
}

function belowFields(types: readonly string[], { key, field, content }: MeantHere): string {
  const places = types.map((type) => `fields.${type}`);
  if (content !== undefined) return `Write ${content} in ${places.map((place) => `${place}.${field}`).join(' or ')}.`;
  return `Write it below ${places.join(' or ')}${field === key ? '' : `, spelled ${field}`}.`;
}

/** Says where a key belongs that exists on another level of the config. */
function adviseLevel(key: string, path: ConfigPath): string | undefined {
  const isApp = path.at(-2) === 'apps';
  if (!isApp && Object.hasOwn(APP.keys, key)) return `It is a key of an app: write it below apps.<name>.`;
  const isEnvironment = path.length === 2 && path[0] === 'environments';
  if (!isEnvironment && Object.hasOwn(ENVIRONMENT.keys, key)) {
    return 'It is a key of an environment: write it below environments.<name>.';
  }
  return path.length > 0 && Object.hasOwn(CONFIG.keys, key) ? 'Write it at the top of the config.' : undefined;
}

/**
 * Says what to do about a key that the config does not have, in an API version that is known.
 *
 * @param value - What stands beside the key: a flag that is off asks for something else than one that is on.
 */
export function adviseUnknownKey(key: string, value: unknown, path: ConfigPath, apiVersion: string): string {
  const known = keysAt(path);
  const near = closest(key, known);
  if (near !== undefined && near.toLowerCase() === key.toLowerCase()) return `Did you mean "${near}"?`;
  const isApp = path.at(-2) === 'apps';
  const elsewhere = adviseLevel(key, path) ?? (isApp ? adviseField(key, value, apiVersion) : undefined);
  if (elsewhere !== undefined) return elsewhere;
  if (near !== undefined) return `Did you mean "${near}"?`;
  const place = path.length === 0 ? 'The top of the config' : spellPath(path);
  return `Remove it. ${place} takes ${known.join(', ')}.`;
}
