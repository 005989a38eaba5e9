import type { ProblemKind } from '../problem-kinds.js';
import { isMap } from '../plain-data.js';
import { includesVersion, spellVersions, versionNumber } from './api-version.js';
import { checkLeaf, isSecretValue, spellValue, type ValueProblem } from './check-value.js';
import { closest } from './closest.js';
import { fieldsOf, fieldVersions, findField, isGroupKind, isRequired } from './field-table.js';
import type { FieldRow } from './fields/row.js';
import type { ValuelessElement } from './parse.js';
import { findType, METADATA_TYPES } from './types.js';
import { explainUnknownField } from './unknown-field.js';

/** One thing that is wrong with the fields of a component. */
export interface FieldProblem {
  /** Field, then index and field inside lists and groups. Empty when the type itself is wrong. */
  readonly path: readonly (string | number)[];
  /** What is wrong, with the value. */
  readonly message: string;
  /** What to do next. */
  readonly action: string;
  /** Default: the value of a field is wrong. */
  readonly kind?: ProblemKind | undefined;
}

interface Walk {
  readonly version: number;
  /** Default: false. */
  readonly allowLiteralSecrets?: boolean;
}

/** Settings of {@link checkFields}. */
export interface CheckOptions {
  /** True where a secret in plain text is reported by the caller. Default: false. */
  readonly allowLiteralSecrets?: boolean;
}

type Path = readonly (string | number)[];
const at = (path: Path, problems: readonly ValueProblem[]): FieldProblem[] =>
  problems.map((problem) => ({ path, ...problem }));

function checkType(type: string, version: number): ValueProblem[] {
  const known = findType(type);
  if (known === undefined) {
    const near = closest(
      type,
      METADATA_TYPES.flatMap((candidate) => [candidate.name, candidate.root]),
    );
    const action = near === undefined ? 'Run `eca fields` for the types this tool knows.' : `Did you mean ${near}?`;
    return [{ message: `"${type}" is not a metadata type of External Client Apps.`, action }];
  }
  if (includesVersion(known, version)) return [];
  const versions = spellVersions(known);
  return [
    { message: `${type} is not in API version ${version}.0.`, action: `Use API version ${versions}, or leave it out.` },
  ];
}

function checkSecret(row: FieldRow, value: unknown, walk: Walk): ValueProblem[] {
  if (isSecretValue(value)) return [];
  if (typeof value !== 'string') return checkLeaf(row, value, walk.version);
  if (walk.allowLiteralSecrets === true) return [];
  const action = `Take it from an environment variable, such as \${env:${row.field.replace(/[A-Z]/g, '_$&').toUpperCase()}}.`;
  return [{ message: `${row.field} is a secret and stands here in plain text.`, action }];
}

function checkItem(row: FieldRow, value: unknown, path: Path, walk: Walk): FieldProblem[] {
  if (row.secret === true) return at(path, checkSecret(row, value, walk));
  if (isSecretValue(value)) {
    return at(path, [{ message: `${row.field} is no secret field.`, action: 'Write the value itself.' }]);
  }
  if (!isGroupKind(row.kind)) return at(path, checkLeaf(row, value, walk.version));
  if (isMap(value)) {
    return [...checkGroup(row.kind, value, path, walk), ...at(path, missingIn(row.kind, value, walk.version))];
  }
  const names = fieldsOf(row.kind).map((field) => field.field);
  const message = `${row.field} needs a map with ${names.join(', ')}, not ${spellValue(value)}.`;
  return at(path, [{ message, action: 'Write each as a key of its own.' }]);
}

/** Checks that a type has a field in one API version, and that it may be written at all, whatever its value. */
function checkPresence(type: string, name: string, version: number, value?: unknown): ValueProblem[] {
  const row = findField(type, name);
  if (row === undefined) return [{ ...explainUnknownField(type, name, version, value), kind: 'unknown-field' }];
  if (row.never === true)
    return [{ message: `Salesforce keeps ${name} for its own use.`, action: 'Remove it.', kind: 'unknown-field' }];
  const versions = fieldVersions(type, row);
  if (includesVersion(versions, version)) return [];
  const message = `${name} of ${type} is in API version ${spellVersions(versions)}, not in ${version}.0.`;
  return [{ message, action: `Remove it, or use API version ${spellVersions(versions)}.`, kind: 'field-version' }];
}

