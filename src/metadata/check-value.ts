import type { ProblemKind } from '../problem-kinds.js';
import { isMap } from '../plain-data.js';
import { Secret } from '../secret.js';
import { includesVersion, OLDEST_API_VERSION, spellVersions } from './api-version.js';
import { holdsPrivateKey, namesFile } from './certificate.js';
import { closest } from './closest.js';
import { enumValues, enumValueVersions } from './field-table.js';
import type { FieldRow } from './fields/row.js';
import { oneOf } from './limits.js';
import { explainInventedValue, meantValue } from './known-mistakes.js';
import { findScope, suggestScope } from './scopes.js';
import { unsupportedCharacter } from './xml.js';

/** What is wrong with a value, and what to do about it. */
export interface ValueProblem {
  readonly message: string;
  readonly action: string;
  /** Default: the value of a field is wrong. */
  readonly kind?: ProblemKind | undefined;
}

/** Tells whether a value is a secret, or names the environment variable that holds one. */
export function isSecretValue(value: unknown): boolean {
  return value instanceof Secret || (isMap(value) && value['kind'] === 'secret-source');
}

/** Puts a value of a wrong kind into words, without its content where that could be long or secret. */
export function spellValue(value: unknown): string {
  if (value === null || value === undefined) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  if (isSecretValue(value)) return 'a secret';
  if (typeof value === 'object') return 'a map';
  return JSON.stringify(value);
}

const didYouMean = (found: string | undefined, otherwise: string): string =>
  found === undefined ? otherwise : `Did you mean "${found}"?`;

function suggestValue(value: string, values: readonly string[]): string | undefined {
  const meant = meantValue(value);
  return meant !== undefined && values.includes(meant) ? meant : closest(value, values);
}

function checkEnum(row: FieldRow, value: unknown, version: number): ValueProblem[] {
  const values = enumValues(row.kind, version) ?? [];
  if (typeof value === 'string' && values.includes(value)) return [];
  const versions = typeof value === 'string' ? enumValueVersions(row.kind, value) : undefined;
  if (versions !== undefined && !includesVersion(versions, version)) {
    return [
      {
        message: `"${String(value)}" is a value of ${row.field} in API version ${spellVersions(versions)}, not in ${version}.0.`,
        action: `Use one of ${values.join(', ')}, or another API version.`,
      },
    ];
  }
  const near = typeof value === 'string' ? suggestValue(value, values) : undefined;
  return [
    { message: `${spellValue(value)} is not a value of ${row.field}.`, action: adviseValue(value, near, values) },
  ];
}

function adviseValue(value: unknown, near: string | undefined, values: readonly string[]): string {
  const invented = typeof value === 'string' ? explainInventedValue(value) : undefined;
  const oneOf = `Use one of ${values.join(', ')}.`;
  return didYouMean(near, invented === undefined ? oneOf : `${oneOf} ${invented}`);
}

function checkScopes(row: FieldRow, text: string): ValueProblem[] {
  const names = text.split(',').map((name) => name.trim());
  const apart = names.map((name) => name.split(/[\s;|]+/).filter((word) => word !== ''));
  if (apart.some((words) => words.length > 1 && words.some((word) => findScope(word) !== undefined))) {
    const message = `The scopes in ${row.field} are not separated by commas.`;
    const action = `Put commas between them: ${apart.flat().join(', ')}.`;
    return [{ message, action }, ...checkScopes(row, apart.flat().join(','))];
  }
  return names.flatMap((name) => {
    const scope = findScope(name);
    if (name === '' || scope?.metadata === name) return [];
    const near = scope?.metadata ?? findScope(suggestScope(name) ?? '')?.metadata;
    const message = `"${name}" in ${row.field} is not a scope of External Client Apps.`;
    return [{ message, action: didYouMean(near, 'Use the metadata name of a scope, such as Api or CDPQuery.') }];
  });
}

function checkString(row: FieldRow, value: unknown): ValueProblem[] {
  if (typeof value !== 'string') {
    return [{ message: `${row.field} needs text, not ${spellValue(value)}.`, action: 'Put the value in quotes.' }];
  }
  const character = unsupportedCharacter(value);
  if (character !== undefined) {
    const message = `${row.field} holds the character ${character.name}, which XML cannot carry.`;
    return [{ message, action: 'Remove the character.' }];
  }
  if (row.compare === 'certificate' && holdsPrivateKey(value)) {
    const message = `${row.field} holds a private key, which is not shown.`;
    return [{ message, action: 'Write the certificate alone, and keep the key where nobody else reads it.' }];
  }
  if (row.compare === 'certificate' && namesFile(value)) {
    const message = `${row.field} holds the name of a file, "${value}", and no certificate.`;
    return [{ message, action: `Write the certificate in PEM, or in a config its file: { file: ${value} }.` }];
  }
  if (row.scopes === true) return checkScopes(row, value);
  if (row.values === undefined || row.values.includes(value)) return [];
  const action = adviseValue(value, suggestValue(value, row.values), row.values);
  return [{ message: `"${value}" is not a value of ${row.field}.`, action }];
}

function checkNumber(row: FieldRow, value: unknown, version: number): ValueProblem[] {
  if (typeof value !== 'number' || !Number.isInteger(value) || Math.abs(value) >= 2 ** 31) {
    const message = `${row.field} needs a whole number, not ${spellValue(value)}.`;
    return [{ message, action: 'Write a whole number without quotes.' }];
  }
  const [least = value, greatest = value] = row.range ?? [];
  if (value < least || value > greatest) {
    return [{ message: `${value} is not a value of ${row.field}.`, action: `Use ${least} to ${greatest}.` }];
  }
  if (row.numbers === undefined) return [];
  const spans = row.numbers.map(({ since = OLDEST_API_VERSION, of }) => ({ since, of }));
  const allowed = spans.filter((span) => includesVersion(span, version)).flatMap(({ of }) => of);
  if (allowed.includes(value)) return [];
  const later = spans.find(({ of }) => of.includes(value));
  return later === undefined
    ? [{ message: `${value} is not a value of ${row.field}.`, action: `Use ${oneOf(allowed)}.` }]
    : [
        {
          message: `${value} is a value of ${row.field} in API version ${spellVersions(later)}, not in ${version}.0.`,
          action: `Use ${oneOf(allowed)}, or another API version.`,
        },
      ];
}

/** Checks one value, no list, of a field that is not a group: its kind, its enum, its characters, its scopes. */
export function checkLeaf(row: FieldRow, value: unknown, version: number): ValueProblem[] {
  if (row.kind === 'string') return checkString(row, value);
  if (row.kind === 'boolean') {
    if (typeof value === 'boolean') return [];
    return [{ message: `${row.field} needs true or false, not ${spellValue(value)}.`, action: 'Write true or false.' }];
  }
  if (row.kind === 'int') return checkNumber(row, value, version);
  return checkEnum(row, value, version);
}
