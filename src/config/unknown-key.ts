import { closest } from '../metadata/closest.js';
import { typesWithField } from '../metadata/field-table.js';
import { meantField } from '../metadata/known-mistakes.js';
import { APP_TYPE_NAMES } from '../metadata/types.js';
import { keyOfFieldName } from './config-fields.js';
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

/** Says where a metadata field belongs that was written where a key of the config is expected. */
function adviseField(key: string): string | undefined {
  const field = meantField(key) ?? key;
  const curated = keyOfFieldName(field);
  if (curated !== undefined) return `Write it as "${curated}".`;
  const type = typesWithField(field).find((name) => APP_TYPE_NAMES.includes(name));
  return type === undefined ? undefined : `Write it below fields.${type}.`;
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

/** Says what to do about a key that the config does not have. */
export function adviseUnknownKey(key: string, path: ConfigPath): string {
  const known = keysAt(path);
  const near = closest(key, known);
  if (near !== undefined && near.toLowerCase() === key.toLowerCase()) return `Did you mean "${near}"?`;
  const isApp = path.at(-2) === 'apps';
  const elsewhere = adviseLevel(key, path) ?? (isApp ? adviseField(key) : undefined);
  if (elsewhere !== undefined) return elsewhere;
  if (near !== undefined) return `Did you mean "${near}"?`;
  const place = path.length === 0 ? 'The top of the config' : spellPath(path);
  return `Remove it. ${place} takes ${known.join(', ')}.`;
}