/** Checks how many entries a list has, and that none of them repeats what tells them apart. */
function checkEntries({ field, most, unique }: FieldRow, entries: readonly unknown[], path: Path): FieldProblem[] {
  const tooMany = most !== undefined && entries.length > most;
  const count = tooMany
    ? at(path, [{ message: `${field} has ${entries.length} entries, and may have ${most}.`, action: 'Remove some.' }])
    : [];
  if (unique === undefined) return count;
  const values = entries.map((entry) => (isMap(entry) ? entry[unique] : undefined));
  const seen = new Set<unknown>();
  const repeated = values.flatMap((value, index) => {
    if (value === undefined || !seen.has(value)) {
      seen.add(value);
      return [];
    }
    const message = `${spellValue(value)} is the ${unique} of two entries of ${field}.`;
    return at([...path, index, unique], [{ message, action: `Give each entry a ${unique} of its own.` }]);
  });
  return [...count, ...repeated];
}

function checkField(type: string, name: string, value: unknown, path: Path, walk: Walk): FieldProblem[] {
  const misplaced = checkPresence(type, name, walk.version, value);
  const row = findField(type, name);
  if (misplaced.length > 0 || row === undefined) return at(path, misplaced);
  if (row.action === true && value === true) {
    const message = `${name} would replace the credentials at every deploy.`;
    return at(path, [{ message, action: 'Remove it, and run `eca credentials rotate` when you want new ones.' }]);
  }
  if (row.list !== true) return checkItem(row, value, path, walk);
  if (!Array.isArray(value)) {
    const message = `${name} needs a list, not ${spellValue(value)}.`;
    return at(path, [{ message, action: 'Write a list, even for one entry.' }]);
  }
  return [
    ...value.flatMap((item: unknown, index) => checkItem(row, item, [...path, index], walk)),
    ...checkEntries(row, value, path),
  ];
}

/**
 * Checks an element that stands in a file without a value. An element with `xsi:nil` only has to be one that the type has;
 * an empty one lacks its value besides.
 */
export function checkValueless({ type, field, path, nil }: ValuelessElement, apiVersion: string): FieldProblem[] {
  const version = versionNumber(apiVersion);
  // What stands inside an unknown element is no more to be judged than the element itself.
  if (fieldsOf(type).length === 0) return [];
  const misplaced = checkPresence(type, field, version);
  const row = findField(type, field);
  if (misplaced.length > 0 || nil || row === undefined) return at(path, misplaced);
  return at(path, checkLeaf(row, '', version));
}

function checkGroup(type: string, fields: Readonly<Record<string, unknown>>, path: Path, walk: Walk): FieldProblem[] {
  return Object.entries(fields)
    .filter(([, value]) => value !== undefined)
    .flatMap(([name, value]) => checkField(type, name, value, [...path, name], walk));
}

function missingIn(type: string, fields: Readonly<Record<string, unknown>>, version: number): ValueProblem[] {
  return fieldsOf(type)
    .filter((row) => isRequired(row, version) && includesVersion(fieldVersions(type, row), version))
    .filter((row) => fields[row.field] === undefined)
    .map((row) => ({
      message: `${type} needs the field ${row.field}.`,
      action: `Add ${row.field}.`,
      kind: 'missing-field',
    }));
}

/**
 * Checks fields of a metadata type against one API version: names, versions, kinds, enum values, scopes.
 *
 * Fields may be a part of what the type demands; {@link missingFields} finds what is not there. A secret field holds a
 * `Secret` or names its environment variable.
 */
export function checkFields(
  type: string,
  fields: Readonly<Record<string, unknown>>,
  apiVersion: string,
  options: CheckOptions = {},
): FieldProblem[] {
  const version = versionNumber(apiVersion);
  const wrongType = checkType(type, version);
  return wrongType.length > 0 ? at([], wrongType) : checkGroup(type, fields, [], { version, ...options });
}

/** Finds the fields that the schema demands of a type in one API version and that are not there. */
export function missingFields(
  type: string,
  fields: Readonly<Record<string, unknown>>,
  apiVersion: string,
): FieldProblem[] {
  return at([], missingIn(type, fields, versionNumber(apiVersion)));
}
