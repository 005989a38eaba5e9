import { isMap } from '../plain-data.js';
import { type ConfigPath, type ConfigProblem, spellPath } from '../problem.js';
import { hasPlaceholder, type IsOpen } from './placeholders.js';
import { CONFIG, DEFAULT_API_VERSION } from './rows/config.js';
import { isKnownVersion } from './rules/versions.js';
import { literalSecret } from './secret-fields.js';
import { type Group, mapOf, overlayOf, type Shape } from './shape.js';
import { wrongChoice, wrongType, wrongValue } from './shape-problems.js';
import { adviseUnknownKey } from './unknown-key.js';

/** The field table checks what stands here. */
const FIELDS_OF_TYPE = mapOf({ kind: 'metadata-field' });

/** One value and where it stands. */
interface Place {
  readonly value: unknown;
  readonly path: ConfigPath;
  readonly isOpen: IsOpen;
  /** Version whose fields advice may name. */
  readonly apiVersion: string;
  /** Says how what is below the value is to be taken: as it is, or as what an environment says of it. */
  readonly wrap: (below: Shape) => Shape;
}

/**
 * Checks that a value has the keys and types that its shape names, and gives every problem.
 *
 * A text with `${env:…}` passes where one of several words is expected, while its value is not known.
 *
 * @param around - Path of the value inside the config.
 * @param isOpen - Tells where a value is not known yet. Default: wherever a text has `${env:…}` in it.
 * @param apiVersion - Version whose fields advice may name. Default: the one that a config has without saying so.
 */
export function checkShape(
  value: unknown,
  shape: Shape = CONFIG,
  around: ConfigPath = [],
  isOpen: IsOpen = (_, inner) => hasPlaceholder(inner),
  apiVersion: string = DEFAULT_API_VERSION,
): readonly ConfigProblem[] {
  const version = isKnownVersion(apiVersion) ? apiVersion : DEFAULT_API_VERSION;
  return check(shape, { value, path: around, isOpen, apiVersion: version, wrap: (below) => below });
}

function check(shape: Shape, place: Place): readonly ConfigProblem[] {
  const { value, path, isOpen } = place;
  switch (shape.kind) {
    case 'text':
    case 'scope':
    case 'variable-name':
    case 'late-text':
      return typeof value === 'string' ? [] : [wrongType(path, value, 'string')];
    case 'secret':
      return checkSecret(place);
    case 'boolean':
      return typeof value === 'boolean' ? [] : [wrongType(path, value, 'boolean')];
    case 'whole-number':
      return checkNumber(place);
    case 'true-or-text':
      return value === true || typeof value === 'string' ? [] : [wrongType(path, value, 'true-or-text')];
    case 'choice':
      return (typeof value === 'string' && shape.of.includes(value)) || isOpen(path, value)
        ? []
        : [wrongChoice(path, value, shape.of)];
    case 'list':
      return checkList(shape.item, place);
    case 'one-or-list':
      return Array.isArray(value) ? checkList(shape.of, place) : below(shape.of, place, []);
    case 'map':
      return checkMap(shape.value, place);
    case 'overlay':
      return value === null ? [] : check(shape.of, { ...place, wrap: overlayOf });
    case 'metadata-field':
      return [];
    case 'metadata-fields':
      return checkMap(FIELDS_OF_TYPE, place);
    case 'group':
      return checkGroup(shape, place);
  }
}

/** Checks what is below a value; without a step, the value itself. */
function below(shape: Shape, { wrap, ...place }: Place, step: ConfigPath): readonly ConfigProblem[] {
  return check(wrap(shape), { ...place, path: [...place.path, ...step], wrap: (inner) => inner });
}

/** A secret is never shown, whatever was written in its place. */
function checkSecret({ value, path }: Place): readonly ConfigProblem[] {
  if (typeof value === 'string') return [];
  if (value === undefined || value === null) return [wrongType(path, value, 'string')];
  return [{ path, ...literalSecret(String(path.at(-1))), kind: 'literal-secret' }];
}

function checkNumber({ value, path }: Place): readonly ConfigProblem[] {
  if (typeof value !== 'number' || !Number.isFinite(value)) return [wrongType(path, value, 'number')];
  if (!Number.isInteger(value)) return [wrongType(path, value, 'int')];
  return Number.isSafeInteger(value) ? [] : [wrongValue(path, value)];
}

/** Entries of a list are never laid over others: a list of an environment replaces that of the base. */
function checkList(item: Shape, { value, path, ...place }: Place): readonly ConfigProblem[] {
  if (!Array.isArray(value)) return [wrongType(path, value, 'array')];
  return value.flatMap((entry: unknown, index) =>
    check(item, { ...place, value: entry, path: [...path, index], wrap: (inner) => inner }),
  );
}

function checkMap(shape: Shape, place: Place): readonly ConfigProblem[] {
  const { value, path } = place;
  if (!isMap(value)) return [wrongType(path, value, 'record')];
  return Object.entries(value).flatMap(([key, inner]) => below(shape, { ...place, value: inner }, [key]));
}

function checkGroup({ keys }: Group, place: Place): readonly ConfigProblem[] {
  const { value, path, wrap } = place;
  if (!isMap(value)) return [wrongType(path, value, 'object')];
  const isOverlaid = wrap === overlayOf;
  const wrong = Object.entries(keys).flatMap(([key, { shape, required, optionalFor }]) => {
    const isNeeded = required === true && !isOverlaid && (optionalFor === undefined || value.role !== optionalFor);
    const isExpected = isNeeded || Object.hasOwn(value, key);
    return isExpected ? below(shape, { ...place, value: value[key] }, [key]) : [];
  });
  const unknown = Object.keys(value).filter((key) => !Object.hasOwn(keys, key));
  return [...wrong, ...unknown.map((key) => unknownKey(key, value[key], place))];
}

function unknownKey(key: string, value: unknown, { path, apiVersion }: Place): ConfigProblem {
  const where = path.length === 0 ? 'The config' : spellPath(path);
  return {
    path: [...path, key],
    message: `${where} has no key "${key}".`,
    action: adviseUnknownKey(key, value, path, apiVersion),
    kind: 'unknown-key',
  };
}
