import { includesVersion, spellVersions } from './api-version.js';
import type { ValueProblem } from './check-value.js';
import { closest } from './closest.js';
import { fieldsOf, fieldVersions, findField, schemaName, typesWithField } from './field-table.js';
import { HELP_ARTICLE_FIELDS, meantContent, meantField } from './known-mistakes.js';
import { findType } from './types.js';

const POLICY_SWITCHES = 'ExtlClntAppConfigurablePolicies';

/** A field that was written where its type does not have it. */
interface Misplaced {
  readonly type: string;
  readonly written: string;
  /** The field that is meant. */
  readonly field: string;
  readonly version: number;
  /** Value that stands there, where there is one. */
  readonly value?: unknown;
}

/** Tells whether one API version has a field of a type, and takes it from users. */
function hasField(type: string, field: string, version: number): boolean {
  const row = findField(type, field);
  return row !== undefined && row.never !== true && includesVersion(fieldVersions(type, row), version);
}

/** Says where a field belongs that this type does not have. */
function belongsElsewhere({ type, written, field, value }: Misplaced, homes: readonly string[]): ValueProblem {
  const spelled = written === field ? '' : `, spelled ${field}`;
  const article =
    type === POLICY_SWITCHES && HELP_ARTICLE_FIELDS.includes(field)
      ? " Salesforce's help article names this type by mistake: no API version has the field here."
      : '';
  const content = meantContent(written, value);
  const action =
    content === undefined
      ? `It belongs in ${homes.join(' and in ')}${spelled}. Move it there.`
      : `Remove it, and write ${content} in ${field} of ${homes.join(' and of ')}.`;
  return { message: `${type} has no field ${written}.${article}`, action };
}

/** Says that only other API versions have a field, wherever it belongs. */
function inOtherVersions({ type, written, field, version }: Misplaced, homes: readonly string[]): ValueProblem {
  const places = homes.flatMap((home) => {
    const row = findField(home, field);
    return row === undefined ? [] : [`${home} in API version ${spellVersions(fieldVersions(home, row))}`];
  });
  const message = `${type} has no field ${written}; ${field} is a field of ${places.join(' and of ')}, not in ${version}.0.`;
  return { message, action: 'Remove it, or use another API version and move it there.' };
}

/** Gives the types of an app that have a field, or any other types when no part of an app has it. */
function homesOf(field: string): readonly string[] {
  const homes = typesWithField(field).filter((name) => findField(name, field)?.never !== true);
  const ofApp = homes.filter((name) => findType(name)?.role !== 'other');
  return ofApp.length > 0 ? ofApp : homes;
}

/** Gives the fields of a type that a misspelt one can stand for: those that the API version has and users write. */
function misspelling({ type, written, version }: Misplaced): ValueProblem {
  const names = fieldsOf(type).flatMap(({ field }) => (hasField(type, field, version) ? [field] : []));
  const near = closest(written, names);
  const list = `Run \`eca fields ${schemaName(type)}\` for the fields it has.`;
  return {
    message: `${type} has no field ${written}.`,
    action: near === undefined ? list : `Did you mean ${near}?`,
  };
}

/** Says how a field is spelled that its own type has. */
function spelledOtherwise({ type, written, field, value }: Misplaced): ValueProblem {
  const content = meantContent(written, value);
  return {
    message: `${type} has no field ${written}.`,
    action: content === undefined ? `The field is spelled ${field}.` : `Write ${content} in ${field}.`,
  };
}

/**
 * Explains a field that a type or group does not have: a known mistaken name, a field of another type, or a slip of the
 * pen. Only what the API version has is advised.
 */
export function explainUnknownField(type: string, written: string, version: number, value?: unknown): ValueProblem {
  const field = meantField(written) ?? written;
  const misplaced = { type, written, field, version, value };
  if (field !== written && hasField(type, field, version)) return spelledOtherwise(misplaced);
  const homes = findType(type) === undefined ? [] : homesOf(field);
  if (homes.length === 0) return misspelling(misplaced);
  const now = homes.filter((home) => hasField(home, field, version));
  return now.length > 0 ? belongsElsewhere(misplaced, now) : inOtherVersions(misplaced, homes);
}
